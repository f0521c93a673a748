"""How a ranking would move if others had answered: each rule's figures, drawn again a thousand times.

Pure. `uncertainty.bootstrap` draws; here is what one ballot adds under each rule, and who then stands where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from copctl.topics import electorate
from copctl.topics.elections import APPROVING
from copctl.topics.electorate import Electorate, Profile
from copctl.topics.rules.pairwise import Duels
from copctl.topics.rules.profiles import Ratings, Weight
from copctl.topics.uncertainty import (
    Figures,
    Places,
    Placing,
    Resampled,
    bootstrap,
    by_score,
    installed_numpy,
    places_by,
    whole,
)

# Rules whose whole count would have to be made again for each draw.
_COUNTED_IN_ROUNDS = ("irv", "stv", "ranked-pairs")
# Duels are as many as candidates squared, and the rules on them cost the cube of it, a thousand times.
_MOST_IN_DUELS = 40


def resampled(cast: Electorate, rule: str, *, seats: int | None, seed: int) -> Resampled | None:
    """The standings of all candidates in a thousand draws of the ballots.

    Rules of approvals are ranked by approvals. Where organisations are weighed alike, organisations are
    drawn, not people. None where the rule counts in rounds, or where there is nobody to draw.
    """
    figured = _figured(cast.profile, rule)
    if figured is None:
        return None
    figures, placing = figured
    if cast.clusters:
        drawn = [(figures(cluster), 1) for cluster in cast.clusters]
    else:
        drawn = [(figures(one), int(count)) for one, count in _one_by_one(cast.profile)]
    scale = lcm(*{value.denominator for row, _ in drawn for value in row}, 1)
    units: Counter[Figures] = Counter()
    for row, count in drawn:
        units[whole(row, scale)] += count
    return bootstrap(units, placing, seats=seats, seed=seed)


def _one_by_one(profile: Profile) -> Iterator[tuple[Profile, Weight]]:
    """Each different ballot as a profile of its own, with how many cast it."""
    kind = type(profile)
    for ballot, weight in profile.weights.items():
        yield kind(profile.names, {ballot: 1}), weight  # type: ignore[dict-item]


_Row = Callable[[Profile], list[Fraction]]


def _figured(profile: Profile, rule: str) -> tuple[_Row, Placing] | None:
    """What one ballot adds under a rule, and who stands where by the sums of it."""
    if rule in APPROVING:
        return _approvals, by_score
    if rule == "score":
        return (_rated, _by_mean) if isinstance(profile, Ratings) else None
    if rule in _COUNTED_IN_ROUNDS or len(profile.names) > _MOST_IN_DUELS:
        return None
    if rule == "borda":
        return _points, by_score
    return _duels, _by_duels(profile.names, rule)


def _approvals(profile: Profile) -> list[Fraction]:
    return [Fraction(count) for count in electorate.votes(electorate.approvals(profile))]


def _rated(profile: Profile) -> list[Fraction]:
    """Sums of the ratings, then how much of the vote gave one."""
    sums, counts = [Fraction(0)] * len(profile.names), [Fraction(0)] * len(profile.names)
    if isinstance(profile, Ratings):
        for rating, weight in profile.weights.items():
            for candidate, given in rating:
                sums[candidate] += weight * given
                counts[candidate] += weight
    return [*sums, *counts]


def _by_mean(boxes: Sequence[Sequence[float]]) -> list[Places]:
    half = len(boxes[0]) // 2
    return [
        places_by([t / n if n else 0.0 for t, n in zip(box[:half], box[half:], strict=True)]) for box in boxes
    ]


def _points(profile: Profile) -> list[Fraction]:
    from copctl.topics.rules import positional

    ranked = electorate.rankings(profile)
    return positional.points(ranked) if ranked is not None else []


def _duels(profile: Profile) -> list[Fraction]:
    from copctl.topics.rules.pairwise import duels

    ranked = electorate.rankings(profile)
    if ranked is None:
        return []
    counted = duels(ranked, arrays=False)
    return [Fraction(weight) for row in counted.above for weight in row]


def _by_duels(names: Sequence[str], rule: str) -> Placing:
    def placing(boxes: Sequence[Sequence[float]]) -> list[Places]:
        if rule == "schulze" and (numpy := installed_numpy()):
            return _schulze_of_arrays(numpy, boxes, len(names))
        return [_by_one_box(box, names, rule) for box in boxes]

    return placing


def _by_one_box(box: Sequence[float], names: Sequence[str], rule: str) -> Places:
    from copctl.topics.rules import condorcet
    from copctl.topics.rules.ties import TieBreak

    many = len(names)
    above = [[int(total) for total in box[row * many : (row + 1) * many]] for row in range(many)]
    counted = Duels(names, above, 0)
    if rule == "copeland":
        return places_by([_duels_won(counted, candidate) for candidate in range(many)])
    places = [(0, 0)] * many
    before = 0
    for alike in condorcet.schulze_of(counted, many, ties=TieBreak()).order:
        for candidate in alike:
            places[candidate] = (before, len(alike))
        before += len(alike)
    return places


def _duels_won(counted: Duels, candidate: int) -> float:
    margins = (counted.margin(candidate, other) for other in range(len(counted.names)) if other != candidate)
    return sum(1.0 if margin > 0 else 0.5 if margin == 0 else 0.0 for margin in margins)


def _schulze_of_arrays(numpy: Any, boxes: Sequence[Sequence[float]], many: int) -> list[Places]:
    """Schulze's ranking (see `rules.condorcet`) of a thousand boxes side by side; the same places."""
    above = numpy.array(boxes).reshape(-1, many, many)
    strength = above - above.transpose(0, 2, 1)
    for via in range(many):
        numpy.maximum(
            strength, numpy.minimum(strength[:, :, via, None], strength[:, None, via, :]), out=strength
        )
    beats = strength > strength.transpose(0, 2, 1)
    left = numpy.ones(beats.shape[:2], dtype=bool)
    before, alike = numpy.zeros(left.shape, dtype=int), numpy.zeros(left.shape, dtype=int)
    while left.any():
        beaten = (beats & left[:, :, None]).any(axis=1)
        layer = left & ~beaten
        before = numpy.where(layer, many - left.sum(axis=1, keepdims=True), before)
        alike = numpy.where(layer, layer.sum(axis=1, keepdims=True), alike)
        left &= beaten
    pairs = zip(before.tolist(), alike.tolist(), strict=True)
    return [list(zip(first, shared, strict=True)) for first, shared in pairs]
