"""The taxonomy as it is read: which topics stand near one, and the tree of all of them.

Who looks for speakers asks this (`neighbours`, or `nearby` where a session is open already): a claim in a
narrower topic is a claim in the topic itself and counts in full; one in a broader or a related topic
says something about the topic, and counts in part. No SQLAlchemy here: suggestions must be quick.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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


_TREE = """
SELECT t.id AS number, t.slug AS slug, t.label AS label, t.about AS definition, t.scheme AS scheme,
       t.status AS status,
       (SELECT COUNT(*) FROM expertise e WHERE e.topic_id = t.id) AS members
FROM topic t WHERE t.scheme NOT IN ('', 'own')
"""
_ALIASES = "SELECT a.topic_id AS topic, a.label AS label FROM topic_alias a ORDER BY a.id"


def listed(url: str) -> list[dict[str, Any]]:
    """Every term of the store's taxonomies: slug, label, broader, narrower, related, aliases, definition,
    members who claim it, status and scheme, by name.

    Broader, narrower and related are slugs. Written as CSV it is a file that can be loaded again.
    """
    terms = {row.pop("number"): row for row in quick.rows(url, _TREE)}
    for row in terms.values():
        row.update(broader=[], narrower=[], related=[], aliases=[])
    for relation in relations(url):
        topic, other = terms.get(relation.topic), terms.get(relation.other)
        if topic is None or other is None:
            continue
        one, back = ("broader", "narrower") if relation.kind == "broader" else ("related", "related")
        topic[one].append(other["slug"])
        other[back].append(topic["slug"])
    for alias in quick.rows(url, _ALIASES):
        if alias["topic"] in terms:
            terms[alias["topic"]]["aliases"].append(alias["label"])
    return [_in_order(row) for row in sorted(terms.values(), key=lambda row: names.key(row["label"]))]


def _in_order(row: dict[str, Any]) -> dict[str, Any]:
    lists = {name: sorted(row[name]) for name in ("broader", "narrower", "related")}
    order = ("slug", "label", "broader", "narrower", "related", "aliases", "definition", "members",
             "status", "scheme")  # fmt: skip
    return {name: lists.get(name, row[name]) for name in order}


def tree(terms: Sequence[Mapping[str, Any]]) -> list[tuple[int, Mapping[str, Any]]]:
    """The terms of `listed` as a tree: how deep, and the term. One with two broader terms comes twice.

    Where relations make a ring, which no file can, the ring is opened at its first term by name.
    """
    by_slug = {term["slug"]: term for term in terms}
    lines: list[tuple[int, Mapping[str, Any]]] = []
    told: set[str] = set()

    def write(slug: str, depth: int, above: frozenset[str]) -> None:
        lines.append((depth, by_slug[slug]))
        told.add(slug)
        for below in sorted(by_slug[slug]["narrower"], key=lambda s: names.key(by_slug[s]["label"])):
            if below not in above:
                write(below, depth + 1, above | {below})

    for slug, term in by_slug.items():
        if not term["broader"]:
            write(slug, 0, frozenset({slug}))
    for slug in by_slug:
        if slug not in told:
            write(slug, 0, frozenset({slug}))
    return lines


_FREE_TAGS = """
SELECT COUNT(*) AS waiting FROM topic t
WHERE t.scheme = '' AND EXISTS (SELECT 1 FROM topic o WHERE o.scheme NOT IN ('', 'own'))
  AND EXISTS (SELECT 1 FROM expertise e WHERE e.topic_id = t.id)
"""


def reminder(url: str) -> str:
    """A hint for who brings in expertise: how many free tags wait for a place; empty where none do.

    Without a taxonomy no tag waits for anything.
    """
    [row] = quick.rows(url, _FREE_TAGS)
    waiting = int(row["waiting"])
    tags = "topic has" if waiting == 1 else "topics have"
    return f"{waiting} {tags} no place in the taxonomy yet: copctl expertise tags" if waiting else ""
