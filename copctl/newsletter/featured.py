"""Which partners and countries the newsletter has not featured for the longest time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from copctl import names


@dataclass(frozen=True)
class Issued:
    """An issue as it is remembered: its quarter (`2026Q4`), when it was drafted, what it was offered."""

    quarter: str
    drafted_at: datetime
    keys: frozenset[str]


@dataclass(frozen=True)
class Place:
    """Whom an item is about: partner organisations by name, countries by code."""

    organisations: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """A partner or a country, and the last quarter whose issue featured it (None: no issue did)."""

    name: str
    last: str | None


@dataclass(frozen=True)
class Unfeatured:
    """Partners and countries that the newest issue does not feature, those longest ago first."""

    organisations: tuple[Seen, ...]
    countries: tuple[Seen, ...]


@dataclass(frozen=True)
class LastSeen:
    """The newest quarter whose issue featured each partner and each country that was ever featured."""

    organisations: Mapping[str, str]
    countries: Mapping[str, str]


def last_seen(issues: Iterable[Issued], places: Mapping[str, Place]) -> LastSeen:
    """When everybody was featured last, out of issues newest first; `places` says whom each key is about."""
    organisations: dict[str, str] = {}
    countries: dict[str, str] = {}
    for issue in issues:
        for place in (places[key] for key in issue.keys if key in places):
            for name in place.organisations:
                organisations.setdefault(name, issue.quarter)
            for code in place.countries:
                countries.setdefault(code, issue.quarter)
    return LastSeen(organisations, countries)


def unfeatured(
    seen: LastSeen, newest: str, *, partners: Iterable[str], countries: Iterable[str]
) -> Unfeatured:
    """What the issue of the quarter `newest` does not feature; the never featured come first.

    Ties stand in alphabetical order.
    """
    return Unfeatured(
        _absent(partners, seen.organisations, newest), _absent(countries, seen.countries, newest)
    )


def _absent(wanted: Iterable[str], last: Mapping[str, str], newest: str) -> tuple[Seen, ...]:
    found = [Seen(name, last.get(name)) for name in set(wanted)]
    absent = [seen for seen in found if seen.last != newest]
    return tuple(sorted(absent, key=lambda seen: (seen.last or "", names.key(seen.name), seen.name)))


def last_with(issues: Iterable[Issued], kind: str) -> str | None:
    """The newest of these issues (newest first) that was offered something of this kind (`story`)."""
    told = (issue.quarter for issue in issues if any(k.partition(":")[0] == kind for k in issue.keys))
    return next(told, None)
