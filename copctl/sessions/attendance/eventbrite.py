"""Eventbrite: the list of an event's attendees, who registered and who was checked in."""

from __future__ import annotations

from copctl import names
from copctl.community.contacts import eventbrite as contacts
from copctl.sessions.attendance.columns import email_in
from copctl.sessions.attendance.shape import Entry, Opening, Report, cell
from copctl.tables import Row

TOOL = "eventbrite"
_CHECKED = {"checked in", "attended"}
_YES = {"yes", "true", "1", "x", "checked in"}
_SIGNS = ("checked in", "check in date", "check-in date", "check in time", "checked in at", "check-in time")


def rule_of(opening: Opening) -> str:
    """Its own numbers of orders and attendees."""
    keys = set(opening.keys[0]) if opening.keys else set()
    if "order #" in keys and keys & {"attendee #", "attendee status"}:
        return "the columns 'Order #' and 'Attendee #'"
    return ""


def report_of(opening: Opening, rule: str) -> Report:
    """Who is checked in came; everybody else on the list registered, or called off."""
    header = opening.rows[0].cells
    entries = [_entry(row, header) for row in opening.rows[1:]]
    named = [entry for entry in entries if entry.name or entry.email]
    warnings = ["nobody on this list is checked in, so it says who registered and not who came"]
    return Report(TOOL, rule, named, warnings=() if any(entry.came for entry in named) else warnings)


def _entry(row: Row, header: list[str]) -> Entry:
    held = contacts.values_of(header, row.cells)
    name = names.written(f"{held.get('first_name', '')} {held.get('last_name', '')}")
    email = email_in(names.written(held.get("email", "")))
    state = held.get("state", "")
    gone = contacts.is_gone(state)
    signs = [cell(row, place) for place, text in enumerate(header) if names.key(text) in _SIGNS]
    came = names.key(state) in _CHECKED or any(_says_so(text) for text in signs)
    return Entry(line=row.line, name=name or email, email=email, came=came and not gone, registered=not gone)


def _says_so(text: str) -> bool:
    """A yes, or a moment of checking in."""
    return names.key(text) in _YES or (any(c.isdecimal() for c in text) and text.strip() != "0")
