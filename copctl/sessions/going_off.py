"""Going off the list by the token of a mail: one rule for the mail that comes back and for the web page."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from copctl.community import suppression
from copctl.mail.unsubscribing import member_of
from copctl.store.schema import Member

BY_MAIL, BY_ONE_CLICK = "by mail", "by one click"


def whose(db: Session, key: bytes | None, token: str) -> Member | None:
    """The member whom a token unsubscribes; None when it is none of ours, or they are gone."""
    number = member_of(key, token) if key is not None and token else None
    return db.get(Member, number) if number is not None else None


def unsubscribe(
    db: Session, key: bytes | None, token: str, *, today: date, now: datetime, source: str = BY_ONE_CLICK
) -> Member | None:
    """Unsubscribe whom a token names, and say who that is; None when nobody is.

    `key` is the community's (`mail.link_key`); without it no token is believed. Asked twice, done once (RFC
    8058, section 3.1).
    """
    member = whose(db, key, token)
    if member is not None:
        suppression.unsubscribe(db, member, today=today, now=now, source=source)
    return member
