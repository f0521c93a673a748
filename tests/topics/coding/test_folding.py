"""Spellings that mean one answer, and the words that answers share."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.topics.coding.folding import fingerprint, mark, terms


@pytest.mark.parametrize(
    "spelling",
    [
        "Outcome harvesting",
        " outcome  HARVESTING! ",
        "harvesting, outcome",
        "Outcome-harvesting",
        "outcomes harvesting",
    ],
)
def test_spellings_of_one_answer_have_one_fingerprint(spelling: str) -> None:
    assert fingerprint(spelling) == "harvesting outcome"


@pytest.mark.parametrize(
    ("one", "other"), [("Café", "cafe"), ("ការប្រមូល\u200bលទ្ធផល", "ការប្រមូលលទ្ធផល"), ("Đánh giá", "ĐÁNH GIÁ")]
)
def test_accents_and_marks_that_nobody_sees_do_not_count(one: str, other: str) -> None:
    assert fingerprint(one) == fingerprint(other)


def test_vowel_signs_of_khmer_and_thai_count() -> None:
    assert fingerprint("កា") != fingerprint("កិ")
    assert fingerprint("ทำ") != fingerprint("ทา")


def test_words_leave_stop_words_out_and_scripts_without_blanks_give_groups_of_three() -> None:
    assert terms("We would like to see the Indicators") == ["see", "indicator"]
    assert terms("แปลไทย") == ["แปล", "ปลไ", "ลไท", "ไทย"]


@settings(deadline=None)
@given(st.text())
def test_a_fingerprint_is_its_own_fingerprint(text: str) -> None:
    assert fingerprint(fingerprint(text)) == fingerprint(text)


@settings(deadline=None)
@given(st.text())
def test_a_mark_repeats_nothing_of_the_answer(text: str) -> None:
    found = mark(text)

    assert found == "" or (len(found) == 17 and found[0] == "#" and int(found[1:], 16) >= 0)
    assert bool(found) == bool(fingerprint(text))
