"""Headers of grids, and places in rankings."""

from __future__ import annotations

import pytest

from copctl.surveys.intake.grids import UNTITLED, place_of, rows_are_places, stem_and_row


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("How useful?  [Improve Scaling ]", ("How useful?", "Improve Scaling")),
        (" [Row]", (UNTITLED, "Row")),
        ("A [note] b [row [1]]", ("A [note] b", "row [1]")),
        ("Used [dapps](https://example.org)?", None),
        ("Plain", None),
        ("Odd ]", None),
    ],
)
def test_a_header_is_taken_apart(header: str, parts: tuple[str, str] | None) -> None:
    assert stem_and_row(header) == parts


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", 1), ("2.0", 2), ("1st choice", 1), ("3rd", 3), ("Rank 2", 2), ("Choice #4", 4),
        ("Second choice", 2),
        ("ទី១", 1), ("อันดับ2", 2), ("0", None), ("Critical to me", None), ("Top 10 of 2020 lists", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_place_is_read(text: str, place: int | None) -> None:
    assert place_of(text) == place


def test_rows_that_are_options_are_no_places() -> None:
    assert rows_are_places(["1st choice", "2nd choice"], ["A", "B"])
    assert not rows_are_places(["1", "2"], ["1", "2"])


def test_numbers_that_nobody_ranks_by_are_no_places() -> None:
    assert place_of("9" * 20) is None
    assert place_of("2026") is None
