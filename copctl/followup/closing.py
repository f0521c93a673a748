"""What the moderator says when a session is over: where the recording is, what was decided, what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import contributions
from copctl.errors import Refused, WrongUsage
from copctl.sessions import lineup, planning, programme
from copctl.store.schema import Contribution, LearningSession
from copctl.store.schema.session import SessionStatus
from copctl.store.schema.topic import TopicStatus


@dataclass(frozen=True)
class Resource:
    """Something that a session leaves behind: its title and where it is."""

    title: str
    link: str


@dataclass(frozen=True)
class Closing:
    """What to note about a session that is over; None leaves something as it is.

    `notes` and `decided` are Markdown. `covered` and `evidence` say whether its topics count as covered, and
    its talks as evidence of its speakers.
    """

    recording: str | None = None
    slides: str | None = None
    notes: str | None = None
    decided: str | None = None
    resources: tuple[Resource, ...] = ()
    covered: bool = True
    evidence: bool = True


@dataclass(frozen=True)
class Closed:
    """What closing a session brought: topics that are covered now, and whose profile has a talk more."""

    covered: tuple[str, ...]
    credited: tuple[str, ...]


def read_resource(text: str) -> Resource:
    """A resource written `TITLE LINK`; WrongUsage for anything else."""
    title, _, link = names.written(text).rpartition(" ")
    if not title or not link.lower().startswith(("https://", "http://")):
        raise WrongUsage(
            f"{names.written(text)!r} is no resource.",
            hint="write its title and then its address: --resource 'Interview guide https://...'",
        )
    return Resource(title, contributions.clean_link(link))


def close(db: Session, session: LearningSession, said: Closing, *, now: datetime, today: date) -> Closed:
    """Note that a session was held and what it left: its topics are covered, its talks become evidence.

    Refused for one that has not begun, or was cancelled.
    """
    if session.status == SessionStatus.CANCELLED:
        raise Refused(
            f"Session {session.code} is cancelled.",
            hint=f"if it was held after all: copctl session edit {session.code} --status planned",
        )
    if session.starts_at > now:
        raise Refused(
            f"Session {session.code} has not begun: it is to start on "
            f"{session.starts_at.astimezone(ZoneInfo(session.timezone)):%Y-%m-%d %H:%M}.",
            hint=f"wrap it up afterwards, or move it: copctl session edit {session.code} --on 'DATE TIME'",
        )
    covered, credited = _covered(session), lineup.credited(db, session)
    changes = planning.Revision(
        recording=said.recording, notes=said.notes, status=SessionStatus.HELD.value, covers=said.covered,
        credits=said.evidence,
    )  # fmt: skip
    planning.edit(db, session, changes, today=today)
    if said.slides is not None:
        session.slides = programme.read_link(said.slides)
    if said.decided is not None:
        session.decided = names.prose(said.decided)
    _keep(db, session, said.resources, today)
    session.wrapped_on = session.wrapped_on or today
    db.flush()
    now_credited = lineup.credited(db, session) - credited
    return Closed(
        tuple(label for label in _covered(session) if label not in covered),
        tuple(entry.member.name for entry in session.speakers if entry.member_id in now_credited),
    )


def _covered(session: LearningSession) -> list[str]:
    return [entry.topic.label for entry in session.topics if entry.topic.status == TopicStatus.COVERED]


def resources_of(db: Session, session: LearningSession) -> list[Contribution]:
    """What a session left behind, in the order in which it was noted."""
    left = select(Contribution).where(Contribution.session_id == session.id).order_by(Contribution.id)
    return list(db.execute(left).scalars())


def _keep(db: Session, session: LearningSession, resources: Iterable[Resource], today: date) -> None:
    """Note resources; one of the same title gets the new address instead of standing there twice."""
    held = {names.key(piece.title): piece for piece in resources_of(db, session)}
    day = session.starts_at.astimezone(ZoneInfo(session.timezone)).date()
    for resource in resources:
        said = {"title": resource.title, "link": resource.link, "dated": day.isoformat()}
        known = held.get(names.key(resource.title))
        if known is not None:
            contributions.write(db, known, said, today=today)
            continue
        piece = contributions.add(db, "resource", said, today=today)
        piece.session_id = session.id
        held[names.key(piece.title)] = piece
