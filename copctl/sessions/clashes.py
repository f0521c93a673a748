"""What is in the way of a session on a day: public holidays of the members' countries, other sessions.

Holidays are those of a whole country (the `holidays` library), not of a part of it or of one religion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from copctl.sessions.bearable import SATURDAY_AND_SUNDAY

_ENGLISH = "en_US"


class Kind(StrEnum):
    """What clashes. A bridge day is a single working day between a holiday and other days off."""

    HOLIDAY = "holiday"
    BRIDGE = "bridge"
    SESSION = "session"


@dataclass(frozen=True)
class Clash:
    """Something in the way: a country's holiday with how many members have it, or a session of that week."""

    kind: Kind
    day: date
    name: str
    country: str = ""
    members: int = 0


@dataclass(frozen=True)
class Surroundings:
    """What days are held against: members by country, and the days of the other sessions by their code."""

    members: Mapping[str, int]
    sessions: Mapping[str, date] = field(default_factory=dict)

    @property
    def unknown(self) -> list[str]:
        """The countries of members whose holidays nobody knows here."""
        return [country for country in sorted(self.members) if not is_known(country)]


def on(day: date, around: Surroundings) -> list[Clash]:
    """All that clashes with a day, the gravest first."""
    found = [*_sessions(day, around.sessions), *_holidays(day, around.members)]
    return sorted(found, key=lambda clash: (_gravity(clash), -clash.members, clash.country, clash.name))


def _gravity(clash: Clash) -> int:
    return (Kind.SESSION, Kind.HOLIDAY, Kind.BRIDGE).index(clash.kind)


def hindered(clashes: Iterable[Clash]) -> tuple[int, int, int]:
    """How bad it is: other sessions that week, members on holiday, members on a bridge day."""
    sessions = holiday = bridge = 0
    for clash in clashes:
        sessions += clash.kind is Kind.SESSION
        holiday += clash.members * (clash.kind is Kind.HOLIDAY)
        bridge += clash.members * (clash.kind is Kind.BRIDGE)
    return sessions, holiday, bridge


def _sessions(day: date, sessions: Mapping[str, date]) -> Iterable[Clash]:
    week = day.isocalendar()[:2]
    for code, held in sessions.items():
        if held.isocalendar()[:2] == week:
            yield Clash(Kind.SESSION, held, code)


def _holidays(day: date, members: Mapping[str, int]) -> Iterable[Clash]:
    for country, count in members.items():
        if name := holiday(country, day):
            yield Clash(Kind.HOLIDAY, day, name, country, count)
        elif name := bridged(country, day):
            yield Clash(Kind.BRIDGE, day, name, country, count)


def holiday(country: str, day: date) -> str:
    """The name of a country's public holiday that day, in English where it is known; else nothing."""
    held = _calendar(country, day.year)
    return str(held.get(day, "")) if held is not None else ""


def bridged(country: str, day: date) -> str:
    """The holiday that a single working day is joined to: many take that day off."""
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    off = weekend(country)
    names = [holiday(country, before), holiday(country, after)]
    free = [bool(names[0]) or before.weekday() in off, bool(names[1]) or after.weekday() in off]
    return next(filter(None, names), "") if all(free) and day.weekday() not in off else ""


def weekend(country: str) -> frozenset[int]:
    """The days off of a week there, Monday is 0; Saturday and Sunday where nobody knows."""
    held = _calendar(country, 2026)
    return frozenset(held.weekend) if held is not None else SATURDAY_AND_SUNDAY


def is_known(country: str) -> bool:
    """Whether the holidays of a country are known here."""
    return _calendar(country, 2026) is not None


@cache
def _calendar(country: str, year: int) -> Any:
    """One year's holidays of a country, or None where the library has none of it."""
    # Imported here: it is large, and only the calendar asks for it.
    import holidays

    try:
        native = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return None
    if _ENGLISH not in native.supported_languages:
        return native
    return holidays.country_holidays(country, years=year, language=_ENGLISH)
