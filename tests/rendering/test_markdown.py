"""Markdown that people wrote: harmless as HTML, complete as plain text, and literal when it is a name."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copctl import names
from copctl.rendering.markdown import link, literal, to_html, to_inline_html, to_plain

MARKS = st.text(alphabet="ab1 .)#*_`[]()<>!&;~|\\-+=ក:/@")


@given(st.one_of(MARKS, st.text()))
@example("1. one")
@example("# no heading #")
@example("&lt;b&gt; &amp")
def test_a_literal_shows_exactly_what_was_written(text: str) -> None:
    name = names.written(text)

    if name:
        assert to_plain(literal(name)) == name
        assert to_plain(f"### {literal(name)}") == name
        assert to_plain(f"**{literal(name)}**, x") == f"{name}, x"


def test_ordinary_names_need_no_backslash() -> None:
    for name in ("Nguyễn Thị Hồng Đào", "សុខា ចាន់", "O'Neill (Ruth), A&B, C#m, snake_case, 5 > 3"):
        assert literal(name) == name


@given(MARKS)
def test_no_tag_comes_through_that_was_not_made_here(text: str) -> None:
    for tag in re.findall(r"<(\w+)", to_html(f"<script>{text}</script><b onclick=x>")):
        assert tag not in {"script", "b"}


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_link_that_runs_something_is_no_link(address: str) -> None:
    assert "href" not in to_html(f"[x]({address}) <{address}>")
    assert "href" not in to_inline_html(f"[x]({address})")


def test_links_to_the_web_and_to_mail_stay() -> None:
    assert to_html("[a](https://example.org) <mailto:a@example.org>") == (
        '<p><a href="https://example.org">a</a> <a href="mailto:a@example.org">mailto:a@example.org</a></p>\n'
    )


@pytest.mark.parametrize(
    "address", ["https://example.org/a_(b)", "https://example.org/ក?q=<x>", "mailto:a@b.example"]
)
def test_a_link_that_is_written_is_a_link_again(address: str) -> None:
    html = to_html(link("[red] *words*", address))

    assert html.startswith('<p><a href="')
    assert ">[red] *words*</a></p>" in html


def test_headings_fit_under_those_of_the_page() -> None:
    assert to_html("# a\n\n### b\n\n##### c", top=4) == "<h4>a</h4>\n<h4>b</h4>\n<h5>c</h5>\n"


def test_a_picture_becomes_a_link_with_its_description() -> None:
    assert to_html("![A *well*](https://example.org/w.png)") == (
        '<p><a href="https://example.org/w.png">A <em>well</em></a></p>\n'.replace("<em>", "*").replace(
            "</em>", "*"
        )
    )
    assert "src" not in to_html("![x](javascript:y)")


def test_plain_text_keeps_lists_quotes_tables_and_addresses() -> None:
    text = """# A *heading*

One line
goes on.\\
A new one.

1. first
2. second
   - nested

> quoted

| a | b |
|---|---|
| 1 | 2 |

    code *as is*

---

[words](https://example.org), <https://example.org>, ![alt](https://example.org/p.png)
"""
    assert to_plain(text) == (
        "A heading\n\nOne line goes on.\nA new one.\n\n1. first\n2. second\n  - nested\n\n> quoted\n\n"
        "a | b\n1 | 2\n\n    code *as is*\n\n--------------------\n\n"
        "words (https://example.org), https://example.org, alt (https://example.org/p.png)"
    )


@given(st.text())
def test_plain_text_never_fails(text: str) -> None:
    assert "\0" not in to_plain(text)
