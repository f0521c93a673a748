"""Who hears what after a session, queued: thanks, what was missed, questions, an invitation to join."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import addresses
from copctl.followup.presence import Presence
from copctl.followup.wording import NAME, Told, Writing
from copctl.mail import outbox
from copctl.mail.mime import can_receive, domain_of
from copctl.mail.outbox import Draft
from copctl.mail.sender import sender_of
from copctl.sessions.programme import SPOKE
from copctl.settings import Settings
from copctl.store.schema import LearningSession, Member, Message
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.message import MessageStatus

THANKS, MISSED = "thank-you to a speaker", "missed session"


@dataclass
class Group:
    """One kind of mail after a session: who gets it, who had it already, who was left out and why.

    `why_none` says in words why nobody at all is asked, where that has one reason.
    """

    what: str
    queued: list[dict[str, Any]] = field(default_factory=list)
    already: int = 0
    left_out: list[dict[str, Any]] = field(default_factory=list)
    why_none: str = ""


def thank(db: Session, session: LearningSession, said: Told, settings: Settings, *, now: datetime) -> Group:
    """Queue a thank-you for everybody who spoke."""
    spoke = [(entry.member, entry.talk) for entry in session.speakers if entry.status in SPOKE]
    if not spoke:
        return Group("thanks", why_none="nobody is noted as a speaker")
    return _queue(db, session, settings, Writing(db, settings, "thanks", said), THANKS, spoke, now)


def tell_missed(
    db: Session,
    session: LearningSession,
    said: Told,
    settings: Settings,
    whom: Collection[int],
    *,
    now: datetime,
) -> Group:
    """Queue the news of what they missed for these members, once there is something to show."""
    if not (said.recording or said.slides or said.resources or said.decided):
        return Group("missed", why_none="there is nothing to show yet: no recording, slides or resources")
    people = _people(db, whom)
    if not people:
        return Group("missed", why_none="nobody who was expected is missing")
    writing = Writing(db, settings, "missed", said)
    return _queue(db, session, settings, writing, MISSED, [(member, "") for member in people], now)


def guests(db: Session, met: Presence) -> list[Member]:
    """Who came and is no member yet."""
    return [m for m in _people(db, met.attended) if m.status in (MemberStatus.PROSPECT, MemberStatus.INVITED)]


def _people(db: Session, numbers: Iterable[int]) -> list[Member]:
    found = [db.get_one(Member, number) for number in numbers]
    return sorted(found, key=lambda member: (member.name_key, member.id))


def _queue(
    db: Session,
    session: LearningSession,
    settings: Settings,
    writing: Writing,
    kind: str,
    readers: Iterable[tuple[Member, str]],
    now: datetime,
) -> Group:
    group = Group("thanks" if kind == THANKS else "missed")
    held = _held(db, session, kind)
    drafts = []
    for member, talk in readers:
        if member.id in held:
            group.already += 1
            continue
        why = _unreachable(member)
        if why:
            group.left_out.append({"number": member.id, "name": member.name, "why": why})
            continue
        letter, words = writing.letter_for(member, talk)
        drafts.append(
            Draft(
                about=f"followup:{session.code}:{group.what}:{member.id}",
                kind=kind,
                recipient=member.email or "",
                name=member.name,
                subject=letter.subject,
                letter=letter,
                words={NAME: addresses.greeted(member), **words},
                member_id=member.id,
                session_id=session.id,
                to_list=kind == MISSED,
            )
        )
        group.queued.append({"number": member.id, "name": member.name, "email": member.email})
    outbox.queue_many(db, drafts, domain=domain_of(sender_of(settings)), now=now)
    return group


def _held(db: Session, session: LearningSession, kind: str) -> set[int]:
    """Who has this mail about this session already, or has it waiting."""
    mails = select(Message.member_id).where(
        Message.session_id == session.id,
        Message.kind == kind,
        Message.status != MessageStatus.CANCELLED.value,
    )
    return {int(number) for number in db.execute(mails).scalars() if number is not None}


def _unreachable(member: Member) -> str:
    if member.status == MemberStatus.LEFT:
        return "has left"
    if member.email is None:
        return "has no address"
    return "" if can_receive(member.email) else "has an address that mail without SMTPUTF8 cannot reach"
