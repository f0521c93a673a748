"""How many came along the way: invited, registered, attended, and joined because of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.followup.credit import Joining, Visit, credited
from copctl.followup.presence import Presence, presence
from copctl.store.schema import Attendance, LearningSession, Member, StatusChange
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.session import SessionStatus


@dataclass(frozen=True)
class Funnel:
    """One session's way from invitations to new members. `guests` came before they were members."""

    session: LearningSession
    presence: Presence
    guests: frozenset[int]
    joined: tuple[Member, ...]


def funnels(db: Session, sessions: Iterable[LearningSession]) -> list[Funnel]:
    """The funnels of these sessions, in their order.

    Who joined is credited to one session only: the last that they came to before they joined.
    """
    visits, joinings = _visits(db), _joinings(db)
    joined = credited(visits, joinings)
    first = {number: min(days) for number, days in joinings.items()}
    found = []
    for session in sessions:
        day = _day(session)
        met = presence(db, session)
        since = _active_before(db, met.attended)
        guests = {n for n in met.attended if (first[n] >= day if n in first else not since[n])}
        people = [db.get_one(Member, number) for number in sorted(joined.get(session.id, ()))]
        people.sort(key=lambda member: (member.name_key, member.id))
        found.append(Funnel(session, met, frozenset(guests), tuple(people)))
    return found


def _day(session: LearningSession) -> date:
    return session.starts_at.astimezone(ZoneInfo(session.timezone)).date()


def _visits(db: Session) -> list[Visit]:
    held = (
        select(Attendance.member_id, LearningSession)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .where(Attendance.member_id.is_not(None), LearningSession.status != SessionStatus.CANCELLED.value)
    )
    return [Visit(int(number or 0), session.id, _day(session)) for number, session in db.execute(held)]


def _joinings(db: Session) -> dict[int, list[Joining]]:
    """Member number -> the days on which they became active, coming from outside."""
    became = select(StatusChange.member_id, StatusChange.changed_on).where(
        StatusChange.status == MemberStatus.ACTIVE.value,
        StatusChange.status_before.in_((MemberStatus.PROSPECT.value, MemberStatus.INVITED.value)),
    )
    found: dict[int, list[Joining]] = {}
    for number, day in db.execute(became).tuples():
        found.setdefault(number, []).append(day)
    return found


def _active_before(db: Session, numbers: Iterable[int]) -> Mapping[int, bool]:
    """Whether people without a noted step stand inside: they came as members."""
    inside = (MemberStatus.ACTIVE.value, MemberStatus.DORMANT.value, MemberStatus.LEFT.value)
    return {number: db.get_one(Member, number).status in inside for number in numbers}


def entry_of(funnel: Funnel) -> dict[str, Any]:
    """A funnel as programs read it."""
    met = funnel.presence
    return {
        "session": funnel.session.code,
        "title": funnel.session.title,
        "on": _day(funnel.session),
        "invited": len(met.invited),
        "registered": len(met.registered),
        "attended": met.came,
        "absent": len(met.absent),
        "unannounced": len(met.unannounced),
        "guests": len(funnel.guests),
        "joined": len(funnel.joined),
        "joined_people": [{"number": member.id, "name": member.name} for member in funnel.joined],
    }
