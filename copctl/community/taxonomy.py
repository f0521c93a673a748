"""The taxonomy as it is read: which topics stand near one, and the tree of all of them.

Who looks for speakers asks this (`neighbours`, or `nearby` where a session is open already): a claim in a
narrower topic is a claim in the topic itself and counts in full; one in a broader or a related topic
says something about the topic, and counts in part. No SQLAlchemy here: suggestions must be quick.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from copctl import names
from copctl.store import quick

# What `topic.scheme` says of topics that are in no taxonomy: not placed yet, or the community's own.
FREE, OWN = "", "own"


class Nearness(StrEnum):
    """How a topic stands to another one (W3C SKOS 2009, sections 8 and 10)."""

    NARROWER = "narrower"
    BROADER = "broader"
    RELATED = "related"


@dataclass(frozen=True)
class Neighbour:
    """A topic near another one, by its number; `steps` counts the relations between the two, from 1."""

    number: int
    kind: Nearness
    steps: int = 1


@dataclass(frozen=True)
class Relation:
    """One row of `topic_relation`: the other is `broader` than the topic, or `related` to it."""

    topic: int
    other: int
    kind: str


def nearby(relations: Iterable[Relation], number: int) -> list[Neighbour]:
    """Every narrower topic at any depth, every broader one up to the top, the related ones beside it.

    Each topic comes once, as the nearest that it is: narrower before broader before related. In the
    order of kind, steps and number; a ring in the relations does no harm.
    """
    up: dict[int, list[int]] = {}
    down: dict[int, list[int]] = {}
    beside: list[int] = []
    for relation in relations:
        if relation.kind == "broader":
            up.setdefault(relation.topic, []).append(relation.other)
            down.setdefault(relation.other, []).append(relation.topic)
        elif number in (relation.topic, relation.other):
            beside.append(relation.other if relation.topic == number else relation.topic)
    found: dict[int, Neighbour] = {}
    for kind, ways in (
        (Nearness.NARROWER, down),
        (Nearness.BROADER, up),
        (Nearness.RELATED, {number: beside}),
    ):
        for other, steps in _reached(ways, number):
            found.setdefault(other, Neighbour(other, kind, steps))
    order = list(Nearness)
    return sorted(found.values(), key=lambda near: (order.index(near.kind), near.steps, near.number))


def _reached(ways: Mapping[int, Sequence[int]], start: int) -> Iterator[tuple[int, int]]:
    """What can be reached from a place, with the steps it takes; the place itself is left out."""
    seen, edge, steps = {start}, [start], 0
    while edge:
        steps += 1
        edge = sorted({other for place in edge for other in ways.get(place, ())} - seen)
        seen.update(edge)
        yield from ((other, steps) for other in edge)


_RELATIONS = "SELECT r.topic_id AS topic, r.other_id AS other, r.kind AS kind FROM topic_relation r"

_NAMED = """
SELECT t.id AS number FROM topic t WHERE t.slug = :slug
UNION SELECT a.topic_id AS number FROM topic_alias a WHERE a.slug = :slug
"""


def relations(url: str) -> list[Relation]:
    """All relations of the store's taxonomy, read quickly."""
    return [Relation(row["topic"], row["other"], row["kind"]) for row in quick.rows(url, _RELATIONS)]


def neighbours(url: str, topic: str) -> list[Neighbour]:
    """The topics near the one with this slug, label or alias, as `nearby`; none for an unknown topic.

    Two plain questions to the store, without SQLAlchemy. Rank a claim in a narrower topic as one in the
    topic itself; one in a broader or related topic is worth part of it, less with each step.
    """
    found = quick.rows(url, _NAMED, slug=names.slug(topic))
    return nearby(relations(url), found[0]["number"]) if found else []


def is_placed(scheme: str) -> bool:
    """Whether a topic of this scheme is a term of a taxonomy."""
    return scheme not in (FREE, OWN)
