"""Addresses that get no mail, one row each: of two reasons to hold mail back the stronger stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.store import bulk
from copctl.store.schema import Suppression

ALL, LIST = "all", "list"
_CHUNK = 500
_COLUMNS = ("id", "email", "email_key", "scope", "reason", "detail", "since")


def suppress(db: Session, email: str, *, scope: str, reason: str, detail: str, now: datetime) -> bool:
    """Hold mail to an address back, and say whether that is new; what holds back more stays as it is.

    `scope` is `all` for an address that does not work or wants nothing, `list` for what goes to many;
    `reason` is one of `Suppression`'s, `detail` the words that it rests on.
    """
    held = of_address(db, email)
    if held is not None and held.scope in (scope, ALL):
        return False
    if held is None:
        held = Suppression(email=names.written(email), email_key=names.key(email))
        db.add(held)
    held.scope, held.reason, held.detail, held.since = scope, reason, detail, now
    db.flush()
    return True


def suppress_many(db: Session, emails: Iterable[str], *, reason: str, detail: str, now: datetime) -> int:
    """Hold back what goes to many from these addresses, and say how many are new; what is held stays."""
    by_key = {names.key(email): names.written(email) for email in emails}
    known = {row.email_key for row in of_addresses(db, by_key)}
    new = {key: email for key, email in by_key.items() if key not in known}
    numbers = bulk.next_ids(db, Suppression, len(new))
    rows = [
        (number, email, key, LIST, reason, detail, now)
        for number, (key, email) in zip(numbers, new.items(), strict=True)
    ]
    bulk.insert_rows(db, Suppression, _COLUMNS, rows)
    return len(rows)


def of_address(db: Session, email: str) -> Suppression | None:
    """What is held back from an address, without regard to case."""
    return db.execute(
        select(Suppression).where(Suppression.email_key == names.key(email))
    ).scalar_one_or_none()


def of_addresses(db: Session, keys: Iterable[str]) -> list[Suppression]:
    """What is held back from these addresses, given as `email_key`."""
    wanted = list(keys)
    found: list[Suppression] = []
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        found += db.execute(select(Suppression).where(Suppression.email_key.in_(chunk))).scalars()
    return found
