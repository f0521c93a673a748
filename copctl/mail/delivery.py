"""Delivering what is queued. So far into a folder, as files that any mail program opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.files import write_bytes
from copctl.mail import outbox
from copctl.mail.mime import Mail, Sender, can_receive, one_line, to_bytes
from copctl.mail.origins import Origins
from copctl.store.schema import Member, Message
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.message import MessageStatus


@dataclass
class Delivery:
    """What went where, and what did not and why: number, name and reason.

    `withheld` are cancelled, `kept` stay queued.
    """

    written: list[Path] = field(default_factory=list)
    withheld: list[tuple[int, str, str]] = field(default_factory=list)
    kept: list[tuple[int, str, str]] = field(default_factory=list)


def to_folder(db: Session, folder: Path, sender: Sender, origins: Origins, *, now: datetime) -> Delivery:
    """Write every queued mail as an `.eml` file and mark it sent.

    Who may be written to is decided now, not when the mail was queued. A file is named after its mail's
    number: after a run that broke off, the next one writes the same files again.
    """
    done = Delivery()
    # Held here, so that the session need not ask for each of them again.
    _people = _readers(db)
    going = []
    for message in outbox.waiting(db):
        why, obstacle = _objection(db, message) or origins.objection(message), _obstacle(db, message)
        if why:
            message.status = MessageStatus.CANCELLED.value
            done.withheld.append((message.id, message.name, why))
        elif obstacle:
            done.kept.append((message.id, message.name, obstacle))
        else:
            going.append(message)
    origins.prepare(going)
    for message in going:
        message.recipient = _recipient(db, message)
        content = to_bytes(bound(message, origins.marks(message)), sender, now=now)
        done.written.append(write_bytes(folder / f"{message.id:06}.eml", content))
        message.status, message.sent_at = MessageStatus.SENT.value, now
    db.flush()
    return done


def preview(db: Session, origins: Origins) -> tuple[list[Message], list[tuple[int, str, str]]]:
    """Which queued mails would go out, and which would not and why."""
    going, staying = [], []
    for message in outbox.waiting(db):
        why = _objection(db, message) or origins.objection(message) or _obstacle(db, message)
        if why:
            staying.append((message.id, message.name, why))
        else:
            going.append(message)
    return going, staying


def _readers(db: Session) -> list[Member]:
    queued = select(Message.member_id).where(Message.status == MessageStatus.QUEUED)
    return list(db.execute(select(Member).where(Member.id.in_(queued))).scalars())


def bound(message: Message, marks: Mapping[str, str]) -> Mail:
    """The mail with its marks replaced. The texts that fill them must need no escaping in HTML."""
    text, html = message.text, message.html
    for mark, put in marks.items():
        text, html = text.replace(mark, put), html.replace(mark, put)
    return Mail(message.message_id, message.recipient, message.name, message.subject, text, html)


def _objection(db: Session, message: Message) -> str:
    """Why this person gets no mail from the community."""
    member = db.get(Member, message.member_id) if message.member_id is not None else None
    if member is None:
        return "is no member any more"
    if member.status == MemberStatus.LEFT:
        return "has left"
    return "has no address any more" if member.email is None else ""


def _obstacle(db: Session, message: Message) -> str:
    if not can_receive(_recipient(db, message)):
        return "the address has letters that mail without SMTPUTF8 cannot carry"
    return ""


def _recipient(db: Session, message: Message) -> str:
    """Where the person is reached now, which may have changed since the mail was queued."""
    member = db.get(Member, message.member_id) if message.member_id is not None else None
    return one_line(member.email) if member is not None and member.email else message.recipient
