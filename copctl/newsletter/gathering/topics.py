"""Topics: those that members asked for and that are still to come, and those that were covered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from copctl.newsletter import wording
from copctl.newsletter.gathering import sessions
from copctl.newsletter.sections import Item, Scope, item
from copctl.store.schema import LearningSession, SessionTopic, Topic, TopicOrigin
from copctl.store.schema.session import SessionStatus
from copctl.store.schema.topic import TopicStatus

MOST_TOPICS = 8
_WAITING = (TopicStatus.EMERGING.value, TopicStatus.BACKLOG.value, TopicStatus.SCHEDULED.value)


def asked_for(db: Session, scope: Scope) -> Iterator[Item]:
    """What comes next, best first (ties by label), then what was covered, in its order of days."""
    wanted = select(Topic).where(Topic.status.in_(_WAITING)).options(selectinload(Topic.origins))
    waiting = sorted(db.execute(wanted).scalars(), key=lambda topic: (-_votes(topic), topic.label))
    days = _planned_days(db, scope)
    for place, topic in enumerate(waiting):
        if place < MOST_TOPICS or f"topic:{topic.slug}" in scope.known:
            when = wording.When(planned=days.get(topic.id))
            yield _item(topic, when, scope)
    for place, (topic, day) in enumerate(_covered(db, scope)):
        if place < MOST_TOPICS or f"topic:{topic.slug}" in scope.known:
            yield _item(topic, wording.When(covered=day), scope)


def _item(topic: Topic, when: wording.When, scope: Scope) -> Item:
    text = wording.asked_for(topic, _newest(topic), when, scope.say)
    return item(f"topic:{topic.slug}", topic.label, text)


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
    return {topic: sessions.local_day(session) for topic, session in rows if session.starts_at > scope.now}


def _covered(db: Session, scope: Scope) -> Iterator[tuple[Topic, date]]:
    """Topics of the sessions that the issue tells of, each once, unless they are asked for again."""
    seen = set()
    for session in sessions.held(db, scope):
        for held in session.topics:
            if held.topic.status not in _WAITING and held.topic_id not in seen:
                seen.add(held.topic_id)
                yield held.topic, sessions.local_day(session)
