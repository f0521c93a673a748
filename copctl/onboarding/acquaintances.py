"""Whom a newcomer should know: people who are far in what they care about, from more than one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from copctl import names

MOST = 5
# A person of the core group opens doors, whatever the topic; worth as much as being experienced in one.
_CORE = 0.75
_MOST_OF_ONE_PLACE = 2
_WORDS = {2: "practises", 3: "is experienced in", 4: "can teach"}


@dataclass(frozen=True)
class Colleague:
    """Somebody who agreed to be found. `levels` are topic -> 1 to 4, `relevance` of their words 0 to 1."""

    number: int
    name: str
    organisation: str = ""
    levels: Mapping[str, int] = field(default_factory=dict)
    relevance: float = 0.0
    is_core: bool = False


@dataclass(frozen=True)
class Introduction:
    """A colleague to know, and why in words."""

    colleague: Colleague
    why: str


def to_know(
    interests: Collection[str], own_organisation: str, colleagues: Iterable[Colleague], most: int = MOST
) -> list[Introduction]:
    """The people a newcomer should know, nearest first; `interests` are topics.

    Nearness is the highest level they have in one of the topics (of 4), half of each further one,
    how near their words are, and a little for the core group. Who works beside the newcomer is left
    out, and no organisation comes more than twice; equal ones stand in alphabetical order.
    """
    scored = [(_nearness(person, interests), person) for person in colleagues]
    near = [
        (score, person)
        for score, person in scored
        if score > 0 and not (own_organisation and person.organisation == own_organisation)
    ]
    near.sort(key=lambda pair: (-round(pair[0], 9), names.key(pair[1].name), pair[1].number))
    chosen: list[Introduction] = []
    places: Counter[str] = Counter()
    for _, person in near:
        if len(chosen) == most:
            break
        if person.organisation and places[person.organisation] == _MOST_OF_ONE_PLACE:
            continue
        places[person.organisation] += 1
        chosen.append(Introduction(person, _why(person, interests)))
    return chosen


def _shared(person: Colleague, interests: Collection[str]) -> list[tuple[str, int]]:
    """Topics of both, the person's highest level first; a mere interest introduces nobody."""
    both = [(topic, level) for topic, level in person.levels.items() if topic in interests and level > 1]
    return sorted(both, key=lambda pair: (-pair[1], pair[0]))


def _nearness(person: Colleague, interests: Collection[str]) -> float:
    levels = [level / 4 for _, level in _shared(person, interests)]
    first, rest = (levels[0], levels[1:]) if levels else (0.0, [])
    return first + sum(rest) / 2 + person.relevance + _CORE * person.is_core


def _why(person: Colleague, interests: Collection[str]) -> str:
    parts = [f"{_WORDS[level]} {topic}" for topic, level in _shared(person, interests)[:2]]
    if not parts and person.relevance:
        parts.append("works on what you care about")
    if person.is_core:
        parts.append("is in the core group")
    return " and ".join(parts)
