"""What follows from a bounce or a complaint: a mail's state, the server's words, a suppression.

A mail's state and its attempts stand outside of the journal, as whatever a server said cannot be undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from copctl import names
from copctl.mail.bounces import Complaint, Failure, Report
from copctl.store.schema import Attempt, Message
from copctl.store.schema.message import MessageStatus
from copctl.store.suppression import suppress

# How long servers try before they give up and say so: RFC 5321, section 4.5.4.1, asks for 4 to 5 days.
_PATIENCE = timedelta(days=10)
_ARRIVED = {MessageStatus.SENT, MessageStatus.UNKNOWN, MessageStatus.BOUNCED}
# Complaints that are none (RFC 5965, section 7.3).
_PRAISE = {"not-spam"}


@dataclass(frozen=True)
class Result:
    """What was made of a report: in a few words, whether that settles it, and the mail it is about."""

    note: str
    settled: bool = True
    member_id: int | None = None
    message_id: int | None = None


def take_report(db: Session, report: Report, *, now: datetime) -> Result:
    """Act on a delivery report.

    Of several recipients the one that failed counts. After a report without statuses the mail is bounced,
    but whether its address is dead, a person decides.
    """
    failed = [failure for failure in report.failures if failure.action == "failed"]
    first = failed[0] if failed else (report.failures[0] if report.failures else None)
    if first is None:
        return Result("a delivery report that names nobody", settled=False)
    message = _about(db, report.message_id, first, now)
    if message is None:
        return Result(f"{_words(first)}, about a mail that is not ours", settled=not failed)
    member_id = message.member_id
    if not failed:
        return Result(_words(first), member_id=member_id, message_id=message.id)
    if MessageStatus(message.status) not in _ARRIVED:
        return Result(f"{_words(first)}, of a mail that was {message.status}", member_id=member_id,
                      message_id=message.id)  # fmt: skip
    _bounce(db, message, first, now)
    return _judge(db, message, first, now, guessed=report.guessed)


def _judge(db: Session, message: Message, failure: Failure, now: datetime, *, guessed: bool) -> Result:
    """Hold the address back where it is dead for good; ask where that is not certain."""
    note, settled = _words(failure), True
    ours = names.key(message.recipient) in {names.key(failure.address), names.key(failure.original)}
    if failure.is_dead and ours:
        suppress(db, message.recipient, scope="all", reason="bounced", detail=failure.said, now=now)
    elif failure.is_dead:
        note, settled = f"{message.recipient} passes mail on, and {note}", False
    elif guessed:
        settled = False
    return Result(note, settled, message.member_id, message.id)


def _bounce(db: Session, message: Message, failure: Failure, now: datetime) -> None:
    """Note that a mail came back, once."""
    if message.status == MessageStatus.BOUNCED:
        return
    table = Message.__table__
    db.execute(
        update(Message).where(table.c.id == message.id).values(status=MessageStatus.BOUNCED.value),
        execution_options={"synchronize_session": False},
    )
    db.execute(
        insert(Attempt),
        [{"message_id": message.id, "made_at": now, "outcome": "bounced", "code": failure.code,
          "said": failure.said or _words(failure)}],
    )  # fmt: skip
    db.expire(message)


def take_complaint(db: Session, complaint: Complaint, *, now: datetime) -> Result:
    """Act on a complaint: nothing that goes to many goes to its reader any more."""
    message = _by_id(db, complaint.message_id)
    if message is None and complaint.address:
        message = _newest_to(db, complaint.address, now)
    if message is None:
        return Result("a complaint about a mail that is not ours", settled=False)
    words = f"{message.recipient} says of a mail of ours: {complaint.kind}"
    if complaint.kind not in _PRAISE:
        suppress(db, message.recipient, scope="list", reason="complained", detail=complaint.kind, now=now)
    return Result(words, member_id=message.member_id, message_id=message.id)


def _about(db: Session, message_id: str, failure: Failure, now: datetime) -> Message | None:
    """The mail that came back: by its Message-ID, else the newest to that address."""
    by_id = _by_id(db, message_id)
    if by_id is not None:
        return by_id
    for email in (failure.original, failure.address):
        message = _newest_to(db, email, now) if email else None
        if message is not None:
            return message
    return None


def _by_id(db: Session, message_id: str) -> Message | None:
    if not message_id:
        return None
    return db.execute(select(Message).where(Message.message_id == message_id)).scalar_one_or_none()


def _newest_to(db: Session, email: str, now: datetime) -> Message | None:
    """The last mail that went to an address in the last days, whatever its case."""
    same = func.lower(Message.recipient) == email.lower()
    sent = select(Message).where(same, Message.sent_at > now - _PATIENCE)
    return db.execute(sent.order_by(Message.sent_at.desc()).limit(1)).scalars().first()


def _words(failure: Failure) -> str:
    said = f": {failure.said}" if failure.said else ""
    status = f" ({failure.status})" if failure.status else ""
    return f"{failure.address or 'a recipient'} {failure.action}{status}{said}"
