"""The results of a session: who came, who registered and did not, who came unannounced, and guests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.sessions.attendance import matching
from copctl.sessions.programme import SPEAKING
from copctl.store.schema import Attendance, LearningSession, Member, Rsvp
from copctl.store.schema.participation import Coming

REGISTERED = (Coming.YES.value, Coming.MAYBE.value)


class Group(StrEnum):
    """As what somebody was there."""

    SPEAKER = "speaker"
    REGISTERED = "registered"
    UNANNOUNCED = "unannounced"
    GUEST = "guest"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Came:
    """Somebody who was there; `called` is what lists called them, times are in UTC."""

    member: int | None
    name: str
    email: str | None
    called: tuple[str, ...]
    group: Group
    answer: str | None
    minutes: int | None
    first_seen: datetime | None
    last_seen: datetime | None
    source: str


@dataclass(frozen=True)
class Absent:
    """Somebody who had said yes or maybe and was not there."""

    member: int
    name: str
    email: str | None
    answer: str


@dataclass(frozen=True)
class Results:
    """Who came, by name within their group, and who registered but did not come."""

    came: list[Came]
    absent: list[Absent]

    @property
    def figures(self) -> dict[str, int | float | None]:
        """The numbers, under stable names; `median_minutes` is of those whose minutes are known."""
        lengths = [one.minutes for one in self.came if one.minutes is not None]
        groups = [one.group for one in self.came]
        answered = [one for one in self.came if one.answer in REGISTERED]
        return {
            "attended": len(self.came),
            "registered": len(answered) + len(self.absent),
            "registered_and_came": len(answered),
            "registered_but_absent": len(self.absent),
            "unannounced": groups.count(Group.UNANNOUNCED),
            "guests": groups.count(Group.GUEST),
            "unknown": groups.count(Group.UNKNOWN),
            "median_minutes": median(lengths) if lengths else None,
        }


def results_of(db: Session, session: LearningSession) -> Results:
    """Everything that is stored about who was at a session.

    Registered is who answered yes or maybe, whatever way; a guest is whom this session brought in; who
    speaks needs no registration.
    """
    answers = dict(
        db.execute(select(Rsvp.member_id, Rsvp.answer).where(Rsvp.session_id == session.id)).tuples().all()
    )
    speaking = {entry.member_id for entry in session.speakers if entry.status in SPEAKING}
    rows = db.execute(
        select(Attendance, Member)
        .outerjoin(Member, Attendance.member_id == Member.id)
        .where(Attendance.session_id == session.id)
        .order_by(Attendance.id)
    )
    came = [_came(row, member, answers, speaking, session) for row, member in rows.tuples()]
    here = {one.member for one in came}
    order = list(Group)
    came.sort(key=lambda one: (order.index(one.group), one.name.casefold()))
    return Results(came, _absent(db, {n: said for n, said in answers.items() if n not in here}))


def _came(
    row: Attendance,
    member: Member | None,
    answers: dict[int, str],
    speaking: set[int],
    session: LearningSession,
) -> Came:
    return Came(
        member=member.id if member else None,
        name=member.name if member else row.name,
        email=member.email if member else None,
        called=matching.labels_of(row.name),
        group=_group(member, answers, speaking, session),
        answer=answers.get(member.id) if member else None,
        minutes=row.minutes,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        source=row.source,
    )


def _group(
    member: Member | None, answers: dict[int, str], speaking: set[int], session: LearningSession
) -> Group:
    if member is None:
        return Group.UNKNOWN
    if member.id in speaking:
        return Group.SPEAKER
    if member.source == f"session {session.code}":
        return Group.GUEST
    return Group.REGISTERED if answers.get(member.id) in REGISTERED else Group.UNANNOUNCED


def _absent(db: Session, answers: dict[int, str]) -> list[Absent]:
    missing = {number: said for number, said in answers.items() if said in REGISTERED}
    found = db.execute(select(Member.id, Member.name, Member.email).order_by(Member.name, Member.id)).tuples()
    return [Absent(n, name, email, missing[n]) for n, name, email in found if n in missing]
