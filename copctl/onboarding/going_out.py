"""Whether a mail that asks somebody to join should still go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from copctl.onboarding.inviting import INVITATION, REMINDER, unwelcome
from copctl.store.schema import Member, Message
from copctl.store.schema.member import MemberStatus


class JoiningMail:
    """Answers `mail.delivery` about the mails that ask people to join."""

    kinds = frozenset({INVITATION, REMINDER})

    def __init__(self, db: Session) -> None:
        self.db = db

    def objection(self, message: Message) -> str:
        """Why it should not go out: its reader has joined or wants no mail since."""
        member = self.db.get(Member, message.member_id) if message.member_id is not None else None
        if member is None:
            return ""
        return "has joined since" if member.status == MemberStatus.ACTIVE else unwelcome(member)

    def marks(self, _message: Message) -> Mapping[str, str]:
        """Nothing: it was queued as it goes out."""
        return {}

    def prepare(self, _messages: Sequence[Message]) -> None:
        """Nothing has to be written before."""
