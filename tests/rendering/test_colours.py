"""Any accent a community chooses can be read: WCAG 2.2, AA."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.errors import Refused
from copctl.rendering.colours import AA, contrast, ink, mixed, parse, readable, written

CHANNEL = st.integers(0, 255)
COLOURS = st.tuples(CHANNEL, CHANNEL, CHANNEL).map(written)


@given(COLOURS)
def test_a_colour_is_written_as_it_was_read(colour: str) -> None:
    assert written(parse(colour)) == colour


@given(COLOURS)
def test_ink_on_any_paper_is_readable(paper: str) -> None:
    assert contrast(ink(paper), paper) >= 4.3


@given(COLOURS, COLOURS)
def test_a_readable_colour_has_the_contrast_that_text_needs(colour: str, paper: str) -> None:
    assert contrast(readable(colour, paper), paper) >= AA


def test_a_colour_that_reads_well_already_stays() -> None:
    assert readable("#0b6e6e", "#ffffff") == "#0b6e6e"
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"


@pytest.mark.parametrize("colour", ["teal", "#12", "#1234567", "rgb(1,2,3)", ""])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(Refused, match="is no colour"):
        parse(colour)
