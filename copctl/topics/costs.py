"""How long each topic takes, for filling a number of minutes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import Refused
from copctl.store.schema import Choice, Topic, TopicAlias
from copctl.topics.box import Subject

_SHOWN = 3


def minutes(db: Session, subject: Subject) -> dict[int, int]:
    """The minutes of each choice by its place: of the definition's own column, or of the topic it names.

    Refused where a choice has none, or one that is no whole number above 0.
    """
    if not subject.choices:
        raise Refused(
            f"{subject.label!r} has no choices that could take minutes.",
            hint="name a question of choices with --question",
        )
    known = _of_topics(db)
    found = {place: _minutes(choice, known) for place, choice in enumerate(subject.choices)}
    missing = [subject.labels[place] for place, length in found.items() if length is None]
    if missing:
        listed = ", ".join(missing[:_SHOWN]) + (" and others" if len(missing) > _SHOWN else "")
        raise Refused(
            f"Nobody said how many minutes these take: {listed}.",
            hint="write a column minutes beside the choices in the survey's definition",
        )
    return {place: length for place, length in found.items() if length is not None}


def _minutes(choice: Choice, known: dict[str, int]) -> int | None:
    column = next((str(text) for name, text in choice.extra.items() if names.key(name) == "minutes"), "")
    if not column.strip():
        return known.get(names.slug(choice.label))
    if not names.is_number(column) or int(column) < 1:
        raise Refused(
            f"{choice.label!r} takes {column!r} minutes, which is no whole number above 0.",
            hint="write the column minutes as 60 or 90 in the survey's definition",
        )
    return int(column)


def _of_topics(db: Session) -> dict[str, int]:
    """Minutes of topics by every slug that they have."""
    timed = Topic.minutes.is_not(None)
    own = {
        str(slug): int(length) for slug, length in db.execute(select(Topic.slug, Topic.minutes).where(timed))
    }
    aliases = select(TopicAlias.slug, Topic.minutes).join(Topic, TopicAlias.topic_id == Topic.id).where(timed)
    return {str(slug): int(length) for slug, length in db.execute(aliases)} | own
