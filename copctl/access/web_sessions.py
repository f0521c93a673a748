"""Browsers that are signed in: opened, known by their cookie, and ended. All of it is in the store."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from copctl.access import tokens
from copctl.community.visible import MEMBERS
from copctl.settings import Portal
from copctl.store.bulk import table_of
from copctl.store.schema import Member, WebSession

_TABLE = table_of(WebSession)
_W = _TABLE.c
# How exactly it is known when a browser was last used: each note is a write.
_GRAIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Known:
    """A browser that is signed in: the number of its session, the member, and whether to note its use."""

    number: int
    member: Member
    is_to_be_noted: bool


def open_for(connection: Connection, member_id: int, limits: Portal, *, now: datetime) -> str:
    """Sign a browser in: the 256 random bits for its cookie, of which the store keeps the hash."""
    token = secrets.token_urlsafe(32)
    idle = now - timedelta(days=limits.idle_days)
    connection.execute(delete(_TABLE).where(or_(_W.expires_at <= now, _W.seen_at <= idle)))
    connection.execute(
        insert(_TABLE).values(
            token_hash=tokens.hash_of(token), member_id=member_id, made_at=now, seen_at=now,
            expires_at=now + timedelta(days=limits.longest_days),
        )
    )  # fmt: skip
    return token


def find(db: Session, token: str, limits: Portal, *, now: datetime) -> Known | None:
    """Who is signed in by this cookie: None for one that ended, or whose member is none any more."""
    if not token:
        return None
    wanted = (
        select(WebSession.id, WebSession.seen_at, Member)
        .join(Member, Member.id == WebSession.member_id)
        .where(
            WebSession.token_hash == tokens.hash_of(token), _lasts(limits, now), Member.status.in_(MEMBERS)
        )
    )
    row = db.execute(wanted).tuples().one_or_none()
    if row is None:
        return None
    number, seen_at, member = row
    return Known(number, member, is_to_be_noted=now - seen_at > _GRAIN)


def of(db: Session, member_id: int, limits: Portal, *, now: datetime) -> list[tuple[int, datetime, datetime]]:
    """Where a member is signed in: number, since when, and last used; the last used first."""
    wanted = (
        select(WebSession.id, WebSession.made_at, WebSession.seen_at)
        .where(WebSession.member_id == member_id, _lasts(limits, now))
        .order_by(WebSession.seen_at.desc())
    )
    return list(db.execute(wanted).tuples())


def _lasts(limits: Portal, now: datetime) -> ColumnElement[bool]:
    return and_(WebSession.expires_at > now, WebSession.seen_at > now - timedelta(days=limits.idle_days))


def note_use(connection: Connection, number: int, *, now: datetime) -> None:
    """Note that a browser was used."""
    connection.execute(update(_TABLE).where(_W.id == number).values(seen_at=now))


def close(connection: Connection, token: str) -> None:
    """Sign one browser out."""
    connection.execute(delete(_TABLE).where(_W.token_hash == tokens.hash_of(token)))


def close_all(connection: Connection, member_id: int) -> None:
    """Sign a member out everywhere."""
    connection.execute(delete(_TABLE).where(_W.member_id == member_id))
