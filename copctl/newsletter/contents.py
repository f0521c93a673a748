"""What a quarter's issue can say: items out of the store, each with a key that never changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import consent, contributions
from copctl.newsletter import wording
from copctl.newsletter.sections import heading_of
from copctl.settings import Settings
from copctl.store.schema import (
    Contribution,
    Issue,
    LearningSession,
    Member,
    SessionTopic,
    Topic,
    TopicOrigin,
)
from copctl.store.schema.member import MemberStatus, Purpose
from copctl.store.schema.session import SessionStatus
from copctl.store.schema.topic import TopicStatus
from copctl.when import Quarter

MOST_TOPICS = 8
MOST_SESSIONS = 3


@dataclass(frozen=True)
class Item:
    """Something the issue can say: its keys (`story:3`), its section's heading, its title, its Markdown."""

    keys: tuple[str, ...]
    heading: str
    title: str
    text: str


@dataclass(frozen=True)
class Scope:
    """What is asked: whose issue, of which quarter, as seen when, and what it was offered already."""

    settings: Settings
    quarter: Quarter
    now: datetime
    known: Collection[str] = frozenset()


def gathered(db: Session, scope: Scope) -> list[Item]:
    """Every item for the issue that it does not hold already, in the order of its sections."""
    sources: Iterable[Callable[[Session, Scope], Iterable[Item]]] = (
        _upcoming, _events, _topics, _contributions, _newcomers,
    )  # fmt: skip
    return [item for source in sources for item in source(db, scope) if not set(item.keys) & set(scope.known)]


def _item(key: str, title: str, text: str) -> Item:
    return Item((key,), heading_of(key.partition(":")[0]), title, text)


def _local_day(session: LearningSession) -> date:
    return session.starts_at.astimezone(ZoneInfo(session.timezone)).date()


def _sessions(db: Session, status: SessionStatus) -> list[LearningSession]:
    wanted = select(LearningSession).where(LearningSession.status == status.value)
    return list(db.execute(wanted.order_by(LearningSession.starts_at, LearningSession.id)).scalars())


def upcoming_sessions(db: Session, scope: Scope) -> list[LearningSession]:
    """Sessions still to come, the next one first; for a quarter that lies ahead, from its first day on."""
    return [
        session
        for session in _sessions(db, SessionStatus.PLANNED)
        if session.starts_at > scope.now and _local_day(session) >= scope.quarter.first
    ][:MOST_SESSIONS]


def _upcoming(db: Session, scope: Scope) -> Iterator[Item]:
    moderator = (scope.settings.moderator.name, scope.settings.moderator.email)
    for session in upcoming_sessions(db, scope):
        yield _item(f"session:{session.code}", session.title, wording.upcoming(session, moderator))


def _events(db: Session, scope: Scope) -> Iterator[Item]:
    """Sessions held in the quarter, and those held after the issue before was drafted."""
    before = db.execute(
        select(Issue).where(Issue.quarter < str(scope.quarter)).order_by(Issue.quarter.desc()).limit(1)
    ).scalar_one_or_none()
    told = set(before.offered) if before is not None else set()
    since = scope.quarter.first
    if before is not None:
        since = min(since, before.drafted_at.astimezone(scope.settings.zone).date())
    for session in _sessions(db, SessionStatus.HELD):
        key = f"event:{session.code}"
        if since <= _local_day(session) <= scope.quarter.last and key not in told:
            yield _item(key, session.title, wording.event(session))


def _topics(db: Session, scope: Scope) -> Iterator[Item]:
    """Topics that were asked for and are still to come, best first (ties by label)."""
    wanted = (TopicStatus.EMERGING.value, TopicStatus.BACKLOG.value, TopicStatus.SCHEDULED.value)
    topics = list(db.execute(select(Topic).where(Topic.status.in_(wanted))).scalars())
    ranked = sorted(topics, key=lambda topic: (-_votes(topic), topic.label))
    days = _planned_days(db, scope)
    for topic in ranked[:MOST_TOPICS]:
        text = wording.asked_for(topic, _newest(topic), days.get(topic.id))
        yield _item(f"topic:{topic.slug}", topic.label, text)


def _newest(topic: Topic) -> TopicOrigin | None:
    return max(topic.origins, key=lambda origin: (origin.noted_on, origin.id), default=None)


def _votes(topic: Topic) -> int:
    newest = _newest(topic)
    return newest.votes or 0 if newest is not None else 0


def _planned_days(db: Session, scope: Scope) -> dict[int, date]:
    """Topic -> the day of the next session about it."""
    rows = db.execute(
        select(SessionTopic.topic_id, LearningSession)
        .join(LearningSession, SessionTopic.session_id == LearningSession.id)
        .where(LearningSession.status == SessionStatus.PLANNED.value)
        .order_by(LearningSession.starts_at.desc())
    )
    return {topic: _local_day(session) for topic, session in rows if session.starts_at > scope.now}


def _contributions(db: Session, scope: Scope) -> Iterator[Item]:
    for kind in ("project", "resource", "story"):
        for piece in contributions.listed(db, kind, since=scope.quarter.first, until=scope.quarter.last):
            if contributions.may_be_published(piece):
                yield _item(f"{kind}:{piece.id}", piece.title, wording.contribution(piece))


def _newcomers(db: Session, scope: Scope) -> Iterator[Item]:
    """Members who joined in the quarter: by name with consent to the directory, the others counted."""
    told = {key.partition(":")[2] for key in scope.known if key.startswith(("member:", "joined:"))}
    wanted = select(Member).where(
        Member.status == MemberStatus.ACTIVE.value,
        Member.joined_on.between(scope.quarter.first, scope.quarter.last),
    )
    joined = db.execute(wanted.order_by(Member.joined_on, Member.id)).scalars()
    fresh = [member for member in joined if str(member.id) not in told]
    named = [member for member in fresh if consent.stands(member, Purpose.DIRECTORY)]
    for member in named:
        yield _item(f"member:{member.id}", member.name, wording.newcomer(member))
    unnamed = tuple(f"joined:{member.id}" for member in fresh if member not in named)
    if unnamed:
        text = wording.others(len(unnamed), beside_named=bool(named or told))
        yield Item(unnamed, heading_of("joined"), f"{len(unnamed)} without a name", text)


def withheld(db: Session, keys: Collection[str]) -> list[str]:
    """Which of these keys may not be published: consent is missing or was taken back."""
    return [key for key in keys if not _is_free(db, *key.split(":", 1))]


def _is_free(db: Session, kind: str, number: str) -> bool:
    if kind not in {"story", "member"}:
        return True
    row_id = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    if kind == "story":
        piece = db.get(Contribution, row_id)
        return piece is not None and piece.kind == kind and contributions.may_be_published(piece)
    member = db.get(Member, row_id)
    return member is not None and consent.stands(member, Purpose.DIRECTORY)
