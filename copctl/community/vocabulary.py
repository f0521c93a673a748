"""Topics as words: one vocabulary for what members know and what they ask for, found by slug or alias."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import NotFound
from copctl.store.schema import Topic, TopicAlias


def lookup(db: Session, text: str) -> Topic | None:
    """The topic with this slug, label or alias; a number finds it by its number."""
    found = _by_slug(db, names.slug(text))
    if found is None and names.is_number(text):
        found = db.get(Topic, int(text))
    return found


def _by_slug(db: Session, slug: str) -> Topic | None:
    found = db.execute(select(Topic).where(Topic.slug == slug)).scalar_one_or_none()
    if found is None:
        found = db.execute(
            select(Topic).join(TopicAlias, TopicAlias.topic_id == Topic.id).where(TopicAlias.slug == slug)
        ).scalar_one_or_none()
    return found


def find(db: Session, text: str) -> Topic:
    """As `lookup`; NotFound offers near slugs."""
    found = lookup(db, text)
    if found is None:
        known = list(db.execute(select(Topic.slug)).scalars())
        raise NotFound(
            f"There is no topic {names.written(text)!r}.",
            hint=names.did_you_mean(text, known, "copctl topic list"),
        )
    return found


def lookup_or_make(db: Session, label: str) -> Topic:
    """The topic of this label; a new one has no status, since nobody has asked for it yet."""
    found = _by_slug(db, names.slug(label))
    if found is None:
        found = Topic(slug=names.slug(label), label=names.written(label))
        db.add(found)
        db.flush()
    return found


def read_as(db: Session, labels: Iterable[str]) -> dict[str, str]:
    """What was written -> the topic that it is another name of; without what is a topic's own name."""
    found = {names.written(label): _by_slug(db, names.slug(label)) for label in labels}
    return {label: topic.label for label, topic in found.items() if topic and topic.slug != names.slug(label)}
