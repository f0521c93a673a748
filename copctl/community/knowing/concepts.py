"""The terms of a taxonomy as a file holds them, and what is wrong with them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from copctl import names

COLUMNS = ("slug", "label", "broader", "related", "aliases", "definition")


@dataclass(frozen=True)
class Concept:
    """A term: the line it stands in, its slug, label and definition, and the slugs and names around it."""

    line: int
    slug: str
    label: str
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    definition: str = ""

    def ways(self) -> Iterator[str]:
        """Every way to write the term, its label first."""
        yield self.label
        yield from self.aliases


def concept(line: int, cells: Mapping[str, str]) -> Concept:
    """The term in a row, whose cells go by `COLUMNS`; lists have `;` between."""
    label = names.written(cells.get("label", ""))
    return Concept(
        line=line,
        slug=names.slug(cells.get("slug", "") or label),
        label=label,
        broader=_list(cells.get("broader", "")),
        related=_list(cells.get("related", "")),
        aliases=_list(cells.get("aliases", "")),
        definition=names.written(cells.get("definition", "")),
    )


def _list(cell: str) -> tuple[str, ...]:
    parts = (names.written(part) for part in re.split(r"[;\n]", cell))
    return tuple(dict.fromkeys(part for part in parts if part))


def resolved(concepts: Sequence[Concept]) -> list[Concept]:
    """The same terms with broader and related as slugs, whether a slug, a label or an alias stood there."""
    slugs = {names.slug(way): c.slug for c in reversed(concepts) for way in c.ways()}
    slugs |= {c.slug: c.slug for c in concepts}

    def known(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(slugs.get(names.slug(text), text) for text in texts))

    return [replace(c, broader=known(c.broader), related=known(c.related)) for c in concepts]


def faults(concepts: Sequence[Concept]) -> list[tuple[int, str]]:
    """What is wrong with resolved terms: line and reason, in the order of the lines.

    A term needs a label; every slug, label and alias belongs to one term; broader and related must be in
    the file; nothing is broader than itself, however far round (W3C SKOS 2009, section 8.6.8), and
    nothing is both broader and related (S27).
    """
    found = [*_unnamed(concepts), *_taken(concepts), *_unknown(concepts)]
    if not found:
        found = [*_rings(concepts), *_both(concepts)]
    return sorted(found)


def _unnamed(concepts: Iterable[Concept]) -> Iterator[tuple[int, str]]:
    for c in concepts:
        if not names.slug(c.label) or not c.slug:
            yield c.line, "the label is missing"
        yield from ((c.line, f"the alias {a!r} has no letter in it") for a in c.aliases if not names.slug(a))


def _taken(concepts: Sequence[Concept]) -> Iterator[tuple[int, str]]:
    owners: dict[str, Concept] = {}
    for c in concepts:
        first = owners.setdefault(c.slug, c)
        if first is not c and c.slug:
            yield c.line, f"{c.label} stands in line {first.line} already"
    for c in concepts:
        for way in c.ways():
            owner = owners.setdefault(names.slug(way), c)
            if owner is not c and owner.slug != c.slug and names.slug(way):
                yield c.line, f"{way!r} is another way to write {owner.label} (line {owner.line})"


def _unknown(concepts: Sequence[Concept]) -> Iterator[tuple[int, str]]:
    known = {c.slug for c in concepts}
    for c in concepts:
        for column, texts in (("broader", c.broader), ("related", c.related)):
            for text in texts:
                if text not in known:
                    near = names.near(text, known, most=1)
                    meant = f"; did you mean {near[0]}" if near else ""
                    yield c.line, f"{column} names {text!r}, which is no term of this file{meant}"


def ancestors(concepts: Iterable[Concept]) -> dict[str, set[str]]:
    """Everything broader than each term, at any distance; a term in a ring is in its own set."""
    up = {c.slug: c.broader for c in concepts}
    found: dict[str, set[str]] = {}
    for slug in up:
        reached: set[str] = set()
        edge = list(up[slug])
        while edge:
            place = edge.pop()
            if place not in reached:
                reached.add(place)
                edge += up.get(place, ())
        found[slug] = reached
    return found


def _rings(concepts: Sequence[Concept]) -> Iterator[tuple[int, str]]:
    above = ancestors(concepts)
    told: set[str] = set()
    for c in concepts:
        if c.slug in above[c.slug] and c.slug not in told:
            way = _way_round(c.slug, {other.slug: other.broader for other in concepts})
            told.update(way)
            yield c.line, f"{c.label} is broader than itself: {' > '.join(reversed(way))}"


def _way_round(slug: str, up: Mapping[str, Sequence[str]]) -> list[str]:
    """The shortest way up from a term back to it, both ends included."""
    ways, seen = [[slug]], set[str]()
    while ways:
        way = ways.pop(0)
        for broader in up[way[-1]]:
            if broader == slug:
                return [*way, slug]
            if broader not in seen:
                seen.add(broader)
                ways.append([*way, broader])
    return [slug]


def _both(concepts: Sequence[Concept]) -> Iterator[tuple[int, str]]:
    above = ancestors(concepts)
    for c in concepts:
        for other in c.related:
            if other == c.slug:
                yield c.line, f"{c.label} is related to itself"
            elif other in above[c.slug] or c.slug in above[other]:
                yield c.line, f"{other} is broader or narrower than {c.label}, so it cannot be related too"
