"""Topics: what members asked for, how it ranked, what became of it, and who knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import selectinload

from copctl import names
from copctl.commons import named, occasion
from copctl.commons.named import Named
from copctl.commons.page import Page
from copctl.commons.view import View
from copctl.errors import NotFound
from copctl.store.schema import (
    Expertise,
    LearningSession,
    Member,
    SessionTopic,
    Survey,
    Topic,
    TopicAlias,
    TopicOrigin,
    TopicRelation,
)
from copctl.store.schema.topic import TopicStatus
from copctl.surveys.asking.visibility import is_hidden

KNOWING = 12
# From what comes soonest to what is put aside: status, and what it is called.
STANDS = {
    TopicStatus.SCHEDULED.value: "Planned",
    TopicStatus.BACKLOG.value: "Asked for",
    TopicStatus.EMERGING.value: "Coming up in talks and surveys",
    TopicStatus.COVERED.value: "Covered",
    TopicStatus.PARKED.value: "Put aside for now",
}
# Who is only interested in it does not know it.
_PRACTISING = 2


@dataclass(frozen=True)
class Asked:
    """Where a topic was asked for: the survey's title, its place there, so many of so many people."""

    survey: str
    rank: int | None
    votes: int | None
    respondents: int | None
    noted_on: date


@dataclass(frozen=True)
class Line:
    """A topic in the list, with where it was asked for last."""

    slug: str
    label: str
    about: str
    asked: Asked | None


def listed(view: View) -> Page:
    """The topics that somebody asked for, by what became of them, those that most people want first."""
    wanted = select(Topic).where(Topic.status.is_not(None)).options(selectinload(Topic.origins))
    surveys = _surveys(view)
    groups: dict[str, list[Line]] = {status: [] for status in STANDS}
    for topic in view.db.execute(wanted).scalars():
        asked = _asked(topic, surveys)
        groups[topic.status or ""].append(
            Line(topic.slug, topic.label, topic.about, asked[-1] if asked else None)
        )
    parts = [(STANDS[status], sorted(lines, key=_place)) for status, lines in groups.items() if lines]
    return Page("/topics", "topics.html", {"groups": parts})


def _place(line: Line) -> tuple[int, str]:
    return -(line.asked.votes or 0 if line.asked else 0), names.key(line.label)


def one(view: View, slug: str) -> Page:
    """One topic, also by another name of it; NotFound where there is none."""
    topic = _found(view, slug)
    knowing = _knowing(topic)
    sessions = _sessions(view, topic)
    return Page(
        f"/topics/{topic.slug}",
        "topic.html",
        {
            "topic": {
                "slug": topic.slug,
                "label": topic.label,
                "about": topic.about,
                "stands": STANDS.get(topic.status or "", ""),
                "aliases": [alias.label for alias in topic.aliases],
            },
            "asked": list(reversed(_asked(topic, _surveys(view)))),
            "coming": [one for one in sessions if one.stands == "coming"],
            "past": [one for one in sessions if one.stands in ("held", "over")],
            "people": _people(view, topic, knowing),
            "more_people": max(0, named.count(view, knowing) - KNOWING),
            **_related(view, topic),
        },
    )


def _found(view: View, slug: str) -> Topic:
    other = select(TopicAlias.topic_id).where(TopicAlias.slug == slug)
    named_so = select(Topic).where((Topic.slug == slug) | Topic.id.in_(other), named.topics())
    found = view.db.execute(named_so).scalars().first()
    if found is None:
        raise NotFound("There is no topic of that name.", hint="look in the list of topics")
    return found


def _surveys(view: View) -> dict[int, str]:
    """Surveys whose results may be seen, by number, with their titles."""
    return {s.id: s.title for s in view.db.execute(select(Survey)).scalars() if not is_hidden(s)}


def _asked(topic: Topic, surveys: dict[int, str]) -> list[Asked]:
    """Where a topic was asked for, oldest first. What a moderator noted of it is nobody else's business."""
    return [
        Asked(surveys[origin.survey_id], *_figures(origin))
        for origin in topic.origins
        if origin.survey_id in surveys
    ]


def _figures(origin: TopicOrigin) -> tuple[int | None, int | None, int | None, date]:
    return origin.rank, origin.votes, origin.respondents, origin.noted_on


def _sessions(view: View, topic: Topic) -> list[occasion.Shown]:
    """What was planned and held about it, newest first."""
    about = exists().where(SessionTopic.session_id == LearningSession.id, SessionTopic.topic_id == topic.id)
    wanted = occasion.whole().where(about).order_by(LearningSession.starts_at.desc())
    return occasion.all_shown(view, view.db.execute(wanted).scalars())


def _knowing(topic: Topic) -> ColumnElement[bool]:
    knows = select(Expertise.member_id).where(Expertise.topic_id == topic.id, Expertise.level >= _PRACTISING)
    return and_(named.showing("expertise"), Member.id.in_(knows))


def _people(view: View, topic: Topic, knowing: ColumnElement[bool]) -> list[Named]:
    """Who knows it and lets it be seen, who can teach it first."""
    level = (
        select(Expertise.level)
        .where(Expertise.member_id == Member.id, Expertise.topic_id == topic.id)
        .scalar_subquery()
    )
    return named.people(view, knowing, [level.desc()], KNOWING)


def _related(view: View, topic: Topic) -> dict[str, list[tuple[str, str]]]:
    """Slug and label of the topics around it: wider ones, narrower ones, and those beside it."""
    there = select(TopicRelation.kind, Topic.slug, Topic.label).join(
        Topic, Topic.id == TopicRelation.other_id
    )
    back = select(TopicRelation.kind, Topic.slug, Topic.label).join(Topic, Topic.id == TopicRelation.topic_id)
    found: dict[str, set[tuple[str, str]]] = {"broader": set(), "narrower": set(), "related": set()}
    for kind, slug, label in view.db.execute(
        there.where(TopicRelation.topic_id == topic.id, named.topics())
    ).tuples():
        found[kind].add((slug, label))
    for kind, slug, label in view.db.execute(
        back.where(TopicRelation.other_id == topic.id, named.topics())
    ).tuples():
        found["narrower" if kind == "broader" else kind].add((slug, label))
    return {kind: sorted(pairs, key=lambda pair: names.key(pair[1])) for kind, pairs in found.items()}


def slugs(view: View) -> list[str]:
    """The slugs of all topics, in their order."""
    return list(view.db.execute(select(Topic.slug).where(named.topics()).order_by(Topic.slug)).scalars())
