"""Welcoming a new member: the mail with the catch-up pack."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import addresses, charter
from copctl.errors import Refused
from copctl.mail import outbox
from copctl.mail.mime import can_receive
from copctl.mail.outbox import Draft
from copctl.mail.sender import domain_of, sender_of
from copctl.onboarding import letters
from copctl.onboarding.catching_up import Pack, said
from copctl.settings import Settings
from copctl.store.schema import Member, Message
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.message import NAMED, MessageStatus

KIND = "welcome"


def refuse_unwelcomable(member: Member) -> None:
    """Raise Refused for somebody who is no member, or whom no mail reaches."""
    if member.status != MemberStatus.ACTIVE:
        raise Refused(
            f"{member.name} is {member.status}, and only active members are welcomed.",
            hint=f"copctl member join {member.id}",
        )
    if member.email is None or not can_receive(member.email):
        why = "has no address" if member.email is None else "has an address that no mail reaches"
        raise Refused(
            f"{member.name} {why}.",
            hint=f"copctl member catchup {member.id} --out DIR",
        )


def was_welcomed(db: Session, member: Member) -> Message | None:
    """The welcome mail that waits for them or went out, if there is one."""
    held = select(Message).where(
        Message.about == _about(member), Message.status != MessageStatus.CANCELLED.value
    )
    return db.execute(held).scalar_one_or_none()


def welcome(db: Session, made: Pack, settings: Settings, *, now: datetime) -> Message:
    """Queue the welcome mail; ask `refuse_unwelcomable` and `was_welcomed` first."""
    domain = domain_of(sender_of(settings))
    return outbox.queue(db, draft(db, made, settings), domain=domain, now=now)


def draft(db: Session, made: Pack, settings: Settings) -> Draft:
    """The welcome mail as it would be queued."""
    member = made.reader
    language = letters.language_for(settings.folder / "templates", KIND, member.languages or [])
    words = said(made, settings) | {"name": addresses.greeted(member)}
    letter = letters.write(settings, charter.current(db), KIND, language, words)
    return Draft(
        about=_about(member),
        kind=KIND,
        recipient=member.email or "",
        name=member.name,
        subject=f"Welcome to {settings.name}" if not language else letter.subject,
        text=letter.text,
        html=letter.html,
        member_id=member.id,
        words={NAMED: " ".join(str(known.id) for _, known in made.people)},
    )


def _about(member: Member) -> str:
    return f"welcome:{member.id}"
