"""Whether a mail about a session should still go out when it is delivered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from copctl.sessions import programme, rsvps
from copctl.sessions.told import CANCELLATION, KINDS, REMINDER, SPEAKERS_INVITATION
from copctl.store.schema import LearningSession, Message
from copctl.store.schema.session import SessionStatus


class SessionMail:
    """Answers `mail.delivery` about invitations, updates, cancellations and reminders, at this moment."""

    kinds = KINDS

    def __init__(self, db: Session, now: datetime) -> None:
        self.db, self.now = db, now
        self._answered: dict[int, set[int]] = {}

    def objection(self, message: Message) -> str:
        """Why it should not go out: the session is over, off or otherwise, or a reminded reader answered."""
        session = self._session(message)
        if session is None:
            return "the session is not planned any more"
        if message.kind == CANCELLATION:
            return self._no_cancellation(session)
        why = self._past(session)
        if why:
            return why
        if message.calendar_sequence != session.calendar_sequence:
            return f"session {session.code} has changed since"
        if message.kind == SPEAKERS_INVITATION and not _speaks(session, message):
            return "does not speak any more"
        is_late = message.kind == REMINDER and self._has_answered(message, session)
        return "has answered since" if is_late else ""

    def marks(self, _message: Message) -> Mapping[str, str]:
        """Nothing beside what was queued."""
        return {}

    def prepare(self, _messages: Sequence[Message]) -> None:
        """Nothing has to be written before these mails leave."""

    def _session(self, message: Message) -> LearningSession | None:
        return self.db.get(LearningSession, message.session_id) if message.session_id is not None else None

    def _past(self, session: LearningSession) -> str:
        if session.status == SessionStatus.CANCELLED:
            return f"session {session.code} was cancelled"
        if session.status == SessionStatus.HELD:
            return f"session {session.code} was held"
        return f"session {session.code} has begun" if session.starts_at <= self.now else ""

    def _no_cancellation(self, session: LearningSession) -> str:
        if session.status != SessionStatus.CANCELLED:
            return f"session {session.code} takes place after all"
        ends = session.starts_at + timedelta(minutes=session.minutes)
        return f"session {session.code} would be over" if ends <= self.now else ""

    def _has_answered(self, message: Message, session: LearningSession) -> bool:
        if session.id not in self._answered:
            self._answered[session.id] = rsvps.standing(self.db, session)
        return message.member_id in self._answered[session.id]


def _speaks(session: LearningSession, message: Message) -> bool:
    return any(
        entry.member_id == message.member_id and entry.status in programme.AGREED
        for entry in session.speakers
    )
