"""Asking people to answer: an invitation each, and reminders for those who have not answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import addresses, charter
from copctl.errors import Refused
from copctl.mail import outbox
from copctl.mail.mime import can_receive
from copctl.mail.outbox import Draft
from copctl.mail.sender import domain_of, sender_of
from copctl.settings import Settings
from copctl.store.schema import Member, Survey, SurveyLink
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.message import MessageStatus
from copctl.store.schema.survey import SurveyStatus
from copctl.surveys.asking import codes, letters
from copctl.surveys.asking.address import refuse_no_address
from copctl.surveys.asking.letters import Letter
from copctl.surveys.asking.participation import INVITATION, REMINDER, Asked, answered, asked, began

ACTIVE = (MemberStatus.ACTIVE.value,)


@dataclass(frozen=True)
class Occasion:
    """By whom and when: the settings, how to get the key of personal links, this moment, this day."""

    settings: Settings
    key: Callable[[], bytes]
    now: datetime
    today: date

    @property
    def domain(self) -> str:
        """The domain that names the mails."""
        return domain_of(sender_of(self.settings))


@dataclass
class Outcome:
    """Who gets a mail, how many had theirs already, and who was left out and why."""

    queued: list[dict[str, Any]] = field(default_factory=list)
    already: int = 0
    left_out: list[dict[str, Any]] = field(default_factory=list)

    def leave_out(self, member: Member, why: str) -> None:
        """Note somebody who gets no mail."""
        self.left_out.append({"number": member.id, "name": member.name, "why": why})

    def note(self, member: Member) -> None:
        """Note somebody who gets a mail."""
        self.queued.append({"number": member.id, "name": member.name, "email": member.email})


def keep_address(survey: Survey, address: str) -> None:
    """Note where the survey is answered, with its settings; Refused for what is no web address."""
    refuse_no_address(address.strip())
    if survey.settings.get("url") != address.strip():
        survey.settings = {**survey.settings, "url": address.strip()}


def invite(
    db: Session,
    survey: Survey,
    occasion: Occasion,
    statuses: Sequence[str] = ACTIVE,
    *,
    among: Collection[int] | None = None,
) -> Outcome:
    """Give everybody of these statuses a personal link, and queue the mail with it.

    `among` limits that to people by their numbers. Who was invited already, or has answered, gets nothing.
    Refused for a survey that is not open, and when nobody knows where it is answered.
    """
    refuse_not_open(survey)
    outcome = Outcome()
    invited, done = asked(db, survey), answered(db, survey)
    chosen = select(Member).where(Member.status.in_({*statuses, MemberStatus.LEFT.value}))
    people = []
    for member in db.execute(chosen.order_by(Member.id)).scalars():
        if among is not None and member.id not in among:
            continue
        if member.id in invited:
            outcome.already += 1
            continue
        why = _unreachable(member) or ("has answered already" if member.id in done else "")
        if why:
            outcome.leave_out(member, why)
        else:
            people.append(member)
            outcome.note(member)
    letter = letters.write(survey, occasion.settings, charter.current(db))
    _give_links(db, survey, people, occasion)
    _queue(db, survey, occasion, INVITATION, [(m, _about(survey, "invite", m), letter) for m in people])
    return outcome


def remind(db: Session, survey: Survey, occasion: Occasion) -> Outcome:
    """Queue a reminder, with the same link, for those who were invited and have not answered.

    Nobody whose invitation or last reminder is still queued gets one. Refused as `invite`, and when
    nobody was invited.
    """
    refuse_not_open(survey)
    invited, done, begun = asked(db, survey), answered(db, survey), began(db, survey)
    if not invited:
        raise Refused(f"Nobody was invited to {survey.slug} yet.", hint=f"copctl survey invite {survey.slug}")
    outcome = Outcome()
    written: dict[bool, Letter] = {}
    mails = []
    for member in _members(db, [number for number in invited if number not in done]):
        mine = invited[member.id]
        if MessageStatus.QUEUED in mine.reminders:
            outcome.already += 1
            continue
        why = _unreachable(member) or _too_early(mine)
        if why:
            outcome.leave_out(member, why)
            continue
        is_begun = member.id in begun
        if is_begun not in written:
            agreed = charter.current(db)
            written[is_begun] = letters.write(
                survey, occasion.settings, agreed, reminder=True, began=is_begun
            )
        about = f"{_about(survey, 'remind', member)}:{len(mine.reminders) + 1}"
        mails.append((member, about, written[is_begun]))
        outcome.note(member)
    _note_reminders(db, survey, [member.id for member, _, _ in mails], occasion.today)
    _queue(db, survey, occasion, REMINDER, mails)
    return outcome


def refuse_not_open(survey: Survey) -> None:
    """Raise Refused for a survey that takes no answers now."""
    if survey.status != SurveyStatus.OPEN:
        state = "not open yet" if survey.status == SurveyStatus.DRAFT else "closed"
        raise Refused(f"The survey {survey.slug} is {state}.", hint=f"copctl survey open {survey.slug}")


def _unreachable(member: Member) -> str:
    if member.status == MemberStatus.LEFT:
        return "has left"
    if member.email is None:
        return "has no address"
    return "" if can_receive(member.email) else "has an address that mail without SMTPUTF8 cannot reach"


def _too_early(mine: Asked) -> str:
    return "the invitation is still queued" if mine.invitation == MessageStatus.QUEUED else ""


def _about(survey: Survey, what: str, member: Member) -> str:
    return f"survey:{survey.slug}:{what}:{member.id}"


def _members(db: Session, numbers: Collection[int]) -> Iterable[Member]:
    wanted = set(numbers)
    everyone = db.execute(select(Member).order_by(Member.id)).scalars()
    return [member for member in everyone if member.id in wanted]


def _links(db: Session, survey: Survey) -> Mapping[int, SurveyLink]:
    links = db.execute(select(SurveyLink).where(SurveyLink.survey_id == survey.id)).scalars()
    return {link.member_id: link for link in links}


def _give_links(db: Session, survey: Survey, people: Iterable[Member], occasion: Occasion) -> None:
    held, key = _links(db, survey), occasion.key()
    for member in people:
        link = held.get(member.id)
        if link is None:
            link = SurveyLink(survey_id=survey.id, member_id=member.id)
            db.add(link)
        link.code_hash = codes.hash_of(codes.derived(key, survey.id, member.id))
        link.invited_on = occasion.today
    db.flush()


def _note_reminders(db: Session, survey: Survey, numbers: Iterable[int], today: date) -> None:
    held = _links(db, survey)
    for number in numbers:
        if number in held:
            held[number].reminded_on = today


def _queue(
    db: Session,
    survey: Survey,
    occasion: Occasion,
    kind: str,
    mails: Sequence[tuple[Member, str, Letter]],
) -> None:
    drafts = []
    for member, about, letter in mails:
        text, html = letter.to(addresses.greeted(member))
        drafts.append(
            Draft(
                about=about,
                kind=kind,
                recipient=member.email or "",
                name=member.name,
                subject=letter.subject,
                text=text,
                html=html,
                member_id=member.id,
                to_list=True,
                survey_id=survey.id,
            )
        )
    outbox.queue_many(db, drafts, domain=occasion.domain, now=occasion.now)
