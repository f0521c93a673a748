"""Moments as survey tools write them; day and month are told apart by the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

# Abbreviations that Google Forms and others write, in hours from UTC. Those that mean several zones
# (IST, BST, CST outside America) are read as the tools that write them mean them, or not at all.
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ICT": 7, "WIB": 7, "SGT": 8, "HKT": 8, "AWST": 8,
    "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_AFTERNOON = {"pm": 12, "ch": 12, "หลังเที่ยง": 12, "am": 0, "sa": 0, "ก่อนเที่ยง": 0}
_CLOCK = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
_HALF = r"(?:\s*([ap]\.?\s?m\.?|sa|ch|ก่อนเที่ยง|หลังเที่ยง))?"
_YEAR_FIRST = re.compile(
    rf"(\d{{4}})[/.-](\d{{1,2}})[/.-](\d{{1,2}})[ T,]+{_CLOCK}{_HALF}\s*(.*)", re.IGNORECASE
)
_YEAR_LAST = re.compile(
    rf"(\d{{1,2}})([/.-])(\d{{1,2}})[/.-](\d{{4}}|\d{{2}})(?:[ ,à]+{_CLOCK}{_HALF}\s*(.*))?", re.IGNORECASE
)
_SCRIPT = re.compile(rf"[A-Za-z]{{3}} ([A-Za-z]{{3}}) (\d{{1,2}}) (\d{{4}}) {_CLOCK} GMT([+-]\d{{4}}).*")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NAMED = re.compile(
    rf"(?:[a-z]{{3,9}},? )?{_MONTH} (\d{{1,2}}),? (\d{{4}})(?:,? {_CLOCK}{_HALF}\s*(.*))?", re.IGNORECASE
)
_DAY_NAMED = re.compile(
    rf"(?:[a-z]{{3,9}},? )?(\d{{1,2}})[ -]{_MONTH}[ -](\d{{4}})(?:,? {_CLOCK}{_HALF}\s*(.*))?", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Thai Sheets count the years of the Buddhist era, which is 543 ahead.
_BUDDHIST, _AHEAD = 2400, 543
_MOST_MONTHS, _SHOWN = 12, 2
DAY_FIRST, MONTH_FIRST = "day first", "month first"


@dataclass(frozen=True)
class Reader:
    """Reads the moments of one column. `order` is None when nothing in it settles day and month.

    `contested` then holds two of its dates that show it.
    """

    zone: tzinfo
    order: str | None
    contested: tuple[str, ...] = ()

    def read(self, text: str) -> datetime | None:
        """The moment in UTC, or None when it cannot be told."""
        written = " ".join(text.split())
        try:
            for shape in (_iso, _year_first, _script, _named, self._year_last):
                moment = shape(written, self.zone)
                if moment is not None:
                    return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        return None

    def _year_last(self, text: str, zone: tzinfo) -> datetime | None:
        match = _YEAR_LAST.fullmatch(text)
        if match is None:
            return None
        order = DAY_FIRST if match[2] == "." else self.order
        if order is None:
            return None
        day, month = (match[1], match[3]) if order == DAY_FIRST else (match[3], match[1])
        year = int(match[4]) + 2000 * (len(match[4]) == 2)
        return _moment(year, int(month), int(day), match.groups()[4:8], _zone(match[9] or "", zone))


def reader_for(column: Iterable[str], zone: tzinfo, day_first: bool | None = None) -> Reader:
    """A reader for a column; `zone` is taken where a value names none.

    `day_first` is what the moderator says; without it the column itself must show the order.
    """
    if day_first is not None:
        return Reader(zone, DAY_FIRST if day_first else MONTH_FIRST)
    shows_day = shows_month = False
    either: list[str] = []
    for text in column:
        match = _YEAR_LAST.fullmatch(" ".join(text.split()))
        if match is None or match[2] == ".":
            continue
        shows_day |= int(match[1]) > _MOST_MONTHS
        shows_month |= int(match[3]) > _MOST_MONTHS
        # 3/3/2021 reads the same both ways.
        if match[1] != match[3] and len(either) < _SHOWN and text not in either:
            either.append(text)
    if shows_day != shows_month:
        return Reader(zone, DAY_FIRST if shows_day else MONTH_FIRST)
    return Reader(zone, None if either else DAY_FIRST, tuple(either))


def is_moment(text: str) -> bool:
    """Whether a text has the shape of a date with or without a time."""
    either = (Reader(UTC, DAY_FIRST), Reader(UTC, MONTH_FIRST))
    return any(reader.read(text) is not None for reader in either)


def names_zone(text: str) -> bool:
    """Whether a text is written as Google Forms' own CSV does: year first, 12-hour clock, zone named."""
    match = _YEAR_FIRST.fullmatch(" ".join(text.split()))
    return match is not None and match[7] is not None and bool(match[8])


def _iso(text: str, zone: tzinfo) -> datetime | None:
    if not re.match(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _year_first(text: str, zone: tzinfo) -> datetime | None:
    match = _YEAR_FIRST.fullmatch(text)
    if match is None:
        return None
    place = _zone(match[8], zone)
    return _moment(int(match[1]), int(match[2]), int(match[3]), match.groups()[3:7], place)


def _script(text: str, _zone_unused: tzinfo) -> datetime | None:
    match = _SCRIPT.fullmatch(text)
    if match is None or match[1].lower() not in _MONTHS:
        return None
    month = _MONTHS.index(match[1].lower()) + 1
    clock = (match[4], match[5], match[6], None)
    return _moment(int(match[3]), month, int(match[2]), clock, _zone(match[7], UTC))


def _named(text: str, zone: tzinfo) -> datetime | None:
    """`Apr 24, 2015 3:02:11 PM` or `24 Apr 2015 15:02`."""
    match, day_first = _NAMED.fullmatch(text), False
    if match is None:
        match, day_first = _DAY_NAMED.fullmatch(text), True
    if match is None:
        return None
    month, day = (match[2], match[1]) if day_first else (match[1], match[2])
    number = _MONTHS.index(month[:3].lower()) + 1
    return _moment(int(match[3]), number, int(day), match.groups()[3:7], _zone(match[8] or "", zone))


def _zone(text: str, otherwise: tzinfo) -> tzinfo | None:
    """The zone that a text names, the other one for no text, None for a name that means nothing here."""
    bare = text.strip().strip("()").upper()
    if not bare:
        return otherwise
    if bare in _ZONES:
        return timezone(timedelta(hours=_ZONES[bare]))
    match = _OFFSET.fullmatch(bare)
    if match is None:
        return None
    away = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(-away if match[1] == "-" else away)


def _moment(
    year: int, month: int, day: int, clock: tuple[str | None, ...], zone: tzinfo | None
) -> datetime | None:
    if zone is None:
        return None
    hour, minute, second, half = clock
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + _AFTERNOON[re.sub(r"[.\s]", "", half.lower())]
    if year > _BUDDHIST:
        year -= _AHEAD
    return datetime(year, month, day, hours, int(minute or 0), int(second or 0), tzinfo=zone)
