"""Sending again what failed or what nobody knows about, or noting that it arrived."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session

from copctl.errors import Refused
from copctl.store.schema import Attempt, Message
from copctl.store.schema.message import MessageStatus

FAILED = frozenset({MessageStatus.FAILED.value})
UNKNOWN = frozenset({MessageStatus.UNKNOWN.value})
EITHER = FAILED | UNKNOWN


def of_status(db: Session, statuses: Collection[str], *, put_off: bool = False) -> list[Message]:
    """The mails that stand there, and with `put_off` those that wait for their next attempt."""
    later = and_(Message.status == MessageStatus.QUEUED, Message.due_at.is_not(None), Message.tries > 0)
    wanted = or_(Message.status.in_(statuses), later if put_off else false())
    return list(db.execute(select(Message).where(wanted).order_by(Message.id)).scalars())


def again(message: Message) -> None:
    """Let a mail wait once more, to be sent at once; Refused for one that was sent or is being sent."""
    if message.status == MessageStatus.SENT:
        raise Refused(f"Mail {message.id} was sent.", hint=f"copctl mail show {message.id}")
    if message.status == MessageStatus.SENDING:
        raise Refused(f"Mail {message.id} is being sent.", hint="copctl mail deliver, when that is over")
    if message.status == MessageStatus.QUEUED and message.due_at is None:
        raise Refused(f"Mail {message.id} waits already.", hint="copctl mail deliver")
    message.status, message.due_at, message.tries, message.run = MessageStatus.QUEUED.value, None, 0, ""


def count_as_sent(db: Session, message: Message) -> None:
    """Note that a mail arrived of which nobody knew; Refused for any other."""
    if message.status != MessageStatus.UNKNOWN:
        raise Refused(
            f"Mail {message.id} is {message.status}, not unknown.", hint=f"copctl mail show {message.id}"
        )
    last = select(func.max(Attempt.made_at)).where(Attempt.message_id == message.id)
    when: datetime | None = db.execute(last).scalar()
    message.status, message.sent_at = MessageStatus.SENT.value, when or message.queued_at
