"""A name is taken out of a text however it was written there, and of nothing else."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.community.mentions import ERASED, sought
from copctl.rendering.markdown import literal, to_html, to_plain

NAMES = st.lists(
    st.text("abcxyzÉêក្រុងไทย'[]*_&<>.-", min_size=1, max_size=8).filter(lambda word: word[0].isalnum()),
    min_size=2, max_size=4,
).map(" ".join)  # fmt: skip


@given(NAMES)
def test_a_name_is_found_in_plain_text_markdown_and_html(name: str) -> None:
    wanted, _ = sought([1], [name], ())
    markdown = f"Thanks to **{literal(name)}**."

    for text in (f"With {name}, today", f"With {escape(name)}, today", name.replace(" ", "\n")):
        assert ERASED in wanted.taken_out(text)
        assert name not in wanted.taken_out(text)
    assert ERASED in wanted.taken_out(markdown)
    assert wanted.taken_out(f"<p>{escape(name)}</p>") == f"<p>{ERASED}</p>"


@given(NAMES, st.text("abc (erased)<>&;\n", max_size=60))
def test_what_names_nobody_stays(name: str, text: str) -> None:
    wanted, _ = sought([1], [f"{name} Zzyzx"], ())

    assert wanted.taken_out(text) == text


@pytest.mark.parametrize("text", ["Mai Trang", "Xmai Tran", "Mai\u00adTran"])
def test_longer_words_are_others(text: str) -> None:
    wanted, _ = sought([1], ["Mai Tran"], ())

    assert wanted.taken_out(text) == text


def test_a_name_as_our_markdown_renders_it_is_found() -> None:
    name = "O'Dara [x] & *So*n"
    wanted, _ = sought([1], [name], ())

    for text in (to_html(literal(name)), to_plain(literal(name)), literal(name)):
        assert wanted.taken_out(text).count(ERASED) == 1
