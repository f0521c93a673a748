"""One moment on several clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.sessions.clocks import clocks, offset_words

NOON = datetime(2026, 12, 10, 7, 0, tzinfo=UTC)


def shown(*zones: str) -> list[str]:
    return [f"{c.starts:%H:%M}-{c.ends:%H:%M} {c.zone}" for c in clocks(NOON, 90, zones)]


def test_the_readers_clock_comes_first() -> None:
    assert shown("Australia/Sydney", "Asia/Phnom_Penh", "UTC") == [
        "18:00-19:30 Sydney time (UTC+11)",
        "14:00-15:30 Phnom Penh time (UTC+7)",
        "07:00-08:30 UTC",
    ]


def test_zones_that_agree_share_one_clock() -> None:
    assert (
        shown("Asia/Bangkok", "Asia/Phnom_Penh", "UTC")[0]
        == "14:00-15:30 Bangkok and Phnom Penh time (UTC+7)"
    )
    assert shown("Europe/London", "UTC") == ["07:00-08:30 London and UTC"]
    assert shown("Etc/UTC", "UTC") == ["07:00-08:30 UTC"]


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "UTC"), (420, "UTC+7"), (345, "UTC+5:45"), (-210, "UTC-3:30"), (-60, "UTC-1")]
)
def test_a_distance_from_utc_reads_as_people_write_it(minutes: int, words: str) -> None:
    assert offset_words(timedelta(minutes=minutes)) == words


@given(
    moment=st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),
    minutes=st.integers(1, 1440),
    zones=st.lists(
        st.sampled_from(["Asia/Bangkok", "Asia/Ho_Chi_Minh", "Asia/Yangon", "Europe/Paris", "UTC"]),
        min_size=1,
    ),
)
def test_every_clock_shows_the_same_moment(moment: datetime, minutes: int, zones: list[str]) -> None:
    starts = moment.replace(tzinfo=UTC)

    for clock in clocks(starts, minutes, zones):
        assert clock.starts.astimezone(UTC) == starts
        assert clock.ends.astimezone(UTC) == starts + timedelta(minutes=minutes)
