"""Names that are kept and told later: who they mean, asked of the moderator or said by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import NotFound
from copctl.sessions.attendance import guests, matching
from copctl.sessions.attendance.matching import How, Proposal
from copctl.sessions.attendance.persons import Person, Presence
from copctl.sessions.attendance.recording import Line, both, write
from copctl.sessions.attendance.spans import span_of
from copctl.store.schema import Attendance, LearningSession, Member


def unplaced_names(db: Session, session: LearningSession) -> list[str]:
    """Names that are kept and that nobody has been found for."""
    wanted = select(Attendance.name).where(
        Attendance.session_id == session.id, Attendance.member_id.is_(None), Attendance.name != ""
    )
    return list(db.execute(wanted.order_by(Attendance.id)).scalars())


def proposals(db: Session, session: LearningSession) -> list[Proposal]:
    """Whom the names that are kept without a member may mean; machines and devices mean nobody."""
    known = matching.known(db, session, {})
    found = [Proposal(name, tuple(matching.candidates_of(Person(name, "").readings, known)))
             for name in unplaced_names(db, session)]  # fmt: skip
    return [proposal for proposal in found if proposal.candidates]


def decide(db: Session, session: LearningSession, name: str, member: Member | None, *, today: date) -> Member:
    """Say who a name that is kept means; nobody the community knows becomes a prospect.

    Two rows that turn out to be one member become one. NotFound for a name that no row has.
    """
    rows = list(db.execute(select(Attendance).where(Attendance.session_id == session.id)).scalars())
    row = next((row for row in rows if names.key(name) in map(names.key, matching.labels_of(row.name))), None)
    if row is None:
        known = [label for held in rows for label in matching.labels_of(held.name)]
        hint = names.did_you_mean(name, known, f"copctl session attendance {session.code}")
        raise NotFound(f"Nobody at session {session.code} was called {names.written(name)!r}.", hint=hint)
    person = member or guests.guest(db, session, matching.labels_of(row.name)[0], "", today=today)[0]
    source = matching.source_of(row.source.partition(", by ")[0], How.HAND)
    other = next((held for held in rows if held.member_id == person.id and held is not row), None)
    if other is None:
        row.member_id, row.source = person.id, source
    else:
        _join(other, row, source)
        db.delete(row)
    db.flush()
    return person


def _join(row: Attendance, other: Attendance, source: str) -> None:
    """Make one row of two that turn out to be one person: minutes add up where they were not at once."""
    apart = _are_apart(row, other)
    presence = Presence(other.minutes, other.first_seen, other.last_seen)
    line = both(row, Line(row.member_id, other.name, presence, source))
    if apart:
        total = (row.minutes or 0) + (other.minutes or 0)
        line = replace(line, presence=replace(line.presence, minutes=total))
    labels = matching.labels_of(row.name) if matching.how_of(row.source) is How.HAND else ()
    write(
        row, replace(line, name=matching.name_of([*labels, *matching.labels_of(other.name)]), source=source)
    )


def _are_apart(one: Attendance, other: Attendance) -> bool:
    """Whether two rows were seen one after the other, so that their minutes add up."""
    mine, theirs = span_of(one.first_seen, one.last_seen), span_of(other.first_seen, other.last_seen)
    if mine is None or theirs is None:
        return False
    return mine.end <= theirs.start or theirs.end <= mine.start
