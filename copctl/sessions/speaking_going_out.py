"""Whether a mail to a speaker should still go out: not once they answered, were released, or it moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.sessions.programme import SPEAKING
from copctl.sessions.speaking import CONFIRMATION, RELEASE, REQUEST, TOLD_START
from copctl.store.schema import LearningSession, Message, SessionSpeaker
from copctl.store.schema.session import SessionStatus, SpeakerStatus


class SpeakerMail:
    """Answers `mail.delivery` about the mails to speakers."""

    kinds = frozenset({REQUEST, CONFIRMATION, RELEASE})

    def __init__(self, db: Session, now: datetime) -> None:
        self.db, self.now = db, now

    def objection(self, message: Message) -> str:
        """Why it should not go out: what it says does not hold any more."""
        session = self.db.get(LearningSession, message.session_id) if message.session_id is not None else None
        if session is None or message.member_id is None:
            return "the session is not there any more"
        of_theirs = select(SessionSpeaker.status).where(
            SessionSpeaker.session_id == session.id, SessionSpeaker.member_id == message.member_id
        )
        status = self.db.execute(of_theirs).scalar_one_or_none()
        if message.kind == RELEASE:
            return "is on the programme again" if status in SPEAKING else ""
        return self._outdated(session, message) or _overtaken(message.kind, status)

    def _outdated(self, session: LearningSession, message: Message) -> str:
        """Why the session is not as the mail says."""
        if session.status != SessionStatus.PLANNED:
            return f"session {session.code} is {session.status}"
        if session.starts_at <= self.now:
            return f"session {session.code} is over"
        told = message.words.get(TOLD_START)
        if told is not None and datetime.fromisoformat(told) != session.starts_at:
            return f"session {session.code} was moved since; ask or confirm anew"
        return ""

    def marks(self, _message: Message) -> Mapping[str, str]:
        """Nothing: it was queued as it goes out."""
        return {}

    def prepare(self, _messages: Sequence[Message]) -> None:
        """Nothing has to be written before."""


def _overtaken(kind: str, status: str | None) -> str:
    if status is None:
        return "was released from the session"
    if kind == REQUEST:
        return "" if status == SpeakerStatus.ASKED else "has answered since"
    return "" if status == SpeakerStatus.CONFIRMED else "is not confirmed any more"
