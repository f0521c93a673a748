"""The hour that is bearable for as many as can be."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.sessions.bearable import Place, best_start, start_at, starts_of

PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
ZONES = (
    "Asia/Phnom_Penh", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Melbourne", "Australia/Lord_Howe",
    "Europe/Berlin", "America/New_York", "America/St_Johns", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC",
)  # fmt: skip
places = st.lists(
    st.builds(Place, zone=st.sampled_from(ZONES), members=st.integers(0, 40)), max_size=6
)  # fmt: skip
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
lengths = st.integers(15, 240)


@settings(deadline=None)
@given(day=days, zone=st.sampled_from(ZONES), minutes=lengths, people=places)
def test_no_other_start_of_the_day_is_bearable_for_more(
    day: date, zone: str, minutes: int, people: list[Place]
) -> None:
    best = best_start(day, ZoneInfo(zone), minutes, people)

    others = [start_at(at, minutes, people) for at in starts_of(day, ZoneInfo(zone))]
    assert best.inside == max(other.inside for other in others)
    assert best.worst == min(other.worst for other in others if other.inside == best.inside)


@settings(deadline=None)
@given(day=days, minutes=lengths, people=places, seed=st.randoms())
def test_the_order_of_the_places_changes_nothing(day: date, minutes: int, people: list[Place], seed) -> None:
    turned = list(people)
    seed.shuffle(turned)

    assert best_start(day, PHNOM_PENH, minutes, people).at == best_start(day, PHNOM_PENH, minutes, turned).at


@settings(deadline=None)
@given(day=days, zone=st.sampled_from(ZONES), minutes=st.integers(15, 480))
def test_one_place_alone_has_it_in_its_day(day: date, zone: str, minutes: int) -> None:
    best = best_start(day, ZoneInfo(zone), minutes, [Place(zone, 3)])

    assert (best.share == 1) is (day.weekday() < 5)
    hour = best.hours[0]
    assert hour.starts.time() >= time(8)
    assert hour.ends.time() <= time(18)


@settings(deadline=None)
@given(day=days, minutes=lengths, people=places)
def test_all_clocks_show_the_same_moment(day: date, minutes: int, people: list[Place]) -> None:
    best = best_start(day, PHNOM_PENH, minutes, people)

    assert {hour.starts for hour in best.hours} <= {best.at}
    assert all(hour.ends - hour.starts == timedelta(minutes=minutes) for hour in best.hours)


def test_clocks_that_change_move_the_hour() -> None:
    people = [Place("Asia/Phnom_Penh", 10), Place("Australia/Melbourne", 10)]
    late = time(15, 30)

    summer = best_start(date(2026, 12, 10), PHNOM_PENH, 90, people, usual=late)
    winter = best_start(date(2026, 6, 10), PHNOM_PENH, 90, people, usual=late)

    # 18:00 in Melbourne is 14:00 in Phnom Penh in December, and 15:00 in June.
    assert [f"{hour.ends:%H:%M}" for hour in summer.hours] == ["14:00", "18:00"]
    assert [f"{hour.ends:%H:%M}" for hour in winter.hours] == ["15:00", "18:00"]


def test_zones_of_half_and_quarter_hours_count_to_the_minute() -> None:
    people = [Place("Asia/Kolkata", 5), Place("Asia/Kathmandu", 5), Place("Asia/Phnom_Penh", 5)]

    best = best_start(date(2026, 12, 10), PHNOM_PENH, 60, people, usual=time(8))

    # 8:00 in India is 9:30 in Phnom Penh; a quarter of an hour earlier Nepal would have it, India not.
    assert [f"{hour.starts:%H:%M}" for hour in best.hours] == ["08:00", "08:15", "09:30"]
    assert best.share == 1


def test_hours_that_the_clocks_skip_are_no_starts() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    shown = [f"{at:%H:%M}" for at in starts_of(date(2027, 3, 28), berlin)]

    assert "01:30" in shown
    assert "03:00" in shown
    assert "02:00" not in shown
    assert "02:30" not in shown


def test_where_nobody_can_be_served_better_the_worst_off_are() -> None:
    # Whichever place has it by day, the other has it by night: its edge is better than three o'clock.
    people = [Place("Asia/Phnom_Penh", 10), Place("America/New_York", 9)]

    best = best_start(date(2026, 12, 10), PHNOM_PENH, 60, people, usual=time(14))

    assert best.inside == 10
    assert [f"{hour.starts:%H:%M}" for hour in best.hours] == ["17:00", "05:00"]
    assert best.worst == 180


def test_a_day_off_is_not_bearable_there_whatever_the_hour() -> None:
    dhaka = Place("Asia/Dhaka", 4, "BD", frozenset({4, 5}))
    at = datetime(2026, 12, 11, 11, 0, tzinfo=PHNOM_PENH)  # a Friday

    assert not start_at(at, 60, [dhaka]).hours[0].bearable
    assert start_at(at + timedelta(days=2), 60, [dhaka]).hours[0].bearable  # Sunday is a working day there


def test_without_members_it_is_the_usual_hour() -> None:
    assert best_start(date(2026, 12, 10), PHNOM_PENH, 90, [], usual=time(15, 30)).at.time() == time(15, 30)
