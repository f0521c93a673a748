"""Grouping answers with the standard library alone: spherical k-means on weighted words.

Pure. Dhillon and Modha 2001; starts by Arthur and Vassilvitskii 2007 (k-means++).
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Sequence

from copctl.topics.coding.clusters import Partition, renumbered
from copctl.topics.coding.vectors import Row

_STARTS, _QUICK_STARTS, _ROUNDS = 5, 1, 12
# Centres are looked for among so many items; the others then join the nearest.
_MOST_LOOKED_AT, _MOST_SAMPLED = 1_000, 200


class PlainSpace:
    """Items as rows of length 1 (word number -> weight); `weights` says how many answers each stands for."""

    def __init__(self, rows: Sequence[Row], weights: Sequence[int], seed: int) -> None:
        self.rows, self.weights, self.seed = rows, weights, seed

    @property
    def count(self) -> int:
        """How many items there are."""
        return len(self.rows)

    def sampled(self) -> PlainSpace:
        """At most two hundred of the items, drawn by the seed."""
        if self.count <= _MOST_SAMPLED:
            return self
        places = sorted(random.Random(self.seed).sample(range(self.count), _MOST_SAMPLED))
        return PlainSpace([self.rows[p] for p in places], [self.weights[p] for p in places], self.seed)

    def partition(self, k: int, *, thorough: bool = True) -> Partition:
        """The items in at most `k` groups, the best of some seeded starts."""
        k = max(1, min(k, self.count))
        chance = random.Random(self.seed)
        looked_at = list(range(self.count))
        if self.count > _MOST_LOOKED_AT:
            looked_at = sorted(chance.sample(looked_at, _MOST_LOOKED_AT))
        starts = [
            self._settled(looked_at, self._start(looked_at, k, chance))
            for _ in range(_STARTS if thorough else _QUICK_STARTS)
        ]
        _, centres = max(starts, key=lambda start: start[0])
        return self.described([_nearest(row, centres) for row in self.rows])

    def _start(self, items: Sequence[int], k: int, chance: random.Random) -> list[Row]:
        centres = [self.rows[chance.choices(items, [self.weights[i] for i in items])[0]]]
        nearest = [cosine(self.rows[item], centres[0]) for item in items]
        while len(centres) < min(k, len(items)):
            distant = [max(1 - near, 0.0) * self.weights[i] for near, i in zip(nearest, items, strict=True)]
            shares = distant if sum(distant) > 1e-9 else [1.0] * len(items)
            centres.append(self.rows[chance.choices(items, shares)[0]])
            nearest = [
                max(near, cosine(self.rows[i], centres[-1])) for near, i in zip(nearest, items, strict=True)
            ]
        return centres

    def _settled(self, items: Sequence[int], centres: list[Row]) -> tuple[float, list[Row]]:
        """Let items join their nearest centre and centres follow; the sum of cosines, and the centres."""
        groups: list[int] = []
        for _ in range(_ROUNDS):
            moved = [_nearest(self.rows[item], centres) for item in items]
            if moved == groups:
                break
            groups = moved
            centres = self._centres(items, groups, centres)
        quality = sum(
            self.weights[item] * cosine(self.rows[item], centres[group])
            for item, group in zip(items, groups, strict=True)
        )
        return round(quality, 9), centres

    def _centres(self, items: Sequence[int], groups: Sequence[int], before: Sequence[Row]) -> list[Row]:
        sums: list[dict[int, float]] = [defaultdict(float) for _ in before]
        for item, group in zip(items, groups, strict=True):
            for word, weight in self.rows[item].items():
                sums[group][word] += weight * self.weights[item]
        return [_unit(found) if found else old for found, old in zip(sums, before, strict=True)]

    def described(self, groups: Sequence[int]) -> Partition:
        """These groups as a partition: how near each item is to the centres."""
        groups = renumbered(groups)
        exact = self._centres(range(self.count), groups, [{} for _ in range(max(groups, default=-1) + 1)])
        own, other = [], []
        for row, group in zip(self.rows, groups, strict=True):
            cosines = [round(cosine(row, centre), 6) for centre in exact]
            own.append(cosines.pop(group))
            other.append(max(cosines, default=-1.0))
        return Partition(groups, own, other)


def _nearest(row: Row, centres: Sequence[Row]) -> int:
    cosines = [cosine(row, centre) for centre in centres]
    return cosines.index(max(cosines))


def cosine(one: Row, two: Row) -> float:
    """The product of two rows of length 1."""
    small, large = (one, two) if len(one) < len(two) else (two, one)
    return sum(weight * large[word] for word, weight in small.items() if word in large)


def _unit(row: Row) -> Row:
    length = math.sqrt(sum(weight * weight for weight in row.values()))
    return {word: weight / length for word, weight in row.items()} if length else {}
