"""Answers to invitations as they come by mail: believed, outdated, or for a person to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl.community import people
from copctl.mail.replies import CalendarReply, PlainAnswer
from copctl.sessions import rsvps, told
from copctl.store.schema import LearningSession, Member, Message
from copctl.store.schema.session import SessionStatus

# A clock that goes wrong by more than this is not believed: its time would outdate every later answer.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Taken:
    """What was made of an answer: whether it is settled, in a few words, and whose answer it is."""

    note: str
    settled: bool = True
    member_id: int | None = None
    changed: bool = False
    session: str = ""
    answer: str = ""


def take_reply(
    db: Session, reply: CalendarReply, sender: str, *, written_at: datetime | None, now: datetime
) -> Taken:
    """Act on a calendar reply.

    It is believed when the attendee or the sender is an address of a member, or the one that was invited. An
    answer to an earlier version than the one that they were told of says nothing of that one (RFC 5546,
    section 2.1.5). Who was told of none by us can only know the present one.
    """
    session = _by_uid(db, reply.uid)
    if session is None:
        return Taken("answers an event that is none of our sessions", settled=False)
    member, why = _who(db, session, [reply.attendee, sender])
    odd = why or _oddity(session, reply)
    if member is None or odd:
        return _for_review(session, member, reply.answer, odd)
    held = rsvps.of_member(db, session, member)
    newest = told.newest_version(db, session, member.id)
    if reply.sequence < (session.calendar_sequence if newest is None else newest):
        if held is not None and held.sequence is not None and held.sequence > reply.sequence:
            return Taken(f"older than the answer of {member.name} that counts", member_id=member.id,
                         session=session.code)  # fmt: skip
        return _for_review(
            session, member, reply.answer, f"said {reply.answer} before session {session.code} was changed"
        )
    stamp = _not_ahead(reply.stamp or written_at or now, now)
    changed = rsvps.answer(
        db, session, member, reply.answer, said_at=min(stamp, now), source="mail",
        comment=reply.comment, sequence=reply.sequence, stamp=stamp,
    )  # fmt: skip
    return _taken(session, member, reply.answer, changed)


def _oddity(session: LearningSession, reply: CalendarReply) -> str:
    """Why a person has to look at a reply, or nothing."""
    if reply.method == "COUNTER":
        return f"proposes another time for session {session.code}"
    if reply.method != "REPLY":
        return f"a calendar mail ({reply.method or 'without a method'}) about session {session.code}"
    if reply.many or reply.recurrence:
        return f"answers session {session.code} for several people or events at once"
    if not reply.answer:
        return f"answers {reply.status.lower()} to session {session.code}"
    return _closed(session)


def _closed(session: LearningSession) -> str:
    gone = {SessionStatus.HELD: "was held already", SessionStatus.CANCELLED: "is cancelled"}
    why = gone.get(SessionStatus(session.status))
    return f"answers session {session.code}, which {why}" if why else ""


def take_plain(
    db: Session, plain: PlainAnswer, sender: str, *, written_at: datetime | None, now: datetime
) -> Taken:
    """Act on a subject that says yes, no or maybe.

    Under a subject with `Re:` people also write something else: it counts only as a first answer.
    """
    found = select(LearningSession).where(LearningSession.code == plain.session)
    session = db.execute(found).scalar_one_or_none()
    if session is None:
        return Taken(f"answers session {plain.session}, which there is not", settled=False)
    member, why = _who(db, session, [sender])
    odd = why or _closed(session)
    if member is None or odd:
        return _for_review(session, member, plain.answer, odd)
    if plain.again and rsvps.of_member(db, session, member) is not None:
        return _for_review(
            session,
            member,
            plain.answer,
            f"{member.name} writes again about session {session.code}, under an old subject",
        )
    said_at = min(written_at or now, now)
    changed = rsvps.answer(db, session, member, plain.answer, said_at=said_at, source="mail")
    return _taken(session, member, plain.answer, changed)


def _taken(session: LearningSession, member: Member, word: str, changed: bool) -> Taken:
    note = f"{member.name} says {word} to session {session.code}"
    if not changed:
        note += ", which changes nothing"
    return Taken(note, member_id=member.id, changed=changed, session=session.code, answer=word)


def _for_review(session: LearningSession, member: Member | None, word: str, why: str) -> Taken:
    number = member.id if member is not None else None
    return Taken(why, settled=False, member_id=number, session=session.code, answer=word)


def _by_uid(db: Session, uid: str) -> LearningSession | None:
    if not uid:
        return None
    found = select(LearningSession).where(LearningSession.calendar_uid == uid)
    return db.execute(found).scalars().first()


def _who(db: Session, session: LearningSession, emails: list[str]) -> tuple[Member | None, str]:
    """Whose answer it is, by the first address that is known; and why that is not certain."""
    found = [member for email in emails if email and (member := _owner(db, session, email)) is not None]
    if not found:
        return None, f"answers session {session.code} from an address that no member has"
    if len({member.id for member in found}) > 1:
        return found[0], f"{found[1].name} answers session {session.code} for {found[0].name}"
    return found[0], ""


def _owner(db: Session, session: LearningSession, email: str) -> Member | None:
    """The member with this address, or the one who was invited at it and has another since."""
    owner = people.by_email(db, email)
    if owner is not None:
        return owner
    invited = select(Message.member_id).where(
        Message.session_id == session.id,
        func.lower(Message.recipient) == email.lower(),
        Message.member_id.is_not(None),
    )
    number = db.execute(invited.order_by(Message.id.desc()).limit(1)).scalar()
    return db.get(Member, number) if number is not None else None


def _not_ahead(stamp: datetime, now: datetime) -> datetime:
    return now if stamp > now + _AHEAD else stamp
