"""What a voting rule counts: ballots, each different one held once with its weight, and what comes out.

Candidates are numbers from 0; `names` has their labels in that order. A million ballots on twenty topics
hold some ten thousand different ones, so every rule works on those. Weights are whole numbers or
fractions above 0, so that one organisation's ballots may count as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

Weight: TypeAlias = int | Fraction
# Sets of candidates that are liked alike, best first; who is not in it was not ranked.
Ranking: TypeAlias = tuple[tuple[int, ...], ...]
# (candidate, rating) for those that were rated, by candidate.
Rating: TypeAlias = tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True)
class Approvals:
    """Approval ballots: the set of candidates that a voter chose -> how much of the vote says just that."""

    names: Sequence[str]
    weights: Mapping[frozenset[int], Weight]


@dataclass(frozen=True)
class Rankings:
    """Ranked ballots, possibly with ties and of some candidates only -> weight."""

    names: Sequence[str]
    weights: Mapping[Ranking, Weight]


@dataclass(frozen=True)
class Ratings:
    """Rated ballots -> weight."""

    names: Sequence[str]
    weights: Mapping[Rating, Weight]


@dataclass(frozen=True)
class Elected:
    """What a rule says.

    `winners` are the seats in the order in which they were filled; `order` is the whole ranking with its
    tied sets where the rule gives one, best first; `scores` are exact. `ties` lists every tied set that was
    met while seats were filled, `tied` says that who is chosen hung on one of them, and `broken_by` what
    broke it (`""`, a declared rule such as `more approvals`, or `lot, seed 1`). `notes` are sentences for
    the reader, such as how many seats a completion filled.
    """

    rule: str
    winners: tuple[int, ...]
    order: tuple[tuple[int, ...], ...] = ()
    scores: Mapping[int, Fraction] = field(default_factory=dict)
    ties: tuple[tuple[int, ...], ...] = ()
    tied: bool = False
    broken_by: str = ""
    notes: tuple[str, ...] = ()
