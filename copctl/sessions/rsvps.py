"""Who says that they come to a session: noting an answer, and telling who answered what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import Refused
from copctl.sessions.outdated import When, is_outdated
from copctl.sessions.programme import SPOKE
from copctl.sessions.told import INVITING, versions
from copctl.store.schema import LearningSession, Member, Message, Rsvp
from copctl.store.schema.message import MessageStatus
from copctl.store.schema.participation import Coming
from copctl.store.schema.session import SessionStatus

# Who was told of a session: the mail left us, whatever became of it afterwards.
_TOLD = (MessageStatus.SENT, MessageStatus.BOUNCED, MessageStatus.UNKNOWN)

# Where answers come from that no mail brought.
SOURCES = ("moderator", "registration", "portal")


@dataclass(frozen=True)
class Said:
    """One person's answer as it is shown; `answer` is empty for somebody who was asked and is silent.

    One that is `to_old_time` does not count: they were asked to answer again.
    """

    member_id: int
    name: str
    email: str
    answer: str
    said_at: datetime | None
    source: str
    comment: str
    speaks: bool
    to_old_time: bool = False


def read_coming(word: str) -> Coming:
    """An answer by its word: yes, no or maybe; Refused for any other."""
    try:
        return Coming(word.strip().lower())
    except ValueError as error:
        raise Refused(f"{names.written(word)!r} is no answer.", hint="say yes, no or maybe") from error


def read_source(word: str) -> str:
    """Where an answer came from that somebody notes: moderator, registration or portal."""
    typed = word.strip().lower()
    if typed not in SOURCES:
        raise Refused(
            f"{names.written(word)!r} is nowhere that an answer comes from.",
            hint=f"choose one of: {', '.join(SOURCES)}",
        )
    return typed


def answer(
    db: Session,
    session: LearningSession,
    member: Member,
    coming: Coming | str,
    *,
    said_at: datetime,
    source: str,
    comment: str = "",
    sequence: int | None = None,
    stamp: datetime | None = None,
) -> bool:
    """Note whether somebody comes, and say whether that changed anything.

    `source` is mail, moderator, registration or portal. Of two answers the newer counts: among calendar
    replies the one with the higher SEQUENCE, then with the later DTSTAMP (RFC 5546, section 2.1.5), else
    the one said later. A moderator's word on the same moment replaces what is there.
    """
    coming = read_coming(coming)
    held = of_member(db, session, member)
    if held is None:
        held = Rsvp(session_id=session.id, member_id=member.id)
        db.add(held)
    elif _is_older(held, said_at, sequence, stamp) or (
        _is_same(held, coming, comment, sequence, stamp) and member.id in standing(db, session)
    ):
        return False
    held.answer, held.said_at, held.source = coming.value, said_at, source
    held.comment = names.prose(comment)
    held.sequence, held.stamp = sequence, stamp
    db.flush()
    return True


def answer_here(db: Session, session: LearningSession, member: Member, word: str, *, now: datetime) -> None:
    """Note what a member answers on a page of ours, which shows the session as it is now.

    Refused for a word that is no answer, and for a session that is over or off.
    """
    ends = session.starts_at + timedelta(minutes=session.minutes)
    if session.status != SessionStatus.PLANNED or ends <= now:
        raise Refused("That session takes no answers any more.", hint="look at the sessions to come")
    shown = session.calendar_sequence
    answer(db, session, member, word, said_at=now, source="portal", sequence=shown)


def _is_older(held: Rsvp, said_at: datetime, sequence: int | None, stamp: datetime | None) -> bool:
    if sequence is None or held.sequence is None:
        return said_at < held.said_at
    if sequence != held.sequence:
        return sequence < held.sequence
    if stamp is None or held.stamp is None:
        return said_at < held.said_at
    return stamp <= held.stamp


def _is_same(held: Rsvp, coming: Coming, comment: str, sequence: int | None, stamp: datetime | None) -> bool:
    now = (coming.value, names.prose(comment), sequence, stamp)
    return now == (held.answer, held.comment, held.sequence, held.stamp)


def of_member(db: Session, session: LearningSession, member: Member) -> Rsvp | None:
    """What somebody answered, or None."""
    wanted = select(Rsvp).where(Rsvp.session_id == session.id, Rsvp.member_id == member.id)
    return db.execute(wanted).scalar_one_or_none()


def listed(db: Session, session: LearningSession) -> list[Said]:
    """Everybody who was asked, speaks or answered: those who said yes first, the silent last."""
    # Who was only asked to speak has not said that they do.
    speakers = {entry.member_id for entry in session.speakers if entry.status in SPOKE}
    given = {r.member_id: r for r in db.execute(select(Rsvp).where(Rsvp.session_id == session.id)).scalars()}
    outdated = given.keys() - standing(db, session)
    wanted = {*given, *speakers, *told(db, session)}
    people = db.execute(select(Member).where(Member.id.in_(wanted))).scalars()
    said = [_said(member, given.get(member.id), speakers, outdated) for member in people]
    order = ["yes", "maybe", "no", ""]
    return sorted(
        said,
        key=lambda one: (one.to_old_time, order.index(one.answer), names.key(one.name), one.member_id),
    )


def counting_of(db: Session, session: LearningSession, member: Member) -> Rsvp | None:
    """What somebody answered, where it counts: None for an answer to a time that is no more."""
    held = of_member(db, session, member)
    return held if held is not None and member.id in standing(db, session, member.id) else None


def standing(db: Session, session: LearningSession, member_id: int | None = None) -> set[int]:
    """The numbers of the members whose answer is one to the time that they know of.

    Only one member is looked at where a number is given.
    """
    now = When(session.starts_at, session.minutes, session.status == SessionStatus.CANCELLED)
    knew = versions(db, session, member_id)
    given = select(Rsvp.member_id, Rsvp.sequence, Rsvp.said_at).where(Rsvp.session_id == session.id)
    if member_id is not None:
        given = given.where(Rsvp.member_id == member_id)
    return {
        number
        for number, sequence, said_at in db.execute(given).tuples()
        if not is_outdated(sequence, said_at, knew.get(number, []), now)
    }


def told(db: Session, session: LearningSession) -> set[int]:
    """The numbers of the members to whom an invitation to this session went out."""
    sent = select(Message.member_id).where(
        Message.session_id == session.id, Message.kind.in_(INVITING), Message.status.in_(_TOLD)
    )
    return _numbers(db, sent)


def _numbers(db: Session, wanted: Select[Any]) -> set[int]:
    return {int(number) for number in db.execute(wanted).scalars() if number is not None}


def _said(member: Member, given: Rsvp | None, speakers: Container[int], outdated: Container[int]) -> Said:
    return Said(
        member_id=member.id,
        name=member.name,
        email=member.email or "",
        answer=given.answer if given else "",
        said_at=given.said_at if given else None,
        source=given.source if given else "",
        comment=given.comment if given else "",
        speaks=member.id in speakers,
        to_old_time=member.id in outdated,
    )


def counts(said: list[Said]) -> dict[str, int]:
    """How many said yes, maybe and no, and how many are silent, or answered only the old time."""
    words = {"yes": "yes", "maybe": "maybe", "no": "no", "": "silent"}
    standing = Counter("" if one.to_old_time else one.answer for one in said)
    return {shown: standing[word] for word, shown in words.items()}
