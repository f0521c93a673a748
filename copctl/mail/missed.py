"""Who missed a mail and why: what failed, came back, was held back, or nobody knows about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from copctl.store.schema import Attempt, Message
from copctl.store.schema.message import MessageStatus

_MISSED = [
    MessageStatus.FAILED.value,
    MessageStatus.BOUNCED.value,
    MessageStatus.SUPPRESSED.value,
    MessageStatus.UNKNOWN.value,
]


@dataclass(frozen=True)
class About:
    """Which mails: all of them, or those about one session or one survey (their numbers in the store)."""

    session_id: int | None = None
    survey_id: int | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """As a condition on mails."""
        wanted: ColumnElement[bool] = true()
        if self.session_id is not None:
            wanted = and_(wanted, Message.session_id == self.session_id)
        if self.survey_id is not None:
            wanted = and_(wanted, Message.survey_id == self.survey_id)
        return wanted


def counts(db: Session, about: About) -> dict[str, int]:
    """How many mails stand where, in the order of their way; only what there is."""
    asked = select(Message.status, func.count()).where(about.condition).group_by(Message.status)
    found = Counter(dict(db.execute(asked).tuples().all()))
    return {status.value: found[status.value] for status in MessageStatus if found[status.value]}


def listed(db: Session, about: About) -> list[dict[str, Any]]:
    """Each mail that did not reach its reader, or waits for another attempt, with the last words about it."""
    put_off = and_(Message.status == MessageStatus.QUEUED, Message.tries > 0)
    chosen = select(Message).where(about.condition, or_(Message.status.in_(_MISSED), put_off))
    messages = list(db.execute(chosen.order_by(Message.id)).scalars())
    words = _last_words(db, [message.id for message in messages])
    return [
        {
            "number": message.id,
            "status": message.status,
            "name": message.name,
            "to": message.recipient,
            "kind": message.kind,
            "subject": message.subject,
            "tries": message.tries,
            "due_at": message.due_at,
            "why": words.get(message.id, ""),
        }
        for message in messages
    ]


def _last_words(db: Session, numbers: list[int]) -> dict[int, str]:
    """Mail number -> what was said at its last attempt."""
    found: dict[int, str] = {}
    for start in range(0, len(numbers), 500):
        chunk = numbers[start : start + 500]
        held = select(Attempt.message_id, Attempt.said).where(Attempt.message_id.in_(chunk))
        for number, said in db.execute(held.order_by(Attempt.id)).tuples():
            found[int(number or 0)] = said
    return found
