"""Absences: the days on which a member cannot be asked to speak."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import NotFound, Refused
from copctl.store.schema import Absence, LearningSession, Member, SessionSpeaker
from copctl.store.schema.session import SessionStatus, SpeakerStatus

_STANDING = (SpeakerStatus.PROPOSED, SpeakerStatus.ASKED, SpeakerStatus.ACCEPTED, SpeakerStatus.CONFIRMED)


def note(member: Member, first: date, last: date, words: str) -> Absence:
    """Note that a member is away from the first to the last day; the same days twice are one absence.

    Refused where the last day comes before the first.
    """
    if last < first:
        raise Refused(f"{last} comes before {first}.", hint=f"--from {last} --to {first}")
    text = names.written(words)
    for held in member.absences:
        if (held.first_day, held.last_day) == (first, last):
            held.note = text or held.note
            return held
    absence = Absence(first_day=first, last_day=last, note=text)
    member.absences.append(absence)
    return absence


def drop(member: Member, day: date) -> list[Absence]:
    """Take out what covers a day; NotFound where nothing does."""
    gone = [held for held in member.absences if held.first_day <= day <= held.last_day]
    if not gone:
        raise NotFound(
            f"No absence of {member.name} covers {day}.", hint=f"copctl member away {member.id} --list"
        )
    for held in gone:
        member.absences.remove(held)
    return gone


def listed(db: Session, *, since: date, member: Member | None = None) -> list[Absence]:
    """Absences that last until this day or longer, by their first day; of everybody or one member."""
    wanted = select(Absence).where(Absence.last_day >= since)
    if member is not None:
        wanted = wanted.where(Absence.member_id == member.id)
    found = db.execute(wanted).scalars()
    return sorted(found, key=lambda held: (held.first_day, held.member.name_key, held.id))


def sessions_in(db: Session, absence: Absence) -> Iterator[tuple[str, date]]:
    """Sessions to come within the absence that have the member on their programme: code and day."""
    programmes = (
        select(LearningSession.code, LearningSession.starts_at, LearningSession.timezone)
        .join(SessionSpeaker, SessionSpeaker.session_id == LearningSession.id)
        .where(
            SessionSpeaker.member_id == absence.member_id,
            SessionSpeaker.status.in_([status.value for status in _STANDING]),
            LearningSession.status == SessionStatus.PLANNED.value,
        )
        .order_by(LearningSession.starts_at)
    )
    for code, starts_at, zone in db.execute(programmes):
        held = starts_at.astimezone(ZoneInfo(zone)).date()
        if absence.first_day <= held <= absence.last_day:
            yield code, held
