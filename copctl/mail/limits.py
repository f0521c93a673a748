"""The provider's limits, counted in the attempts that the store keeps, so that they hold across runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, or_, select

from copctl.settings import MailServer
from copctl.store.schema import Attempt, Message
from copctl.store.schema.message import MessageStatus

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True)
class Full:
    """A limit that is reached: when the next mail may go, and whether that is the day's limit."""

    until: datetime
    is_day: bool


def reached(connection: Connection, server: MailServer, now: datetime) -> Full | None:
    """The limit that forbids one mail more at this moment, if any.

    Counts what the server was asked to take in the last minute and the last 24 hours, and what is being
    handed over by any delivery. Bounces, and connections that broke before a reply, do not count. Deliveries
    that count at once count one after the other, as all who write do.
    """
    if not (server.per_minute or server.per_day):
        return None
    sending = select(func.count()).where(Message.status == MessageStatus.SENDING.value)
    in_hand = int(connection.execute(sending).scalar_one())
    for most, window, is_day in ((server.per_day, DAY, True), (server.per_minute, MINUTE, False)):
        until = _free_at(connection, most, window, in_hand, now) if most else None
        if until is not None:
            return Full(until, is_day)
    return None


def _free_at(
    connection: Connection, most: int, window: timedelta, in_hand: int, now: datetime
) -> datetime | None:
    """When a place is free again in the last `window`; None when one is free now."""
    if in_hand >= most:
        return now + timedelta(seconds=1)
    replied = and_(Attempt.outcome != "bounced", Attempt.code.is_not(None))
    counted = (
        select(Attempt.made_at)
        .where(Attempt.made_at > now - window, or_(replied, Attempt.outcome.in_(("sent", "unknown"))))
        .order_by(Attempt.made_at.desc())
        .offset(most - in_hand - 1)
        .limit(1)
    )
    last = connection.execute(counted).scalar()
    return last + window if last is not None else None
