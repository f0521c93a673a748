"""How sure a tally is where respondents are a sample: intervals for shares, and how ranks would move.

Pure. Shares get Wilson's interval, ranks a bootstrap of the different ballots.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any

from copctl.topics.rules.profiles import Weight

Z_95 = 1.959963984540054
RESAMPLES = 1000
_FEWEST = 100
# Up to so many ballots the standard library draws them; the result does not depend on NumPy being there.
_DRAWN_BY_HAND = 1000
_MOST_DRAWS = 4_000_000
# Additions that plain Python may take; NumPy takes over at a twentieth of it, with the same draws and sums.
_STEPS_BY_HAND = 100_000_000

# What one ballot adds to the figures that a rule looks at, such as its approvals by candidate.
Figures = tuple[int, ...]
# For each candidate how many stand before it, and how many share its place.
Places = Sequence[tuple[int, int]]
# The figures of whole boxes -> the places in each.
Placing = Callable[[Sequence[Sequence[float]]], Sequence[Places]]


def wilson(votes: float, people: float) -> tuple[float, float]:
    """The 95% interval of a share, from 0 to 1 (Wilson 1927, score interval without continuity correction).

    `votes` of `people`; both may be weighted. Nobody asked is (0, 1): nothing is known.
    """
    if people <= 0:
        return 0.0, 1.0
    share, squared = votes / people, Z_95**2
    middle = (share + squared / (2 * people)) / (1 + squared / people)
    spread = share * (1 - share) / people + squared / (4 * people**2)
    half = Z_95 * math.sqrt(max(spread, 0.0)) / (1 + squared / people)
    # Rounding may step over the ends, which the formula reaches exactly.
    low = 0.0 if votes <= 0 else max(0.0, middle - half)
    high = 1.0 if votes >= people else min(1.0, middle + half)
    return low, high


@dataclass(frozen=True)
class Standing:
    """Where a candidate stands in the resamples: its ranks from `best` to `worst`, and its chance of a seat.

    The ranks hold 95% of the resamples; `chance` is of being among the first `seats` (a tie at the last
    seat counts as a lot would), from 0 to 1, and None where no seats are asked for.
    """

    best: int
    worst: int
    chance: float | None = None


@dataclass(frozen=True)
class Resampled:
    """A standing for each candidate, by number; out of how many resamples, from which seed."""

    standings: Sequence[Standing]
    resamples: int
    seed: int


def bootstrap(
    ballots: Mapping[Figures, Weight], placing: Placing, *, seats: int | None, seed: int
) -> Resampled | None:
    """Draw as many ballots as there are, with replacement, a thousand times, and place the candidates.

    Efron (1979); different ballots are drawn by their counts (multinomial), so a million voters cost what
    their different ballots cost. Up to 1,000 ballots Python's own generator draws them; above that NumPy's,
    or fewer resamples without it. None where there is nobody, or where fewer than a hundred could be drawn.
    """
    units = [(figures, int(count)) for figures, count in sorted(ballots.items()) if count > 0]
    people = sum(count for _, count in units)
    if not people:
        return None
    drawn = _totals_by_hand(units, people, seed) if people <= _DRAWN_BY_HAND else _totals(units, people, seed)
    if drawn is None:
        return None
    places = placing(drawn)
    candidates = range(len(places[0]))
    standings = [_standing([place[candidate] for place in places], seats) for candidate in candidates]
    return Resampled(standings, len(places), seed)


def _standing(places: Sequence[tuple[int, int]], seats: int | None) -> Standing:
    ranks = sorted(before + 1 for before, _ in places)
    tail = int(len(ranks) * 0.025)
    chance = None
    if seats is not None:
        shares = (min(1.0, max(0.0, (seats - before) / alike)) for before, alike in places)
        chance = math.fsum(shares) / len(places)
    return Standing(ranks[tail], ranks[-1 - tail], chance)


def _totals_by_hand(
    units: Sequence[tuple[Figures, int]], people: int, seed: int
) -> Sequence[Sequence[float]] | None:
    """The sums of each resample, drawn by the standard library; None where they would be too few."""
    steps = people * len(units[0][0])
    many = RESAMPLES if steps * RESAMPLES <= _STEPS_BY_HAND or installed_numpy() else _STEPS_BY_HAND // steps
    many = min(many, _MOST_DRAWS // people, RESAMPLES)
    if many < _FEWEST:
        return None
    chance = random.Random(seed)
    bounds = list(accumulate(count for _, count in units))
    which = range(len(units))
    drawn = [Counter(chance.choices(which, cum_weights=bounds, k=people)) for _ in range(many)]
    rows = [figures for figures, _ in units]
    if steps * many > _STEPS_BY_HAND // 20 and (numpy := installed_numpy()):
        counts = numpy.array([[own[unit] for unit in which] for own in drawn], dtype=float)
        product: Sequence[Sequence[float]] = (counts @ numpy.array(rows, dtype=float)).tolist()
        return product
    return [_added(rows, own) for own in drawn]


def _added(rows: Sequence[Figures], drawn: Mapping[int, int]) -> list[float]:
    columns = zip(*([times * figure for figure in rows[unit]] for unit, times in drawn.items()), strict=True)
    return [sum(column) for column in columns]


def _totals(units: Sequence[tuple[Figures, int]], people: int, seed: int) -> Sequence[Sequence[float]] | None:
    numpy = installed_numpy()
    if numpy is None:
        return _totals_by_hand(units, people, seed)
    generator = numpy.random.default_rng(seed)
    shares = numpy.array([count / people for _, count in units])
    rows = numpy.array([figures for figures, _ in units], dtype=float)
    # In slices, so that ten thousand different ballots do not need a gigabyte.
    slices = [generator.multinomial(people, shares / shares.sum(), size=100) @ rows for _ in range(10)]
    totals: Sequence[Sequence[float]] = numpy.concatenate(slices).tolist()
    return totals


def installed_numpy() -> Any:
    """NumPy where it is installed, or None."""
    try:
        import numpy
    except ImportError:
        return None
    return numpy


def by_score(boxes: Sequence[Sequence[float]]) -> list[Places]:
    """The placing of additive rules: whoever has more stands before."""
    return [places_by(scores) for scores in boxes]


def places_by(scores: Sequence[float]) -> Places:
    """The places by one score each."""
    ordered = sorted(scores, reverse=True)
    first: dict[float, int] = {}
    for place, score in enumerate(ordered):
        first.setdefault(score, place)
    alike: dict[float, int] = {}
    for score in ordered:
        alike[score] = alike.get(score, 0) + 1
    return [(first[score], alike[score]) for score in scores]


def whole(figures: Sequence[Fraction], scale: int) -> Figures:
    """Exact figures as whole numbers, so that ties stay ties when they are added as floats."""
    return tuple(int(figure * scale) for figure in figures)
