"""Who speaks at a session: put on the programme, taken off it, what they said, what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import people
from copctl.community.knowing import crediting
from copctl.community.knowing.crediting import Deed
from copctl.errors import NotFound
from copctl.sessions import programme
from copctl.store.schema import Evidence, LearningSession, Member, SessionSpeaker, SpeakerStep
from copctl.store.schema.member import EvidenceKind
from copctl.store.schema.session import SessionStatus, SpeakerStatus

Pairs = Iterable[tuple[str, str]]


def _speaker(session: LearningSession, member: Member) -> SessionSpeaker:
    entry = next((entry for entry in session.speakers if entry.member_id == member.id), None)
    if entry is None:
        raise NotFound(
            f"{member.name} is no speaker of session {session.code}.",
            hint=f"copctl session edit {session.code} --speaker {member.id}",
        )
    return entry


def add(session: LearningSession, members: Iterable[Member], today: date) -> list[SessionSpeaker]:
    """Put members on the programme as proposed; who is on it already stays as they are."""
    held = {entry.member_id for entry in session.speakers}
    added = []
    for member in {member.id: member for member in members}.values():
        if member.id not in held:
            added.append(
                SessionSpeaker(
                    member=member,
                    member_id=member.id,
                    status=SpeakerStatus.PROPOSED.value,
                    since=today,
                    talk="",
                    steps=[SpeakerStep(status=SpeakerStatus.PROPOSED.value, noted_on=today)],
                )
            )
    session.speakers.extend(added)
    return added


def drop(session: LearningSession, members: Iterable[Member]) -> None:
    """Take members off the programme; NotFound for one who is not on it."""
    for member in members:
        session.speakers.remove(_speaker(session, member))


def set_statuses(db: Session, session: LearningSession, said: Pairs, *, today: date) -> None:
    """Note what speakers said: pairs of a member and a status."""
    for name, word in said:
        entry = _speaker(session, people.find(db, name))
        status = programme.read_speaker_status(word)
        note(entry, status, today)


def note(entry: SessionSpeaker, status: SpeakerStatus, today: date) -> None:
    """Give a speaker their next status as of a day; the one they have stays as it is."""
    if entry.status != status:
        entry.status, entry.since = status.value, today
        entry.steps.append(SpeakerStep(status=status.value, noted_on=today))


def set_talks(db: Session, session: LearningSession, talks: Pairs) -> None:
    """Name speakers' talks: pairs of a member and a title."""
    for name, title in talks:
        _speaker(session, people.find(db, name)).talk = title


def credit(db: Session, session: LearningSession, *, before: Iterable[int]) -> None:
    """Bring the evidence of the speakers in line: a talk each once the session was held, else none.

    `before` are the numbers of those who stood on the programme before.
    """
    speakers = session.speakers if session.status == SessionStatus.HELD else []
    deeds = [(entry.member, _talk(session, entry)) for entry in speakers if entry.status in programme.SPOKE]
    among = {*before, *(entry.member_id for entry in session.speakers)}
    crediting.settle(db, _source(session), deeds, before=among)


def credited(db: Session, session: LearningSession) -> set[int]:
    """The numbers of the members whose talk at this session stands as evidence in their profiles."""
    shown = select(Evidence.member_id).where(Evidence.source == _source(session))
    return set(db.execute(shown).scalars())


def is_credited(db: Session, session: LearningSession) -> bool:
    """Whether a session is evidence of its speakers: not if it was held, they spoke, and it is nobody's."""
    spoke = any(entry.status in programme.SPOKE for entry in session.speakers)
    return session.status != SessionStatus.HELD or not spoke or bool(credited(db, session))


def _source(session: LearningSession) -> str:
    return f"session:{session.code}"


def _talk(session: LearningSession, entry: SessionSpeaker) -> Deed:
    return Deed(
        kind=EvidenceKind.TALK.value,
        title=entry.talk or session.title,
        text=session.about,
        dated=session.starts_at.astimezone(ZoneInfo(session.timezone)).date(),
        topics=tuple(link.topic for link in session.topics),
    )
