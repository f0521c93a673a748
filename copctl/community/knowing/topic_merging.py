"""Making one topic of two: everything that hangs on the one moves to the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from copctl.community.knowing.taxonomy import Nearness, Relation, is_placed, nearby
from copctl.errors import Refused
from copctl.store.schema import (
    Endorsement,
    EvidenceTopic,
    Expertise,
    SessionTopic,
    Topic,
    TopicAlias,
    TopicOrigin,
    TopicRelation,
)
from copctl.store.schema.topic import TopicStatus

_ORDER = {status.value: place for place, status in enumerate(TopicStatus)}


def merge(db: Session, source: Topic, into: Topic) -> None:
    """Make one topic of two. What is known of, said of and asked for under the first goes to the second.

    Where a member has both, the higher level stays. The old name becomes an alias, so that the next
    import finds the topic. Refused for a topic with itself.
    """
    if source is into:
        raise Refused(f"{source.label} and {into.label} are one topic already.", hint="copctl topic list")
    _move(db, Expertise, source, into, same=lambda row: row.member_id, keep=_keep_higher)
    _move(db, Endorsement, source, into, same=lambda row: (row.member_id, row.by_id), keep=_keep_higher)
    _move(db, EvidenceTopic, source, into, same=lambda row: row.evidence_id)
    _move(db, SessionTopic, source, into, same=lambda row: row.session_id)
    _move_relations(db, source, into)
    for origin in list(source.origins):
        source.origins.remove(origin)
        into.origins.append(_copy_of(origin))
    old = [(alias.slug, alias.label) for alias in source.aliases] + [(source.slug, source.label)]
    if into.status is None or (source.status is not None and _ORDER[source.status] > _ORDER[into.status]):
        into.status = source.status or into.status
    if is_placed(source.scheme) and not is_placed(into.scheme):
        into.scheme = source.scheme
    into.about = into.about or source.about
    into.minutes = into.minutes or source.minutes
    db.delete(source)
    db.flush()
    into.aliases += [TopicAlias(slug=slug, label=label) for slug, label in old]
    db.flush()


def _keep_higher(stays: Any, goes: Any) -> None:
    """The higher of two levels, with the day and the voice of the one that said so."""
    if (goes.level or 0) > (stays.level or 0):
        names = {"level", "claimed_on", "said_by", "given_on", "note", "voice"} & set(goes.__table__.c.keys())
        for name in names:
            setattr(stays, name, getattr(goes, name))


def _move(
    db: Session,
    model: Any,
    source: Topic,
    into: Topic,
    *,
    same: Callable[[Any], Hashable],
    keep: Callable[[Any, Any], None] | None = None,
) -> None:
    """Move the rows of one kind; `same` says which two rows are about the same, of which one stays."""
    either = select(model).where(model.topic_id.in_((source.id, into.id)))
    rows: list[Any] = list(db.execute(either).scalars())
    held = {same(row): row for row in rows if row.topic_id == into.id}
    for row in rows:
        if row.topic_id == into.id:
            continue
        stays = held.get(same(row))
        if stays is None:
            row.topic = into
        else:
            if keep is not None:
                keep(stays, row)
            db.delete(row)
    db.flush()


def _move_relations(db: Session, source: Topic, into: Topic) -> None:
    """Move relations, but for those that would make a topic broader than itself or say a thing twice."""
    rows = list(db.execute(select(TopicRelation)).scalars())
    near = nearby((Relation(r.topic_id, r.other_id, r.kind) for r in rows), into.id)
    above = {n.number for n in near if n.kind is Nearness.BROADER}
    below = {n.number for n in near if n.kind is Nearness.NARROWER}
    beside = {n.number for n in near if n.kind is Nearness.RELATED}
    ours = select(TopicRelation).where(
        or_(TopicRelation.topic_id == source.id, TopicRelation.other_id == source.id)
    )
    moved = []
    for row in db.execute(ours).scalars().all():
        other = row.other if row.topic_id == source.id else row.topic
        if other is not into and other.id not in above | below | beside:
            ends = (into, other) if row.topic_id == source.id else (other, into)
            moved.append((*ends, row.kind))
        db.delete(row)
    db.flush()
    db.add_all(TopicRelation(topic=topic, other=other, kind=kind) for topic, other, kind in moved)
    db.flush()


def _copy_of(origin: TopicOrigin) -> TopicOrigin:
    fields = ("survey_id", "question", "rule", "rank", "votes", "respondents", "note", "noted_on")
    return TopicOrigin(**{field: getattr(origin, field) for field in fields})
