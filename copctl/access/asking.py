"""Asking to come in: the wish is noted, and nothing of the answer depends on whether the address is known."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from copctl.access import tokens
from copctl.errors import Refused
from copctl.store.bulk import table_of
from copctl.store.schema import SignIn

_TABLE = table_of(SignIn)
_S = _TABLE.c
LASTS = timedelta(minutes=10)
# Wishes in an hour: of one address, out of one network, and altogether.
PER_ADDRESS, PER_NETWORK, IN_ALL = 5, 30, 300
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Asker:
    """Who asks: the address as it is compared, the network (a keyed hash), and the browser (a hash)."""

    address_key: str
    network: str
    browser: str


def wish(asker: Asker, key: bytes, *, now: datetime, lasts: timedelta = LASTS) -> dict[str, object]:
    """A wish to come in, as it is noted. Slow on purpose, and so to be made outside of a transaction."""
    nonce, salt = secrets.token_hex(16), secrets.token_hex(16)
    return {
        "address_key": asker.address_key,
        "network": asker.network,
        "browser": asker.browser or None,
        "nonce": nonce,
        "link_hash": tokens.hash_of(tokens.link_of(key, nonce)),
        "salt": salt,
        "code_hash": tokens.slow_hash_of(tokens.code_of(key, nonce), salt),
        "wrong": 0,
        "made_at": now,
        "expires_at": now + lasts,
    }


def refuse_too_many(connection: Connection, network: str, *, now: datetime) -> None:
    """Refused when too many wishes came out of one network in the last hour, or altogether."""
    since = now - _HOUR
    if _count(connection, since, _S.network == network) >= PER_NETWORK or _count(connection, since) >= IN_ALL:
        raise Refused(
            "Too many links were asked for just now.", hint="wait an hour, or write to the moderator"
        )


def ask(connection: Connection, asker: Asker, wished: Mapping[str, object], *, now: datetime) -> None:
    """Note a `wish`; whether the address is a member's is looked up later, by `letting_in`.

    Of an address that asked too often nothing more is noted, without a word. Refused, whoever asks, when too
    many wishes come out of one network, or altogether. The work done is the same for every address.
    """
    connection.execute(delete(_TABLE).where(_S.made_at < now - _DAY))
    refuse_too_many(connection, asker.network, now=now)
    if _count(connection, now - _HOUR, _S.address_key == asker.address_key) < PER_ADDRESS:
        connection.execute(insert(_TABLE).values(**wished))


def _count(connection: Connection, since: datetime, *more: ColumnElement[bool]) -> int:
    # What a moderator made for somebody is nobody's wish.
    asked = select(func.count()).select_from(_TABLE).where(_S.made_at > since, _S.address_key != "", *more)
    return int(connection.execute(asked).scalar_one())


def for_member(
    connection: Connection, member_id: int, key: bytes, *, now: datetime, lasts: timedelta = LASTS
) -> tuple[str, str]:
    """A link and a code that the moderator hands to somebody: any browser takes both together, once."""
    made = wish(Asker("", "", ""), key, now=now, lasts=lasts)
    connection.execute(insert(_TABLE).values(**made, member_id=member_id, looked_up_at=now))
    nonce = str(made["nonce"])
    return tokens.link_of(key, nonce), tokens.code_of(key, nonce)
