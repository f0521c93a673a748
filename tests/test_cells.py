"""Cells that a spreadsheet would take for formulas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.cells import guarded, unguarded

CELLS = st.one_of(st.text(), st.text(alphabet="'=+-@\t\ra1"))


@given(CELLS)
def test_unguarded_gives_back_what_was_guarded(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(CELLS)
def test_a_guarded_cell_never_begins_as_a_formula(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["'tis", "Ana", "", "'", "5 = 5"])
def test_plain_text_is_left_alone(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text
