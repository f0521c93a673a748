"""Counting what members want: approval, Borda and score, with ties shown as ties.

Pure rules over plain values. Scores are exact (`Fraction`) until they are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from copctl import names

Option = TypeVar("Option")


@dataclass(frozen=True)
class Scored:
    """What one option got: how many ballots named it, and its score under the rule."""

    votes: int
    score: Fraction


@dataclass(frozen=True)
class TopicCount:
    """One line of a tally. `share` is votes by respondents, from 0 to 1; equal scores share a rank."""

    rank: int
    topic: str
    slug: str
    votes: int
    share: float
    score: int | float


def approval(counts: Mapping[Option, int]) -> dict[Option, Scored]:
    """Approval voting (Brams and Fishburn 1978): an option's score is the number of people who chose it."""
    return {option: Scored(votes, Fraction(votes)) for option, votes in counts.items()}


def borda(rankings: Iterable[Sequence[Option]], options: Collection[Option]) -> dict[Option, Scored]:
    """Borda count (Borda 1784) over rankings, best first, of some or all options.

    The best of m options gets m - 1 points, the next m - 2, and so on to 0. Options that a ballot
    leaves out stand together at its end and share the points of the places left (the mean of them),
    so that ranking few gives nobody an edge. `votes` counts the ballots that ranked the option.
    """
    points = dict.fromkeys(options, Fraction(0))
    votes = dict.fromkeys(options, 0)
    for ranking in rankings:
        placed = [option for option in dict.fromkeys(ranking) if option in points]
        if not placed:
            continue
        rest = len(points) - len(placed)
        shared = Fraction(rest - 1, 2) if rest else Fraction(0)
        for option in points:
            points[option] += shared
        for place, option in enumerate(placed, start=1):
            points[option] += len(points) - place - shared
            votes[option] += 1
    return {option: Scored(votes[option], points[option]) for option in points}


def score(ratings: Mapping[Option, Sequence[float]]) -> dict[Option, Scored]:
    """Score (range) voting by the mean (Smith 2000): `votes` counts who rated it, unrated options get 0."""
    return {
        option: Scored(len(given), _mean([Fraction(str(rating)) for rating in given]))
        for option, given in ratings.items()
    }


def _mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else Fraction(0)


def ordered(
    scored: Mapping[Option, Scored], labels: Mapping[Option, str], respondents: int
) -> list[TopicCount]:
    """The lines of a tally, highest score first; equal scores share a rank, and the next rank skips.

    Ties stand in alphabetical order, so that two runs print the same newsletter.
    """
    lines = sorted(scored, key=lambda option: (-scored[option].score, names.key(labels[option])))
    rank_of: dict[Fraction, int] = {}
    for place, option in enumerate(lines, start=1):
        rank_of.setdefault(scored[option].score, place)
    return [
        TopicCount(
            rank=rank_of[scored[option].score],
            topic=labels[option],
            slug=names.slug(labels[option]),
            votes=scored[option].votes,
            share=scored[option].votes / respondents if respondents else 0.0,
            score=shown(scored[option].score),
        )
        for option in lines
    ]


def shown(exact: Fraction) -> int | float:
    """A score as people and JSON read it: a whole number where it is one, else six decimals."""
    return int(exact) if exact.denominator == 1 else round(float(exact), 6)


def top(lines: Sequence[TopicCount], most: int | None) -> tuple[list[TopicCount], list[TopicCount]]:
    """The first so many lines, and the lines left out that tie with the last one taken."""
    if most is None or most >= len(lines):
        return list(lines), []
    taken = list(lines[:most])
    return taken, [line for line in lines[most:] if taken and line.rank == taken[-1].rank]
