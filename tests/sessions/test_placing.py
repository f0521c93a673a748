"""Days that keep clear of holidays and of other sessions."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.sessions import clashes
from copctl.sessions.bearable import Place
from copctl.sessions.clashes import Kind, Surroundings
from copctl.sessions.placing import Manner, days, placed
from copctl.sessions.rhythm import Rhythm

ZONE = ZoneInfo("Asia/Phnom_Penh")
MONTHLY = Manner(ZONE, Rhythm(1), 3)
LAO = [Place("Asia/Vientiane", 10, "LA")]


def put(
    wanted: date,
    around: Surroundings,
    manner: Manner = MONTHLY,
    places=LAO,
    earliest: date = date(2026, 1, 1),
):
    return placed(wanted, 90, manner, earliest=earliest, places=places, around=around)


def test_a_holiday_is_named_with_its_country_and_avoided() -> None:
    around = Surroundings({"LA": 10})

    slot = put(date(2027, 4, 15), around)

    assert slot.day.weekday() < 5
    assert not slot.clashes
    assert slot.wanted == date(2027, 4, 15)
    assert [(c.kind, c.country, c.name, c.members) for c in slot.avoided] == [
        (Kind.HOLIDAY, "LA", "Lao New Year's Day", 10)
    ]


def test_a_day_without_anything_in_its_way_stays() -> None:
    slot = put(date(2027, 5, 20), Surroundings({"LA": 10}))

    assert (slot.day, slot.wanted, slot.clashes, slot.avoided) == (date(2027, 5, 20), None, (), ())


def test_the_holiday_of_the_few_is_taken_before_that_of_the_many() -> None:
    # All of a week is taken by one or the other: Lao New Year for ten members, one day in Thailand for one.
    around = Surroundings({"LA": 10, "TH": 1}, {})
    weekly = Manner(ZONE, Rhythm(days=3), 3)

    slot = put(date(2027, 4, 15), around, weekly)

    assert clashes.hindered(slot.clashes) <= clashes.hindered(clashes.on(date(2027, 4, 15), around))


def test_another_session_of_the_week_is_marked_and_avoided() -> None:
    around = Surroundings({}, {"2027-05": date(2027, 5, 18)})

    [clash] = clashes.on(date(2027, 5, 20), around)
    slot = put(date(2027, 5, 20), around, places=[])

    assert (clash.kind, clash.name, clash.day) == (Kind.SESSION, "2027-05", date(2027, 5, 18))
    assert slot.day.isocalendar()[1] != date(2027, 5, 18).isocalendar()[1]


def test_a_single_working_day_between_days_off_is_a_bridge() -> None:
    # The Lao National Day of 2027 is a Thursday.
    [clash] = clashes.on(date(2027, 12, 3), Surroundings({"LA": 3}))

    assert (clash.kind, clash.name) == (Kind.BRIDGE, "Lao National Day")
    assert not clashes.on(date(2027, 12, 1), Surroundings({"LA": 3}))


def test_a_country_that_nobody_knows_is_named_and_stops_nothing() -> None:
    around = Surroundings({"ZZ": 2, "KH": 1})

    assert around.unknown == ["ZZ"]
    assert not clashes.on(date(2027, 6, 10), around)
    assert clashes.weekend("ZZ") == frozenset({5, 6})
    assert clashes.weekend("BD") == frozenset({4, 5})


@pytest.mark.parametrize("step", [Rhythm(3), Rhythm(1), Rhythm(days=14), Rhythm(days=7), Rhythm(days=1)])
def test_days_follow_each_other_in_the_rhythm(step: Rhythm) -> None:
    found = days(Manner(ZONE, step, 3), date(2027, 1, 31), 6)

    assert found == sorted(set(found))
    assert found[0] >= date(2027, 1, 31)
    if step != Rhythm(days=1):
        assert {day.weekday() for day in found} == {3}


@settings(max_examples=40, deadline=None)
@given(
    wanted=st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    members=st.dictionaries(st.sampled_from(["KH", "LA", "TH", "VN", "AU", "BD", "ZZ"]), st.integers(1, 9)),
    step=st.sampled_from([Rhythm(3), Rhythm(1), Rhythm(days=14), Rhythm(days=7)]),
    notice=st.integers(0, 5),
)
def test_a_moved_day_is_near_not_too_early_and_no_worse(
    wanted: date, members: dict[str, int], step: Rhythm, notice: int
) -> None:
    around = Surroundings(members)
    earliest = wanted - timedelta(days=notice)

    slot = put(wanted, around, Manner(ZONE, step, wanted.weekday(), time(14)), [], earliest)

    assert earliest <= slot.day
    assert abs((slot.day - wanted).days) <= step.reach
    assert clashes.hindered(slot.clashes) <= clashes.hindered(clashes.on(wanted, around))
