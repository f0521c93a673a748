"""The topics that wait for a session, and the ballots of the newest survey that asked about them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from copctl.names import slug
from copctl.store.schema import LearningSession, SessionTopic, Survey, Topic, TopicAlias, TopicOrigin
from copctl.store.schema.session import SessionStatus
from copctl.store.schema.topic import TopicStatus
from copctl.surveys.asking.visibility import is_hidden
from copctl.topics import casting, counting, electorate
from copctl.topics.electorate import Electorate
from copctl.topics.rules.profiles import Approvals, Rankings
from copctl.topics.turns import Voted, Waiting


def waiting(db: Session) -> list[Waiting]:
    """The topics of the backlog that no planned session has, by their number."""
    planned = (
        select(SessionTopic.topic_id)
        .join(LearningSession)
        .where(LearningSession.status == SessionStatus.PLANNED)
    )
    wanted = (
        select(Topic)
        .where(Topic.status == TopicStatus.BACKLOG, Topic.id.not_in(planned))
        .options(selectinload(Topic.origins))
        .order_by(Topic.id)
    )
    slugs: dict[int, str] = dict(db.execute(select(Survey.id, Survey.slug)).tuples().all())
    return [_waiting(topic, slugs) for topic in db.execute(wanted).scalars()]


def _waiting(topic: Topic, surveys: dict[int, str]) -> Waiting:
    asked = next((origin for origin in reversed(topic.origins) if origin.survey_id is not None), None)
    return Waiting(
        number=topic.id,
        label=topic.label,
        slug=topic.slug,
        votes=asked.votes if asked else None,
        respondents=asked.respondents if asked else None,
        minutes=topic.minutes,
        survey=surveys.get(asked.survey_id or 0, "") if asked else "",
    )


def voted(db: Session, topics: Sequence[Waiting]) -> Voted | None:
    """The ballots of the newest tally that any of these topics came from; None where there are none.

    Results that are hidden until their survey is closed stay hidden, and where everybody ranked everything
    the ballots approve of nothing in particular.
    """
    numbers = [topic.number for topic in topics]
    newest = (
        select(TopicOrigin)
        .where(TopicOrigin.topic_id.in_(numbers), TopicOrigin.survey_id.is_not(None))
        .order_by(TopicOrigin.noted_on.desc(), TopicOrigin.survey_id.desc(), TopicOrigin.id)
        .limit(1)
    )
    origin = db.execute(newest).scalar_one_or_none()
    survey = db.get(Survey, origin.survey_id) if origin is not None and origin.survey_id else None
    if origin is None or survey is None or is_hidden(survey):
        return None
    cast = casting.cast(db, survey, counting.subject_of(survey, origin.question), by=None, weight=None)
    ballots = _approvals(cast)
    if ballots is None:
        return None
    named = _topics_by_slug(db)
    of = [named.get(slug(label)) for label in ballots.names]
    held = _held(db)
    place = {number: candidate for candidate, number in reversed(list(enumerate(of))) if number is not None}
    return Voted(ballots, of, [place[number] for number in held if number in place and number not in numbers])


def _approvals(cast: Electorate) -> Approvals | None:
    profile = cast.profile
    if isinstance(profile, Rankings) and not any(
        sum(map(len, ranking)) < len(profile.names) for ranking in profile.weights
    ):
        return None
    ballots = electorate.approvals(profile)
    return ballots if any(ballots.weights) else None


def _topics_by_slug(db: Session) -> dict[str, int]:
    named: dict[str, int] = dict(db.execute(select(TopicAlias.slug, TopicAlias.topic_id)).tuples().all())
    return named | dict(db.execute(select(Topic.slug, Topic.id)).tuples().all())


def _held(db: Session) -> list[int]:
    """The topics that had a session or will have one, the earliest first, each once."""
    sessions = (
        select(SessionTopic.topic_id)
        .join(LearningSession)
        .where(LearningSession.status != SessionStatus.CANCELLED)
        .order_by(LearningSession.starts_at, SessionTopic.id)
    )
    marked = select(Topic.id).where(
        Topic.status.in_([TopicStatus.COVERED.value, TopicStatus.SCHEDULED.value])
    )
    return list(
        dict.fromkeys([*db.execute(sessions).scalars(), *db.execute(marked.order_by(Topic.id)).scalars()])
    )
