"""Texts cut where their script tells of another language."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from copctl.rendering.languages import language_of, runs


def test_words_of_one_script_stay_together_with_their_blanks() -> None:
    text = "Clean water, ទឹក ស្អាត\u200bណាស់ (ນ້ຳສະອາດ) น้ำ!"

    assert list(runs(text)) == [
        ("", "Clean water, "),
        ("km", "ទឹក ស្អាត\u200bណាស់"),
        ("", " ("),
        ("lo", "ນ້ຳສະອາດ"),
        ("", ") "),
        ("th", "น้ำ"),
        ("", "!"),
    ]


@given(st.text(alphabet="ab 1.\n\u200bកសុทีນ້ကာ"))
def test_runs_hold_the_whole_text_each_in_its_language(text: str) -> None:
    cut = list(runs(text))

    assert "".join(part for _, part in cut) == text
    assert all(language == language_of(part) for language, part in cut)
    assert all(one[0] != other[0] for one, other in pairwise(cut))


def test_blanks_without_width_do_not_outvote_letters() -> None:
    assert language_of("ទឹក\u200b\u200b\u200b\u200b\u200b\u200b") == "km"
