"""What a moderator should know before an issue goes out: what is left out, out of date, or too long."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.newsletter.draft_file import DraftFile, Entry
from copctl.newsletter.pieces import stories
from copctl.newsletter.rules import weight
from copctl.newsletter.rules.findings import Level
from copctl.rendering.environment import clock, day
from copctl.rendering.markdown import to_plain
from copctl.store.schema import LearningSession
from copctl.store.schema.session import SessionStatus

CANCELLED = "it was cancelled"


def left_out(draft: DraftFile, withheld: Collection[str]) -> Iterator[str]:
    """A sentence for every entry that must not be published."""
    for section in draft.sections:
        for entry in section.entries:
            if entry.is_kept_back(withheld):
                title = next((story.title for story in stories(entry.text) if story.title), "")
                name = " and ".join(key.replace(":", " ") for key in (*entry.keys, *entry.tells))
                titled = f" ({to_plain(title)})" if title else ""
                yield f"Left out for want of consent: {name}{titled}."


def out_of_date(db: Session, draft: DraftFile, *, now: datetime) -> Iterator[str]:
    """A sentence for every session that the draft announces and that is no longer so."""
    for section in draft.sections:
        for entry in section.entries:
            for code, reason in stale(db, entry, now=now):
                yield f"Look at session {code} in the draft: {reason}."


def stale(db: Session, entry: Entry, *, now: datetime) -> Iterator[tuple[str, str]]:
    """The codes of sessions that an entry announces and that are no longer so, and why."""
    for key in entry.keys:
        kind, _, code = key.partition(":")
        reason = _stale(db, code, entry, now) if kind == "session" else ""
        if reason:
            yield code, reason


def _stale(db: Session, code: str, entry: Entry, now: datetime) -> str:
    wanted = select(LearningSession).where(LearningSession.code == code)
    session = db.execute(wanted).scalar_one_or_none()
    if session is None:
        return "there is no such session any more"
    if session.status == SessionStatus.CANCELLED:
        return CANCELLED
    if session.status == SessionStatus.HELD or session.starts_at <= now:
        return "it is over"
    start = session.starts_at.astimezone(ZoneInfo(session.timezone))
    if day(start) in entry.text and clock(start) in entry.text:
        return ""
    return f"it begins on {day(start)}, {clock(start)}, and the draft does not say so"


def too_long(html: str) -> Iterator[str]:
    """A sentence for a mail that Gmail would cut."""
    for finding in weight.page(len(html.encode("utf-8")), "", "email.html"):
        if finding.level is Level.ERROR:
            yield f"{finding.what.rstrip('.')}: {finding.fix}."
