"""Holding mail to an address back by hand, and letting it go again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import addresses
from copctl.community.suppression import unsubscribe
from copctl.community.values import clean_email
from copctl.errors import NotFound, WrongUsage
from copctl.store import suppression
from copctl.store.schema import Member, Suppression

REASONS = ("unsubscribed", "bounced", "complained", "asked")


@dataclass(frozen=True)
class Held:
    """What is held back now, from whom, and whether that is new."""

    named: str
    scope: str
    is_new: bool


def suppress(
    db: Session, email: str, *, is_all: bool, reason: str | None, detail: str, today: date, now: datetime
) -> Held:
    """Hold mail to an address back; a member's unsubscription holds for all their addresses.

    A dead address may be any text with an @: it may be one that nobody could write to. WrongUsage for an
    unknown reason.
    """
    why = reason or "asked"
    if why not in REASONS:
        raise WrongUsage(f"There is no reason {why!r}.", hint=f"one of: {', '.join(REASONS)}")
    member = addresses.by_email(db, email)
    scope = suppression.ALL if is_all else suppression.LIST
    if member is not None and why == "unsubscribed" and not is_all:
        is_new = unsubscribe(db, member, today=today, now=now, source=detail or "by hand")
        return Held(member.name, scope, is_new)
    address = names.written(email) if member is not None else clean_email(email)
    is_new = suppression.suppress(db, address, scope=scope, reason=why, detail=names.written(detail), now=now)
    held = suppression.of_address(db, address)
    return Held(address, held.scope if held is not None else scope, is_new)


def allow(db: Session, email: str) -> list[str]:
    """Let mail go to an address again, and say to which.

    Who unsubscribed did so with all their addresses, so all of them are let go; of a dead address only that
    one. NotFound where nothing is held back.
    """
    row = suppression.of_address(db, email)
    member = addresses.by_email(db, email)
    held = [row] if row is not None else []
    if member is not None and (row is None or row.scope == suppression.LIST):
        held = [other for other in _of(db, member) if other.scope == suppression.LIST]
    if not held:
        known = list(db.execute(select(Suppression.email)).scalars())
        raise NotFound(
            f"Nothing is held back from {email}.",
            hint=names.did_you_mean(email, known, "copctl mail suppressed"),
        )
    lifted = [other.email for other in held]
    for other in held:
        db.delete(other)
    db.flush()
    return lifted


def listed(db: Session) -> list[dict[str, Any]]:
    """Every address that gets no mail: address, scope, reason, since, detail; the newest first."""
    rows = db.execute(select(Suppression).order_by(Suppression.since.desc(), Suppression.email_key)).scalars()
    return [
        {
            "email": row.email,
            "scope": row.scope,
            "reason": row.reason,
            "since": row.since,
            "detail": row.detail,
        }
        for row in rows
    ]


def _of(db: Session, member: Member) -> list[Suppression]:
    main = [member.email_key] if member.email_key else []
    return suppression.of_addresses(db, [*main, *(held.email_key for held in member.addresses)])
