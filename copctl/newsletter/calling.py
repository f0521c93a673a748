"""Asking members for items for the next issue, each once, and once more if they gave none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from copctl.community import consent, contributions
from copctl.community.conditions import filtering
from copctl.errors import Refused
from copctl.mail import kinds, outbox
from copctl.mail.mime import can_receive
from copctl.mail.outbox import Draft
from copctl.mail.sender import domain_of, sender_of
from copctl.newsletter import giving
from copctl.newsletter.call_letter import Call, Writing, country_of
from copctl.newsletter.giving import Gift, Given, Giver
from copctl.settings import Settings
from copctl.store.schema import Contribution, Issue, Member, Message
from copctl.store.schema.contribution import ContributionKind
from copctl.store.schema.issue import IssueStatus
from copctl.store.schema.member import MemberStatus, Purpose
from copctl.store.schema.message import MessageStatus
from copctl.surveys.asking.address import refuse_no_address
from copctl.when import Quarter, quarter_of

_MOST = 2


@dataclass(frozen=True)
class Occasion:
    """By whom and when: the settings, this moment, this day."""

    settings: Settings
    now: datetime
    today: date


@dataclass
class Outcome:
    """Who is asked; how many were asked already, or gave something; who was left out and why."""

    queued: list[dict[str, Any]] = field(default_factory=list)
    already: int = 0
    gave: int = 0
    left_out: list[dict[str, Any]] = field(default_factory=list)

    def leave_out(self, member: Member, why: str) -> None:
        """Note somebody who gets no mail."""
        self.left_out.append({"number": member.id, "name": member.name, "why": why})


def call(db: Session, occasion: Occasion, wish: Call, query: str | None = None) -> Outcome:
    """Queue a mail that asks for items to every active member who agreed to the newsletter.

    `query` says whom it is about (a condition, or somebody); None means everybody. Who gave something in the
    quarter is not asked, and nobody twice; with `wish.again` those are who were asked once and gave nothing.

    Refused for a quarter that is over or far, an issue that was sent, a day that is past, and for a link that
    is no web address.
    """
    _refuse_unfit(db, occasion, wish)
    outcome = Outcome()
    chosen = _chosen(db, outcome, wish, filtering.chosen(db, query) if query is not None else _active(db))
    writing, given = Writing(db, occasion.settings, wish), Given(gifts(db, occasion.today))
    drafts = []
    for member in chosen:
        letter, words = writing.letter_for(member, given.spur(_giver(member), wish.quarter.first))
        drafts.append(
            Draft(
                about=f"{_about(wish.quarter)}{member.id}{':again' * wish.again}",
                kind=kinds.NEWSLETTER_CALL,
                recipient=member.email or "",
                name=member.name,
                subject=letter.subject,
                letter=letter,
                words=words,
                member_id=member.id,
                to_list=True,
            )
        )
        outcome.queued.append({"number": member.id, "name": member.name, "email": member.email})
    outbox.queue_many(db, drafts, domain=domain_of(sender_of(occasion.settings)), now=occasion.now)
    return outcome


def _refuse_unfit(db: Session, occasion: Occasion, wish: Call) -> None:
    quarter, current = wish.quarter, quarter_of(occasion.today)
    if quarter not in {current.previous, current, current.next}:
        when = "is over" if quarter < current else "is still far"
        raise Refused(f"The quarter {quarter} {when}.", hint=f"copctl newsletter call {current}")
    if was_sent(db, quarter):
        raise Refused(
            f"The issue {quarter} was sent already.",
            hint=f"copctl newsletter call {max(quarter.next, current)}",
        )
    if wish.by < occasion.today:
        raise Refused(f"{wish.by} is past.", hint=f"--by {giving.deadline(quarter, occasion.today)}")
    if wish.link:
        refuse_no_address(wish.link)


# Whom to ask -------------------------------------------------------------------------------------


def _active(db: Session) -> Iterable[Member]:
    active = select(Member).where(Member.status == MemberStatus.ACTIVE.value).order_by(Member.id)
    parts = selectinload(Member.consents), selectinload(Member.organisation)
    return db.execute(active.options(*parts)).scalars()


def _chosen(db: Session, outcome: Outcome, wish: Call, people: Iterable[Member]) -> list[Member]:
    given, mails = gave(db, wish.quarter), _asked(db, wish.quarter)
    chosen = []
    for member in people:
        why = _unwelcome(member)
        if why:
            outcome.leave_out(member, why)
        elif member.id in given:
            outcome.gave += 1
        elif _is_due(outcome, wish, member, mails.get(member.id, ())):
            chosen.append(member)
    return chosen


def _is_due(outcome: Outcome, wish: Call, member: Member, mails: Sequence[str]) -> bool:
    """Whether somebody is asked now; those who are not are noted. `mails` are how theirs stand."""
    if not wish.again:
        outcome.already += bool(mails)
        return not mails
    if not mails:
        outcome.leave_out(member, "was not asked yet")
    elif MessageStatus.QUEUED in mails:
        outcome.already += 1
    elif len(mails) >= _MOST:
        outcome.leave_out(member, "was asked twice")
    else:
        return True
    return False


def _unwelcome(member: Member) -> str:
    """Why somebody must not be asked; empty when they may be."""
    if member.status == MemberStatus.LEFT:
        return "has left"
    if member.status != MemberStatus.ACTIVE:
        return f"is {member.status}"
    if not consent.stands(member, Purpose.NEWSLETTER):
        return "has not agreed to get the newsletter"
    if member.email is None:
        return "has no address"
    return "" if can_receive(member.email) else "has an address that mail without SMTPUTF8 cannot reach"


def _about(quarter: Quarter) -> str:
    return f"newsletter:{quarter}:call:"


def quarter_in(message: Message) -> str:
    """The quarter that a mail of this kind asks items for."""
    return message.about.split(":")[1]


def _asked(db: Session, quarter: Quarter) -> Mapping[int, list[str]]:
    """Member number -> how the mails stand that asked them; those that were cancelled asked nobody."""
    mails = select(Message.member_id, Message.status).where(
        Message.kind == kinds.NEWSLETTER_CALL,
        Message.about.startswith(_about(quarter)),
        Message.member_id.is_not(None),
        Message.status != MessageStatus.CANCELLED.value,
    )
    found: dict[int, list[str]] = {}
    for number, status in db.execute(mails).tuples():
        found.setdefault(int(number or 0), []).append(status)
    return found


# What they gave ----------------------------------------------------------------------------------


def gave(db: Session, quarter: Quarter) -> set[int]:
    """Numbers of the members who gave something that belongs to this quarter."""
    pieces = select(Contribution.member_id).where(
        Contribution.dated.between(quarter.first, quarter.last), Contribution.member_id.is_not(None)
    )
    return {int(number) for number in db.execute(pieces).scalars() if number is not None}


def was_sent(db: Session, quarter: Quarter | str) -> bool:
    """Whether the issue of a quarter went out."""
    sent = select(Issue.id).where(Issue.quarter == str(quarter), Issue.status == IssueStatus.SENT.value)
    return db.execute(sent).first() is not None


def gifts(db: Session, today: date) -> list[Gift]:
    """What was given until today and may be spoken of."""
    pieces = [
        piece
        for kind in ContributionKind
        for piece in contributions.listed(db, kind.value, until=today)
        if contributions.may_be_published(piece)
    ]
    return [_gift(piece) for piece in pieces]


def _gift(piece: Contribution) -> Gift:
    organisation = piece.organisation or (piece.member.organisation if piece.member else None)
    country = organisation.country if organisation else None
    return Gift(
        kind=piece.kind,
        title=piece.title,
        dated=piece.dated,
        member=piece.member_id,
        organisation=organisation.id if organisation else None,
        country=country or (piece.member.country if piece.member else None),
    )


def _giver(member: Member) -> Giver:
    return Giver(member.id, member.organisation_id, country_of(member))
