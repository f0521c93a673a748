"""Words with places for values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.rendering.phrases import filled, places


def test_places_are_found_and_filled() -> None:
    assert places("%(count)s of %(total)s, %%(no)s, 5 % (x)s, %(bad)d") == {"count", "total"}
    assert filled("%(a)s and %(b)s", {"a": "%(b)s", "b": 2}) == "%(b)s and 2"


def test_a_percent_sign_is_itself_and_may_be_doubled_beside_a_value() -> None:
    assert filled("50 % of %(a)s, 5%% of it", {"a": "x"}) == "50 % of x, 5% of it"


def test_a_value_that_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="name"):
        filled("Dear %(name)s,", {"other": 1})


@given(st.text())
def test_without_values_a_text_stays_as_it_was(text: str) -> None:
    assert filled(text, {}) == text


@given(st.text(alphabet="ab %()s"), st.text())
def test_what_a_value_holds_is_never_taken_for_a_place(before: str, value: str) -> None:
    before = before.replace("%", "")

    assert filled(before + "%(a)s", {"a": value}) == before + value
