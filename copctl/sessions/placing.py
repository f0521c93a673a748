"""On which days sessions are held: the rhythm says which, and a clash moves one to a day near by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from copctl.sessions import bearable, clashes
from copctl.sessions.bearable import Place, Start
from copctl.sessions.clashes import Clash, Surroundings
from copctl.sessions.rhythm import Rhythm, on_weekday


@dataclass(frozen=True)
class Manner:
    """How days and hours are chosen.

    `weekday` is the usual one (Monday is 0), `at` a fixed hour, `usual` the one to be near to otherwise.
    """

    zone: ZoneInfo
    rhythm: Rhythm
    weekday: int
    usual: time = time(14)
    at: time | None = None


@dataclass(frozen=True)
class Slot:
    """A day with its start; `wanted` is the day that the rhythm says, `avoided` what was in its way."""

    day: date
    start: Start
    clashes: tuple[Clash, ...] = ()
    wanted: date | None = None
    avoided: tuple[Clash, ...] = ()


def days(manner: Manner, first: date, count: int) -> list[date]:
    """The days that the rhythm says, from the first such weekday on; never two of them the same."""
    found: list[date] = []
    for step in range(count):
        earliest = first if not found else found[-1] + timedelta(days=1)
        day = manner.rhythm.after(first, step)
        # A rhythm in days has its own weekdays.
        is_weekly = manner.rhythm.months or manner.rhythm.days % 7 == 0
        found.append(on_weekday(day, manner.weekday, earliest=earliest) if is_weekly else max(day, earliest))
    return found


def placed(
    wanted: date,
    minutes: int,
    manner: Manner,
    *,
    earliest: date,
    places: Sequence[Place],
    around: Surroundings,
) -> Slot:
    """The best day within the rhythm's reach of the one that is wanted, with its best start.

    A day is better with no other session in its week, then with fewer members on holiday, then with more
    members inside their day, then with fewer on a bridge day, then the nearer it is.
    """
    tried = [_slot(day, minutes, manner, places, around) for day in _near(wanted, manner, earliest)]
    plain = next((slot for slot in tried if slot.day == wanted), tried[0])
    chosen = min(tried, key=lambda slot: _cost(slot, wanted))
    if chosen.day == wanted:
        return chosen
    kept = {(clash.kind, clash.country, clash.name) for clash in chosen.clashes}
    avoided = tuple(c for c in plain.clashes if (c.kind, c.country, c.name) not in kept)
    return replace(chosen, wanted=wanted, avoided=avoided)


def _near(wanted: date, manner: Manner, earliest: date) -> Iterator[date]:
    """The wanted day, and the working days near it."""
    yield max(wanted, earliest)
    for away in range(1, manner.rhythm.reach + 1):
        for day in (wanted + timedelta(days=away), wanted - timedelta(days=away)):
            if day >= earliest and day.weekday() not in bearable.SATURDAY_AND_SUNDAY:
                yield day


def _slot(day: date, minutes: int, manner: Manner, places: Sequence[Place], around: Surroundings) -> Slot:
    return Slot(day, _start(day, minutes, manner, places), tuple(clashes.on(day, around)))


def _start(day: date, minutes: int, manner: Manner, places: Sequence[Place]) -> Start:
    if manner.at is None:
        return bearable.best_start(day, manner.zone, minutes, places, usual=manner.usual)
    from datetime import datetime

    return bearable.start_at(datetime.combine(day, manner.at, manner.zone), minutes, places)


def _cost(slot: Slot, wanted: date) -> tuple[int, int, int, int, int, date]:
    sessions, holiday, bridge = clashes.hindered(slot.clashes)
    return (sessions, holiday, -slot.start.inside, bridge, abs((slot.day - wanted).days), slot.day)
