"""Zoom: reports of meetings and webinars, summed for each person or one row for each time they joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from copctl import names
from copctl.sessions.attendance import durations
from copctl.sessions.attendance.called import without_brackets
from copctl.sessions.attendance.columns import email_in
from copctl.sessions.attendance.moments import Moments, moments_of
from copctl.sessions.attendance.shape import Entry, Opening, Report, cell, filled
from copctl.sessions.attendance.spans import span_of
from copctl.tables import Row

TOOL = "zoom"
_MINUTE = 60
_NAME = re.compile(r"(user )?name \(original name\)")
# Headings by what their columns hold; Zoom writes them in several cases, and with or without a unit.
_FIELDS = {
    "user email": "email", "email": "email", "email address": "email",
    "join time": "join", "leave time": "leave",
    "duration (minutes)": "duration", "total duration (minutes)": "duration", "duration(minutes)": "duration",
    "time in session (minutes)": "duration", "duration": "duration",
    "attended": "attended", "registration time": "registered", "approval status": "approval",
    "in waiting room": "waiting", "name": "name", "first name": "first", "last name": "last",
}  # fmt: skip
_HOST_EMAILS = {"user email", "host email"}
_HOST_NAMES = {"host", "host name"}
_HELD = {"start time", "actual start time"}
_NO, _YES = "no", "yes"
Places = Mapping[str, int]


def rule_of(opening: Opening) -> str:
    """A column 'Name (Original Name)' beside how long, or when, somebody was there."""
    for keys in opening.keys:
        places = _places(keys)
        if any(map(_NAME.fullmatch, keys)) and {"join", "duration", "email"} & set(places):
            kind = "one row for each time somebody joined" if "join" in places else "summed for each person"
            return f"the column 'Name (Original Name)', {kind}"
    named = bool(opening.keys) and "topic" in opening.keys[0]
    if named and any({"name", "duration"} <= set(_places(k)) for k in opening.keys[1:]):
        return "a name and a duration under the meeting's own line"
    return ""


def report_of(opening: Opening, rule: str) -> Report:
    """Everybody in the report; rows of the waiting room are no presence, and registrations are noted."""
    tables = list(_tables(opening))
    texts = [text for _, places, row in tables for key in ("join", "leave")
             if (text := cell(row, places.get(key)))]  # fmt: skip
    moments = moments_of(texts, opening.frame)
    entries, waited = [], []
    for title, places, row in tables:
        if names.key(cell(row, places.get("waiting"))) == _YES:
            waited.append((cell(row, places["name"]), "was in the waiting room"))
            continue
        entries.append(_entry(row, places, moments, in_host_part="host" in title))
    here = {names.key(entry.name) for entry in entries}
    waiting = [(name, why) for name, why in waited if names.key(name) not in here]
    return Report(
        TOOL, rule, entries, left_out=list(dict.fromkeys(waiting)), hosts=_hosts(opening),
        assumed_zone=bool(texts), contested=moments.contested, held=_held(opening),
    )  # fmt: skip


def _places(keys: list[str]) -> dict[str, int]:
    """Where a row of headings has what; the first column of a kind counts."""
    places: dict[str, int] = {}
    for place, key in enumerate(keys):
        held = "name" if _NAME.fullmatch(key) else _FIELDS.get(key, "")
        if held:
            places.setdefault(held, place)
    return places


def _tables(opening: Opening) -> Iterator[tuple[str, Places, Row]]:
    """Each row of people with its headings, and the title that stands above them (webinars have several)."""
    title, places = "", {}
    for row in opening.rows:
        keys = [names.key(text) for text in row.cells]
        heading = _places(keys)
        if "name" in heading and len(heading) > 1:
            places = heading
        elif len(filled(row)) == 1 and keys[0].endswith("details"):
            title, places = keys[0], {}
        elif places and cell(row, places["name"]):
            yield title, places, row


def _entry(row: Row, places: Places, moments: Moments, *, in_host_part: bool) -> Entry:
    def of(key: str) -> str:
        return cell(row, places.get(key))

    shown, original = without_brackets(of("name"))
    full = names.written(f"{of('first')} {of('last')}")
    attended = names.key(of("attended"))
    registered = bool(moments.read(of("registered"))) or attended == _NO
    span = span_of(moments.read(of("join")), moments.read(of("leave")))
    return Entry(
        line=row.line,
        name=shown or full or email_in(of("email")),
        email=email_in(of("email")),
        others=tuple(filter(None, (original, full))),
        span=span,
        seconds=durations.seconds(of("duration"), _MINUTE),
        came=attended != _NO,
        registered=True if registered and "denied" not in names.key(of("approval")) else None,
        is_host=in_host_part,
    )


def _hosts(opening: Opening) -> frozenset[str]:
    """Addresses and names of the host, out of the lines about the meeting itself."""
    said = _about_the_meeting(opening)
    return frozenset(names.key(text) for key, text in said if key in _HOST_EMAILS | _HOST_NAMES)


def _held(opening: Opening) -> str:
    """When the meeting began, out of the lines about it."""
    return next((text for key, text in _about_the_meeting(opening) if key in _HELD), "")


def _about_the_meeting(opening: Opening) -> Iterator[tuple[str, str]]:
    """What the lines about the meeting itself say: a heading and what stands under it."""
    for above, below in zip(opening.rows[:6], opening.rows[1:7], strict=False):
        keys = [names.key(text) for text in above.cells]
        if not _NAME.search(" ".join(keys)) and "topic" in keys:
            yield from ((key, text) for place, key in enumerate(keys) if (text := cell(below, place)))
