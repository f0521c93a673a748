"""Days, moments, zones and quarters as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.errors import CopctlError, NotFound, Refused, WrongUsage
from copctl.when import (
    Quarter,
    months_before,
    parse_day,
    parse_moment,
    parse_quarter,
    parse_zone,
    quarter_of,
)

QUARTERS = st.builds(Quarter, st.integers(1900, 2999), st.integers(1, 4))


@given(QUARTERS)
def test_next_and_previous_are_inverse(quarter: Quarter) -> None:
    assert quarter.next.previous == quarter
    assert quarter.previous.next == quarter
    assert quarter.previous < quarter < quarter.next


@given(QUARTERS)
def test_a_quarter_is_read_as_it_is_written(quarter: Quarter) -> None:
    assert parse_quarter(str(quarter)) == quarter
    assert quarter_of(quarter.first) == quarter_of(quarter.last) == quarter
    assert quarter.last + timedelta(days=1) == quarter.next.first


@pytest.mark.parametrize("text", ["2026q4", "2026 Q4", "2026-Q4", " 2026Q4 "])
def test_a_quarter_may_be_typed_in_several_ways(text: str) -> None:
    assert parse_quarter(text) == Quarter(2026, 4)


@pytest.mark.parametrize("text", ["2026Q5", "0000Q1", "9999Q4", "Q4", "", "2026Q44"])
def test_what_is_no_quarter_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        parse_quarter(text)


@given(st.dates())
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert parse_day(day.isoformat()) == day


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "0000-01-01", "2027-02-29"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="does not exist"):
        parse_day(text)


@pytest.mark.parametrize("text", ["10/12/2026", "tomorrow", "", "2026-12-10T10:00"])
def test_what_is_no_day_is_wrong_usage(text: str) -> None:
    with pytest.raises(WrongUsage):
        parse_day(text)


def test_a_moment_is_in_the_zone_it_was_planned_in() -> None:
    moment = parse_moment("2026-12-10 14:00", ZoneInfo("Asia/Phnom_Penh"))

    assert moment == datetime(2026, 12, 10, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2026-10-04 02:30", "Australia/Sydney"),
        ("2026-10-04 02:15", "Australia/Lord_Howe"),  # half an hour is skipped there
        ("2026-10-04 24:00", "UTC"),
        ("0001-01-01 00:00", "Asia/Phnom_Penh"),
        ("9999-12-31 23:59", "America/New_York"),
    ],
)
def test_a_moment_that_does_not_exist_is_refused(text: str, zone: str) -> None:
    with pytest.raises(Refused):
        parse_moment(text, ZoneInfo(zone))


@given(st.text(max_size=20))
def test_a_moment_is_a_moment_or_one_sentence(text: str) -> None:
    try:
        assert parse_moment(text, ZoneInfo("Asia/Vientiane")).tzinfo is UTC
    except CopctlError as error:
        assert error.hint  # noqa: PT017


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("asia/phnom_penh", "Asia/Phnom_Penh"), ("Asia/Ho Chi Minh", "Asia/Ho_Chi_Minh"), (" UTC ", "UTC")],
)
def test_a_zone_may_be_typed_carelessly(typed: str, zone: str) -> None:
    assert parse_zone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Phnom Penh", "Asia/Phnom_Penh"),
        ("Asia/Phnom_Pen", "Asia/Phnom_Penh"),
        ("Vientien", "Asia/Vientiane"),
        ("asia/bangkokk", "Asia/Bangkok"),
    ],
)
def test_a_near_zone_is_offered(typed: str, meant: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_zone(typed)

    assert meant in caught.value.hint


@pytest.mark.parametrize("typed", ["", "Mars/Olympus", "../../etc/passwd", "Asia", "\0"])
def test_an_unknown_zone_is_one_sentence(typed: str) -> None:
    with pytest.raises(Refused, match="There is no time zone"):
        parse_zone(typed)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 240))
def test_months_before_is_never_later_than_the_same_day(day: date, months: int) -> None:
    earlier = months_before(day, months)

    assert (day.year * 12 + day.month) - (earlier.year * 12 + earlier.month) == months
    assert earlier.day <= day.day
