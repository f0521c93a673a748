"""Whether a mail that follows a session should still go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.followup.mailing import MISSED, THANKS
from copctl.store.schema import Attendance, LearningSession, Message
from copctl.store.schema.session import SessionStatus


class FollowupMail:
    """Answers `mail.delivery` about the mails that follow a session."""

    kinds = frozenset({THANKS, MISSED})

    def __init__(self, db: Session) -> None:
        self.db = db
        self._attended: dict[int, set[int | None]] = {}

    def objection(self, message: Message) -> str:
        """Why it should not go out: the session is not held after all, or its reader was there after all."""
        if message.session_id is None:
            return ""
        session = self.db.get_one(LearningSession, message.session_id)
        if session.status != SessionStatus.HELD:
            return f"session {session.code} is not held"
        was_there = message.kind == MISSED and message.member_id in self._who_came(session)
        return "was there after all" if was_there else ""

    def _who_came(self, session: LearningSession) -> set[int | None]:
        if session.id not in self._attended:
            came = select(Attendance.member_id).where(Attendance.session_id == session.id)
            self._attended[session.id] = set(self.db.execute(came).scalars())
        return self._attended[session.id]

    def marks(self, _message: Message) -> Mapping[str, str]:
        """Nothing: its words stand beside it."""
        return {}

    def prepare(self, _messages: Sequence[Message]) -> None:
        """Nothing has to be written before."""
