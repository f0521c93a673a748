"""Which mails a delivery has in hand: taken and let go in small transactions, outside of the journal.

A mail is `sending` in the store before a server hears of it, and `sent` after the server's word. What a
killed delivery leaves as `sending` nobody takes for sent, or for waiting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from copctl.mail.outcomes import Handed, Verdict
from copctl.store.bulk import table_of
from copctl.store.schema import Attempt, Message
from copctl.store.schema.message import MessageStatus

_MESSAGE, _ATTEMPT = table_of(Message), table_of(Attempt)
_M = _MESSAGE.c
_QUEUED, _SENDING = MessageStatus.QUEUED.value, MessageStatus.SENDING.value
_UNKNOWN = MessageStatus.UNKNOWN.value
# Servers say a line or two; whatever one says must not fill the store.
_LONGEST = 2_000

_IS_DUE = and_(_M.status == _QUEUED, or_(_M.due_at.is_(None), _M.due_at <= bindparam("now")))
_NEXT = (
    select(_M.id)
    .where(_IS_DUE, _M.id > bindparam("after"))
    .order_by(_M.id)
    .limit(bindparam("most"))
    # What another delivery is taking at this moment; SQLite has one writer at a time anyway.
    .with_for_update(skip_locked=True)
)
_MINE = select(_M.id).where(_M.run == bindparam("by"), _M.status.in_([_SENDING, _UNKNOWN]))
_TAKE = (
    update(_MESSAGE)
    .where(_M.id == bindparam("number"))
    .values(status=_SENDING, run=bindparam("by"), recipient=bindparam("to"), due_at=None)
)
_PUT_BACK = update(_MESSAGE).where(_M.id == bindparam("number")).values(status=_QUEUED, run="")
_LET_GO = (
    update(_MESSAGE)
    .where(_M.id == bindparam("number"))
    .values(
        status=bindparam("stands"),
        run=bindparam("kept_by"),
        due_at=bindparam("due"),
        sent_at=bindparam("sent"),
        tries=_M.tries + 1,
    )
)
_HOLD_BACK = update(_MESSAGE).where(_M.id == bindparam("number")).values(status=bindparam("stands"))
_NOTE = insert(_ATTEMPT)


@dataclass(frozen=True)
class Tried:
    """One attempt: which mail, what the server said, what that means, and when."""

    number: int
    handed: Handed
    verdict: Verdict
    at: datetime


def next_due(connection: Connection, now: datetime, after: int, most: int, kind: str = "") -> list[int]:
    """The first mails behind this number that wait and may go now, of one kind or of any; locked."""
    asked = {"now": now, "after": after, "most": most}
    wanted = _NEXT.where(_M.kind == kind) if kind else _NEXT
    return list(connection.execute(wanted, asked).scalars())


def take(connection: Connection, run: str, mails: Mapping[int, str]) -> None:
    """Note that this run has mails in hand, and where they go: number -> address."""
    connection.execute(_TAKE, [{"number": n, "by": run, "to": to} for n, to in mails.items()])


def let_go(connection: Connection, run: str, tried: Sequence[Tried], rest: Sequence[int] = ()) -> None:
    """Note how attempts ended, and where their mails stand now; the `rest` waits again as before.

    A mail that was erased meanwhile leaves an attempt without number and words, which counts for limits.
    """
    mine = set(connection.execute(_MINE, {"by": run}).scalars())
    back = [{"number": number} for number in rest if number in mine]
    if back:
        connection.execute(_PUT_BACK, back)
    ended = [
        {
            "number": one.number,
            "stands": one.verdict.status.value,
            # Whose it was, so that an answer that comes late after all still finds it.
            "kept_by": run if one.verdict.status is MessageStatus.UNKNOWN else "",
            "due": one.verdict.due_at,
            "sent": one.at if one.verdict.status is MessageStatus.SENT else None,
        }
        for one in tried
        if one.number in mine
    ]
    if ended:
        connection.execute(_LET_GO, ended)
    rows = [
        _attempt(
            one.number if one.number in mine else None,
            one.verdict.outcome,
            one.handed.code,
            one.handed.said,
            one.at,
        )
        for one in tried
    ]
    if rows:
        connection.execute(_NOTE, rows)


def hold_back(connection: Connection, number: int, status: MessageStatus, why: str, now: datetime) -> None:
    """Note that a mail does not go, and why."""
    connection.execute(_HOLD_BACK, {"number": number, "stands": status.value})
    note(connection, number, "failed", None, why, now)


def note(
    connection: Connection, number: int, outcome: str, code: int | None, said: str, now: datetime
) -> None:
    """Write one attempt."""
    connection.execute(_NOTE, _attempt(number, outcome, code, said, now))


def _attempt(
    number: int | None, outcome: str, code: int | None, said: str, now: datetime
) -> dict[str, object]:
    return {
        "message_id": number,
        "made_at": now,
        "outcome": outcome,
        "code": code,
        "said": said[:_LONGEST] if number is not None else "",
    }


def in_hand(connection: Connection) -> dict[str, dict[int, int]]:
    """What deliveries have in hand, living or dead: run -> number of a mail -> its tries so far."""
    asked = select(_M.run, _M.id, _M.tries).where(_M.status == _SENDING).order_by(_M.id)
    found: dict[str, dict[int, int]] = {}
    for run, number, tries in connection.execute(asked.with_for_update(skip_locked=True)).tuples():
        found.setdefault(run, {})[number] = tries
    return found


def waiting(now: datetime, after: int, most: int, kind: str = "") -> Select[tuple[Message]]:
    """The next mails that wait and may go now, of one kind or of any, as a question for a session."""
    due = or_(Message.due_at.is_(None), Message.due_at <= now)
    chosen = select(Message).where(Message.status == _QUEUED, due, Message.id > after)
    if kind:
        chosen = chosen.where(Message.kind == kind)
    return chosen.order_by(Message.id).limit(most)


def is_planned(now: datetime) -> ColumnElement[bool]:
    """As a condition: it was never tried, and waits for a moment that somebody chose."""
    # A due moment that is not there makes no condition true, nor its opposite.
    later = and_(_M.due_at.is_not(None), _M.due_at > now)
    return and_(_M.status == _QUEUED, _M.tries == 0, later)


def planned(connection: Connection, now: datetime) -> tuple[int, datetime | None]:
    """How many mails wait for a moment that somebody chose, and the first such moment."""
    asked = select(func.count(), func.min(_M.due_at)).where(is_planned(now))
    count, soonest = connection.execute(asked).one()
    return int(count), soonest


def left(connection: Connection, now: datetime) -> tuple[int, datetime | None]:
    """How many mails wait that are not planned for later, and when the first may go of those put off."""
    still = select(func.count(), func.min(_M.due_at)).where(_M.status == _QUEUED, not_(is_planned(now)))
    count, soonest = connection.execute(still).one()
    return int(count), soonest
