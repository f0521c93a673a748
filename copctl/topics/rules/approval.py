"""Rules that add up what each candidate got and take the top: approval, score, greedy by cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from copctl.topics.rules.profiles import Approvals, Elected, Ratings
from copctl.topics.rules.ties import BY_LOT, Declared, TieBreak, in_turn, top
from copctl.topics.rules.voters import empty_seats, voters_of


def approval(profile: Approvals, seats: int, *, ties: TieBreak) -> Elected:
    """Approval voting (Brams and Fishburn 1978): the candidates that most voters approve.

    `scores` are approvals. Ties: by lot. Nobody is chosen whom no ballot approves.
    """
    scores = voters_of(profile).approvals()
    wanted = [candidate for candidate, got in scores.items() if got]
    return _topmost("approval", profile.names, scores, seats, ties=ties, eligible=wanted)


def score(
    profile: Ratings, seats: int, *, ties: TieBreak, measure: Literal["mean", "total"] = "mean"
) -> Elected:
    """Score (range) voting (Smith 2000): the best rated candidates.

    By `mean` of those who rated the candidate (surveys), or by `total` points (points that voters hand
    out, as in Pabulib; Smith's sum). Ties: more ratings, then by lot. Nobody is chosen whom no ballot
    rates.
    """
    points, weights = _ratings(profile)
    scores = {
        candidate: given / weights[candidate] if measure == "mean" else given
        for candidate, given in points.items()
    }
    declared = Declared("more ratings", weights)
    return _topmost("score", profile.names, scores, seats, ties=ties, eligible=scores, declared=declared)


def greedy(
    profile: Approvals | Ratings,
    costs: Mapping[int, int | Fraction],
    budget: int | Fraction,
    *,
    ties: TieBreak,
) -> Elected:
    """Greedy by cost (Talmon and Faliszewski 2019, greedy rule by votes): most wanted first, if it fits.

    Candidates stand in the order of their approvals (points, for rated ballots); each is taken when the
    budget that is left pays for it, and passed over when not. `costs` and `budget` have one unit, such as
    minutes. `scores` are approvals or points. Ties: lower cost, then by lot. Nobody without an approval
    (a point) is chosen.
    """
    scores = voters_of(profile).approvals() if isinstance(profile, Approvals) else _ratings(profile)[0]

    def best(left: tuple[Fraction, frozenset[int]]) -> list[int]:
        money, out = left
        fitting = [c for c, got in scores.items() if got > 0 and c not in out and costs[c] <= money]
        most = max((scores[c] for c in fitting), default=None)
        return [c for c in fitting if scores[c] == most]

    def after(left: tuple[Fraction, frozenset[int]], candidate: int) -> tuple[Fraction, frozenset[int]]:
        return left[0] - costs[candidate], left[1] | {candidate}

    start: tuple[Fraction, frozenset[int]] = (Fraction(budget), frozenset())
    cheaper = Declared("lower cost", {candidate: -cost for candidate, cost in costs.items()})
    filled = in_turn(
        start, best, after, seats=len(profile.names), names=profile.names, ties=ties, declared=cheaper
    )
    return Elected(rule="greedy", order=_order(scores), scores=scores, **vars(filled))


def _ratings(profile: Ratings) -> tuple[dict[int, Fraction], dict[int, Fraction]]:
    """The points that each rated candidate got, and the weight of those who rated it."""
    points: defaultdict[int, Fraction] = defaultdict(Fraction)
    weights: defaultdict[int, Fraction] = defaultdict(Fraction)
    for ballot, weight in profile.weights.items():
        for candidate, rating in ballot:
            points[candidate] += weight * rating
            weights[candidate] += weight
    return dict(points), dict(weights)


def _order(scores: Mapping[int, Fraction]) -> tuple[tuple[int, ...], ...]:
    """Candidates by falling score, those with equal scores in one set."""
    alike: defaultdict[Fraction, list[int]] = defaultdict(list)
    for candidate, got in scores.items():
        alike[got].append(candidate)
    return tuple(tuple(sorted(alike[got])) for got in sorted(alike, reverse=True))


def _topmost(
    rule: str,
    names: Sequence[str],
    scores: Mapping[int, Fraction],
    seats: int,
    *,
    ties: TieBreak,
    eligible: Collection[int],
    declared: Declared = BY_LOT,
) -> Elected:
    order = _order(scores)
    places = [[candidate for candidate in place if candidate in eligible] for place in order]
    filled = top(filter(None, places), seats, names=names, ties=ties, declared=declared)
    notes = empty_seats(len(filled.winners), seats)
    return Elected(rule=rule, order=order, scores=scores, **{**vars(filled), "notes": notes})
