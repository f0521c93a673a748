"""Approval ballots made ready for counting: exact sums for all candidates at once.

Each ballot is one large whole number with a field for every candidate, 1 where the ballot approves them.
Adding such numbers adds up all candidates together, so a pass over the ballots costs one multiplication
and one addition a ballot instead of one a candidate, and stays exact for any weights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import mul
from typing import TypeAlias

from copctl.topics.rules.profiles import Approvals
from copctl.topics.rules.ties import MOST_WAYS

# What some ballots have alike (a load, money, wishes met), the ballots, and the sums behind candidates.
Block: TypeAlias = tuple[int | Fraction, tuple[int, ...], int]
# How many coins make one unit; what blocks have in coins, and the sums behind candidates, packed.
Coins: TypeAlias = tuple[int, list[tuple[int, int]]]
# Ways to break ties times ballots: what a search for another outcome may hold.
_MOST_HELD = 4_000_000


@dataclass(frozen=True)
class Voters:
    """Ballots in a fixed order: whole weights (`scale` times the given ones) and packed approvals.

    `total` is the weight of all ballots, those that approve nobody included; `width` is the bits of a
    field.
    """

    names: Sequence[str]
    weights: Sequence[int]
    packed: Sequence[int]
    total: int
    scale: int
    width: int

    def together(self, value: int | Fraction) -> tuple[Block, ...]:
        """All ballots in one block."""
        if not self.packed:
            return ()
        return ((value, tuple(range(len(self.packed))), sum(map(mul, self.weights, self.packed))),)

    def behind(self, sums: int, candidate: int) -> int:
        """The weight behind one candidate in packed sums."""
        return (sums >> (self.width * candidate)) & ((1 << self.width) - 1)

    def approvals(self) -> dict[int, Fraction]:
        """Each candidate's approvals, in the weights that were given."""
        sums = sum(map(mul, self.weights, self.packed))
        return {c: Fraction(self.behind(sums, c), self.scale) for c in range(len(self.names))}

    def moved(
        self,
        blocks: Iterable[Block],
        candidate: int,
        new: Callable[[int | Fraction], int | Fraction],
    ) -> tuple[Block, ...]:
        """The blocks, lowest value first, once the ballots for a candidate have a new value."""
        parts: defaultdict[int | Fraction, list[tuple[tuple[int, ...], int]]] = defaultdict(list)
        for value, ballots, sums in blocks:
            for_it, others = self._parted(ballots, candidate)
            gone = self._sums(for_it) if others else sums
            if others:
                parts[value].append((others, sums - gone))
            if for_it:
                parts[new(value)].append((for_it, gone))
        return tuple((value, *_joined(parts[value])) for value in sorted(parts))

    def _parted(self, ballots: Iterable[int], candidate: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Those of some ballots that approve a candidate, and the others, each in their order."""
        bit, packed = 1 << (self.width * candidate), self.packed
        for_it = tuple([ballot for ballot in ballots if packed[ballot] & bit])
        others = tuple([ballot for ballot in ballots if not packed[ballot] & bit])
        return for_it, others

    def _sums(self, ballots: Sequence[int]) -> int:
        return sum(map(mul, map(self.weights.__getitem__, ballots), map(self.packed.__getitem__, ballots)))

    @property
    def most_ways(self) -> int:
        """How many ways to break ties a search may look at, fewer where there are many ballots."""
        return min(MOST_WAYS, max(50, _MOST_HELD // max(1, len(self.packed))))


def _joined(parts: Sequence[tuple[tuple[int, ...], int]]) -> tuple[tuple[int, ...], int]:
    if len(parts) == 1:
        return parts[0]
    together = sorted(ballot for ballots, _ in parts for ballot in ballots)
    return tuple(together), sum(sums for _, sums in parts)


def in_coins(blocks: Sequence[Block], prices: Iterable[Fraction]) -> Coins:
    """The values of blocks in whole coins, so that sums of thousands of them take no fractions."""
    denominators = {Fraction(value).denominator for value, _, _ in blocks}
    scale = lcm(*denominators, *{price.denominator for price in prices})
    return scale, [(int(value * scale), sums) for value, _, sums in blocks]


def voters_of(profile: Approvals) -> Voters:
    """Make approval ballots ready for counting."""
    scale = lcm(*{weight.denominator for weight in profile.weights.values()})
    weights = [int(weight * scale) for weight in profile.weights.values()]
    total = sum(weights)
    width = total.bit_length() + 1
    units = [1 << (width * candidate) for candidate in range(len(profile.names))]
    packed = [sum(map(units.__getitem__, ballot)) for ballot in profile.weights]
    return Voters(profile.names, weights, packed, total, scale, width)


def empty_seats(taken: int, seats: int) -> tuple[str, ...]:
    """A note where seats stay empty because no ballot names anything else."""
    if taken >= seats:
        return ()
    left = seats - taken
    return (
        f"{left} of {seats} seats {'stays' if left == 1 else 'stay'} empty: no ballot names anything else.",
    )
