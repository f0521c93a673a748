"""A codebook proposed for free text: the one seam behind which every proposer stands.

Pure: `propose` takes answers and gives codes. It compares the company that words keep (with NumPy: their
latent semantics), or, with an encoder, what sentences mean.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import Any

from copctl import names
from copctl.topics.coding import clusters, vectors
from copctl.topics.coding.clusters import Partition, Space
from copctl.topics.coding.folding import fingerprint
from copctl.topics.coding.labels import Item, Wording, distinct
from copctl.topics.coding.plain import PlainSpace
from copctl.topics.coding.separating import Rule, Separator

SEED = 2026
QUOTES = 3
# An item whose nearness to the centre of its group (its cosine, times the part of it that its space can
# tell) is less than this fits nowhere: found on public short texts, at what a reader would leave out too.
_LOOSE_MEANING, _LOOSE_LATENT, _LOOSE_WORDS = 0.2, 0.08, 0.2

Encoder = Callable[[Sequence[str]], Any]


@dataclass(frozen=True)
class Code:
    """What some answers have in common. `answers` are their places in what was given, from 0.

    `cohesion` is the mean nearness of its answers to their centre, 0 to 1. `quotes` are its most central
    answers, at most three; `rules` hold words that set most of its answers apart from others.
    """

    label: str
    terms: list[str]
    size: int
    cohesion: float
    answers: list[int]
    quotes: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


@dataclass(frozen=True)
class Proposal:
    """Codes, largest first, and the answers that fit nowhere. Every answer is in one code or unassigned."""

    codes: list[Code]
    unassigned: list[int]


def propose(
    answers: Sequence[str], k: int | None = None, *, seed: int = SEED, encoder: Encoder | None = None
) -> Proposal:
    """Propose a codebook: at most `k` codes, or as many as seem to fit.

    Spellings of one answer are folded first (`folding.fingerprint`). The same answers, in any order, and the
    same seed give the same groups. What lies far from every group, what shares no word with another
    answer, and what is alone in its group stays unassigned; with `k` given, groups of one are kept.
    Without an encoder and `k`, the answers of a code hang together by their words.
    """
    items = fold(answers)
    wording = Wording(items)
    fewest = 2 if k is None else 1
    groups: list[list[int]] = []
    near: dict[int, float] = {}
    placed = _placed(items, wording, seed, encoder)
    if placed.places:
        wanted = clusters.proposed_groups(placed.space) if k is None else k
        partition = placed.space.partition(wanted)
        found = _groups(placed, partition)
        if k is None and encoder is None:
            found = [part for group in found for part in _linked(group, wording)]
        groups = [group for group in found if sum(items[i].weight for i in group) >= fewest]
        near = _nearness(placed, groups)
    codes = _codes(items, wording, groups, near)
    coded = {answer for code in codes for answer in code.answers}
    return Proposal(codes, [place for place in range(len(answers)) if place not in coded])


@dataclass(frozen=True)
class _Placed:
    """The items that lie somewhere, how much of each its space can tell (0 to 1), and how near is near."""

    places: list[int]
    reach: list[float]
    loose: float
    space: Space


def fold(answers: Sequence[str]) -> list[Item]:
    """The answers that are one when folded, in the order of their fingerprints; empty ones are left out."""
    together: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(answers):
        together[fingerprint(text)].append(place)
    together.pop("", None)
    return [
        Item(_usual(answers[place] for place in places), tuple(places))
        for _, places in sorted(together.items())
    ]


def _usual(texts: Any) -> str:
    spellings = Counter(map(names.written, texts))
    return min(spellings, key=lambda text: (-spellings[text], text))


def _placed(items: Sequence[Item], wording: Wording, seed: int, encoder: Encoder | None) -> _Placed:
    if encoder is not None and items:
        return _by_meaning(items, seed, encoder)
    weighted = vectors.weigh(wording.terms, [item.weight for item in items])
    places = [place for place, row in enumerate(weighted.rows) if row]
    weights = [items[place].weight for place in places]
    if find_spec("numpy") is None:
        grown = vectors.borrowed(weighted)
        space = PlainSpace([grown.rows[place] for place in places], weights, seed)
        return _Placed(places, [1.0] * len(places), _LOOSE_WORDS, space)
    from copctl.topics.coding.dense import DenseSpace

    rows = vectors.latent(weighted, seed)[places]
    reach = [round(float((row @ row) ** 0.5), 6) for row in rows]
    return _Placed(places, reach, _LOOSE_LATENT, DenseSpace(vectors.unit_rows(rows), weights, seed))


def _by_meaning(items: Sequence[Item], seed: int, encoder: Encoder) -> _Placed:
    from copctl.topics.coding.dense import DenseSpace

    meanings = vectors.reduced(encoder([item.text for item in items]), seed)
    space = DenseSpace(meanings, [item.weight for item in items], seed)
    return _Placed(list(range(len(items))), [1.0] * len(items), _LOOSE_MEANING, space)


def _groups(placed: _Placed, partition: Partition) -> list[list[int]]:
    """The items of each group, without those that are loose."""
    members: dict[int, list[int]] = defaultdict(list)
    for place, group, own, reach in zip(
        placed.places, partition.groups, partition.own, placed.reach, strict=True
    ):
        if own * reach >= placed.loose:
            members[group].append(place)
    return [found for _, found in sorted(members.items())]


def _nearness(placed: _Placed, groups: Sequence[Sequence[int]]) -> dict[int, float]:
    """How near each item is to the centre of its group, as the groups came out at last."""
    of = {place: number for number, group in enumerate(groups) for place in group}
    partition = placed.space.described([of.get(place, -1) for place in placed.places])
    return {
        place: own * reach
        for place, own, reach in zip(placed.places, partition.own, placed.reach, strict=True)
    }


def _linked(group: Sequence[int], wording: Wording) -> list[list[int]]:
    """A group in parts that share no word with each other.

    What is left over when groups are found lands somewhere; two such themes are no code.
    """
    parts: list[tuple[set[str], list[int]]] = []
    for place in group:
        words, members = set(wording.terms[place]), [place]
        for part in [part for part in parts if part[0] & words]:
            parts.remove(part)
            words |= part[0]
            members += part[1]
        parts.append((words, members))
    return [members for _, members in parts]


def _codes(
    items: Sequence[Item], wording: Wording, groups: Sequence[list[int]], near: Mapping[int, float]
) -> list[Code]:
    found = []
    separator = Separator(wording)
    for members in groups:
        group = sorted(members, key=lambda item: (-near[item], item))
        answers = sorted(answer for item in group for answer in items[item].answers)
        cohesion = sum(near[item] * items[item].weight for item in group) / len(answers)
        label = wording.label(group, items[group[0]])
        found.append(
            Code(
                label=label,
                terms=wording.shown_terms(group),
                size=len(answers),
                cohesion=round(max(cohesion, 0.0), 4),
                answers=answers,
                quotes=[items[item].text for item in group[:QUOTES]],
                rules=separator.rules(group, label),
            )
        )
    found.sort(key=lambda code: (-code.size, names.key(code.label), code.quotes))
    labels = distinct([code.label for code in found], [code.terms for code in found])
    return [replace(code, label=label) for label, code in zip(labels, found, strict=True)]
