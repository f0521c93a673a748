"""Coming in: a link in the browser that asked, or the code typed there; each counts once.

One sentence in the database decides who was first, so that of several at once one comes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import ColumnElement, Connection, and_, select, update

from copctl.access import tokens
from copctl.community.visible import MEMBERS
from copctl.store.bulk import table_of
from copctl.store.schema import Member, SignIn

_TABLE = table_of(SignIn)
_S = _TABLE.c
_MEMBER = table_of(Member).c
# After so many codes that were not it, the wish is void.
MOST_WRONG = 5
# Of the wishes of a browser so many are tried with a code: each try is slow on purpose.
_NEWEST = 5


class Link(Enum):
    """What a link that somebody opened can do in this browser."""

    ENTERS = auto()
    NEEDS_CODE = auto()
    ELSEWHERE = auto()
    OVER = auto()


@dataclass(frozen=True)
class Guess:
    """A wish at which a code may be tried once, and whether another try is left after it."""

    number: int
    salt: str
    kept: str
    may_try_again: bool


def _stands(now: datetime) -> ColumnElement[bool]:
    return and_(_S.used_at.is_(None), _S.expires_at > now, _S.wrong < MOST_WRONG)


def look(connection: Connection, link: str, browser: str, *, now: datetime) -> Link:
    """What a link can do here; looking changes nothing, however often.

    Other browsers than the one that asked learn no more than that they are others.
    """
    if not tokens.looks_like_link(link):
        return Link.OVER
    wanted = select(_S.browser).where(_S.link_hash == tokens.hash_of(link), _stands(now))
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return Link.OVER
    if row.browser is None:
        return Link.NEEDS_CODE
    return Link.ENTERS if browser and row.browser == browser else Link.ELSEWHERE


def by_link(connection: Connection, link: str, browser: str, *, now: datetime) -> int | None:
    """The member whom a link lets in, in the browser that asked; elsewhere None, and nothing is used up."""
    if not browser or not tokens.looks_like_link(link):
        return None
    here = and_(_S.link_hash == tokens.hash_of(link), _S.browser == browser)
    return _use(connection, and_(here, _stands(now)), now)


def try_code(connection: Connection, browser: str, *, now: datetime) -> list[Guess]:
    """Take a try at the newest wishes of this browser that stand, newest first; see `whose`.

    The try is counted before anybody looks at the code, so that many at once get no more than the five.
    """
    if not browser:
        return []
    standing = select(_S.id).where(_S.browser == browser, _stands(now)).order_by(_S.id.desc()).limit(_NEWEST)
    return _take_try(connection, _S.id.in_(list(connection.execute(standing).scalars())), now)


def try_code_of(connection: Connection, link: str, *, now: datetime) -> list[Guess]:
    """The same for the code that goes with a moderator's link, in any browser."""
    if not tokens.looks_like_link(link):
        return []
    return _take_try(connection, and_(_S.link_hash == tokens.hash_of(link), _S.browser.is_(None)), now)


def _take_try(connection: Connection, where: ColumnElement[bool], now: datetime) -> list[Guess]:
    taken = (
        update(_TABLE)
        .where(where, _stands(now))
        .values(wrong=_S.wrong + 1)
        .returning(_S.id, _S.salt, _S.code_hash, _S.wrong)
    )
    rows = sorted(connection.execute(taken).tuples(), reverse=True)
    return [Guess(number, salt, kept, wrong < MOST_WRONG) for number, salt, kept, wrong in rows]


def whose(guesses: Sequence[Guess], code: str) -> Guess | None:
    """The wish whose code this is. Slow on purpose, and so to be done outside of a transaction."""
    said = tokens.typed(code)
    return next((guess for guess in guesses if tokens.is_code(said, guess.salt, guess.kept)), None)


def use(connection: Connection, guess: Guess, *, now: datetime) -> int | None:
    """The member whom a code lets in; None where somebody else was first, or who asked is no member."""
    return _use(connection, and_(_S.id == guess.number, _S.expires_at > now), now)


def _use(connection: Connection, where: ColumnElement[bool], now: datetime) -> int | None:
    """Use a wish up, if nobody has and its member still is one."""
    members = select(_MEMBER.id).where(_MEMBER.status.in_(MEMBERS))
    used = (
        update(_TABLE)
        .where(where, _S.used_at.is_(None), _S.member_id.in_(members))
        .values(used_at=now)
        .returning(_S.member_id)
    )
    number = connection.execute(used).scalar_one_or_none()
    return int(number) if number is not None else None
