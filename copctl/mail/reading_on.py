"""How far a mailbox was read, kept in the store so that the next reading goes on from there."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl.mail.mailbox import Cursor, address_of, read_cursor
from copctl.settings import MailboxServer
from copctl.store.schema import Message, ReceivedMail

# A blank keeps it apart from every Message-ID, which has none.
MARK = "cursor "
# Where nothing says when mails began to go out; and how far two clocks, or zones, may differ.
_LOOK_BACK, _MARGIN = timedelta(days=90), timedelta(days=2)


def cursor(db: Session, server: MailboxServer) -> Cursor | None:
    """How far this mailbox was read, or None when it never was."""
    row = _row(db, server)
    return read_cursor(row.note) if row is not None else None


def keep(db: Session, server: MailboxServer, reached: Cursor, *, now: datetime) -> None:
    """Note how far a mailbox was read."""
    row = _row(db, server)
    if row is None:
        row = ReceivedMail(key=MARK + address_of(server), kind="other", settled=True, received_at=now)
        db.add(row)
    if row.note != str(reached):
        row.note, row.received_at = str(reached), now
    db.flush()


def first_day(db: Session, *, today: date) -> date:
    """From which day on a mailbox is read that never was: nothing comes back before a mail was written."""
    earliest = db.execute(select(func.min(Message.queued_at))).scalar()
    begin = today - _LOOK_BACK
    return min(begin, earliest.date() - _MARGIN) if earliest is not None else begin


def _row(db: Session, server: MailboxServer) -> ReceivedMail | None:
    wanted = select(ReceivedMail).where(ReceivedMail.key == MARK + address_of(server))
    return db.execute(wanted).scalar_one_or_none()
