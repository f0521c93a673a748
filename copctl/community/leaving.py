"""Leaving: somebody goes by themselves, and nothing of theirs waits or goes on."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import consent, offers, removal, standing
from copctl.store.schema import Member, Message
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.message import MessageStatus
from copctl.store.schema.portal import Verdict

PORTAL = "portal"


def leave(db: Session, member: Member, *, today: date) -> None:
    """Let a member go: they have left, agree to no purpose, get no mail that waits, and are signed out.

    What they sent in and nobody looked at is declined. All of it can be undone, except that they are signed
    out. What is stored of them stays until somebody erases it, and so does what they agreed to publish,
    without their name.
    """
    standing.change(member, MemberStatus.LEFT, today=today, source=PORTAL)
    for held in member.consents:
        if held.withdrawn_on is None:
            consent.withdraw(member, held.purpose, today=today)
    waiting = select(Message).where(Message.member_id == member.id, Message.status == MessageStatus.QUEUED)
    for message in db.execute(waiting).scalars():
        message.status = MessageStatus.CANCELLED.value
    for offer in offers.of(db, member):
        if offer.verdict == Verdict.WAITING:
            offers.decline(db, offer, note="left the community", today=today)
    removal.shut_out(db, member.id, member.email_key)
    db.flush()
