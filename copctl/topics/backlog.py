"""The backlog: topics from the first wish to the session that covered them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from copctl import names
from copctl.community import vocabulary
from copctl.community.knowing.taxonomy import is_placed
from copctl.community.knowing.topic_merging import merge as merge
from copctl.community.values import clean_topic
from copctl.errors import Refused
from copctl.store.schema import Survey, Topic, TopicAlias, TopicOrigin
from copctl.store.schema.topic import TopicStatus
from copctl.topics.tally import TopicCount

_ORDER = {status.value: place for place, status in enumerate(TopicStatus)}
# More minutes than a year has are no length.
_DIGITS = 5
_STILL_OPEN = (None, TopicStatus.EMERGING.value)


def add(
    db: Session,
    *,
    label: str,
    status: str,
    about: str,
    aliases: Iterable[str],
    note: str,
    today: date,
    minutes: int | None = None,
) -> Topic:
    """Put a topic on the list; one that only members' expertise knew so far is given a status.

    One that was covered is wanted again and goes back on the list; one that still waits gets the `note`
    as another time that it was asked for. Refused when it waits on the list already and there is no note.
    """
    label = clean_topic(label)
    topic = vocabulary.lookup(db, label) or vocabulary.lookup_or_make(db, label)
    if topic.status in (None, TopicStatus.COVERED.value):
        topic.status = status_of(status)
    elif not names.written(note):
        raise Refused(
            f"{topic.label} is on the list already, as {topic.status}.",
            hint=f"copctl topic edit {topic.slug}, or copctl topic add {topic.slug} --note 'who asked again'",
        )
    topic.about = names.prose(about) or topic.about
    topic.minutes = minutes or topic.minutes
    topic.origins.append(TopicOrigin(note=names.written(note) or "added by the moderator", noted_on=today))
    add_aliases(db, topic, aliases)
    db.flush()
    return topic


def status_of(text: str) -> str:
    """A topic's status as typed; Refused for an unknown one."""
    word = text.strip().lower()
    if word not in _ORDER:
        raise Refused(f"{text!r} is no status of a topic.", hint=f"choose one of: {', '.join(_ORDER)}")
    return word


def add_aliases(db: Session, topic: Topic, aliases: Iterable[str]) -> None:
    """Other ways to write a topic; Refused for one that is another topic's."""
    for text in aliases:
        label = clean_topic(text)
        owner = vocabulary.lookup(db, label)
        if owner is topic:
            continue
        if owner is not None:
            raise Refused(
                f"{label} is a topic already: {owner.label}.",
                hint=f"copctl topic merge {owner.slug} {topic.slug}",
            )
        topic.aliases.append(TopicAlias(slug=names.slug(label), label=label))
        db.flush()


def edit(
    db: Session,
    topic: Topic,
    *,
    label: str | None,
    status: str | None,
    about: str | None,
    aliases: Sequence[str],
    minutes: int | None = None,
) -> None:
    """Change a topic. A new label keeps the old one as an alias, so that nothing loses its topic."""
    if label is not None:
        _rename(db, topic, clean_topic(label))
    if status is not None:
        topic.status = status_of(status)
    if about is not None:
        topic.about = names.prose(about)
    if minutes is not None:
        topic.minutes = minutes
    add_aliases(db, topic, aliases)


def _rename(db: Session, topic: Topic, label: str) -> None:
    owner = vocabulary.lookup(db, label)
    if owner is not None and owner is not topic:
        raise Refused(f"{label} is a topic already.", hint=f"copctl topic merge {topic.slug} {owner.slug}")
    slug = names.slug(label)
    if slug != topic.slug:
        held = next((alias for alias in topic.aliases if alias.slug == slug), None)
        if held is not None:
            topic.aliases.remove(held)
        topic.aliases.append(TopicAlias(slug=topic.slug, label=topic.label))
    topic.slug, topic.label = slug, label


def adopt(
    db: Session,
    survey: Survey,
    lines: Iterable[TopicCount],
    *,
    question: str,
    rule: str,
    respondents: int,
    today: date,
) -> list[tuple[Topic, str]]:
    """Take topics out of a tally into the backlog, each with where it came from.

    Gives each topic with `new`, `known` (its place among earlier topics stays) or `unchanged` (this
    tally was adopted before and says the same).
    """
    outcome = []
    lengths = _lengths(survey, question)
    for line in lines:
        label = clean_topic(line.topic)
        topic = vocabulary.lookup(db, label)
        said = "known" if topic is not None and topic.status is not None else "new"
        topic = topic or vocabulary.lookup_or_make(db, label)
        if said == "new" and topic.slug == names.slug(label):
            # What members were asked goes before how somebody's expertise was spelled.
            topic.label = label
        if topic.status in _STILL_OPEN:
            topic.status = TopicStatus.BACKLOG.value
        topic.minutes = topic.minutes or lengths.get(names.key(line.topic))
        values = {"rank": line.rank, "votes": line.votes, "respondents": respondents, "rule": rule}
        origin = next((o for o in topic.origins if o.survey_id == survey.id and o.question == question), None)
        if origin is None:
            topic.origins.append(
                TopicOrigin(survey_id=survey.id, question=question, noted_on=today, **values)
            )
        elif all(getattr(origin, name) == value for name, value in values.items()):
            said = "unchanged"
        else:
            for name, value in values.items():
                setattr(origin, name, value)
        db.flush()
        outcome.append((topic, said))
    return outcome


def _lengths(survey: Survey, question: str) -> dict[str, int]:
    """What a survey says of how long its topics take, in minutes (the choices' column `minutes`)."""
    choices = [c for asked in survey.questions if asked.name == question for c in asked.choices]
    said = {names.key(c.label): str(c.extra.get("minutes", "")).strip() for c in choices}
    return {label: int(text) for label, text in said.items() if text.isdecimal() and len(text) <= _DIGITS}


def listed(db: Session, *, status: str | None = None, every: bool = False) -> list[dict[str, Any]]:
    """Topics in the order of their status and demand, each with where it came from.

    Topics that nobody asked for yet (known from members' expertise or a taxonomy) come only with `every`.
    """
    question = select(Topic).options(selectinload(Topic.origins), selectinload(Topic.aliases))
    if status is not None:
        question = question.where(Topic.status == status_of(status))
    elif not every:
        question = question.where(Topic.status.is_not(None))
    slugs: dict[int, str] = dict(db.execute(select(Survey.id, Survey.slug)).tuples().all())
    rows = [_row(topic, slugs) for topic in db.execute(question).scalars()]
    return sorted(rows, key=_place)


def _place(row: dict[str, Any]) -> tuple[int, int, str]:
    return (_ORDER.get(row["status"] or "", len(_ORDER)), -(row["votes"] or 0), names.key(row["topic"]))


def _row(topic: Topic, surveys: dict[int, str]) -> dict[str, Any]:
    asked = next((o for o in reversed(topic.origins) if o.survey_id is not None), None)
    # What a survey said goes before a moderator's note: a merge may bring the note in later.
    told = asked or (topic.origins[-1] if topic.origins else None)
    return {
        "number": topic.id,
        "topic": topic.label,
        "slug": topic.slug,
        "status": topic.status,
        "votes": asked.votes if asked else None,
        "respondents": asked.respondents if asked else None,
        "from": _origin_words(told, surveys) if told else _unasked(topic),
        "aliases": [alias.label for alias in topic.aliases],
        "about": topic.about,
        "minutes": topic.minutes,
        "origins": [
            {
                "survey": surveys.get(o.survey_id) if o.survey_id else None,
                "question": o.question,
                "rule": o.rule,
                "rank": o.rank,
                "votes": o.votes,
                "respondents": o.respondents,
                "note": o.note,
                "noted_on": o.noted_on,
            }
            for o in topic.origins
        ],
    }


def _unasked(topic: Topic) -> str:
    """Where a topic comes from that nobody asked for."""
    return f"the taxonomy {topic.scheme}" if is_placed(topic.scheme) else "members' expertise"


def _origin_words(origin: TopicOrigin, surveys: dict[int, str]) -> str:
    if origin.survey_id is None:
        return origin.note
    survey = surveys.get(origin.survey_id, "a survey")
    return f"{survey}: rank {origin.rank}, {origin.votes} of {origin.respondents}"
