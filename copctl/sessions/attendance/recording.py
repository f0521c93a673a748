"""Keeping who was at a session: what a report says replaces what an earlier one said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import NotFound, Refused
from copctl.sessions.attendance import guests, matching, registrations
from copctl.sessions.attendance.matching import How, Placed, Proposal
from copctl.sessions.attendance.persons import Person, Presence, persons_of, presence_of
from copctl.sessions.attendance.shape import Report
from copctl.settings import Moderator
from copctl.store.schema import Attendance, LearningSession
from copctl.store.schema.session import SessionStatus

LEAST = 5


@dataclass(frozen=True)
class Wish:
    """How a report is to be taken.

    `least` minutes make somebody who came; `guests` who are no members become prospects; `add` keeps
    what other reports said; `take_same` takes a member's exact name for them; `said` is by `names.key` of a
    name the number of its member, 0 for nobody the community knows.
    """

    least: int = LEAST
    guests: bool = True
    add: bool = False
    take_same: bool = False
    said: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Outcome:
    """What a report did. Names are as it has them; `brief` with minutes, `left_out` with why."""

    people: int = 0
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    prospects: list[str] = field(default_factory=list)
    answers: int = 0
    brief: list[tuple[str, int]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One row as it shall be: a member or nobody, what the list called them, how long they were there."""

    member_id: int | None
    name: str
    presence: Presence
    source: str

    @property
    def called(self) -> str:
        """What the list called them, in one line."""
        return ", ".join(matching.labels_of(self.name))


def record(
    db: Session, session: LearningSession, report: Report, wish: Wish, *, moderator: Moderator, now: datetime,
    today: date,
) -> Outcome:  # fmt: skip
    """Take a report in: who came, who registered, and guests as prospects.

    Refused for a session that was called off, NotFound for a name in `wish.said` that nobody in it has.
    """
    if session.status == SessionStatus.CANCELLED:
        raise Refused(
            f"Session {session.code} was called off.",
            hint=f"copctl session edit {session.code} --status planned",
        )
    outcome = Outcome(left_out=list(report.left_out), warnings=list(report.warnings))
    persons = _counted(report, moderator, outcome)
    _refuse_unheard(wish.said, persons)
    placed = _placed(db, session, persons, report, wish, outcome)
    if wish.guests:
        _take_in_guests(db, session, placed, wish, outcome, today)
    lines = _lines(report.tool, [p for p in placed if p.person.came], wish, outcome)
    outcome.people = len(persons)
    if any(person.came for person in persons):
        _keep(db, session, lines, outcome, add=wish.add)
    outcome.answers = registrations.note(db, session, placed, now=now)
    db.flush()
    return outcome


def _counted(report: Report, moderator: Moderator, outcome: Outcome) -> list[Person]:
    """The people of a report without machines and the moderator, who are named."""
    counted = []
    entries = [replace(entry, email=guests.address(entry.email)) for entry in report.entries]
    for person in persons_of(entries):
        why = matching.left_out(person, moderator)
        if why:
            outcome.left_out.append((person.name, why))
        else:
            counted.append(person)
    return counted


def _refuse_unheard(said: Mapping[str, int], persons: Sequence[Person]) -> None:
    heard = {names.key(person.name): person.name for person in persons}
    for key in said:
        if key not in heard:
            hint = names.did_you_mean(key, heard.values(), "write the name as the list has it")
            raise NotFound(f"Nobody on the list is called {key!r}.", hint=hint)


def _placed(
    db: Session,
    session: LearningSession,
    persons: Sequence[Person],
    report: Report,
    wish: Wish,
    outcome: Outcome,
) -> list[Placed]:
    known = matching.known(db, session, wish.said, take_same=wish.take_same)
    placed = []
    for person in persons:
        found = matching.place(person, known)
        if found.is_guest and matching.is_host(person, report.hosts):
            outcome.left_out.append((person.name, "ran the meeting"))
            continue
        placed.append(found)
        if found.open_to is not None and not _is_brief(person, wish):
            outcome.proposals.append(found.open_to)
    return placed


def _is_brief(person: Person, wish: Wish) -> bool:
    """Whether somebody only looked in; who registered counts as a registration all the same."""
    stayed = presence_of(person.entries).minutes
    return person.came and stayed is not None and stayed < wish.least


# Guests ----------------------------------------------------------------------------------------


def _take_in_guests(
    db: Session, session: LearningSession, placed: Sequence[Placed], wish: Wish, outcome: Outcome, today: date
) -> None:
    for place in placed:
        person = place.person
        wanted = person.registered if not person.came or _is_brief(person, wish) else True
        if not place.is_guest or not wanted:
            continue
        member, is_new = guests.guest(db, session, person.name, person.email, today=today)
        place.member_id = member.id
        if place.how is None:
            place.how = How.EMAIL if member.email_key else How.NAME
        if is_new:
            outcome.prospects.append(member.name)


# Rows ------------------------------------------------------------------------------------------


def _lines(tool: str, placed: Sequence[Placed], wish: Wish, outcome: Outcome) -> list[Line]:
    """One line a member, whoever of the report they were; and one for each who is nobody yet."""
    together: dict[int, list[Placed]] = {}
    for place in placed:
        together.setdefault(place.member_id or -len(together) - 1, []).append(place)
    lines = []
    for number, places in together.items():
        entries = [entry for place in places for entry in place.person.entries]
        presence = presence_of(entries)
        first = places[0]
        if presence.minutes is not None and presence.minutes < wish.least:
            outcome.brief.append((first.person.name, presence.minutes))
            continue
        if number < 0 and not first.can_be_named:
            outcome.unnamed.append(first.person.name)
        by_hand = [place for place in places if place.how is How.HAND]
        told = by_hand or places[:1]
        name = matching.name_of(place.person.name for place in told)
        lines.append(Line(first.member_id, name, presence, matching.source_of(tool, told[0].how)))
    return lines


def _keep(
    db: Session, session: LearningSession, lines: Sequence[Line], outcome: Outcome, *, add: bool
) -> None:
    """Make the rows what the lines say; with `add`, rows of others stay, and both count."""
    rows = list(db.execute(select(Attendance).where(Attendance.session_id == session.id)).scalars())
    by_member = {row.member_id: row for row in rows if row.member_id is not None}
    unplaced = [row for row in rows if row.member_id is None]
    kept: set[int] = set()
    for line in lines:
        row = by_member.get(line.member_id) if line.member_id is not None else None
        row = row or _unplaced(unplaced, line.name, kept)
        if row is None:
            db.add(_new(session, line))
            outcome.added.append(line.called)
            continue
        kept.add(row.id)
        if write(row, both(row, line) if add else line):
            outcome.updated.append(line.called)
        else:
            outcome.unchanged += 1
    for row in rows:
        if row.id not in kept and not add:
            outcome.removed.append(", ".join(matching.labels_of(row.name)) or "somebody who was erased")
            db.delete(row)
    db.flush()


def _unplaced(rows: Iterable[Attendance], name: str, kept: set[int]) -> Attendance | None:
    """The row of this name that nobody has been found for, and that no other line has taken."""
    key = names.key(name)
    return next((row for row in rows if row.id not in kept and names.key(row.name) == key), None)


def _new(session: LearningSession, line: Line) -> Attendance:
    return Attendance(
        session_id=session.id, member_id=line.member_id, name=line.name, minutes=line.presence.minutes,
        first_seen=line.presence.first_seen, last_seen=line.presence.last_seen, source=line.source,
    )  # fmt: skip


def write(row: Attendance, line: Line) -> bool:
    """Give a row what a line says; whether that is anything new."""
    wanted = {
        "member_id": line.member_id, "name": line.name, "minutes": line.presence.minutes,
        "first_seen": line.presence.first_seen, "last_seen": line.presence.last_seen, "source": line.source,
    }  # fmt: skip
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def both(row: Attendance, line: Line) -> Line:
    """What is stored and what a line says of the same person; the longer presence counts."""
    lengths = [value for value in (row.minutes, line.presence.minutes) if value is not None]
    firsts = [value for value in (row.first_seen, line.presence.first_seen) if value is not None]
    lasts = [value for value in (row.last_seen, line.presence.last_seen) if value is not None]
    presence = Presence(max(lengths, default=None), min(firsts, default=None), max(lasts, default=None))
    known = row.member_id is not None
    return replace(
        line, member_id=line.member_id or row.member_id, presence=presence, name=row.name or line.name,
        source=row.source if known else line.source,
    )  # fmt: skip
