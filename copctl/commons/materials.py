"""What makes up the list of resources: what members made, and the slides and recordings of sessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    Text,
    and_,
    cast,
    exists,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute

from copctl.commons import asked, contributed, occasion
from copctl.commons.view import View
from copctl.community import visible
from copctl.store.schema import (
    Contribution,
    Evidence,
    EvidenceTopic,
    LearningSession,
    Member,
    SessionSpeaker,
    SessionTopic,
    Topic,
)
from copctl.store.schema.contribution import ContributionKind
from copctl.store.schema.session import SessionStatus

KINDS = {"resource": "Made by members", "slides": "Slides", "recording": "Recordings"}
# No store holds a moment before; sums of days stay within what a date can be.
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Wish:
    """What the reader looks for: a topic (slug), an author (number), a kind (of `KINDS`).

    `after` is the place of the last one of the page before; see `Place`.
    """

    topic: str = ""
    author: str = ""
    kind: str = ""
    after: str = ""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Wish:
        """Out of the parameters of an address; others are left alone."""
        return cls(**{name: said.get(name, "") for name in cls.__dataclass_fields__})


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands among the resources: a moment in UTC, the rank of its kind, its number.

    What a member made stands at the beginning of its day, in the community's zone.
    """

    at: datetime
    rank: int
    number: int

    def __str__(self) -> str:
        return f"{int(self.at.timestamp())}-{self.rank}-{self.number}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """A place as an address carries it; None for any other text."""
        parts = text.split("-")
        if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
            return None
        if max(map(len, parts)) > 12:
            return None
        seconds, rank, number = map(int, parts)
        if seconds > _LAST.timestamp():
            return None
        return cls(datetime.fromtimestamp(seconds, UTC), rank, number if asked.is_number(number) else 0)


@dataclass(frozen=True)
class Material:
    """One of the list; `to` is the place of its page, `people` whom it is from (number, name)."""

    place: Place
    kind: str
    title: str
    to: str
    link: str
    day: date
    people: tuple[tuple[int, str], ...] = ()
    organisation: str = ""


# What members made ---------------------------------------------------------------------------------


def made(view: View, wish: Wish, after: Place | None, most: int | None) -> Iterator[Material]:
    """Resources of members after a place, newest first, at most so many."""
    wanted = contributed.every([ContributionKind.RESOURCE.value]).limit(most)
    if wish.topic:
        wanted = wanted.where(about(select(Topic.id).where(Topic.slug == wish.topic).scalar_subquery()))
    if wish.author:
        wanted = wanted.where(Contribution.member_id == asked.number(wish.author), visible.listed())
    if after is not None:
        wanted = wanted.where(_later_than(view, after))
    for row in view.db.execute(wanted):
        one = contributed.given(row)
        place = Place(_midnight(view, one.day), 0, one.number)
        people = (one.author,) if one.author else ()
        yield Material(
            place, "resource", one.title, f"/resources/{one.number}", one.link, one.day, people,
            one.organisation,
        )  # fmt: skip


def _midnight(view: View, day: date) -> datetime:
    return datetime.combine(day, time(), view.settings.zone).astimezone(UTC)


def _later_than(view: View, after: Place) -> ColumnElement[bool]:
    """Contributions that stand after a place; a day is a column without hours."""
    day = max(after.at, _FIRST).astimezone(view.settings.zone).date()
    if _midnight(view, day) < after.at:
        return Contribution.dated <= day
    tie = Contribution.id < after.number if after.rank == 0 else true()
    # Said twice, so that an index of days ends where the page begins.
    return and_(
        Contribution.dated <= day, or_(Contribution.dated < day, and_(Contribution.dated == day, tie))
    )


def about(topic: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """What a contribution is about: by what it shows its member to know, or by the session it came from."""
    own = or_(
        Evidence.source == literal("contribution:") + cast(Contribution.id, Text),
        and_(Evidence.kind == ContributionKind.RESOURCE.value, Evidence.title == Contribution.title),
    )
    shown = (
        select(EvidenceTopic.topic_id)
        .join(Evidence, Evidence.id == EvidenceTopic.evidence_id)
        .where(Evidence.member_id == Contribution.member_id, own)
        .correlate(Contribution)
    )
    came_from = (
        select(SessionTopic.topic_id)
        .where(SessionTopic.session_id == Contribution.session_id)
        .correlate(Contribution)
    )
    return or_(topic.in_(shown), topic.in_(came_from))


# What sessions left behind ---------------------------------------------------------------------------

_COLUMNS: dict[str, tuple[int, InstrumentedAttribute[str]]] = {
    "slides": (1, LearningSession.slides),
    "recording": (2, LearningSession.recording),
}


def left(view: View, wish: Wish, after: Place | None, kind: str, most: int | None) -> Iterator[Material]:
    """Slides or recordings after a place, newest first, at most so many."""
    rank, column = _COLUMNS[kind]
    wanted = (
        select(LearningSession)
        .where(column != "", LearningSession.status != SessionStatus.CANCELLED.value)
        .order_by(LearningSession.starts_at.desc(), LearningSession.id.desc())
        .options(occasion.SPEAKERS)
        .limit(most)
    )
    for condition in _conditions(wish, after, rank):
        wanted = wanted.where(condition)
    for session in view.db.execute(wanted).scalars():
        day = session.starts_at.astimezone(view.settings.zone).date()
        # To the second, as an address carries it.
        place = Place(session.starts_at.replace(microsecond=0), rank, session.id)
        link = contributed.opened(getattr(session, column.key))
        yield Material(
            place, kind, occasion.title(session), f"/sessions/{session.code}", link, day, _speakers(session)
        )


def _conditions(wish: Wish, after: Place | None, rank: int) -> Iterator[ColumnElement[bool]]:
    if wish.topic:
        yield exists().where(
            SessionTopic.session_id == LearningSession.id,
            Topic.id == SessionTopic.topic_id,
            Topic.slug == wish.topic,
        )
    if wish.author:
        yield exists().where(
            SessionSpeaker.session_id == LearningSession.id,
            SessionSpeaker.member_id == asked.number(wish.author),
            occasion.spoke(),
            Member.id == SessionSpeaker.member_id,
            visible.listed(),
        )
    if after is not None:
        # A session at this very moment stands after it by the rank of the kind, then by its number.
        tie = LearningSession.id < after.number if rank == after.rank else literal(rank < after.rank)
        next_second = after.at + timedelta(seconds=1)
        same = and_(LearningSession.starts_at >= after.at, LearningSession.starts_at < next_second, tie)
        yield or_(LearningSession.starts_at < after.at, same)


def _speakers(session: LearningSession) -> tuple[tuple[int, str], ...]:
    return tuple(
        (one.member_id, one.member.name) for one in occasion.told_of(session) if visible.is_listed(one.member)
    )
