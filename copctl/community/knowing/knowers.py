"""Who knows a topic, and what a member knows: levels, who says so, what shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from copctl import names
from copctl.community import consent, people, vocabulary
from copctl.community.knowing import claims
from copctl.community.knowing.levels import Effective, Statement, is_stale, word
from copctl.community.knowing.taxonomy import Nearness, Relation, nearby
from copctl.errors import NotFound, Refused
from copctl.store.schema import Endorsement, Evidence, Member, Topic, TopicRelation
from copctl.store.schema.member import MemberStatus, Purpose

Entry = dict[str, Any]
_NAMEABLE = 10_000


def find(db: Session, named: str) -> Topic | Member:
    """The topic or the member of this name; `topic:` or `member:` before it says which of them.

    Refused for what is both, NotFound for what is neither.
    """
    noun, colon, rest = named.partition(":")
    if colon and noun.strip().lower() == "topic":
        return vocabulary.find(db, rest)
    if colon and noun.strip().lower() == "member":
        return people.find(db, rest)
    topic, member = vocabulary.lookup(db, named), _member(db, named)
    if member is not None and topic is not None and _is_its_number(named, topic):
        return member
    if topic is not None and member is not None:
        raise Refused(
            f"{names.written(named)} is a topic ({topic.label}) and a member ({member.name}).",
            hint=f"say topic:{topic.slug} or member:{member.id}",
        )
    found = topic or member
    if found is None:
        raise _unknown(db, named)
    return found


def _is_its_number(named: str, topic: Topic) -> bool:
    """Whether a topic was found by its number: members go by number, topics by their names."""
    return names.is_number(named) and topic.slug != names.slug(named)


def _member(db: Session, named: str) -> Member | None:
    try:
        return people.find(db, named)
    except NotFound:
        return None


def _unknown(db: Session, named: str) -> NotFound:
    known = list(db.execute(select(Topic.label).union(select(Topic.slug), select(Member.name))).scalars())
    hint = names.did_you_mean(named, known, "copctl topic list --all, or copctl member list")
    return NotFound(f"There is no topic and no member {names.written(named)!r}.", hint=hint)


# A topic --------------------------------------------------------------------------------------


def of_topic(db: Session, topic: Topic, *, today: date) -> Entry:
    """A topic with its people, highest level first, and the topics around it; who left is not among them.

    Who knows a narrower topic, at any depth, knows this one: `through` names it where it is the one that
    counts.
    """
    topics = {t.id: t for t in _topics(db, [topic.id, *_narrower(db, topic)])}
    best: dict[int, tuple[Topic, Effective]] = {}
    for (number, about_topic), level in claims.effective_in(db, topics=topics).items():
        held = best.get(number)
        if held is None or (level.level, about_topic == topic.id) > (held[1].level, held[0] is topic):
            best[number] = topics[about_topic], level
    stands = [_knower(member, topic, *best[member.id], today) for member in _members(db, best)]
    return {
        "topic": topic.label,
        "slug": topic.slug,
        "status": topic.status,
        **_around(db, topic),
        "people": sorted(stands, key=lambda row: (-row["level"], names.key(row["member"]), row["number"])),
    }


def _narrower(db: Session, topic: Topic) -> list[int]:
    rows = db.execute(select(TopicRelation.topic_id, TopicRelation.other_id, TopicRelation.kind)).tuples()
    near = nearby([Relation(*row) for row in rows], topic.id)
    return [other.number for other in near if other.kind is Nearness.NARROWER]


def _members(db: Session, numbers: Collection[int]) -> list[Member]:
    chosen = select(Member).where(Member.status != MemberStatus.LEFT).options(
        joinedload(Member.organisation), selectinload(Member.consents),
        selectinload(Member.evidence).selectinload(Evidence.topics),
    )  # fmt: skip
    if len(numbers) <= _NAMEABLE:
        chosen = chosen.where(Member.id.in_(numbers))
    return [member for member in db.execute(chosen).scalars() if member.id in numbers]


def _knower(member: Member, topic: Topic, known: Topic, level: Effective, today: date) -> Entry:
    shown = {piece.id for one in (topic, known) for piece in about(member.evidence, one)}
    return {
        "number": member.id,
        "member": member.name,
        "email": member.email,
        "organisation": member.organisation.name if member.organisation else None,
        "country": member.country,
        "status": member.status,
        **_level(level, member, today),
        "through": None if known is topic else known.label,
        "evidence": len(shown),
        "consent_to_speak": speaks(member),
    }


def speaks(member: Member) -> bool | None:
    """Whether somebody consents to speak; None when they have not said."""
    row = consent.held(member, Purpose.SPEAKING)
    return None if row is None else row.withdrawn_on is None


def _level(level: Effective, member: Member, today: date) -> Entry:
    renewed = max((day for day in (level.renewed, member.checked_on) if day is not None), default=None)
    return {
        "level": level.level,
        "word": word(level.level),
        "said_by": level.said_by,
        "said_on": level.said_on,
        "old": is_stale(renewed, today),
        "vouched_by": [_said(statement) for statement in level.vouched],
        "doubted_by": [_said(statement) for statement in level.doubted],
    }


def _said(statement: Statement) -> Entry:
    return {
        "who": statement.who,
        "member": statement.number,
        "level": statement.level,
        "note": statement.note,
        "on": statement.on,
    }


def about(evidence: Iterable[Evidence], topic: Topic) -> list[Evidence]:
    """The evidence that is known to be about a topic, or names it: all words of its name or of an alias."""
    named = [set(names.tokens(label)) for label in (topic.label, *(alias.label for alias in topic.aliases))]
    return [piece for piece in evidence if _is_about(piece, topic, [words for words in named if words])]


def _is_about(piece: Evidence, topic: Topic, named: Iterable[set[str]]) -> bool:
    if any(link.topic_id == topic.id for link in piece.topics):
        return True
    said = set(names.tokens(f"{piece.title} {piece.text}"))
    return any(words <= said for words in named)


def _around(db: Session, topic: Topic) -> Entry:
    """The labels of broader, narrower and related topics, each in alphabetical order."""
    rows = db.execute(
        select(TopicRelation).where(
            or_(TopicRelation.topic_id == topic.id, TopicRelation.other_id == topic.id)
        )
    ).scalars()
    found: dict[str, set[str]] = {"broader": set(), "narrower": set(), "related": set()}
    for row in rows:
        is_from = row.topic_id == topic.id
        kind = row.kind if row.kind == "related" or is_from else "narrower"
        found[kind].add(row.other.label if is_from else row.topic.label)
    return {kind: sorted(labels, key=names.key) for kind, labels in found.items()}


# A member -------------------------------------------------------------------------------------


def of_member(db: Session, member: Member, *, today: date) -> Entry:
    """What a member knows, highest level first, and all that shows it, newest first."""
    levels = claims.effective_in(db, members=[member.id])
    topics = {topic.id: topic for topic in _topics(db, [number for _, number in levels])}
    known = [_known(member, topics[number], level, today) for (_, number), level in levels.items()]
    return {
        "number": member.id,
        "member": member.name,
        "email": member.email,
        "organisation": member.organisation.name if member.organisation else None,
        "status": member.status,
        "checked_on": member.checked_on,
        "consent_to_speak": speaks(member),
        "topics": sorted(known, key=lambda row: (-row["level"], names.key(row["topic"]))),
        "evidence": [_piece(piece) for piece in newest_first(member.evidence)],
        "endorsements": [_endorsement(said) for said in member.endorsements],
    }


def _topics(db: Session, numbers: Collection[int]) -> list[Topic]:
    chosen = select(Topic).where(Topic.id.in_(numbers)).options(selectinload(Topic.aliases))
    return list(db.execute(chosen).scalars())


def _known(member: Member, topic: Topic, level: Effective, today: date) -> Mapping[str, Any]:
    shown = about(member.evidence, topic)
    return {
        "topic": topic.label,
        "slug": topic.slug,
        **_level(level, member, today),
        "evidence": [{"kind": p.kind, "title": p.title, "date": p.dated} for p in newest_first(shown)],
    }


def newest_first(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Evidence by its day, what has none last."""
    return sorted(evidence, key=lambda p: (-(p.dated or date.min).toordinal(), names.key(p.title), p.id))


def _piece(piece: Evidence) -> Entry:
    return {
        "kind": piece.kind,
        "title": piece.title,
        "date": piece.dated,
        "source": piece.source,
        "topics": [link.topic.label for link in piece.topics],
    }


def _endorsement(said: Endorsement) -> Entry:
    return {
        "topic": said.topic.label,
        "who": said.by.name if said.by else said.voice,
        "member": said.by_id,
        "level": said.level,
        "note": said.note,
        "on": said.given_on,
    }
