"""How often, as people write it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.errors import CopctlError, Refused, WrongUsage
from copctl.sessions.rhythm import Rhythm, on_weekday, read, read_weekday


@pytest.mark.parametrize(
    ("written", "rhythm"),
    [
        ("3 months", Rhythm(3)),
        ("every three months", Rhythm(3)),
        ("Every Quarter.", Rhythm(3)),
        ("quarterly", Rhythm(3)),
        ("2 weeks", Rhythm(days=14)),
        ("6 weeks", Rhythm(days=42)),
        ("every other week", Rhythm(days=14)),
        ("fortnightly", Rhythm(days=14)),
        ("monthly", Rhythm(1)),
        ("a year", Rhythm(12)),
        ("twice a year", Rhythm(6)),
        ("four times a year", Rhythm(3)),
        ("10 days", Rhythm(days=10)),
    ],
)
def test_a_rhythm_is_read_as_people_write_it(written: str, rhythm: Rhythm) -> None:
    assert read(written) == rhythm


@pytest.mark.parametrize(
    "written", ["", "often", "3", "months of rain", "3 moons", "-2 weeks", "2.5 weeks", "ត្រីមាស"]
)
def test_what_is_no_rhythm_is_said_with_an_example(written: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        read(written)

    assert "3 months" in refused.value.hint


@pytest.mark.parametrize("written", ["0 days", "0 months", "999 years"])
def test_a_rhythm_that_stands_still_or_never_comes_back_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        read(written)


@given(st.text(max_size=20))
def test_any_text_is_a_rhythm_or_an_error_with_a_hint(text: str) -> None:
    def outcome() -> str:
        try:
            return str(read(text).after(date(2026, 11, 23)))
        except CopctlError as error:
            return error.hint

    assert outcome()


@given(st.builds(Rhythm, months=st.integers(1, 24)) | st.builds(Rhythm, days=st.integers(1, 400)))
def test_what_is_written_out_is_read_back(rhythm: Rhythm) -> None:
    assert read(str(rhythm)) == rhythm


def test_the_last_day_of_a_month_stays_the_last() -> None:
    assert Rhythm(1).after(date(2027, 1, 31)) == date(2027, 2, 28)
    assert Rhythm(1).after(date(2027, 1, 31), 2) == date(2027, 3, 31)


@given(day=st.dates(date(2000, 1, 1), date(2090, 1, 1)), weekday=st.integers(0, 6), late=st.integers(-9, 3))
def test_the_nearest_such_weekday_is_found_and_none_that_is_too_early(
    day: date, weekday: int, late: int
) -> None:
    earliest = day + timedelta(days=late)

    found = on_weekday(day, weekday, earliest=earliest)

    assert found.weekday() == weekday
    assert found >= earliest
    assert abs((found - max(day, earliest)).days) <= 6


def test_a_weekday_is_read_by_its_first_letters() -> None:
    assert [read_weekday(text) for text in ("Monday", "thu", "SU")] == [0, 3, 6]
    for text in ("t", "someday", ""):
        with pytest.raises(WrongUsage):
            read_weekday(text)
