"""The votes of a Pabulib file as ballots: everybody's, those of each group of voters, and what points say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from copctl.topics.ballot_files.contents import Profile
from copctl.topics.rules.profiles import Approvals, Rankings, Rating, Ratings, Weight


def profiles(
    cast: Mapping[tuple[Any, tuple[str, ...]], int], names: Sequence[str], ballots: str, traits: Sequence[str]
) -> tuple[Profile, dict[str, dict[str, Profile]]]:
    """Everybody's ballots, and those of each group of voters; of points whom they are for."""
    everybody: dict[Any, int] = defaultdict(int)
    groups: dict[str, dict[str, dict[Any, int]]] = {trait: {} for trait in traits}
    for (vote, told), voters in cast.items():
        ballot = vote[1] if ballots == "points" else vote
        everybody[ballot] += voters
        for trait, value in zip(traits, told, strict=True):
            group = groups[trait].setdefault(value, defaultdict(int))
            group[ballot] += voters

    def profile(weights: dict[Any, int]) -> Profile:
        kinds: dict[str, type[Approvals] | type[Rankings]] = {
            "approval": Approvals,
            "ranking": Rankings,
            "points": Approvals,
        }
        return kinds[ballots](names, dict(weights))

    by = {
        trait: {value: profile(groups[trait][value]) for value in sorted(groups[trait])} for trait in traits
    }
    return profile(everybody), by


def apart(cast: Mapping[tuple[Any, tuple[str, ...]], int], names: Sequence[str]) -> tuple[Ratings, Approvals]:
    """Votes that hand out points: the points, and whom they are for."""
    rated: dict[Rating, Weight] = defaultdict(int)
    chosen: dict[frozenset[int], Weight] = defaultdict(int)
    for ((rating, wanted), _), voters in cast.items():
        rated[rating] += voters
        chosen[wanted] += voters
    return Ratings(names, dict(rated)), Approvals(names, dict(chosen))


def points_of(profile: Profile, longest: int | None) -> Ratings:
    """Ordinal votes as points, as the format scores them (Borda): `max_length` for the first, then one less.

    Without a stated length it is the number of projects, and never less than a vote is long.
    """
    votes = profile.weights.items() if isinstance(profile, Rankings) else ()
    most = max([longest or len(profile.names), *(len(ranking) for ranking, _ in votes)])
    rated: dict[Rating, Weight] = {}
    for ranking, voters in votes:
        points = ((project, Fraction(most - place)) for place, (project,) in enumerate(ranking))
        rating = tuple(sorted(points))
        rated[rating] = rated.get(rating, 0) + voters
    return Ratings(profile.names, rated)
