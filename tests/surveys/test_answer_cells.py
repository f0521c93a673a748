"""Cells of copctl's own export: what goes in comes out, whatever people wrote."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from copctl import names
from copctl.surveys.outgoing import answer_cells
from copctl.surveys.outgoing.answer_cells import Piece
from copctl.surveys.questionnaire import Option

AWKWARD = st.sampled_from(
    [";", "; ", ", ", "\\", "\\(", ")", ". ", "1. ", "?", "'", '"', "=", "|", "#2", "កម្ម", "ລາວ"]
)
WORDS = (
    st.lists(st.one_of(AWKWARD, st.text(min_size=1, max_size=4)), min_size=1, max_size=6)
    .map(lambda parts: names.written("".join(parts)))
    .filter(lambda text: bool(names.key(text)))
)


@st.composite
def lists_of_options(draw: st.DrawFn) -> list[Option]:
    chosen = draw(st.lists(WORDS, min_size=1, max_size=6, unique_by=names.key))
    labels = draw(
        st.lists(st.one_of(WORDS, st.sampled_from(chosen)), min_size=len(chosen), max_size=len(chosen))
    )
    return [Option(name, label) for name, label in zip(chosen, labels, strict=True)]


def meant(options: list[Option], piece: Piece) -> Option:
    if piece.name is not None:
        return next(option for option in options if option.name == piece.name)
    return options[answer_cells.owners(options)[names.key(piece.text)]]


@given(lists_of_options(), st.booleans())
def test_several_choices_in_a_cell_come_back_in_their_order(options: list[Option], by_name: bool) -> None:
    cell = answer_cells.cell(answer_cells.spelled(options, by_name=by_name))

    pieces = list(answer_cells.pieces(cell, several=True, ranked=False))

    assert [meant(options, piece) for piece in pieces] == options


@given(lists_of_options(), st.data())
def test_a_ranking_comes_back_with_its_ties_and_what_was_no_place(
    options: list[Option], data: st.DataObject
) -> None:
    places = data.draw(
        st.lists(
            st.one_of(st.integers(1, 4).map(lambda rank: (rank, None)), WORDS.map(lambda text: (None, text))),
            min_size=len(options), max_size=len(options),
        )
    )  # fmt: skip
    spelled = answer_cells.spelled(options, by_name=False)

    cell = answer_cells.cell(
        answer_cells.placed(text, rank, written)
        for text, (rank, written) in zip(spelled, places, strict=True)
    )

    read = list(answer_cells.pieces(cell, several=True, ranked=True))
    assert [(meant(options, piece), piece.rank, piece.place_text) for piece in read] == [
        (option, rank, text) for option, (rank, text) in zip(options, places, strict=True)
    ]


def test_a_ranking_as_a_person_writes_it_takes_the_order_of_its_choices() -> None:
    pieces = answer_cells.pieces("Rice; Maize ;; Beans", several=True, ranked=True)

    assert [(piece.text, piece.rank) for piece in pieces] == [("Rice", 1), ("Maize", 2), ("Beans", 3)]


def test_a_cell_reads_well_where_nothing_is_awkward() -> None:
    options = [Option("a", "Short sessions, at most 90 minutes"), Option("b", "Water; sanitation")]

    assert answer_cells.cell(answer_cells.spelled(options, by_name=False)) == (
        "Short sessions, at most 90 minutes; Water\\; sanitation"
    )
    assert answer_cells.cell(answer_cells.spelled(options, by_name=True)) == "a; b"


@given(WORDS, st.one_of(st.just(""), WORDS), st.one_of(st.none(), st.integers(1, 999)))
def test_a_heading_names_its_question_and_record(name: str, label: str, record: int | None) -> None:
    assert answer_cells.read_heading(answer_cells.heading(name, label, record)) == (name, record)


@pytest.mark.parametrize("text", ["Timestamp", "", "email"])
def test_another_tools_heading_names_no_question(text: str) -> None:
    assert answer_cells.read_heading(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_to_the_last_bit(number: float) -> None:
    assume(math.isfinite(number))
    shown = answer_cells.digits(number)

    assert "e" not in shown.lower()
    assert repr(float(shown)) == repr(number)
