"""Asking people to join: an invitation for prospects, and reminders for who did not answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import addresses, charter, consent, standing
from copctl.community.conditions import filtering
from copctl.community.sources import kind_of
from copctl.errors import Refused
from copctl.mail import outbox, permission
from copctl.mail.mime import can_receive
from copctl.mail.outbox import Draft
from copctl.mail.sender import domain_of, sender_of
from copctl.onboarding import letters
from copctl.onboarding.letters import Letter
from copctl.settings import Settings
from copctl.store.schema import CharterVersion, Member, Message
from copctl.store.schema.member import MemberStatus, Purpose
from copctl.store.schema.message import NAMED, MessageStatus

INVITATION = "invitation to join"
REMINDER = "reminder to join"
# Who was asked and reminded so often has answered, in a way.
MOST_REMINDERS = 2
_NAME, _BY = "%NAME%", "%BY%"
_IN = {MemberStatus.ACTIVE, MemberStatus.DORMANT}


@dataclass(frozen=True)
class Occasion:
    """By whom and when: the settings, this moment, this day."""

    settings: Settings
    now: datetime
    today: date


@dataclass
class Outcome:
    """Who gets a mail, how many were asked already, and who was left out and why."""

    queued: list[dict[str, Any]] = field(default_factory=list)
    already: int = 0
    left_out: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class _Mail:
    """A mail that somebody was sent or waits for."""

    kind: str
    status: str
    day: date


def invite(db: Session, occasion: Occasion, query: str | None = None) -> Outcome:
    """Queue an invitation for prospects and note them as invited; `query` says which (see `filtering`).

    Nobody is asked twice, and nobody who left, said no to mail from the community, or has no address.
    Refused for one person who is named and cannot be asked.
    """
    people = _of_status(db, MemberStatus.PROSPECT) if query is None else filtering.chosen(db, query)
    outcome = invite_people(db, occasion, people)
    if query is not None and outcome.left_out and not filtering.is_condition(db, query):
        (person,) = outcome.left_out
        raise Refused(
            f"{person['name']} cannot be invited: {person['why']}.",
            hint=f"copctl member show {person['number']}",
        )
    return outcome


def invite_people(db: Session, occasion: Occasion, people: Iterable[Member]) -> Outcome:
    """Queue an invitation for these people, as `invite` does for those that it chooses."""
    asked = _mails(db)
    outcome = Outcome()
    chosen: list[Member] = []
    for member in people:
        was_asked = any(mail.kind == INVITATION for mail in asked.get(member.id, ()))
        if was_asked and member.status in (MemberStatus.PROSPECT, MemberStatus.INVITED):
            outcome.already += 1
            continue
        why = "is a member already" if member.status in _IN else unwelcome(member)
        _note(outcome, chosen, member, why)
    _queue(db, occasion, INVITATION, [(member, f"join:invite:{member.id}") for member in chosen])
    for member in chosen:
        standing.change(member, MemberStatus.INVITED.value, today=occasion.today, source="invitation")
    db.flush()
    return outcome


def remind(db: Session, occasion: Occasion, *, before: date, query: str | None = None) -> Outcome:
    """Queue a reminder for those invited, whose last mail about it went out on or before a day.

    Nobody is reminded while a mail waits, nor more than `MOST_REMINDERS` times. Refused when nobody is
    invited.
    """
    invited = _of_status(db, MemberStatus.INVITED)
    if query is not None:
        wanted = {m.id for m in filtering.chosen(db, query)}
        invited = [m for m in invited if m.id in wanted]
    if not invited:
        raise Refused("Nobody is invited and has not joined.", hint="copctl member invite")
    asked = _mails(db)
    outcome = Outcome()
    chosen: list[Member] = []
    for member in invited:
        mails = asked.get(member.id, [])
        if not _is_due(member, mails, before):
            outcome.already += 1
            continue
        _note(outcome, chosen, member, unwelcome(member) or _pending(mails))
    rounds = {m.id: _reminders(asked.get(m.id, [])) + 1 for m in chosen}
    _queue(db, occasion, REMINDER, [(m, f"join:remind:{m.id}:{rounds[m.id]}") for m in chosen])
    return outcome


def _note(outcome: Outcome, chosen: list[Member], member: Member, why: str) -> None:
    person: dict[str, Any] = {"number": member.id, "name": member.name}
    if why:
        outcome.left_out.append({**person, "why": why})
    else:
        outcome.queued.append({**person, "email": member.email})
        chosen.append(member)


def _of_status(db: Session, status: MemberStatus) -> list[Member]:
    held = select(Member).where(Member.status == status.value).order_by(Member.name_key, Member.id)
    return list(db.execute(held).scalars())


def unwelcome(member: Member) -> str:
    """Why somebody must not be written to about joining; empty when they may be."""
    if member.status == MemberStatus.LEFT:
        return "has left"
    if member.email is None:
        return "has no address"
    held = consent.held(member, Purpose.NEWSLETTER)
    if held is not None and held.withdrawn_on is not None:
        return permission.took_back(member)
    return "" if can_receive(member.email) else "has an address that mail without SMTPUTF8 cannot reach"


def _mails(db: Session) -> dict[int, list[_Mail]]:
    """Member number -> their mails about joining, without those that were cancelled."""
    held = (
        select(Message.member_id, Message.kind, Message.status, Message.sent_at, Message.queued_at)
        .where(
            Message.kind.in_((INVITATION, REMINDER)),
            Message.member_id.is_not(None),
            Message.status != MessageStatus.CANCELLED,
        )
        .order_by(Message.id)
    )
    found: dict[int, list[_Mail]] = {}
    for number, kind, status, sent_at, queued_at in db.execute(held).tuples():
        found.setdefault(int(number or 0), []).append(_Mail(kind, status, (sent_at or queued_at).date()))
    return found


def _is_due(member: Member, mails: Sequence[_Mail], before: date) -> bool:
    last = max((mail.day for mail in mails), default=member.status_since)
    return last is None or last <= before


def _pending(mails: Sequence[_Mail]) -> str:
    if any(mail.status == MessageStatus.QUEUED for mail in mails):
        return "the last mail is still queued"
    return f"was reminded {MOST_REMINDERS} times" if _reminders(mails) >= MOST_REMINDERS else ""


def _reminders(mails: Iterable[_Mail]) -> int:
    return sum(mail.kind == REMINDER for mail in mails)


def _queue(db: Session, occasion: Occasion, kind: str, mails: Sequence[tuple[Member, str]]) -> None:
    desk = _Writing(occasion.settings, charter.current(db), is_reminder=kind == REMINDER)
    drafts = []
    for member, about in mails:
        letter = desk.letter_to(member)
        drafts.append(
            Draft(
                about=about,
                kind=kind,
                recipient=member.email or "",
                name=member.name,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                member_id=member.id,
                to_list=True,
                words={NAMED: str(member.referred_by_id)} if member.referred_by_id is not None else {},
            )
        )
    domain = domain_of(sender_of(occasion.settings))
    outbox.queue_many(db, drafts, domain=domain, now=occasion.now)


class _Writing:
    """Letters, each rendered once for all readers of one language who came by one way."""

    def __init__(self, settings: Settings, agreed: CharterVersion | None, *, is_reminder: bool) -> None:
        self.settings, self.agreed, self.is_reminder = settings, agreed, is_reminder
        self.written: dict[tuple[str, str, bool], Letter] = {}

    def letter_to(self, member: Member) -> Letter:
        language = letters.language_for(self.settings.folder / "templates", "join", member.languages or [])
        by = member.referred_by
        if by is not None and by.email == self.settings.moderator.email:
            by = None  # they write themselves
        came = str(kind_of(member.source, is_referred=member.referred_by is not None))
        kind = (language, came, by is not None)
        if kind not in self.written:
            said = self._said(came, is_named=by is not None)
            self.written[kind] = letters.write(self.settings, self.agreed, "join", language, said)
        return self.written[kind].to({_NAME: addresses.greeted(member), _BY: by.name if by else ""})

    def _said(self, came: str, *, is_named: bool) -> Mapping[str, Any]:
        return {
            "name": _NAME,
            "came": came,
            "referred_by": _BY if is_named else "",
            "reminder": self.is_reminder,
            "charter": charter.texts(self.agreed),
        }
