"""Which of the mails that wait may go out now, and what holds back the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.mail import permission
from copctl.mail.mime import can_receive, one_line
from copctl.mail.origins import Origins
from copctl.store.schema import LearningSession, Member, Message, Survey
from copctl.store.schema.message import MessageStatus

# What would end the address in a command to the server (RFC 5321, section 4.1.2).
_ADDRESS = re.compile(r"[^\s<>@\"]+@[^\s<>@\"]+")
_CHUNK = 500
_OBSTACLE = "the address has letters that mail without SMTPUTF8 cannot carry"


@dataclass(frozen=True)
class Held:
    """A mail that does not go, why, and where it stands then: suppressed, cancelled, or still queued."""

    message: Message
    status: MessageStatus
    why: str


@dataclass(frozen=True)
class Free:
    """A mail that may go, and the address where its reader is reached now."""

    message: Message
    recipient: str


def sort_out(db: Session, messages: Sequence[Message], origins: Origins) -> list[Held | Free]:
    """Look at each mail in turn; who may be written to is decided now, not when it was queued."""
    found: list[Held | Free] = []
    for start in range(0, len(messages), _CHUNK):
        chunk = messages[start : start + _CHUNK]
        # Held here, so that the session need not ask for each of them again.
        _held = _what_they_are_about(db, chunk)
        numbers = {message.member_id for message in chunk} - {None}
        people = {m.id: m for m in db.execute(select(Member).where(Member.id.in_(numbers))).scalars()}
        unwelcome = permission.objections_of(db, chunk, people)
        found += [_judged(message, unwelcome.get(message.id, ""), people, origins) for message in chunk]
    return found


def _what_they_are_about(db: Session, messages: Sequence[Message]) -> list[object]:
    sessions = {message.session_id for message in messages} - {None}
    surveys = {message.survey_id for message in messages} - {None}
    return [
        *db.execute(select(LearningSession).where(LearningSession.id.in_(sessions))).scalars(),
        *db.execute(select(Survey).where(Survey.id.in_(surveys))).scalars(),
    ]


def _judged(message: Message, unwelcome: str, people: dict[int, Member], origins: Origins) -> Held | Free:
    member = people.get(message.member_id) if message.member_id is not None else None
    recipient = one_line(member.email) if member is not None and member.email else message.recipient
    if unwelcome:
        return Held(message, MessageStatus.SUPPRESSED, unwelcome)
    objection = origins.objection(message)
    if objection:
        return Held(message, MessageStatus.CANCELLED, objection)
    if not can_receive(recipient) or _ADDRESS.fullmatch(recipient) is None:
        return Held(message, MessageStatus.QUEUED, _OBSTACLE)
    return Free(message, recipient)
