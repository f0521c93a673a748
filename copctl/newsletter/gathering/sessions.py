"""Sessions: those to come, and those that were held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl.newsletter import wording
from copctl.newsletter.sections import Item, Scope, item
from copctl.store.schema import Attendance, LearningSession
from copctl.store.schema.session import SessionStatus

MOST_SESSIONS = 3


def local_day(session: LearningSession) -> date:
    """The day on which it begins, where it was planned."""
    return session.starts_at.astimezone(ZoneInfo(session.timezone)).date()


def with_status(db: Session, status: SessionStatus) -> list[LearningSession]:
    """The sessions that are planned, held or cancelled, the earliest first."""
    wanted = select(LearningSession).where(LearningSession.status == status.value)
    return list(db.execute(wanted.order_by(LearningSession.starts_at, LearningSession.id)).scalars())


def upcoming(db: Session, scope: Scope) -> Iterator[Item]:
    """Sessions still to come, the next one first; for a quarter that lies ahead, from its first day on."""
    moderator = (scope.settings.moderator.name, scope.settings.moderator.email)
    coming = [
        session
        for session in with_status(db, SessionStatus.PLANNED)
        if session.starts_at > scope.now and local_day(session) >= scope.quarter.first
    ]
    for place, session in enumerate(coming):
        key = f"session:{session.code}"
        if place < MOST_SESSIONS or key in scope.known:
            yield item(key, session.title, wording.upcoming(session, moderator, scope.say))


def held(db: Session, scope: Scope) -> list[LearningSession]:
    """Sessions held in the quarter, and those held after the issue before was drafted."""
    return [
        session
        for session in with_status(db, SessionStatus.HELD)
        if scope.spans(local_day(session)) and f"event:{session.code}" not in scope.told
    ]


def events(db: Session, scope: Scope) -> Iterator[Item]:
    """What was held, with how many came."""
    came = _came(db)
    for session in held(db, scope):
        text = wording.event(session, came.get(session.id, 0), scope.say)
        yield item(f"event:{session.code}", session.title, text)


def _came(db: Session) -> dict[int, int]:
    counted = select(Attendance.session_id, func.count()).group_by(Attendance.session_id)
    return dict(db.execute(counted).tuples().all())
