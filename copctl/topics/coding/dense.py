"""Grouping answers with NumPy: Ward's tree, then spherical k-means from it and from seeded starts.

Pure. Spherical k-means: Dhillon and Modha 2001; starts: Arthur and Vassilvitskii 2007 (k-means++); the
tree: Ward 1963, by chains of nearest neighbours (Murtagh 1983), without a matrix of distances.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copctl.topics.coding.clusters import Partition, renumbered
from copctl.topics.coding.vectors import unit_rows

import numpy as np  # isort: skip - after vectors, which says how many threads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

_STARTS, _ROUNDS = 12, 50
# Ward's tree of more items than that takes longer than what it brings.
_MOST_IN_TREE = 2_000


class DenseSpace:
    """Items as rows of length 1; `weights` says how many answers each stands for."""

    def __init__(self, rows: Floats, weights: list[int], seed: int) -> None:
        self.rows = rows
        self.weights = np.array(weights, dtype=np.float64)
        self.seed = seed
        self._tree: tuple[Numbers, list[tuple[int, int]]] | None = None

    @property
    def count(self) -> int:
        """How many items there are."""
        return len(self.rows)

    def sampled(self) -> DenseSpace:
        """At most two thousand of the items, drawn by the seed."""
        if self.count <= _MOST_IN_TREE:
            return self
        places = self._sample()
        return DenseSpace(self.rows[places], self.weights[places].astype(int).tolist(), self.seed)

    def _sample(self) -> Numbers:
        if self.count <= _MOST_IN_TREE:
            return np.arange(self.count)
        chance = np.random.Generator(np.random.PCG64(self.seed))
        return np.sort(chance.choice(self.count, _MOST_IN_TREE, replace=False))

    def partition(self, k: int, *, thorough: bool = True) -> Partition:
        """The items in at most `k` groups: the best of the tree's cut and, if thorough, of the starts.

        The best is the one whose items are nearest to their centres, the sum of weighted cosines.
        """
        k = max(1, min(k, self.count))
        found = [self._settled(self._cut(k))]
        if thorough:
            chance = np.random.Generator(np.random.PCG64(self.seed))
            found += [self._settled(self._start(k, chance)) for _ in range(_STARTS)]
        quality = [round(self._quality(groups), 9) for groups in found]
        return self.described(found[quality.index(max(quality))].tolist())

    def described(self, groups: Sequence[int]) -> Partition:
        """These groups as a partition: how near each item is to the centres."""
        numbers = np.array(renumbered(groups), dtype=np.int64)
        cosines = self.rows @ self._centres(numbers).T
        places = np.arange(self.count)
        own = cosines[places, numbers].copy()
        cosines[places, numbers] = -1.0
        return Partition(numbers.tolist(), _rounded(own), _rounded(cosines.max(axis=1, initial=-1.0)))

    def _quality(self, groups: Numbers) -> float:
        sums = self._sums(groups, int(groups.max()) + 1)
        return float(np.linalg.norm(sums, axis=1).sum())

    def _sums(self, groups: Numbers, k: int) -> Floats:
        held = np.zeros((k, self.count))
        held[groups, np.arange(self.count)] = self.weights
        return np.asarray(held @ self.rows)

    def _centres(self, groups: Numbers) -> Floats:
        return unit_rows(self._sums(groups, int(groups.max()) + 1))

    def _settled(self, centres: Floats) -> Numbers:
        """Let items join their nearest centre and centres follow, until nothing moves."""
        groups = np.asarray((self.rows @ centres.T).argmax(axis=1))
        for _ in range(_ROUNDS):
            sums = self._sums(groups, len(centres))
            # A group that lost its last item keeps its centre: an item may come back.
            empty = ~np.isin(np.arange(len(centres)), groups)
            centres = np.where(empty[:, None], centres, unit_rows(sums))
            moved = np.asarray((self.rows @ centres.T).argmax(axis=1))
            if np.array_equal(moved, groups):
                break
            groups = moved
        return groups

    def _start(self, k: int, chance: np.random.Generator) -> Floats:
        chosen = [_drawn(self.weights, chance)]
        nearest = self.rows @ self.rows[chosen[0]]
        while len(chosen) < k:
            distant = np.clip(1 - nearest, 0, None) * self.weights
            chosen.append(_drawn(distant if distant.sum() > 1e-9 else self.weights, chance))
            nearest = np.maximum(nearest, self.rows @ self.rows[chosen[-1]])
        return np.asarray(self.rows[chosen])

    def _cut(self, k: int) -> Floats:
        """The centres of the `k` groups that Ward's tree has when it is cut."""
        if self._tree is None:
            places = self._sample()
            self._tree = places, ward(self.rows[places], self.weights[places])
        places, merges = self._tree
        groups = np.array(renumbered(cut(len(places), merges, k)), dtype=np.int64)
        sums = np.zeros((int(groups.max()) + 1, self.rows.shape[1]))
        np.add.at(sums, groups, self.rows[places] * self.weights[places][:, None])
        return unit_rows(sums)


def _drawn(shares: Floats, chance: np.random.Generator) -> int:
    reached = np.cumsum(shares)
    return int(min(np.searchsorted(reached, chance.random() * reached[-1], side="right"), len(shares) - 1))


def _rounded(values: Floats) -> list[float]:
    return [round(float(value), 6) for value in values]


def ward(rows: Floats, weights: Floats) -> list[tuple[int, int]]:
    """Pairs of items whose groups merge, the cheapest merge first; one less than there are items.

    The price of a merge is the growth of the squared distances to the centres (Ward 1963).
    """
    centres, sizes = rows.astype(np.float64).copy(), weights.copy()
    squares = (centres**2).sum(axis=1)
    alive = np.ones(len(rows), dtype=bool)
    priced: list[tuple[float, int, int]] = []
    chain: list[int] = []
    while len(priced) < len(rows) - 1:
        if not chain:
            chain.append(int(alive.argmax()))
        last = chain[-1]
        prices = (
            sizes
            * sizes[last]
            / (sizes + sizes[last])
            * (squares + squares[last] - 2 * centres @ centres[last])
        )
        prices[~alive] = np.inf
        prices[last] = np.inf
        best = int(prices.argmin())
        # The one before goes first among equals, or the chain would never end.
        if len(chain) > 1 and prices[chain[-2]] <= prices[best]:
            best = chain[-2]
            del chain[-2:]
            priced.append((round(float(prices[best]), 9), best, last))
            total = sizes[best] + sizes[last]
            centres[best] = (sizes[best] * centres[best] + sizes[last] * centres[last]) / total
            squares[best] = (centres[best] ** 2).sum()
            sizes[best], alive[last] = total, False
        else:
            chain.append(best)
    priced.sort(key=lambda merge: merge[0])
    return [(one, two) for _, one, two in priced]


def cut(count: int, merges: list[tuple[int, int]], k: int) -> list[int]:
    """The group of each item when the cheapest merges are done until `k` groups are left."""
    parent = list(range(count))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for one, two in merges[: max(count - k, 0)]:
        parent[root(two)] = root(one)
    return [root(item) for item in range(count)]
