"""Whether a mail that asks somebody to join, or welcomes them, should still go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from copctl.community import consent
from copctl.onboarding import welcoming
from copctl.onboarding.inviting import INVITATION, REMINDER, unwelcome
from copctl.store.schema import Member, Message
from copctl.store.schema.member import MemberStatus, Purpose
from copctl.store.schema.message import NAMED


class JoiningMail:
    """Answers `mail.delivery` about the mails that ask people to join."""

    kinds = frozenset({INVITATION, REMINDER})

    def __init__(self, db: Session) -> None:
        self.db = db

    def objection(self, message: Message) -> str:
        """Why it should not go out: its reader has joined or took their consent back since."""
        member = self.db.get(Member, message.member_id) if message.member_id is not None else None
        if member is None:
            return ""
        return "has joined since" if member.status == MemberStatus.ACTIVE else unwelcome(member)

    def marks(self, _message: Message) -> Mapping[str, str]:
        """Nothing: it was queued as it goes out."""
        return {}

    def prepare(self, _messages: Sequence[Message]) -> None:
        """Nothing has to be written before."""


class WelcomeMail:
    """Answers `mail.delivery` about welcomes: the people whom one names must still agree to be found."""

    kinds = frozenset({welcoming.KIND})

    def __init__(self, db: Session) -> None:
        self.db = db

    def objection(self, message: Message) -> str:
        """Why it should not go out: somebody whom it names is in the directory no more."""
        again = f"copctl member welcome {message.member_id} writes another"
        for number in (message.words or {}).get(NAMED, "").split():
            known = self.db.get(Member, int(number))
            if known is None:
                return f"names somebody who is no member any more; {again}"
            if known.status == MemberStatus.LEFT:
                return f"names {known.name}, who has left; {again}"
            if not consent.stands(known, Purpose.DIRECTORY):
                return f"names {known.name}, who took back their consent to the directory; {again}"
        return ""

    def marks(self, _message: Message) -> Mapping[str, str]:
        """Nothing: it was queued as it goes out."""
        return {}

    def prepare(self, _messages: Sequence[Message]) -> None:
        """Nothing has to be written before."""
