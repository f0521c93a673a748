"""When a session starts so that as many as can be are awake for it, wherever they are. Pure.

A session is bearable on a clock when it lies whole between 8:00 and 18:00 there, on a day that is no
weekend there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = 8 * 60, 18 * 60
_DAY = 24 * 60
# A day off spoils even a good hour, about as much as being four hours out of the day.
_DAY_OFF = 4 * 60
# Every half hour of the clock that the session is planned by: nobody remembers 14:10.
_STEP = 30
SATURDAY_AND_SUNDAY = frozenset({5, 6})


@dataclass(frozen=True)
class Place:
    """Members who share a clock. `weekend` are the days off there, Monday is 0."""

    zone: str
    members: int
    country: str = ""
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY


@dataclass(frozen=True)
class Hour:
    """A session on one place's clock; `off` says by how many minutes it misses what is bearable there."""

    place: Place
    starts: datetime
    ends: datetime
    off: int

    @property
    def bearable(self) -> bool:
        """Whether it lies whole in the day."""
        return self.off == 0


@dataclass(frozen=True)
class Start:
    """A start with its hour on each clock, in the order of the places."""

    at: datetime
    hours: tuple[Hour, ...]

    @property
    def inside(self) -> int:
        """How many members have it in their day."""
        return sum(hour.place.members for hour in self.hours if hour.bearable)

    @property
    def share(self) -> float:
        """The share of members who have it in their day; 1 where there is nobody."""
        everybody = sum(hour.place.members for hour in self.hours)
        return self.inside / everybody if everybody else 1.0

    @property
    def worst(self) -> int:
        """By how many minutes it misses the day of those for whom it is worst."""
        return max((hour.off for hour in self.hours if hour.place.members), default=0)


def best_start(
    day: date, zone: ZoneInfo, minutes: int, places: Sequence[Place], *, usual: time = time(14)
) -> Start:
    """The start on a day of a zone that is bearable for the largest share of members.

    Of equal ones it is the one that is least bad for those for whom it is worst, then for all together,
    then the one nearest to the usual hour, then the earlier one.
    """
    return min(
        (start_at(at, minutes, places) for at in starts_of(day, zone)), key=lambda s: _cost(s, usual, zone)
    )


def starts_of(day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Every half hour of a day as its clocks show it; those that the clocks skip are left out."""
    for minute in range(0, _DAY, _STEP):
        at = datetime.combine(day, time(minute // 60, minute % 60), zone)
        if at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == at.replace(tzinfo=None):
            yield at


def start_at(at: datetime, minutes: int, places: Sequence[Place]) -> Start:
    """A start as the clocks of these places show it."""
    begins = at.astimezone(UTC)
    ends = begins + timedelta(minutes=minutes)
    return Start(at, tuple(_hour(place, begins, ends) for place in places))


def _hour(place: Place, begins: datetime, ends: datetime) -> Hour:
    zone = ZoneInfo(place.zone)
    start, end = begins.astimezone(zone), ends.astimezone(zone)
    return Hour(place, start, end, _off(start, end, place.weekend))


def _off(start: datetime, end: datetime, weekend: frozenset[int]) -> int:
    """How far it would have to be moved to lie in the day, and more on a day off."""
    begins = start.hour * 60 + start.minute
    finishes = (end.date() - start.date()).days * _DAY + end.hour * 60 + end.minute
    # In the night either way leads to a day: the evening before or the morning after.
    early, late = max(OPENS - begins, 0), max(finishes - CLOSES, 0)
    if early and late:
        off = early + late
    elif early:
        off = min(early, finishes + _DAY - CLOSES)
    else:
        off = min(late, max(_DAY + OPENS - begins, 0)) if late else 0
    return off + _DAY_OFF * (start.weekday() in weekend)


def _cost(start: Start, usual: time, zone: ZoneInfo) -> tuple[int, int, int, int, datetime]:
    clock = start.at.astimezone(zone)
    away = abs(clock.hour * 60 + clock.minute - usual.hour * 60 - usual.minute)
    together = sum(hour.off * hour.place.members for hour in start.hours)
    return (-start.inside, start.worst, together, away, start.at.astimezone(UTC))
