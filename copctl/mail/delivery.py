"""Delivering what is queued: into a folder as files, or what comes before and after sending it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import distinct, select
from sqlalchemy.orm import Session

from copctl.files import write_bytes
from copctl.mail import claims, outbox
from copctl.mail.composing import Composer
from copctl.mail.going import Free, Held, sort_out
from copctl.mail.origins import Origins
from copctl.store import journal
from copctl.store.schema import Attempt, Message
from copctl.store.schema.message import MessageStatus


@dataclass
class Delivery:
    """What went where, and what did not and why: number, name and reason.

    `withheld` are suppressed or cancelled, `kept` stay queued. `planned` are how many wait for a moment that
    somebody chose, and the first such moment.
    """

    written: list[Path] = field(default_factory=list)
    withheld: list[tuple[int, str, str]] = field(default_factory=list)
    kept: list[tuple[int, str, str]] = field(default_factory=list)
    planned: tuple[int, datetime | None] = (0, None)


def to_folder(
    db: Session,
    folder: Path,
    composer: Composer,
    origins: Origins,
    *,
    now: datetime,
    most: int | None = None,
) -> Delivery:
    """Write every queued mail as an `.eml` file and mark it sent, `most` of them at most.

    Who may be written to is decided now, not when the mail was queued. A file is named after its mail's
    number: after a run that broke off, the next one writes the same files again.
    """
    done, going = Delivery(), []
    for found in sort_out(db, outbox.waiting(db, locked=True, due=now), origins):
        if isinstance(found, Free):
            going.append(found)
        else:
            _hold_back(db, found, done, now)
    going = going[:most]
    done.planned = claims.planned(db.connection(), now)
    origins.prepare([free.message for free in going])
    for free in going:
        message = free.message
        message.recipient = free.recipient
        content = composer.bind(message, free.recipient, origins.marks(message)).to_bytes(now)
        done.written.append(write_bytes(folder / f"{message.id:06}.eml", content))
        message.status, message.sent_at = MessageStatus.SENT.value, now
    db.flush()
    return done


def _hold_back(db: Session, held: Held, done: Delivery, now: datetime) -> None:
    message = held.message
    entry = (message.id, message.name, held.why)
    if held.status is MessageStatus.QUEUED:
        done.kept.append(entry)
        return
    message.status = held.status.value
    claims.note(db.connection(), message.id, "failed", None, held.why, now)
    done.withheld.append(entry)


def preview(db: Session, origins: Origins, now: datetime) -> tuple[list[Message], list[tuple[int, str, str]]]:
    """Which queued mails would go out, and which would not and why."""
    found = sort_out(db, outbox.waiting(db, due=now), origins)
    staying = [(one.message.id, one.message.name, one.why) for one in found if isinstance(one, Held)]
    return [one.message for one in found if isinstance(one, Free)], staying


def prepare(db: Session, origins: Origins) -> None:
    """Let the rooms write what must be in the store before the mails that wait go out."""
    kinds = select(distinct(Message.kind)).where(Message.status == MessageStatus.QUEUED)
    if origins.kinds & set(db.execute(kinds).scalars()):
        origins.prepare(outbox.waiting(db))


def close_change(db: Session, sent: int) -> None:
    """Put the delivery into the log, as a change that nobody can undo."""
    journal.mark_final(db, f"{sent} mail{'s' * (sent != 1)} sent, which cannot be taken back")


def attempts(db: Session, message: Message) -> list[dict[str, object]]:
    """Every attempt to deliver a mail, oldest first: when, how it ended, the server's code and words."""
    held = select(Attempt).where(Attempt.message_id == message.id).order_by(Attempt.id)
    return [
        {"at": row.made_at, "outcome": _outcome(row), "code": row.code, "said": row.said}
        for row in db.execute(held).scalars()
    ]


def _outcome(row: Attempt) -> str:
    # What was held back before a server heard of it has no reply.
    return "held back" if row.outcome == "failed" and row.code is None else row.outcome
