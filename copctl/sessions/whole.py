"""A session with all that is known of it: steps of its speakers, answers, and who was there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from copctl.sessions import rsvps
from copctl.sessions.attendance import figures
from copctl.sessions.entry import entry_of, run_of_show
from copctl.sessions.running import Line
from copctl.store.schema import LearningSession, SessionSpeaker


def whole(db: Session, session: LearningSession) -> dict[str, Any]:
    """What `entry_of` gives, with more keys under stable names.

    `answers` and `attendance` are numbers of people; `attendance` is None where nobody noted who came.
    """
    entry = entry_of(session)
    run = run_of_show(session)
    results = figures.results_of(db, session)
    return {
        **entry,
        "ends_at": (session.starts_at + timedelta(minutes=session.minutes)).isoformat(),
        "slides": session.slides,
        "decided": session.decided,
        "wrapped_on": session.wrapped_on,
        "speakers": [
            {**shown, **_steps(speaker)}
            for shown, speaker in zip(entry["speakers"], session.speakers, strict=True)
        ],
        "agenda": [
            {**shown, **_beside(line)}
            for shown, line in zip(entry["agenda"], (line for line in run if line.item), strict=True)
        ],
        "open_minutes": sum(line.minutes for line in run if not line.item),
        "answers": rsvps.counts(rsvps.listed(db, session)),
        "attendance": results.figures if results.came else None,
    }


def _steps(speaker: SessionSpeaker) -> dict[str, Any]:
    return {
        "number": speaker.member_id,
        "since": speaker.since,
        "steps": [{"status": step.status, "on": step.noted_on} for step in speaker.steps],
    }


def _beside(line: Line) -> dict[str, Any]:
    return {"ends": line.ends.isoformat(), "speakers": list(line.speakers)}
