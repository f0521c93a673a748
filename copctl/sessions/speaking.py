"""Speakers from asked to confirmed: each step noted with its day, and told by a mail to the one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import NotFound, Refused
from copctl.mail import outbox
from copctl.mail.mime import can_receive
from copctl.mail.outbox import Draft
from copctl.mail.sender import domain_of, sender_of
from copctl.rendering.letters import Letter
from copctl.sessions import lineup, moves, speaker_letters
from copctl.sessions.moves import Move
from copctl.settings import Settings
from copctl.store.schema import LearningSession, Member, Message, SessionSpeaker
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.message import MessageStatus
from copctl.store.schema.session import SessionStatus, SpeakerStatus

REQUEST, CONFIRMATION, RELEASE = "speaker request", "speaker confirmation", "speaker release"
# The mark under which a mail keeps the start that it tells of; it stands nowhere in its text.
TOLD_START = "%STARTS%"
_NOT_OUT = (MessageStatus.CANCELLED, MessageStatus.SUPPRESSED)


@dataclass(frozen=True)
class Occasion:
    """By whom and when: the settings, this moment, this day."""

    settings: Settings
    now: datetime
    today: date


@dataclass(frozen=True)
class Request:
    """Somebody to be asked: why them, and what their talk would be called, where that is known."""

    member: Member
    reasons: tuple[str, ...] = ()
    talk: str = ""


@dataclass(frozen=True)
class Step:
    """What was noted of whom. `mail` is the number of the mail that tells them, None where none was queued;
    `no_mail` says why not, where one was wanted.
    """

    member: Member
    status: str
    mail: int | None = None
    no_mail: str = ""


def ask(
    db: Session,
    occasion: Occasion,
    session: LearningSession,
    requests: Sequence[Request],
    *,
    by: date | None = None,
    with_mail: bool = True,
) -> list[Step]:
    """Put members on the programme if they are not on it, note that they are asked, and queue the request.

    All of them or none. Refused for who was asked for this session before, who has left, a session that is
    over or off, and where `by` is after it.
    """
    refuse_late(session, by)
    for one in requests:
        refuse_request(db, occasion, session, one.member)
    steps = []
    for one in requests:
        lineup.add(session, [one.member], occasion.today)
        entry = _entry(session, one.member)
        entry.talk = names.written(one.talk) or entry.talk
        lineup.note(entry, SpeakerStatus.ASKED, occasion.today)
        db.flush()
        if not with_mail:
            steps.append(Step(one.member, entry.status))
            continue
        letter = speaker_letters.request(
            db, occasion.settings, session, one.member, talk=entry.talk, reasons=one.reasons, by=by
        )
        steps.append(_told(db, occasion, session, entry, letter, REQUEST))
    return steps


def refuse_late(session: LearningSession, by: date | None) -> None:
    """Raise Refused where an answer is wanted only after the session."""
    day = session.starts_at.astimezone(ZoneInfo(session.timezone)).date()
    if by is not None and by > day:
        raise Refused(
            f"{by} is after session {session.code}, which is on {day}.", hint=f"--by {day}, or earlier"
        )


def refuse_request(db: Session, occasion: Occasion, session: LearningSession, member: Member) -> None:
    """Raise Refused where somebody cannot be asked to speak at a session."""
    _refuse_closed(occasion, session)
    if member.status == MemberStatus.LEFT:
        raise Refused(f"{member.name} has left the community.", hint=f"copctl member show {member.id}")
    entry = next((e for e in session.speakers if e.member_id == member.id), None)
    if entry is None:
        if _mails(db, session, member, REQUEST):
            raise Refused(
                f"{member.name} was asked to speak at session {session.code} and released.",
                hint=f"write to them; then copctl session edit {session.code} --speaker {member.id}",
            )
    elif not _was_held_back(db, session, entry, REQUEST):
        _following(Move.ASK, session, entry)


def _was_held_back(db: Session, session: LearningSession, entry: SessionSpeaker, kind: str) -> bool:
    """Whether a step was noted whose mail never went out: taken back, or overtaken by a new date."""
    status = SpeakerStatus.ASKED if kind == REQUEST else SpeakerStatus.CONFIRMED
    if entry.status != status:
        return False
    held_back = select(Message.id).where(
        Message.about == _about(session, entry, kind), Message.status == MessageStatus.CANCELLED
    )
    return db.execute(held_back).first() is not None


def accept(db: Session, session: LearningSession, member: Member, *, occasion: Occasion) -> Step:
    """Note that somebody said yes; Refused for who did already, or stands confirmed."""
    step = _noted(occasion, session, member, Move.ACCEPT)
    _drop_waiting(db, session, member, REQUEST)
    return step


def decline(db: Session, session: LearningSession, member: Member, *, occasion: Occasion) -> Step:
    """Note that somebody said no: declined, or withdrew after a yes. Mails that wait are dropped."""
    step = _noted(occasion, session, member, Move.DECLINE)
    _drop_waiting(db, session, member, REQUEST, CONFIRMATION)
    return step


def confirm(
    db: Session, occasion: Occasion, session: LearningSession, member: Member, *, with_mail: bool = True
) -> Step:
    """Note that the moderator counts on somebody who accepted, and queue the mail that tells them all."""
    _refuse_closed(occasion, session)
    entry = _entry(session, member)
    if not _was_held_back(db, session, entry, CONFIRMATION):
        _noted(occasion, session, member, Move.CONFIRM)
    db.flush()
    if not with_mail:
        return Step(member, entry.status)
    letter = speaker_letters.confirmation(db, occasion.settings, session, entry)
    return _told(db, occasion, session, entry, letter, CONFIRMATION)


def release(
    db: Session, occasion: Occasion, session: LearningSession, member: Member, *, with_mail: bool = True
) -> Step:
    """Take somebody off the programme whom the session does not need, and tell them if they know of it.

    Whose request has not gone out is spared both mails.
    """
    _refuse_closed(occasion, session)
    entry = _entry(session, member)
    _following(Move.RELEASE, session, entry)
    knows = entry.status != SpeakerStatus.PROPOSED and not _waits(db, session, member, REQUEST)
    step = Step(member, "")
    if knows and with_mail:
        letter = speaker_letters.release(db, occasion.settings, session, entry)
        step = _told(db, occasion, session, entry, letter, RELEASE)
    _drop_waiting(db, session, member, REQUEST, CONFIRMATION)
    lineup.drop(session, [member])
    db.flush()
    return Step(member, "", step.mail, step.no_mail)


# Noting --------------------------------------------------------------------------------------------


def _noted(occasion: Occasion, session: LearningSession, member: Member, move: Move) -> Step:
    _refuse_closed(occasion, session)
    entry = _entry(session, member)
    status = _following(move, session, entry)
    if status is not None:
        lineup.note(entry, status, occasion.today)
    return Step(member, entry.status)


def _following(move: Move, session: LearningSession, entry: SessionSpeaker) -> SpeakerStatus | None:
    return moves.following(
        move, entry.status, name=entry.member.name, code=session.code, member=entry.member_id
    )


def _entry(session: LearningSession, member: Member) -> SessionSpeaker:
    entry = next((entry for entry in session.speakers if entry.member_id == member.id), None)
    if entry is None:
        raise NotFound(
            f"{member.name} is not on the programme of session {session.code}.",
            hint=f"copctl speakers ask {session.code} {member.id}",
        )
    return entry


def _refuse_closed(occasion: Occasion, session: LearningSession) -> None:
    if session.status != SessionStatus.PLANNED:
        raise Refused(
            f"Session {session.code} is {session.status}.", hint="copctl session list --status planned"
        )
    if session.starts_at <= occasion.now:
        raise Refused(
            f"Session {session.code} is over.", hint=f"copctl session edit {session.code} --status held"
        )


# Mails ---------------------------------------------------------------------------------------------


def _told(
    db: Session,
    occasion: Occasion,
    session: LearningSession,
    entry: SessionSpeaker,
    letter: Letter,
    kind: str,
) -> Step:
    member = entry.member
    if member.email is None or not can_receive(member.email):
        why = "has no address" if member.email is None else "has an address that no mail reaches"
        return Step(member, entry.status, no_mail=why)
    draft = Draft(
        about=_about(session, entry, kind),
        kind=kind,
        recipient=member.email,
        name=member.name,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        member_id=member.id,
        session_id=session.id,
        words={TOLD_START: session.starts_at.isoformat()},
    )
    domain = domain_of(sender_of(occasion.settings))
    message = outbox.queue(db, draft, domain=domain, now=occasion.now)
    return Step(member, entry.status, message.id)


def _about(session: LearningSession, entry: SessionSpeaker, kind: str) -> str:
    """One request for a person and session; a confirmation each time that they are confirmed anew."""
    word = kind.rpartition(" ")[2]
    about = f"session:{session.id}:speaker:{word}:{entry.member_id}"
    if kind == REQUEST:
        return about
    return f"{about}:{entry.id}:{sum(step.status == SpeakerStatus.CONFIRMED for step in entry.steps)}"


def _mails(db: Session, session: LearningSession, member: Member, *kinds: str) -> list[Message]:
    """Their mails of these kinds that wait or went out."""
    held = select(Message).where(
        Message.session_id == session.id,
        Message.member_id == member.id,
        Message.kind.in_(kinds),
        Message.status.not_in(_NOT_OUT),
    )
    return list(db.execute(held).scalars())


def _waits(db: Session, session: LearningSession, member: Member, kind: str) -> bool:
    return any(mail.status == MessageStatus.QUEUED for mail in _mails(db, session, member, kind))


def _drop_waiting(db: Session, session: LearningSession, member: Member, *kinds: str) -> None:
    for message in _mails(db, session, member, *kinds):
        if message.status == MessageStatus.QUEUED:
            outbox.cancel(message)
