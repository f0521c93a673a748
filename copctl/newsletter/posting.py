"""Mails with an edition into the outbox: one letter a language, and each reader's own words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl.errors import Refused
from copctl.mail import outbox
from copctl.mail.kinds import NEWSLETTER, NEWSLETTER_TEST
from copctl.mail.mime import can_receive, domain_of
from copctl.mail.outbox import Draft
from copctl.mail.sender import sender_of
from copctl.newsletter import copies
from copctl.newsletter.editions import Letters
from copctl.newsletter.page import Issue
from copctl.store.schema import Member, Message
from copctl.store.schema.message import MessageStatus
from copctl.when import Quarter


@dataclass(frozen=True)
class Errand:
    """One mail to be queued: to whom, whether it corrects what they have, which waiting one it becomes."""

    member: Member
    corrects: bool
    instead: Message | None = None


def post(
    db: Session,
    quarter: Quarter,
    letters: Letters,
    errands: Sequence[Errand],
    *,
    now: datetime,
    due_at: datetime | None,
) -> list[dict[str, Any]]:
    """Queue these mails, to go out from `due_at` on; says who gets what, as programs read it.

    Refused when nobody knows from whom they are.
    """
    drafts, told = [], []
    for errand in errands:
        draft, language = _draft(quarter, letters, errand, due_at)
        drafts.append(draft)
        told.append(_person(errand, language))
    _let_wait_again(db, letters.edition.id, {draft.about for draft in drafts})
    outbox.queue_many(db, drafts, domain=domain_of(sender_of(letters.settings)), now=now)
    return told


def rewrite(
    quarter: Quarter, letters: Letters, errands: Sequence[Errand], *, now: datetime, due_at: datetime | None
) -> list[dict[str, Any]]:
    """Let mails that wait say what this edition says, instead of sending two; to go out when they were to."""
    told = []
    for errand in errands:
        message = errand.instead
        assert message is not None
        draft, language = _draft(quarter, letters, errand, due_at or message.due_at)
        message.about, message.subject, message.queued_at = draft.about, draft.subject, now
        message.letter, message.words = draft.letter, dict(draft.words)
        message.edition_id, message.due_at = draft.edition_id, draft.due_at
        told.append(_person(errand, language))
    return told


def waiting(db: Session, numbers: Collection[int]) -> dict[int, Message]:
    """Number -> the mail that waits, held against a delivery that would take it meanwhile."""
    queued = select(Message).where(Message.status == MessageStatus.QUEUED, Message.kind == NEWSLETTER)
    held = db.execute(queued.with_for_update()).scalars() if set(numbers) - {0} else ()
    return {message.id: message for message in held if message.id in numbers}


def try_out(db: Session, issue: Issue, address: str, member: Member | None, *, now: datetime) -> Message:
    """Queue one mail to this address with the issue as a member would see it; no member gets anything.

    Refused for an address that 7-bit mail cannot reach.
    """
    if not can_receive(address):
        raise Refused(
            f"{address} has letters that mail without SMTPUTF8 cannot carry.", hint="name another address"
        )
    letter = copies.trial(issue, member)
    begins = f"newsletter:{issue.quarter}:test:"
    before = db.execute(select(func.count()).where(Message.about.startswith(begins))).scalar_one()
    draft = Draft(
        about=f"{begins}{before + 1}:{now.isoformat()}",
        kind=NEWSLETTER_TEST,
        recipient=address,
        name="",
        subject=letter.subject,
        letter=letter,
    )
    return outbox.queue(db, draft, domain=domain_of(sender_of(issue.settings)), now=now)


def _draft(quarter: Quarter, letters: Letters, errand: Errand, due_at: datetime | None) -> tuple[Draft, str]:
    """The mail of one reader, and its language."""
    member, settings = errand.member, letters.settings
    letter, language = letters.for_(letters.language_of(member), corrects=errand.corrects)
    marks = letters.marks
    words = {marks.name: copies.greeted(settings, member, language), marks.token: marks.token}
    if copies.WRITTEN not in letter.html:
        words[copies.WRITTEN] = language
    return Draft(
        about=f"newsletter:{quarter}:{letters.edition.number}:{member.id}",
        kind=NEWSLETTER,
        recipient=member.email or "",
        name=member.name,
        subject=letter.subject,
        member_id=member.id,
        letter=letter,
        words=words,
        to_list=True,
        edition_id=letters.edition.id,
        due_at=due_at,
    ), language


def _person(errand: Errand, language: str) -> dict[str, Any]:
    member = errand.member
    return {
        "number": member.id,
        "name": member.name,
        "email": member.email,
        "language": language,
        "mail": "correction" if errand.corrects else "newsletter",
    }


def _let_wait_again(db: Session, edition: int, abouts: Collection[str]) -> None:
    """What was held back at delivery may be asked for again, as what was cancelled may."""
    held = select(Message).where(
        Message.edition_id == edition, Message.status == MessageStatus.SUPPRESSED.value
    )
    for message in db.execute(held).scalars():
        if message.about in abouts:
            message.status = MessageStatus.CANCELLED.value
