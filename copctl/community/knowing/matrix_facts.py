"""The facts behind the grid of who knows what, read quickly."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from copctl import names
from copctl.community.countries import country_name
from copctl.community.knowing import claims
from copctl.community.knowing.matrix import Matrix, Person, Subject, build
from copctl.community.knowing.taxonomy import Nearness, Relation, nearby, relations
from copctl.errors import NotFound, WrongUsage
from copctl.store import quick

GROUPS = ("organisation", "country")

# Each runs on SQLite and PostgreSQL alike, with and without SQLAlchemy.
_PEOPLE = """
SELECT m.id AS number, m.name AS name, m.country AS country, o.name AS organisation,
       (SELECT COUNT(*) FROM consent c WHERE c.member_id = m.id AND c.purpose = 'directory'
        AND c.withdrawn_on IS NULL) AS listed
FROM member m LEFT JOIN organisation o ON o.id = m.organisation_id
WHERE m.status <> 'left' ORDER BY m.id
"""
_TOPICS = "SELECT t.id AS number, t.slug AS slug, t.label AS label FROM topic t"
_NAMED = "SELECT t.id AS number, t.slug AS slug FROM topic t"
_ALIASED = "SELECT a.topic_id AS number, a.slug AS slug FROM topic_alias a"


def gather(
    url: str,
    *,
    by: str,
    level: int,
    topics: Sequence[str] = (),
    where: str | None = None,
    narrower: bool = False,
) -> Matrix:
    """The grid of groups (`organisation` or `country`) by topics; who left is not in it.

    Without `topics` all that somebody knows at this level. `where` is a condition on people (see
    `filtering`); `narrower` counts a level in a narrower topic for the topic too. WrongUsage for another
    grouping, NotFound for an unknown topic.
    """
    if by not in GROUPS:
        raise WrongUsage(f"People cannot be grouped by {by!r}.", hint=f"choose one of: {', '.join(GROUPS)}")
    people = _people(url, by, where)
    levels = claims.effective(url, members=None if where is None else [person.number for person in people])
    return build(
        people,
        {place: said.level for place, said in levels.items()},
        _subjects(url, topics, levels.keys(), relations(url) if narrower else ()),
        least=level,
        empty=bool(topics),
    )


def has_narrower(url: str, found: Matrix) -> bool:
    """Whether a topic of the grid has a narrower one, whose people may not be counted for it."""
    near = relations(url)
    numbers = {row["slug"]: row["number"] for row in quick.rows(url, _NAMED)}
    return any(len(_covers(numbers[subject.slug], near)) > 1 for subject in found.subjects)


def _people(url: str, by: str, where: str | None) -> list[Person]:
    from copctl.community.conditions import filtering

    chosen = set(filtering.numbers(url, where)) if where is not None else None
    return [
        Person(row["number"], row["name"], _group(row, by), bool(row["listed"]))
        for row in quick.rows(url, _PEOPLE)
        if chosen is None or row["number"] in chosen
    ]


def _group(row: Mapping[str, Any], by: str) -> str | None:
    return country_name(row["country"]) or None if by == "country" else row["organisation"]


def _subjects(
    url: str, named: Sequence[str], known: Collection[tuple[int, int]], near: Sequence[Relation]
) -> list[Subject]:
    topics = {row["number"]: row for row in quick.rows(url, _TOPICS)}
    wanted = _numbers(url, named) if named else sorted({topic for _, topic in known})
    return [Subject(topics[n]["slug"], topics[n]["label"], _covers(n, near)) for n in wanted]


def _numbers(url: str, named: Sequence[str]) -> list[int]:
    slugs = {row["slug"]: row["number"] for row in (*quick.rows(url, _ALIASED), *quick.rows(url, _NAMED))}
    for text in named:
        if names.slug(text) not in slugs:
            raise NotFound(
                f"There is no topic {names.written(text)!r}.",
                hint=names.did_you_mean(text, slugs, "copctl topic list --all"),
            )
    return list(dict.fromkeys(slugs[names.slug(text)] for text in named))


def _covers(number: int, near: Sequence[Relation]) -> frozenset[int]:
    below = (n.number for n in nearby(near, number) if n.kind is Nearness.NARROWER)
    return frozenset({number, *below})
