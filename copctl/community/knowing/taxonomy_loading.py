"""Putting a taxonomy into the store, so that what members know and ask for finds its terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community.knowing.concepts import Concept
from copctl.community.knowing.taxonomy import is_placed
from copctl.store.schema import Topic, TopicAlias, TopicRelation


@dataclass
class Loaded:
    """What loading does.

    `joined` pairs a topic that was there with the term it is now; `held_back` names an alias, the free
    topic that has it and how to place that (`toc=theory-of-change`); `left` are terms in the store that the
    file does not have.
    """

    scheme: str
    terms: int = 0
    new: int = 0
    joined: list[tuple[str, str]] = field(default_factory=list)
    aliases: int = 0
    relations: int = 0
    dropped: int = 0
    held_back: list[tuple[str, str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """How many things are added, joined or dropped."""
        return self.new + len(self.joined) + self.aliases + self.relations + self.dropped


def load(db: Session, concepts: Sequence[Concept], *, scheme: str) -> Loaded:
    """Bring the store's taxonomy up to what a file says; doing it again changes nothing.

    A topic that has a term's slug, label or alias becomes the term. What the community wrote stays: the
    label and description of a topic that was asked for, aliases of other topics, other topics' scheme.
    """
    outcome = Loaded(scheme, terms=len(concepts))
    shelf = _Shelf(db)
    topics = _matched(shelf, concepts)
    for concept in concepts:
        known = topics.get(concept.slug)
        if known is None:
            topics[concept.slug] = shelf.add(concept, scheme)
            outcome.new += 1
        elif not is_placed(known.scheme):
            outcome.joined.append((known.label, concept.label))
            shelf.join(known, concept, scheme)
    for concept in concepts:
        _write_aliases(shelf, topics[concept.slug], concept, outcome)
    db.flush()
    _relate(db, concepts, topics, outcome)
    held = {topic.id for topic in topics.values()}
    outcome.left = [t.label for t in shelf.topics.values() if t.scheme == scheme and t.id not in held]
    db.flush()
    return outcome


class _Shelf:
    """All topics of the store by the slugs that find them."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.topics = {topic.slug: topic for topic in db.execute(select(Topic)).scalars()}
        by_number = {topic.id: topic for topic in self.topics.values()}
        aliases = db.execute(select(TopicAlias.slug, TopicAlias.topic_id)).tuples()
        self.aliases = {slug: by_number[number] for slug, number in aliases}

    def owner(self, slug: str) -> Topic | None:
        """The topic of a slug or an alias."""
        return self.topics.get(slug) or self.aliases.get(slug)

    def add(self, concept: Concept, scheme: str) -> Topic:
        """A new topic for a term."""
        topic = Topic(slug=concept.slug, label=concept.label, about=concept.definition, scheme=scheme)
        self.db.add(topic)
        self.topics[topic.slug] = topic
        return topic

    def join(self, topic: Topic, concept: Concept, scheme: str) -> None:
        """Make a topic the term; its name is the term's unless members were asked under the old one."""
        topic.scheme, topic.about = scheme, topic.about or concept.definition
        if topic.status is not None:
            return
        old = topic.slug, topic.label
        topic.label = concept.label
        if topic.slug != concept.slug:
            if concept.slug in self.aliases:
                held = next(alias for alias in topic.aliases if alias.slug == concept.slug)
                topic.aliases.remove(held)
                self.db.flush()
                del self.aliases[concept.slug]
            topic.slug = concept.slug
            self.db.flush()
            self.topics[concept.slug] = self.topics.pop(old[0])
            self.write_alias(topic, *old)

    def write_alias(self, topic: Topic, slug: str, label: str) -> None:
        """Another way to write a topic."""
        topic.aliases.append(TopicAlias(slug=slug, label=label))
        self.aliases[slug] = topic


def _matched(shelf: _Shelf, concepts: Sequence[Concept]) -> dict[str, Topic]:
    """Which topics of the store are which terms: by slug first, then by label and aliases."""
    found = {c.slug: topic for c in concepts if (topic := shelf.owner(c.slug)) is not None}
    used = {id(topic) for topic in found.values()}
    for concept in concepts:
        if concept.slug in found:
            continue
        for way in concept.ways():
            topic = shelf.owner(names.slug(way))
            if topic is not None and id(topic) not in used:
                found[concept.slug] = topic
                used.add(id(topic))
                break
    return found


def _write_aliases(shelf: _Shelf, topic: Topic, concept: Concept, outcome: Loaded) -> None:
    for slug, label in [(concept.slug, concept.label), *((names.slug(way), way) for way in concept.ways())]:
        owner = shelf.owner(slug)
        if owner is None:
            shelf.write_alias(topic, slug, label)
            outcome.aliases += 1
        elif owner is not topic and not is_placed(owner.scheme):
            outcome.held_back.append((label, owner.label, f"{owner.slug}={topic.slug}"))


def _relate(db: Session, concepts: Sequence[Concept], topics: dict[str, Topic], outcome: Loaded) -> None:
    wanted = dict(_wanted(concepts, topics))
    numbers = {topic.id: topic for topic in topics.values()}
    for relation in db.execute(select(TopicRelation)).scalars():
        ends = relation.topic_id, relation.other_id
        place = ends if relation.kind == "broader" else (min(ends), max(ends))
        if wanted.get(place) == relation.kind:
            del wanted[place]
        elif all(end in numbers and numbers[end].scheme == outcome.scheme for end in ends):
            db.delete(relation)
            outcome.dropped += 1
    db.flush()
    for (topic, other), kind in wanted.items():
        db.add(TopicRelation(topic=numbers[topic], other=numbers[other], kind=kind))
        outcome.relations += 1


def _wanted(concepts: Sequence[Concept], topics: dict[str, Topic]) -> Iterator[tuple[tuple[int, int], str]]:
    """The relations that a file asks for; terms that the community made one topic need none."""
    for concept in concepts:
        own = topics[concept.slug].id
        for slug in concept.related:
            other = topics[slug].id
            if other != own:
                yield (min(own, other), max(own, other)), "related"
    for concept in concepts:
        own = topics[concept.slug].id
        yield from (((own, topics[s].id), "broader") for s in concept.broader if topics[s].id != own)
