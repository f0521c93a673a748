"""Templates: the community's own first, mistakes named by file and line, text wrapped, CSS inlined."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.errors import NotFound, Refused
from copctl.rendering.environment import environment, inlined, render


def _wrapped(text: str, width: int = 72) -> str:
    return str(
        environment(None).from_string("{{ text | wrapped(width) }}", {}).render(text=text, width=width)
    ).replace("&gt;", ">")


def _filtered(template: str, text: str) -> str:
    return environment(None).from_string(template).render(text=text)


@given(st.lists(st.text(alphabet="abcក- ", min_size=0), max_size=4), st.integers(10, 80))
def test_wrapping_loses_no_word(lines: list[str], width: int) -> None:
    assert _wrapped("\n".join(lines), width).split() == " ".join(lines).split()


def test_wrapped_lists_and_quotes_keep_their_indent() -> None:
    assert _wrapped("- aaa bbb ccc", 8) == "- aaa\n  bbb\n  ccc"
    assert _wrapped("10. aaa bbb", 8) == "10. aaa\n    bbb"
    assert _wrapped("> aaa bbb", 6) == "> aaa\n> bbb"
    assert _wrapped("-5 degrees at -10 metres", 10) == "-5 degrees\nat -10\nmetres"
    assert _wrapped("see https://example.org/a-long-address", 10) == "see\nhttps://example.org/a-long-address"


def test_what_people_wrote_is_escaped_and_markdown_is_not_escaped_twice() -> None:
    assert _filtered("{{ text }}", "<b>") == "&lt;b&gt;"
    assert _filtered("{{ text | markdown }}", "*a* <b>") == "<p><em>a</em> &lt;b&gt;</p>\n"
    assert _filtered("{{ text | inline }}", "*a* <b>") == "<em>a</em> &lt;b&gt;"


def test_a_template_of_the_community_comes_first(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Mine: {{ name }}", encoding="utf-8")

    assert render(tmp_path, "a.txt", name="<b>") == "Mine: <b>"


@pytest.mark.parametrize(
    ("text", "line"), [("\n{% if %}", 2), ("{{ nobody }}", 1), ("\n\n{{ 1 / 0 }}", 3), ("{{ 'a' + 1 }}", 1)]
)
def test_a_mistake_in_a_template_names_its_file_and_line(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "a.html").write_text(text, encoding="utf-8")

    with pytest.raises(Refused) as error:
        render(tmp_path, "a.html")

    assert error.value.message.startswith(f"{tmp_path / 'a.html'}, line {line}: ")


def test_a_mistake_of_ours_keeps_its_traceback(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{{ number | markdown }}", encoding="utf-8")

    with pytest.raises(TypeError):
        render(tmp_path, "a.html", number=1)


def test_a_template_that_is_missing_or_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"caf\xe9")

    with pytest.raises(NotFound):
        render(tmp_path, "none.html")
    with pytest.raises(Refused, match="not UTF-8"):
        render(tmp_path, "a.html")


def test_inlining_keeps_media_queries() -> None:
    page = inlined("<style>p{color:red}@media (min-width:1px){p{color:blue}}</style><p>a</p>")

    assert 'style="color: red;"' in page
    assert "@media" in page


def test_inlining_leaves_the_encoding_first() -> None:
    page = inlined(
        "<!doctype html><html><head><meta charset='utf-8'><title>a</title>"
        "<style>@media (min-width:1px){p{color:blue}}</style></head><body><p>a</p></body></html>"
    )

    assert page.index("charset") < page.index("<style>")
    assert page.count("charset") == 1
