"""Rankings as duels: how many voters put each candidate above each other one.

Ties and partial rankings are kept: candidates in one place of a ranking, and those that a ranking leaves
out, are preferred to nobody of their own place; the ones left out stand below all that are ranked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from itertools import chain
from math import lcm
from typing import TYPE_CHECKING, Any

from copctl.topics.rules.profiles import Ranking, Rankings, Weight

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike

# From so many steps on (ballots times candidates squared), NumPy's start is earned back.
_LARGE = 20_000_000
# Sums above this may not fit the 64 bits that NumPy counts in.
_MOST = 2**62


@dataclass(frozen=True)
class Duels:
    """`above[a][b]` is the weight of the voters who put a above b, of `voters` who ranked anybody."""

    names: Sequence[str]
    above: Sequence[Sequence[Weight]]
    voters: Weight

    def margin(self, a: int, b: int) -> Weight:
        """By how much more voters put a above b than b above a."""
        return self.above[a][b] - self.above[b][a]

    def borda(self, candidate: int) -> Fraction:
        """The candidate's Borda points (Young 1974: they are sums of duels; a tie is half a duel won)."""
        others = (other for other in range(len(self.names)) if other != candidate)
        return sum((Fraction(self.voters + self.margin(candidate, o)) / 2 for o in others), Fraction(0))


def duels(profile: Rankings, *, arrays: bool | None = None) -> Duels:
    """Count every duel, exactly.

    `arrays` says whether NumPy counts; by default it does for large profiles where it is there and the
    weights are whole numbers it can hold. Both ways give the same.
    """
    said = {ranking: weight for ranking, weight in profile.weights.items() if any(ranking)}
    whole, scale = _whole(said)
    fits = sum(whole.values()) < _MOST
    large = len(said) * len(profile.names) ** 2 >= _LARGE and find_spec("numpy") is not None
    if fits and (large if arrays is None else arrays):
        above = _counted_by_array(whole, len(profile.names))
    else:
        above = _counted(whole, len(profile.names))
    return Duels(profile.names, _scaled(above, scale), _one(sum(whole.values()), scale))


def duels_of_arrays(
    rankings: ArrayLike, names: Sequence[str] | None = None, weights: ArrayLike | None = None
) -> Duels:
    """Count the duels of many strict, complete rankings that are an array already; needs NumPy.

    `rankings` has a row for each ballot, the candidates' numbers from 0 in it, best first; `weights` are
    whole numbers, one a row. Raises ValueError where a row is no permutation of the candidates.
    """
    import numpy as np

    table = _table(rankings)
    ballots, count = table.shape
    places = np.full((count, ballots), -1, dtype=np.int16)
    rows = np.arange(ballots)
    for place in range(count):
        column = table[:, place]
        if ballots and not 0 <= int(column.min()) <= int(column.max()) < count:
            raise ValueError(f"a ranking names a candidate that is not from 0 to {count - 1}")
        places[column, rows] = place
    if ballots and int(places.min()) < 0:
        raise ValueError("a ranking names a candidate twice")
    of = None if weights is None else np.asarray(weights, dtype=np.int64)
    voters = ballots if of is None else int(of.sum())
    labels = names if names is not None else [str(number) for number in range(count)]
    return Duels(labels, _compared(places, of, strict=True), voters)


def _table(rankings: ArrayLike) -> np.ndarray[Any, Any]:
    """The rankings as an array; lists of few candidates go through bytes, twice as fast as NumPy alone."""
    import numpy as np

    if not isinstance(rankings, list) or not rankings or not 0 < len(rankings[0]) < 256:
        table = np.asarray(rankings)
        return table.reshape(0, 0) if table.size == 0 else table
    if len(set(map(len, rankings))) > 1:
        raise ValueError("the rankings are not all of one length")
    try:
        packed = bytes(chain.from_iterable(rankings))
    except ValueError as error:
        raise ValueError(
            f"a ranking names a candidate that is not from 0 to {len(rankings[0]) - 1}"
        ) from error
    return np.frombuffer(packed, dtype=np.uint8).reshape(len(rankings), -1)


def order_by(scores: Sequence[Any]) -> tuple[tuple[int, ...], ...]:
    """Candidates by falling score, those with the same one together."""
    tied: dict[Any, list[int]] = {}
    for candidate, score in enumerate(scores):
        tied.setdefault(score, []).append(candidate)
    return tuple(tuple(tied[score]) for score in sorted(tied, reverse=True))


def _whole(weights: Mapping[Ranking, Weight]) -> tuple[dict[Ranking, int], int]:
    """The weights as whole numbers of one small part, and how many such parts are 1."""
    scale = lcm(*{weight.denominator for weight in weights.values()}, 1)
    return {ranking: int(weight * scale) for ranking, weight in weights.items()}, scale


def _scaled(above: list[list[int]], scale: int) -> list[list[Weight]]:
    return [[_one(number, scale) for number in row] for row in above]


def _one(number: int, scale: int) -> Weight:
    return number if scale == 1 else Fraction(number, scale)


def _counted(weights: Mapping[Ranking, int], count: int) -> list[list[int]]:
    above = [[0] * count for _ in range(count)]
    everybody = set(range(count))
    for ranking, weight in weights.items():
        lower = set(everybody)
        for group in ranking:
            lower.difference_update(group)
            for candidate in group:
                row = above[candidate]
                for other in lower:
                    row[other] += weight
    return above


def _counted_by_array(weights: Mapping[Ranking, int], count: int) -> list[list[int]]:
    import numpy as np

    # Who is not ranked stands in a place after all others.
    places = np.full((count, len(weights)), count, dtype=np.int32)
    for ballot, ranking in enumerate(weights):
        for place, group in enumerate(ranking):
            for candidate in group:
                places[candidate, ballot] = place
    return _compared(places, np.fromiter(weights.values(), dtype=np.int64, count=len(weights)), strict=False)


def _compared(
    places: np.ndarray[Any, Any], weights: np.ndarray[Any, Any] | None, *, strict: bool
) -> list[list[int]]:
    """The duels from each candidate's place on each ballot; where nobody ties, one side tells the other."""
    import numpy as np

    count, ballots = places.shape
    total = ballots if weights is None else int(weights.sum())
    above = [[0] * count for _ in range(count)]
    for a in range(count):
        for b in range(a + 1, count):
            higher = places[a] < places[b]
            above[a][b] = int(np.count_nonzero(higher) if weights is None else weights[higher].sum())
            if strict:
                above[b][a] = total - above[a][b]
            else:
                lower = places[a] > places[b]
                above[b][a] = int(np.count_nonzero(lower) if weights is None else weights[lower].sum())
    return above
