"""Splitting cells against known options."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl import names
from copctl.surveys.intake.multiselect import COMMA, SEMICOLON, Splitter, best_separator, options_seen

BATCH = "HPC resource manager (SLURM, PBS, SGE, LSF or similar)"
PANDAS = "Pandas, the library"


def _texts(cell: str, options: list[str], separator: str) -> list[tuple[str, bool]]:
    return [(piece.text, piece.known) for piece in Splitter.of(options, separator).split(cell)]


def test_an_option_that_holds_the_separator_stays_whole() -> None:
    assert _texts(f"SSH, {BATCH}, {PANDAS}", ["SSH", BATCH, PANDAS], COMMA) == [
        ("SSH", True),
        (BATCH, True),
        (PANDAS, True),
    ]


def test_the_longest_option_wins() -> None:
    assert _texts("A, B, C", ["A", "A, B", "C"], COMMA) == [("A, B", True), ("C", True)]


def test_what_is_no_option_is_kept_whole_between_options() -> None:
    assert _texts("A, well, it depends, B", ["A", "B"], COMMA) == [
        ("A", True),
        ("well, it depends", False),
        ("B", True),
    ]


def test_case_and_odd_blanks_do_not_count() -> None:
    assert _texts("outcome\u00a0 Harvesting;", ["Outcome harvesting"], SEMICOLON) == [
        ("outcome Harvesting", True)
    ]


def test_the_separator_that_splits_more_is_taken() -> None:
    assert best_separator(["A, B", "B"], ["A", "B"], (SEMICOLON, COMMA)) == COMMA
    assert best_separator(["A;B"], ["A", "B"], (SEMICOLON, COMMA)) == SEMICOLON


def test_pieces_that_never_part_are_one_option() -> None:
    cells = [f"{PANDAS}, NumPy", f"NumPy, {PANDAS}", PANDAS, f"SSH, {BATCH}", "SSH", "NumPy"]

    assert options_seen(cells, COMMA) == [PANDAS, "NumPy", "SSH"]
    assert options_seen([*cells, BATCH], COMMA) == [PANDAS, "NumPy", "SSH", BATCH]


def test_small_letters_after_a_comma_belong_to_what_stands_before() -> None:
    cells = ["Yes, of course, No, never", "No, never, Maybe", "Yes, of course", "Maybe", "No, of course"]

    assert options_seen([*cells, *cells], COMMA) == [
        "Yes, of course",
        "No, never",
        "Maybe",
        "No, of course",
    ]


_WORD = st.text(alphabet=st.sampled_from("ab;, ខ្មែরé("), max_size=8)


@pytest.mark.parametrize("separator", [SEMICOLON, COMMA])
@given(cell=st.lists(_WORD, max_size=6).map(",; ".join), options=st.lists(_WORD, max_size=5))
def test_splitting_loses_no_text(separator: str, cell: str, options: list[str]) -> None:
    pieces = Splitter.of(options, separator).split(cell)

    def bare(text: str) -> str:
        return "".join(c for c in names.written(text) if c not in ";, ")

    assert bare("".join(piece.text for piece in pieces)) == bare(cell)


@pytest.mark.parametrize("separator", [SEMICOLON, COMMA])
@given(chosen=st.lists(st.sampled_from(["SSH", BATCH, PANDAS, "ខ្មែរ; ភាសា", "a;b"]), unique=True))
def test_joined_options_come_apart_again(separator: str, chosen: list[str]) -> None:
    options = ["SSH", BATCH, PANDAS, "ខ្មែរ; ភាសា", "a;b"]

    pieces = Splitter.of(options, separator).split(separator.join(chosen))

    assert [piece.text for piece in pieces] == chosen
    assert all(piece.known for piece in pieces)
