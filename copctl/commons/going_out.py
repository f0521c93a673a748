"""What a mail with a pass phrase needs when it goes out: whether it still should, and the phrase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from copctl.commons import handing_out, phrases
from copctl.community import visible
from copctl.store.schema import Member, Message


class PhraseMail:
    """Answers `mail.delivery` about mails with phrases; `key` makes them, and they are stored nowhere."""

    kinds = frozenset({handing_out.KIND})

    def __init__(self, db: Session, key: bytes) -> None:
        self.db, self.key = db, key

    def objection(self, message: Message) -> str:
        """Why it should not go out: its reader is no member, or has a newer phrase."""
        member = self.db.get(Member, message.member_id) if message.member_id is not None else None
        if member is None:
            return ""
        if member.status not in visible.MEMBERS:
            return f"is {member.status}: the site opens for members only"
        if handing_out.count_in(message) != member.phrase:
            return f"has a newer phrase; copctl portal phrase {member.id} --send"
        return ""

    def marks(self, message: Message) -> Mapping[str, str]:
        """The reader's phrase in place of `handing_out.PHRASE`."""
        count = handing_out.count_in(message)
        if message.member_id is None or count is None:
            return {}
        return {handing_out.PHRASE: phrases.derived(self.key, message.member_id, count)}

    def prepare(self, _messages: Sequence[Message]) -> None:
        """Nothing has to be written before."""
