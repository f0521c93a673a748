"""Which names may be one organisation: proposed with what they have in common. Pure; merges nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from copctl import names
from copctl.community.twins import alike, forms
from copctl.community.twins.alike import Name
from copctl.community.twins.signs import NAMES

Called = Mapping[int, str]


def pairs(called: Called) -> dict[tuple[int, int], str]:
    """Numbers of two organisations that may be one, the smaller first -> why, in words.

    Case, blanks and legal forms do not count; the rest is compared as people's names are (`alike`).
    """
    keys = {number: names.key(name) for number, name in sorted(called.items())}
    known = {number: Name(forms.without_legal_form(key)) for number, key in keys.items()}
    found = dict.fromkeys(_firsts(_groups(keys)), "the same name but for blanks or the legal form")
    for pair in _candidates(known):
        likeness = alike.compare(known[pair[0]], known[pair[1]])
        if NAMES[likeness] > 0:
            found.setdefault((min(pair), max(pair)), likeness.value)
    return found


def together(called: Called) -> Mapping[int, int]:
    """Number of an organisation -> the first number under which the same one is written."""
    first = {number: number for number in called}
    for one, other in pairs(called):
        old, new = max(first[one], first[other]), min(first[one], first[other])
        first.update({number: new for number, place in first.items() if place == old})
    return first


def _groups(keys: Mapping[int, str]) -> list[list[int]]:
    spelled: dict[str, list[int]] = defaultdict(list)
    for number, key in keys.items():
        spelled[forms.one_spelling(key)].append(number)
    return list(spelled.values())


def _firsts(groups: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    for same in groups:
        yield from ((same[0], other) for other in same[1:])


def _candidates(known: Mapping[int, Name]) -> Iterator[tuple[int, int]]:
    lines: dict[str, list[int]] = defaultdict(list)
    for number, name in known.items():
        lines[name.line].append(number)
    yield from _firsts(list(lines.values()))
    spelled = list(lines)
    for one, other in alike.near_lines(spelled):
        yield lines[spelled[one]][0], lines[spelled[other]][0]
