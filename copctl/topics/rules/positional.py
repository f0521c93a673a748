"""Borda's count: points for places."""

from __future__ import annotations

from fractions import Fraction

from copctl.topics.rules.pairwise import order_by
from copctl.topics.rules.profiles import Elected, Rankings
from copctl.topics.rules.ties import Declared, TieBreak, top


def borda(profile: Rankings, seats: int, *, ties: TieBreak) -> Elected:
    """Borda count (Borda 1784; ties as Young 1974): the most points are best.

    Of m candidates the best gets m - 1 points, the next m - 2, down to 0. Candidates in one place share
    the points of the places they take up (the mean of them), and so do those a ballot leaves out, in the
    places after all ranked ones: ranking few gives nobody an edge. A ballot that ranks nobody gives no
    points. The first `seats` of the ranking are chosen. Tie rule: more first choices (shared where several
    stand first), then lot.
    """
    scores = points(profile)
    order = order_by(scores)
    first = first_choices(profile)
    declared = Declared("more first choices", dict(enumerate(first)))
    filled = top(order, seats if any(first) else 0, names=profile.names, ties=ties, declared=declared)
    return Elected("borda", order=order, scores=dict(enumerate(scores)), **vars(filled))


def points(profile: Rankings) -> list[Fraction]:
    """Every candidate's Borda points."""
    count = len(profile.names)
    # What everybody who is not ranked gets is added once, to all.
    scores = [Fraction(0)] * count
    unranked = Fraction(0)
    for ranking, weight in profile.weights.items():
        placed = sum(map(len, ranking))
        if not placed:
            continue
        shared = Fraction(count - placed - 1, 2) if placed < count else Fraction(0)
        unranked += weight * shared
        place = count
        for group in ranking:
            place -= len(group)
            each = weight * (place + Fraction(len(group) - 1, 2) - shared)
            for candidate in group:
                scores[candidate] += each
    return [score + unranked for score in scores]


def first_choices(profile: Rankings) -> list[Fraction]:
    """How much of the vote puts each candidate first; those who stand first together share it."""
    scores = [Fraction(0)] * len(profile.names)
    for ranking, weight in profile.weights.items():
        first = next(filter(None, ranking), ())
        for candidate in first:
            scores[candidate] += Fraction(weight) / len(first)
    return scores
