"""People who unsubscribe, and come back. It is the person who unsubscribes, not one of their addresses."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session, object_session

from copctl.community import consent
from copctl.community.addresses import email_key
from copctl.store import suppression
from copctl.store.schema import Member, Suppression
from copctl.store.schema.member import Purpose

# What a new consent lifts. Who called our mail spam is asked for more than that: `copctl mail allow`.
_THEIR_WORD = {"unsubscribed", "asked"}


def unsubscribe(db: Session, member: Member, *, today: date, now: datetime, source: str) -> bool:
    """Take the newsletter consent back, and hold back from all addresses of a member what goes to many.

    `source` says how they asked (`by mail`, `by one click`). Says whether anything is new.
    """
    changed = False
    if consent.stands(member, Purpose.NEWSLETTER):
        consent.withdraw(member, Purpose.NEWSLETTER, today=today)
        changed = True
    for email in _addresses(member):
        changed |= suppression.suppress(
            db, email, scope=suppression.LIST, reason="unsubscribed", detail=source, now=now
        )
    return changed


def welcome_back(member: Member) -> int:
    """Lift what an unsubscription held back, since they agreed to the newsletter again; says how many.

    What a moderator was told by themselves counts, never a file. Dead addresses and complaints stay.
    """
    db = object_session(member)
    if db is None:
        return 0
    held = _held(db, member)
    lifted = [row for row in held if row.scope == suppression.LIST and row.reason in _THEIR_WORD]
    for row in lifted:
        db.delete(row)
    db.flush()
    return len(lifted)


def follow(db: Session, member: Member, email: str) -> None:
    """Hold back from a member's new address what an unsubscription holds back from an older one."""
    for row in _held(db, member):
        if row.scope == suppression.LIST:
            suppression.suppress(
                db, email, scope=row.scope, reason=row.reason, detail=row.detail, now=row.since
            )
            return


def _held(db: Session, member: Member) -> list[Suppression]:
    return suppression.of_addresses(db, [email_key(email) for email in _addresses(member)])


def _addresses(member: Member) -> list[str]:
    main = [member.email] if member.email else []
    return [*main, *(held.email for held in member.addresses)]
