"""The lines of a tally: what was counted, in the order of a rule, with ties shown as ties.

Pure rules over plain values. Scores are exact (`Fraction`) until they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, TypeVar

from copctl import names

Option = TypeVar("Option")


@dataclass(frozen=True)
class Scored:
    """What one option got: how many people named it, its score under the rule, and its part of the vote.

    `part` differs from `votes` where people weigh differently.
    """

    votes: int
    score: Fraction
    part: Fraction | None = None


@dataclass(frozen=True)
class TopicCount:
    """One line of a tally. `share` is out of all respondents, from 0 to 1; equal scores share a rank.

    What else there may be: the share's 95% `interval`; `borda`, the points beside another ranked rule;
    `median` and `top_2_box` of a grid's row; `minutes` or its
    `cost`; the `seat` it got, from 1; the ranks it may have
    in another sample, and its `chance` of a seat.
    """

    rank: int
    topic: str
    slug: str
    votes: int
    share: float
    score: int | float
    interval: tuple[float, float] | None = None
    borda: int | float | None = None
    median: float | None = None
    top_2_box: float | None = None
    minutes: int | float | None = None
    cost: int | float | None = None
    seat: int | None = None
    ranks: tuple[int, int] | None = None
    chance: float | None = None


_ALWAYS = ("rank", "topic", "slug", "votes", "share", "score")


def plain(lines: Sequence[TopicCount]) -> list[dict[str, Any]]:
    """The lines for a program: every entry that any of them has, the same in all of them."""
    told = [f.name for f in fields(TopicCount)]
    held = [t for t in told if t in _ALWAYS or any(getattr(line, t) is not None for line in lines)]
    return [{name: getattr(line, name) for name in held} for line in lines]


def approval(counts: Mapping[Option, int]) -> dict[Option, Scored]:
    """Approval voting (Brams and Fishburn 1978): an option's score is the number of people who chose it."""
    return {option: Scored(votes, Fraction(votes)) for option, votes in counts.items()}


def ordered(
    scored: Mapping[Option, Scored], labels: Mapping[Option, str], base: int | Fraction
) -> list[TopicCount]:
    """The lines of a tally, highest score first; equal scores share a rank, and the next rank skips.

    `base` is what shares are out of. Ties stand in alphabetical order, so that two runs print the same
    newsletter.
    """
    alike: dict[Fraction, list[Option]] = {}
    for option in scored:
        alike.setdefault(scored[option].score, []).append(option)
    return placed((alike[score] for score in sorted(alike, reverse=True)), scored, labels, base)


def placed(
    order: Iterable[Iterable[Option]],
    scored: Mapping[Option, Scored],
    labels: Mapping[Option, str],
    base: int | Fraction,
) -> list[TopicCount]:
    """The lines in the order of a rule, whose places are sets of options that it cannot tell apart."""
    lines: list[TopicCount] = []
    for alike in order:
        rank = len(lines) + 1
        lines += [
            _line(rank, labels[option], scored[option], base)
            for option in sorted(alike, key=lambda option: names.key(labels[option]))
        ]
    return lines


def _line(rank: int, label: str, scored: Scored, base: int | Fraction) -> TopicCount:
    part = scored.votes if scored.part is None else scored.part
    return TopicCount(
        rank=rank,
        topic=label,
        slug=names.slug(label),
        votes=scored.votes,
        share=float(part / base) if base else 0.0,
        score=shown(scored.score),
    )


def shown(exact: Fraction) -> int | float:
    """A score as people and JSON read it: a whole number where it is one, else six decimals."""
    return int(exact) if exact.denominator == 1 else round(float(exact), 6)


def top(lines: Sequence[TopicCount], most: int | None) -> tuple[list[TopicCount], list[TopicCount]]:
    """The first so many lines, and the lines left out that tie with the last one taken."""
    if most is None or most >= len(lines):
        return list(lines), []
    taken = list(lines[:most])
    return taken, [line for line in lines[most:] if taken and line.rank == taken[-1].rank]
