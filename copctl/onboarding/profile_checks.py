"""Profiles that go stale: a mail that shows people what the community holds about them, and their answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from copctl import names
from copctl.community import charter
from copctl.community.knowing import claims
from copctl.community.knowing.claims import Levels
from copctl.errors import Refused
from copctl.mail import outbox
from copctl.mail.mime import can_receive
from copctl.mail.outbox import Draft
from copctl.mail.sender import domain_of, sender_of
from copctl.onboarding import profile_letter
from copctl.settings import Settings
from copctl.store.schema import Member, Message, Survey, Topic
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.message import MessageStatus
from copctl.store.schema.survey import SurveyStatus

KIND = "profile check"
# The starter `expertise` asks people to describe themselves, and a survey made of it begins with its name.
_STARTER = "expertise"


@dataclass
class Outcome:
    """Who is asked; how many were checked lately, or asked lately; who was left out and why."""

    queued: list[dict[str, Any]] = field(default_factory=list)
    up_to_date: int = 0
    already: int = 0
    left_out: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Occasion:
    """By whom and when: the settings, this moment, this day, and the day a check has to be younger than."""

    settings: Settings
    now: datetime
    today: date
    since: date


def ask(
    db: Session,
    chosen: Sequence[Member] | None,
    occasion: Occasion,
    tell: Callable[[int], None] = lambda _done: None,
) -> Outcome:
    """Queue a mail to every active member whose profile was not checked since `occasion.since`.

    `chosen` limits whom it is about; None means everybody. Whom this mail went to since then gets no
    second one. `tell` is called with the number of mails written so far.
    """
    outcome, asked = Outcome(), _asked_since(db, occasion)
    due = []
    for member in chosen if chosen is not None else _active(db):
        why = _unreachable(member)
        if why:
            outcome.left_out.append({"number": member.id, "name": member.name, "why": why})
        elif (last := last_check(member)) is not None and last > occasion.since:
            outcome.up_to_date += 1
        elif member.id in asked:
            outcome.already += 1
        else:
            due.append(member)
    drafts = _drafts(db, due, occasion, tell)
    outbox.queue_many(db, drafts, domain=domain_of(sender_of(occasion.settings)), now=occasion.now)
    outcome.queued = [{"number": m.id, "name": m.name, "email": m.email} for m in due]
    return outcome


def _active(db: Session) -> Iterable[Member]:
    chosen = select(Member).where(Member.status == MemberStatus.ACTIVE).order_by(Member.id)
    return db.execute(chosen.options(selectinload(Member.expertise), selectinload(Member.consents))).scalars()


def _unreachable(member: Member) -> str:
    if member.status == MemberStatus.LEFT:
        return "has left"
    if member.status != MemberStatus.ACTIVE:
        return f"is {member.status}"
    if member.email is None:
        return "has no address"
    return "" if can_receive(member.email) else "has an address that mail without SMTPUTF8 cannot reach"


def last_check(member: Member) -> date | None:
    """The day a member last looked over their profile, or else last said what they know."""
    if member.checked_on is not None:
        return member.checked_on
    own = [claim.claimed_on for claim in member.expertise if claim.claimed_on and claim.said_by == "self"]
    return max(own, default=None)


def _asked_since(db: Session, occasion: Occasion) -> set[int | None]:
    """Numbers of the members to whom this mail was queued since then."""
    mails = select(Message.member_id, Message.queued_at).where(
        Message.kind == KIND, Message.status != MessageStatus.CANCELLED
    )
    zone = occasion.settings.zone
    return {
        number
        for number, queued_at in db.execute(mails)
        if queued_at.astimezone(zone).date() >= occasion.since
    }


def _drafts(
    db: Session, members: Collection[Member], occasion: Occasion, tell: Callable[[int], None]
) -> list[Draft]:
    levels = _by_member(claims.effective_in(db, members=[member.id for member in members]))
    labels: dict[int, str] = dict(db.execute(select(Topic.id, Topic.label)).tuples().all())
    agreed = charter.current(db)
    drafts = []
    for done, member in enumerate(members, start=1):
        held = profile_letter.held(member, levels.get(member.id, {}), labels)
        letter = profile_letter.write(member, held, occasion.settings, agreed)
        drafts.append(
            Draft(
                about=f"profile-check:{member.id}:{occasion.today}",
                kind=KIND,
                recipient=member.email or "",
                name=member.name,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                member_id=member.id,
            )
        )
        tell(done)
    return drafts


def _by_member(levels: Levels) -> dict[int, dict[int, Any]]:
    found: dict[int, dict[int, Any]] = {}
    for (member, topic), level in levels.items():
        found.setdefault(member, {})[topic] = level
    return found


def mark_checked(member: Member, on: date, *, today: date) -> None:
    """Note that a member looked over their profile; Refused for a day to come."""
    if on > today:
        raise Refused(f"{on} lies in the future.", hint="check the year")
    member.checked_on = on


def open_survey(db: Session) -> str | None:
    """The slug of an open survey in which people describe what they know, if there is one."""
    opened = select(Survey.slug).where(Survey.status == SurveyStatus.OPEN).order_by(Survey.id.desc())
    return next((s for s in db.execute(opened).scalars() if names.slug(s).startswith(_STARTER)), None)
