"""Which mail a delivery has in hand: taken and let go in small transactions, outside of the journal.

A mail is `sending` in the store before a server hears of it, and `sent` after the server's word. A killed
delivery leaves at most the one mail it had in hand, which nobody takes for sent, or for waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, Select, and_, bindparam, func, insert, or_, select, update

from copctl.mail.outcomes import Handed, Verdict
from copctl.store.bulk import table_of
from copctl.store.schema import Attempt, Message
from copctl.store.schema.message import MessageStatus

_MESSAGE, _ATTEMPT = table_of(Message), table_of(Attempt)
_M = _MESSAGE.c
_QUEUED, _SENDING = MessageStatus.QUEUED.value, MessageStatus.SENDING.value
_CUT_OFF = "The delivery ended before the server's answer came."
# Servers say a line or two; whatever one says must not fill the store.
_LONGEST = 2_000

_IS_DUE = and_(_M.status == _QUEUED, or_(_M.due_at.is_(None), _M.due_at <= bindparam("now")))
_NEXT = (
    select(_M.id)
    .where(_IS_DUE, _M.id > bindparam("after"))
    .order_by(_M.id)
    .limit(1)
    # What another delivery is taking at this moment; SQLite has one writer at a time anyway.
    .with_for_update(skip_locked=True)
)
_TAKE = (
    update(_MESSAGE)
    .where(_M.id == bindparam("number"))
    .values(status=_SENDING, run=bindparam("by"), tries=_M.tries + 1, recipient=bindparam("to"), due_at=None)
)
_LET_GO = (
    update(_MESSAGE)
    .where(_M.id == bindparam("number"), _M.run == bindparam("by"))
    .values(
        status=bindparam("stands"),
        run=bindparam("kept_by"),
        due_at=bindparam("due"),
        sent_at=bindparam("sent"),
    )
)
_HOLD_BACK = update(_MESSAGE).where(_M.id == bindparam("number")).values(status=bindparam("stands"))
_NOTE = insert(_ATTEMPT)


def next_due(connection: Connection, now: datetime, after: int) -> int | None:
    """The first mail behind this number that waits and may go now; locked where rows are."""
    number: int | None = connection.execute(_NEXT, {"now": now, "after": after}).scalar()
    return number


def take(connection: Connection, number: int, run: str, recipient: str) -> None:
    """Note that this run has a mail in hand, and where it goes."""
    connection.execute(_TAKE, {"number": number, "by": run, "to": recipient})


def let_go(
    connection: Connection, number: int, run: str, handed: Handed, verdict: Verdict, now: datetime
) -> None:
    """Note how an attempt ended, with the server's words, and where the mail stands now.

    A mail that was erased meanwhile leaves an attempt without number and words, which counts for limits.
    """
    is_sent = verdict.status is MessageStatus.SENT
    is_queued = verdict.status is MessageStatus.QUEUED
    found = connection.execute(
        _LET_GO,
        {
            "number": number,
            "by": run,
            "stands": verdict.status.value,
            "kept_by": "" if is_queued else run,
            "due": verdict.due_at,
            "sent": now if is_sent else None,
        },
    )
    is_there = found.rowcount > 0
    note(connection, number if is_there else None, verdict.outcome, handed.code, handed.said, now)


def hold_back(connection: Connection, number: int, status: MessageStatus, why: str, now: datetime) -> None:
    """Note that a mail does not go, and why."""
    connection.execute(_HOLD_BACK, {"number": number, "stands": status.value})
    note(connection, number, "failed", None, why, now)


def note(
    connection: Connection, number: int | None, outcome: str, code: int | None, said: str, now: datetime
) -> None:
    """Write one attempt."""
    row = {
        "message_id": number,
        "made_at": now,
        "outcome": outcome,
        "code": code,
        "said": said[:_LONGEST] if number is not None else "",
    }
    connection.execute(_NOTE, row)


def orphan(connection: Connection, is_alive: Callable[[str], bool], now: datetime) -> list[int]:
    """Call those mails unknown that a delivery had in hand which lives no more; gives their numbers."""
    in_hand = (
        select(_M.id, _M.run).where(_M.status == _SENDING).order_by(_M.id).with_for_update(skip_locked=True)
    )
    rows = connection.execute(in_hand).tuples().all()
    gone = {run for run in {run for _, run in rows} if not is_alive(run)}
    numbers = [number for number, run in rows if run in gone]
    for number in numbers:
        connection.execute(_HOLD_BACK, {"number": number, "stands": MessageStatus.UNKNOWN.value})
        note(connection, number, "unknown", None, _CUT_OFF, now)
    return numbers


def waiting(now: datetime, after: int, most: int) -> Select[tuple[Message]]:
    """The next mails that wait and may go now, as a question for a session."""
    due = or_(Message.due_at.is_(None), Message.due_at <= now)
    chosen = select(Message).where(Message.status == _QUEUED, due, Message.id > after)
    return chosen.order_by(Message.id).limit(most)


def left(connection: Connection) -> tuple[int, datetime | None]:
    """How many mails still wait, and when the first of those may go that were put off."""
    still = select(func.count(), func.min(_M.due_at)).where(_M.status == _QUEUED)
    count, soonest = connection.execute(still).one()
    return int(count), soonest
