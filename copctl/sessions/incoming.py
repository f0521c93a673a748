"""Acting on the mails that came in: once on each, and what is not certain waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import people
from copctl.mail import returned
from copctl.mail.bounces import Complaint, Report
from copctl.mail.replies import CalendarReply, PlainAnswer, SpeakersAnswer
from copctl.mail.sorting import NEEDS_EXTRA, Arrived, Nothing, Unclear, Unsubscription
from copctl.sessions import answering, going_off
from copctl.sessions.answering import Taken
from copctl.store.schema import LearningSession, Message, ReceivedMail

_CHUNK = 500
_NOTE_LENGTH = 500


@dataclass(frozen=True)
class Placed:
    """What was made of one mail. `number` is that of its row; an unsettled one waits for a person."""

    number: int
    kind: str
    sender: str
    subject: str
    note: str
    settled: bool


@dataclass
class Intake:
    """What was made of mails: those looked at, those known already, those that are other business."""

    placed: list[Placed] = field(default_factory=list)
    known: int = 0
    passed: int = 0
    needs_extra: bool = False


@dataclass(frozen=True)
class _Verdict:
    kind: str
    note: str
    settled: bool = True
    member_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True)
class _Round:
    """When mails are looked at, which day that is for the community, and what proves an unsubscription."""

    now: datetime
    today: date
    link_key: bytes | None


def take_in(
    db: Session, mails: Iterable[Arrived], *, now: datetime, today: date, link_key: bytes | None
) -> Intake:
    """Act on mails, in the order in which they were written; those that were looked at before are left out.

    `link_key` proves unsubscriptions; without it none is believed.
    """
    intake = Intake()
    once = {mail.key: mail for mail in mails}
    held = _held(db, list(once))
    ours = _ours(db, list(once))
    for mail in sorted(once.values(), key=lambda mail: mail.written_at or now):
        row = held.get(mail.key)
        if mail.key in ours or _is_other_business(db, mail):
            intake.passed += 1
        elif row is not None and not _is_readable_now(row, mail):
            intake.known += 1
        else:
            _place(db, mail, row, intake, _Round(now, today, link_key))
    return intake


def _place(db: Session, mail: Arrived, row: ReceivedMail | None, intake: Intake, this: _Round) -> None:
    verdict = _acted(db, mail, this)
    if row is None:
        row = ReceivedMail(key=mail.key)
        db.add(row)
    row.kind, row.note, row.settled = verdict.kind, verdict.note[:_NOTE_LENGTH], verdict.settled
    row.received_at = min(mail.written_at or this.now, this.now)
    row.sender, row.subject = mail.sender, mail.subject
    row.member_id, row.message_id = verdict.member_id, verdict.message_id
    db.flush()
    intake.placed.append(Placed(row.id, row.kind, row.sender, row.subject, row.note, row.settled))
    intake.needs_extra |= row.note.startswith(NEEDS_EXTRA)


def _held(db: Session, keys: Sequence[str]) -> dict[str, ReceivedMail]:
    found: dict[str, ReceivedMail] = {}
    for start in range(0, len(keys), _CHUNK):
        wanted = select(ReceivedMail).where(ReceivedMail.key.in_(keys[start : start + _CHUNK]))
        found |= {row.key: row for row in db.execute(wanted).scalars()}
    return found


def _ours(db: Session, keys: Sequence[str]) -> set[str]:
    """The Message-IDs of mails that we sent: a mailbox may hold copies of them."""
    found: set[str] = set()
    for start in range(0, len(keys), _CHUNK):
        wanted = select(Message.message_id).where(Message.message_id.in_(keys[start : start + _CHUNK]))
        found |= set(db.execute(wanted).scalars())
    return found


def _is_other_business(db: Session, mail: Arrived) -> bool:
    return mail.meaning is Nothing.BULK and people.by_email(db, mail.sender) is None


def _is_readable_now(row: ReceivedMail, mail: Arrived) -> bool:
    """Whether a bounce that could not be read for want of an extra can be now."""
    return not row.settled and row.note.startswith(NEEDS_EXTRA) and isinstance(mail.meaning, Report)


def _acted(db: Session, mail: Arrived, this: _Round) -> _Verdict:
    """Do what a mail means."""
    meant, now = mail.meaning, this.now
    if isinstance(meant, Report):
        return _of_server(returned.take_report(db, meant, now=now))
    if isinstance(meant, Complaint):
        return _of_server(returned.take_complaint(db, meant, now=now))
    if isinstance(meant, CalendarReply):
        return _of_answer(answering.take_reply(db, meant, mail.sender, written_at=mail.written_at, now=now))
    if isinstance(meant, PlainAnswer):
        return _of_answer(answering.take_plain(db, meant, mail.sender, written_at=mail.written_at, now=now))
    if isinstance(meant, SpeakersAnswer):
        return _of_speaker(db, meant, mail.sender)
    if isinstance(meant, Unsubscription):
        return _unsubscribed(db, mail, meant, this)
    return _left(db, mail, meant)


def _of_server(result: returned.Result) -> _Verdict:
    return _Verdict("bounce", result.note, result.settled, result.member_id, result.message_id)


def _of_answer(taken: Taken) -> _Verdict:
    return _Verdict("reply", taken.note, taken.settled, taken.member_id)


def _of_speaker(db: Session, said: SpeakersAnswer, sender: str) -> _Verdict:
    """A speaker's answer waits for the moderator, who counts on them or looks for somebody else."""
    member = people.by_email(db, sender) if sender else None
    who = member.name if member is not None else "somebody that no member is"
    note = f"{who} says {said.answer} to speaking at session {said.session}"
    return _Verdict("reply", note, settled=False, member_id=member.id if member is not None else None)


def _unsubscribed(db: Session, mail: Arrived, wish: Unsubscription, this: _Round) -> _Verdict:
    """Unsubscribe whom a token names; a wish without one is for a person to decide: From proves nothing."""
    member = going_off.unsubscribe(
        db, this.link_key, wish.token, today=this.today, now=this.now, source=going_off.BY_MAIL
    )
    if member is None:
        sender = people.by_email(db, mail.sender)
        who = sender.name if sender is not None else "somebody that no member is"
        return _Verdict("unsubscribe", f"{who} wants to unsubscribe, without a token of ours", settled=False,
                        member_id=sender.id if sender is not None else None)  # fmt: skip
    return _Verdict("unsubscribe", f"{member.name} unsubscribed", member_id=member.id)


def _left(db: Session, mail: Arrived, meant: Nothing | Unclear) -> _Verdict:
    """A mail that nothing follows from, or that a person has to read."""
    sender = people.by_email(db, mail.sender) if mail.sender else None
    about = _answered(db, mail)
    number, message = sender.id if sender else None, about.id if about else None
    if isinstance(meant, Nothing) and meant is not Nothing.BULK:
        return _Verdict("other", str(meant), member_id=number, message_id=message)
    what, kind = (meant.what, meant.kind) if isinstance(meant, Unclear) else (str(meant), "other")
    if sender is not None:
        what = f"{what}, from {sender.name}"
    if about is not None:
        session = db.get(LearningSession, about.session_id) if about.session_id is not None else None
        what += f", about session {session.code}" if session is not None else f", about {about.subject!r}"
    return _Verdict(kind, what, settled=False, member_id=number, message_id=message)


def _answered(db: Session, mail: Arrived) -> Message | None:
    """The mail of ours that a mail answers, if it does."""
    if not mail.answers:
        return None
    wanted = select(Message).where(Message.message_id.in_(mail.answers[:_CHUNK]))
    return db.execute(wanted.order_by(Message.id.desc())).scalars().first()
