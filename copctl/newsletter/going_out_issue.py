"""Whether a mail with an issue of the newsletter should still go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl.mail.kinds import NEWSLETTER
from copctl.newsletter import taken_back
from copctl.store.schema import Edition, Issue, Message


class NewsletterMail:
    """Answers `mail.delivery` about issues of the newsletter; each edition is looked at once."""

    kinds = frozenset({NEWSLETTER})

    def __init__(self, db: Session) -> None:
        self.db = db
        self._known: dict[int, str] = {}

    def objection(self, message: Message) -> str:
        """Why it should not go out: a correction took its place, or somebody agrees to it no more."""
        number = message.edition_id
        if number is None:
            return ""
        if number not in self._known:
            self._known[number] = self._judged(self.db.get_one(Edition, number))
        return self._known[number]

    def _judged(self, edition: Edition) -> str:
        send = f"copctl newsletter send {self.db.get_one(Issue, edition.issue_id).quarter}"
        newest = select(func.max(Edition.number)).where(Edition.issue_id == edition.issue_id)
        if edition.number < self.db.execute(newest).scalar_one():
            return f"edition {edition.number} was corrected; {send} queues the newest for who has none"
        why = taken_back.why(self.db, edition)
        return f"{why}; {send} --correction, once the draft does without" if why else ""

    def marks(self, _message: Message) -> Mapping[str, str]:
        """Nothing: its words stand beside it."""
        return {}

    def prepare(self, _messages: Sequence[Message]) -> None:
        """Nothing has to be written before."""
