"""A session as programs read it (JSON) and as a table shows it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from copctl.sessions import running
from copctl.sessions.clocks import offset_words
from copctl.sessions.planning import items_of
from copctl.sessions.programme import SPEAKING, Slot, slots
from copctl.sessions.running import Line, Performer
from copctl.store.schema import LearningSession


def local_start(session: LearningSession) -> datetime:
    """When it starts, in the zone it was planned in."""
    return session.starts_at.astimezone(ZoneInfo(session.timezone))


def slots_of(session: LearningSession) -> list[Slot]:
    """Its agenda with clock times in the zone it was planned in."""
    return slots(local_start(session), items_of(session))


def entry_of(session: LearningSession) -> dict[str, Any]:
    """Everything that is stored about a session, in plain values with stable names."""
    return {
        "code": session.code,
        "title": session.title,
        "status": session.status,
        "starts_at": session.starts_at.isoformat(),
        "local": local_start(session).isoformat(),
        "timezone": session.timezone,
        "minutes": session.minutes,
        "place": session.place,
        "link": session.link,
        "about": session.about,
        "recording": session.recording,
        "notes": session.notes,
        "topics": [{"slug": entry.topic.slug, "label": entry.topic.label} for entry in session.topics],
        "speakers": [
            {
                "member": entry.member.name,
                "email": entry.member.email,
                "status": entry.status,
                "talk": entry.talk,
            }
            for entry in session.speakers
        ],
        "agenda": [
            {"minutes": slot.item.minutes, "title": slot.item.title, "starts": slot.starts.isoformat()}
            for slot in slots_of(session)
        ],
    }


def when_words(session: LearningSession) -> str:
    """When it starts, for a line in a terminal: `Thu 10 Dec 2026, 14:00 (Asia/Phnom_Penh)`."""
    local = local_start(session)
    return f"{local:%a} {local.day} {local:%b} {local.year}, {local:%H:%M} ({session.timezone})"


def row_of(session: LearningSession, today: date) -> dict[str, Any]:
    """A session as one line of a table, with its year where that is not this one."""
    local = local_start(session)
    year = f" {local.year}" if local.year != today.year else ""
    return {
        "code": session.code,
        "when": f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M} {_offset(local)}",
        "title": session.title,
        "status": session.status,
        "speakers": [entry.member.name for entry in session.speakers if entry.status in SPEAKING],
        "where": session.place or ("online" if session.link else ""),
    }


def _offset(local: datetime) -> str:
    return offset_words(local.utcoffset() or timedelta())


def run_of_show(session: LearningSession) -> list[Line]:
    """What happens at which minute and who does it, and what the agenda leaves open."""
    people = [
        Performer(entry.member.name, entry.talk) for entry in session.speakers if entry.status in SPEAKING
    ]
    return running.run_of_show(local_start(session), session.minutes, slots_of(session), people)
