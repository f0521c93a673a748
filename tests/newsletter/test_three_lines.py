"""A longer text in three lines: nothing is lost without a mark, and what stays is whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl import names
from copctl.newsletter.three_lines import LONGEST, MOST_LINES, in_three_lines
from copctl.rendering.markdown import to_html, to_plain


def _words(text: str) -> str:
    """What a reader sees, one blank between words."""
    return " ".join(to_plain(text).split())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One. Two. Three.",
        "- one\n- two\n- three",
        "Three habits: short forms, checks at the source, one person who looks.",
        "> quoted\n> twice",
        "ទឹកស្អាត។ ភូមិយើង។",
        "```\ncode\n```",
        "[a]: https://example.org\n\nSee [a].",
    ],
)
def test_what_is_short_stays_as_it_is(text: str) -> None:
    assert in_three_lines(text) == text


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("One. Two! Three? Four.", "One. Two! Three? …"),
        ("We met Dr. Chan, e.g. on the 3. of May. Two. Three. Four.",
         "We met Dr. Chan, e.g. on the 3. of May. Two. Three. …"),
        ("One.\n\nTwo.\n\nThree.\n\nFour.", "One.\n\nTwo.\n\nThree. …"),
        ("- one\n- two *and* more\n  of it\n- three\n- four", "- one\n- two *and* more of it\n- three …"),
        ("1. one\n2. two\n   - in it\n3. three", "1. one\n2. two\n   - in it …"),
        ("## What we did\n\nOne. Two. Three.", "What we did\n\nOne. Two. …"),
        ("**Said.** Then *again.* Three. Four.", "**Said.** Then *again.* Three. …"),
        ("**One. Two. Three. Four.**", "One. Two. Three. …"),
        ("One. Two.\n\n| a | b |\n| - | - |\n| c | d |\n", "One. Two. …"),
        ("> a\n> b\n> c\n> d", "a b c d …"),
        ("ទឹកស្អាត។ភូមិយើង។បី។បួន។", "ទឹកស្អាត។ភូមិយើង។បី។ …"),
        ("ရေ။ ရွာ။ သုံး။ လေး။", "ရေ။ ရွာ။ သုံး။ …"),
        ("[a]: https://example.org\n\nSee [a b]. Two. Three. Four.", "See [a b]. Two. Three. …"),
        ("[ab]: https://e.org\n\nSee [ab]. Two. Three. Four.", "See ab. Two. Three. …"),
        ("=1+12. [red]. <b>x</b>. Four.", "=1+12. [red]. <b>x</b>. …"),
    ],
)  # fmt: skip
def test_what_is_longer_ends_after_three_sentences_or_lines(text: str, short: str) -> None:
    assert in_three_lines(text) == short


def test_a_long_sentence_ends_between_words() -> None:
    short = in_three_lines("Water " * 200)

    assert short == " ".join(["Water"] * 50) + "…"


def test_marks_stay_pairs_where_a_sentence_is_cut() -> None:
    link = "[the guide](https://example.org/" + "long/" * 50 + ")"

    assert in_three_lines(f"We read {link} and " + "more " * 100).startswith(f"We read {link} and more ")
    cut = in_three_lines("start " * 49 + f"{link} and **all of it**")
    assert cut == " ".join(["start"] * 49) + "…"


@pytest.mark.parametrize("text", ["กิ่งเกาะเขาน้ำ" * 60, "ខ្ញុំស្រឡាញ់ទឹកស្អាត" * 40, "ນ້ຳໃຈເຮົາ" * 80])
def test_a_script_without_spaces_is_cut_between_letters_that_stand_apart(text: str) -> None:
    short = in_three_lines(text)

    kept = short.removesuffix("…")
    assert text.startswith(kept)
    assert LONGEST - 20 < len(kept) <= LONGEST
    assert kept[-1] not in "เแโใไເແໂໃໄ\u17d2"
    assert text[len(kept)] not in "ะาำຳ\u0e34\u0e48\u17d2\u17bb\u0ec9"


def test_a_word_without_an_end_is_cut_all_the_same() -> None:
    assert in_three_lines("x" * 500) == "x" * LONGEST + "…"


PIECES = st.lists(
    st.one_of(
        st.sampled_from(["One.", "two", "**bold**", "*", "`a`", "[l](https://e.org)", "\n", "\n\n", "- item\n",
                         "> q\n", "```\n", "# H\n", "|a|b|\n|-|-|\n", "  ", "\\", "ទឹក។", "น้ำ", "word " * 30,
                         "![p](x.png)", "1. n\n", "&amp;", "<b>", "---\n", "___"]),
        st.text(max_size=8),
    ),
    max_size=14,
)  # fmt: skip


@given(PIECES)
def test_what_stays_is_the_beginning_and_what_goes_is_marked(pieces: list[str]) -> None:
    text = "".join(pieces)

    short = in_three_lines(text)

    if short != names.prose(text):
        assert short.endswith("…")
        assert len(_words(short)) <= LONGEST + 40  # marks of lists that the plain text shows
        # A mark after a table or the like stands on a line of its own.
        assert len([line for line in short.splitlines() if line.strip()]) <= MOST_LINES + 1


@given(
    st.lists(st.sampled_from(["One.", "two", "**bold**", "[l](https://e.org)", "`a`", "*em*"]), max_size=90)
)
def test_no_mark_is_left_alone(words: list[str]) -> None:
    short = in_three_lines(" ".join(words))

    page = to_html(short)
    assert "*" not in page
    assert "`" not in page
    assert "](" not in page
