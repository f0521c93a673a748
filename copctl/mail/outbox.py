"""The outbox: mails wait here until a command that says so delivers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import not_, select
from sqlalchemy.orm import Session

from copctl.errors import NotFound, Refused
from copctl.mail import claims
from copctl.mail.mime import message_id, one_line
from copctl.store.schema import FormLetter, Message
from copctl.store.schema.message import MessageStatus

_CHUNK = 500


@dataclass(frozen=True)
class Draft:
    """A mail to be queued. `about` makes it unique: asked twice, queued once.

    With a `letter` for many, `text` and `html` are empty and `words` say what stands for its marks. A mail
    `to_list` goes to many, and not to those who unsubscribed. `calendar_sequence` is the version of the
    session that its calendar part tells of, `due_at` the moment that it waits for.
    """

    about: str
    kind: str
    recipient: str
    name: str
    subject: str
    text: str = ""
    html: str = ""
    member_id: int | None = None
    survey_id: int | None = None
    session_id: int | None = None
    letter: FormLetter | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    to_list: bool = False
    calendar_sequence: int | None = None
    edition_id: int | None = None
    due_at: datetime | None = None


def queue(db: Session, draft: Draft, *, domain: str, now: datetime) -> Message:
    """Put one mail into the outbox; the one that is there already, if it is."""
    queue_many(db, [draft], domain=domain, now=now)
    return db.execute(select(Message).where(Message.about == draft.about)).scalar_one()


def queue_many(db: Session, drafts: Sequence[Draft], *, domain: str, now: datetime) -> int:
    """Put mails into the outbox and say how many are new in it; a cancelled one waits again."""
    known = {m.about: m for m in _about(db, [draft.about for draft in drafts])}
    count = 0
    for draft in drafts:
        message = known.get(draft.about)
        if message is None:
            message = Message(about=draft.about, message_id=message_id(draft.about, now, domain))
            db.add(message)
            known[draft.about] = message
        elif message.status != MessageStatus.CANCELLED:
            continue
        _fill(message, draft, now)
        count += 1
    db.flush()
    return count


def _about(db: Session, subjects: Sequence[str]) -> Iterable[Message]:
    for start in range(0, len(subjects), _CHUNK):
        chunk = subjects[start : start + _CHUNK]
        yield from db.execute(select(Message).where(Message.about.in_(chunk))).scalars()


def _fill(message: Message, draft: Draft, now: datetime) -> None:
    message.kind = draft.kind
    message.member_id, message.survey_id = draft.member_id, draft.survey_id
    message.session_id, message.calendar_sequence = draft.session_id, draft.calendar_sequence
    message.edition_id = draft.edition_id
    message.letter, message.words, message.to_list = draft.letter, dict(draft.words), draft.to_list
    message.recipient, message.name = one_line(draft.recipient), one_line(draft.name)
    message.subject = one_line(draft.subject)
    message.text, message.html = draft.text, draft.html
    message.status, message.queued_at, message.sent_at = MessageStatus.QUEUED.value, now, None
    message.due_at, message.tries, message.run = draft.due_at, 0, ""


def waiting(db: Session, *, locked: bool = False, due: datetime | None = None) -> list[Message]:
    """The mails that are queued, in the order in which they came; `locked` keeps deliveries off them.

    With `due`, those that are planned for later than that are left out.
    """
    queued = select(Message).where(Message.status == MessageStatus.QUEUED).order_by(Message.id)
    if due is not None:
        queued = queued.where(not_(claims.is_planned(due)))
    if locked:
        queued = queued.with_for_update(skip_locked=True)
    return list(db.execute(queued).scalars())


def listed(db: Session, *, everything: bool = False) -> list[dict[str, Any]]:
    """The mails that are queued, or all that ever were: number, status, kind, name, to, subject, when."""
    chosen = select(Message).order_by(Message.id)
    if not everything:
        chosen = chosen.where(Message.status == MessageStatus.QUEUED)
    return [summary(message) for message in db.execute(chosen).scalars()]


def summary(message: Message) -> dict[str, Any]:
    """One mail without its body."""
    return {
        "number": message.id,
        "status": message.status,
        "kind": message.kind,
        "name": message.name,
        "to": message.recipient,
        "subject": message.subject,
        "queued_at": message.queued_at,
        "due_at": message.due_at,
        "sent_at": message.sent_at,
        "message_id": message.message_id,
    }


def find(db: Session, number: int) -> Message:
    """The mail with this number, or NotFound."""
    message = db.get(Message, number) if 0 < number < 2**31 else None
    if message is None:
        raise NotFound(f"There is no mail {number}.", hint="copctl mail queue --all")
    return message


def refuse_not_queued(message: Message) -> None:
    """Raise Refused for a mail that waits no more."""
    if message.status != MessageStatus.QUEUED:
        raise Refused(f"Mail {message.id} is {message.status} already.", hint="copctl mail queue")


def cancel(message: Message) -> None:
    """Take a mail out of the queue; Refused for one that waits no more."""
    refuse_not_queued(message)
    message.status = MessageStatus.CANCELLED.value
