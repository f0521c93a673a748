"""Groups of answers that lie close together, and how many groups there seem to be.

Pure. What a space of answers must offer is `Space`; `dense` (NumPy) and `plain` (the standard library) do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

FEWEST_ITEMS = 4
_MOST_GROUPS = 24
_NEARLY = 0.9


@dataclass(frozen=True)
class Partition:
    """Items in groups. `groups` holds each item's group, from 0; all numbers stand in the items' order.

    `own` is the cosine of an item with the centre of its group, `other` with the nearest centre beside it
    (-1 where there is none).
    """

    groups: list[int]
    own: list[float]
    other: list[float]

    @property
    def sizes(self) -> list[int]:
        """How many items each group has."""
        sizes = [0] * (max(self.groups, default=-1) + 1)
        for group in self.groups:
            sizes[group] += 1
        return sizes


class Space(Protocol):
    """Items with distances between them, which can be parted into so many groups."""

    @property
    def count(self) -> int:
        """How many items there are."""

    def sampled(self) -> Space:
        """As many of the items as are enough to see how many groups there are."""

    def described(self, groups: Sequence[int]) -> Partition:
        """These groups as a partition: how near each item is to the centres."""

    def partition(self, k: int, *, thorough: bool = True) -> Partition:
        """The items in at most `k` groups; every group has an item. Less thorough is quicker."""


def proposed_groups(space: Space) -> int:
    """How many groups fit: the fewest whose mean silhouette comes within a tenth of the best.

    Looked at from 2 groups to twice the square root of the items. The silhouettes of short texts grow long
    after a reader sees one theme torn in two, so the best itself would be too many. At most 24 are
    proposed: more codes than that nobody keeps in mind.
    """
    if space.count < FEWEST_ITEMS:
        return min(space.count, 1)
    looked_at = space.sampled()
    most = max(2, math.isqrt(4 * looked_at.count))
    heights = [silhouette(looked_at.partition(k, thorough=False)) for k in range(2, most + 1)]
    enough = _NEARLY * max(heights)
    return min(next(k for k, height in enumerate(heights, start=2) if height >= enough), _MOST_GROUPS)


def silhouette(partition: Partition) -> float:
    """The mean of the items' simplified silhouettes, -1 to 1; an item alone in its group counts 0.

    It compares each item's distance to its own centre and to the next one (Hruschka, Campello and de Castro
    2004, after Rousseeuw 1987).
    """
    sizes = partition.sizes
    scores = [
        _score(own, other) if sizes[group] > 1 else 0.0
        for group, own, other in zip(partition.groups, partition.own, partition.other, strict=True)
    ]
    return round(sum(scores) / len(scores), 9) if scores else 0.0


def _score(own: float, other: float) -> float:
    inside, outside = 1 - own, 1 - other
    largest = max(inside, outside)
    return (outside - inside) / largest if largest > 1e-12 else 0.0


def renumbered(groups: Sequence[int]) -> list[int]:
    """The same groups, numbered from 0 in the order in which they come."""
    numbers: dict[int, int] = {}
    return [numbers.setdefault(group, len(numbers)) for group in groups]
