"""Google Meet: its own attendance report, whose day stands in the name of the file only."""

from __future__ import annotations

import re
from datetime import date

from copctl import names
from copctl.sessions.attendance import durations
from copctl.sessions.attendance.columns import email_in
from copctl.sessions.attendance.moments import Moments, is_moment, moments_of
from copctl.sessions.attendance.shape import Entry, Opening, Report, cell
from copctl.sessions.attendance.spans import Span, span_of
from copctl.tables import Row

TOOL = "meet"
_MINUTE = 60
_FIELDS = {
    "first name": "first", "last name": "last", "name": "name", "full name": "name",
    "participant name": "name",
    "email": "email", "email address": "email", "participant email": "email",
    "duration": "duration", "duration (minutes)": "duration", "time in call": "duration",
    "time joined": "join", "joined": "join", "join time": "join", "joined at": "join", "first seen": "join",
    "first seen at": "join", "time exited": "leave", "exited": "leave", "exit time": "leave",
    "left at": "leave",
    "leave time": "leave", "last seen": "leave", "last seen at": "leave",
}  # fmt: skip
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def rule_of(opening: Opening) -> str:
    """How long, and when joined, beside a first and last name or a name."""
    at = _header(opening)
    return "the columns 'Duration' and 'Time joined' beside a name" if at is not None else ""


def report_of(opening: Opening, rule: str) -> Report:
    """Everybody in the report; the day comes from the file's name, else it is the session's."""
    at = _header(opening) or 0
    places, rows = _places(opening.keys[at]), opening.rows[at + 1 :]
    texts = [text for row in rows for key in ("join", "leave")
             if (text := cell(row, places.get(key))) and is_moment(text)]  # fmt: skip
    moments = moments_of(texts, opening.frame)
    entries = [_entry(row, places, moments, _day(opening.file)) for row in rows]
    return Report(
        TOOL, rule, [entry for entry in entries if entry.name or entry.email],
        assumed_zone=True, contested=moments.contested,
    )  # fmt: skip


def _header(opening: Opening) -> int | None:
    for at, keys in enumerate(opening.keys[:10]):
        places = _places(keys)
        if {"join", "duration"} <= set(places) and {"first", "name"} & set(places):
            return at
    return None


def _places(keys: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, key in enumerate(keys):
        if key in _FIELDS:
            places.setdefault(_FIELDS[key], place)
    return places


def _day(file: str) -> date | None:
    """The day in `2026-11-23 14:00 Title - Attendance Report.csv`."""
    match = _DAY.search(file)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _entry(row: Row, places: dict[str, int], moments: Moments, day: date | None) -> Entry:
    def of(key: str) -> str:
        return cell(row, places.get(key))

    name = of("name") or names.written(f"{of('first')} {of('last')}")
    email = email_in(of("email"))
    return Entry(
        line=row.line,
        name=name or email,
        email=email,
        span=_span(of("join"), of("leave"), moments, day),
        seconds=durations.seconds(of("duration"), _MINUTE),
    )


def _span(join: str, leave: str, moments: Moments, day: date | None) -> Span | None:
    """From joining to leaving; a time without a day that comes earlier is of the next day."""
    one, other = (moments.read(text) or moments.clock(text, day) for text in (join, leave))
    if one is not None and other is not None and other < one and not is_moment(leave):
        other = moments.clock(leave, day and date.fromordinal(day.toordinal() + 1))
    return span_of(one, other)
