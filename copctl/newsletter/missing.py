"""What an issue lacks, and whom to ask for it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from copctl import names
from copctl.newsletter.featured import Issued, last_with

MOST_ASKED = 3
# What members are asked for -> the evidence that somebody has some to tell of; the first says most.
FITTING: Mapping[str, tuple[str, ...]] = {
    "project": ("project",),
    "resource": ("resource",),
    # Who ran something saw what changed by it; who spoke about it can tell it.
    "story": ("project", "talk"),
}


@dataclass(frozen=True)
class Person:
    """A member who can be asked. `evidence` has the kinds of it that they have."""

    number: int
    name: str
    email: str | None = None
    organisation: str = ""
    evidence: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Missing:
    """A kind that this issue has nothing of, the last quarter that had some, and whom to ask."""

    kind: str
    last: str | None
    ask: tuple[Person, ...]


def missing(
    issues: Sequence[Issued], people: Iterable[Person], featured: Mapping[str, str | None]
) -> list[Missing]:
    """What the first of these issues (newest first) has nothing of, and up to three people to ask each time.

    `people` are those who can be asked at all; `featured` says when each partner was featured last (None:
    never). Partners not featured for longest come first, in them people with evidence of the fitting kind;
    nobody is asked for two things, nor two of one organisation, while there are others.
    """
    empty = [kind for kind in FITTING if last_with(issues[:1], kind) is None]
    asked: set[int] = set()
    found = []
    for kind in empty:
        ask = _chosen(_ordered(people, kind, featured), asked)
        asked |= {person.number for person in ask}
        found.append(Missing(kind, last_with(issues[1:], kind), tuple(ask)))
    return found


def _ordered(people: Iterable[Person], kind: str, featured: Mapping[str, str | None]) -> list[Person]:
    def place(person: Person) -> tuple[bool, str, int, tuple[str, str], int]:
        last = featured.get(person.organisation) or ""
        wanted = FITTING[kind]
        fit = next((i for i, held in enumerate(wanted) if held in person.evidence), len(wanted))
        return not person.organisation, last, fit, (names.key(person.name), person.name), person.number

    return sorted(people, key=place)


def _chosen(people: Sequence[Person], asked: set[int]) -> list[Person]:
    fresh = [person for person in people if person.number not in asked]
    apart: dict[str | int, Person] = {}
    for person in fresh:
        # Who works for no organisation stands for themselves.
        apart.setdefault(person.organisation or person.number, person)
    chosen = list(apart.values())
    rest = [person for person in fresh if person not in chosen]
    again = [person for person in people if person.number in asked]
    return [*chosen, *rest, *again][:MOST_ASKED]
