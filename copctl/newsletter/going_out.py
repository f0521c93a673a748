"""Whether a mail of the newsletter should still go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from copctl.mail.kinds import NEWSLETTER_CALL
from copctl.newsletter import calling
from copctl.newsletter.call_letter import BY
from copctl.store.schema import Message
from copctl.when import parse_quarter


class CallMail:
    """Answers `mail.delivery` about the mails that ask for items, on this day."""

    kinds = frozenset({NEWSLETTER_CALL})

    def __init__(self, db: Session, today: date) -> None:
        self.db, self.today = db, today
        self._gave: dict[str, set[int]] = {}
        self._sent: dict[str, bool] = {}

    def objection(self, message: Message) -> str:
        """Why it should not go out: its reader gave something, the issue was sent, or its day is past."""
        quarter = calling.quarter_in(message)
        if self._was_sent(quarter):
            return f"the issue {quarter} was sent since"
        if message.member_id in self._who_gave(quarter):
            return "has given something since"
        by = (message.words or {}).get(BY, "")
        return f"it asks for items until {by}" if by and date.fromisoformat(by) < self.today else ""

    def _was_sent(self, quarter: str) -> bool:
        if quarter not in self._sent:
            self._sent[quarter] = calling.was_sent(self.db, quarter)
        return self._sent[quarter]

    def _who_gave(self, quarter: str) -> set[int]:
        if quarter not in self._gave:
            self._gave[quarter] = calling.gave(self.db, parse_quarter(quarter))
        return self._gave[quarter]

    def marks(self, _message: Message) -> Mapping[str, str]:
        """Nothing: its words stand beside it."""
        return {}

    def prepare(self, _messages: Sequence[Message]) -> None:
        """Nothing has to be written before."""
