"""Who is counted: people's ballots in the shape that a rule wants, their weights, and their segments.

Pure. The same shape comes out of the store and out of a ballot file.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from copctl.topics.rules.profiles import Approvals, Rankings, Ratings, Weight

Profile: TypeAlias = Approvals | Rankings | Ratings
NO_ORGANISATION = "no organisation"


@dataclass(frozen=True)
class Segment:
    """A group of respondents: how many they are, and the ballots of those who answered."""

    name: str
    people: int
    profile: Profile


@dataclass(frozen=True)
class Electorate:
    """What is counted. `people` responded, `answered` of them cast a ballot in `profile`.

    `counted` is how many people named each candidate. `base` is what shares are out of: people, or the
    says of organisations where those are weighed alike. `exclusive` says that a ballot names one candidate;
    `values` are the candidates' numbers where they are the steps of a scale. `clusters` has the ballots of
    each organisation where organisations are weighed alike (a sample is one of organisations then). Where
    points say more than a choice, `chosen` has the choices and `rated` the points.
    """

    profile: Profile
    people: int
    answered: int
    counted: Sequence[int]
    base: Weight
    exclusive: bool = False
    values: Sequence[Fraction] = ()
    segments: tuple[Segment, ...] = ()
    clusters: tuple[Profile, ...] = field(default=(), repr=False)
    chosen: Approvals | None = None
    rated: Ratings | None = None

    @property
    def approved(self) -> Approvals:
        """Whom each ballot wants at all."""
        return approvals(self.profile) if self.chosen is None else self.chosen

    def under(self, rule: str) -> Profile:
        """The ballots that a rule counts."""
        if rule in ("greedy", "score"):
            return self.profile if self.rated is None else self.rated
        return self.profile if self.chosen is None else self.chosen


def weighed(kind: type[Any], names: Sequence[str], cast: Iterable[tuple[Any, str]]) -> tuple[Any, list[Any]]:
    """The ballots with every organisation weighed alike: (profile, the profile of each organisation).

    An organisation has one say, shared evenly among its people who answered. People without one share one
    say together: each of them alone would weigh as much as a whole partner.
    """
    members: dict[str, Counter[Any]] = defaultdict(Counter)
    for ballot, organisation in cast:
        members[organisation][ballot] += 1
    total: dict[Any, Weight] = defaultdict(Fraction)
    clusters = []
    for organisation in sorted(members):
        people = members[organisation].total()
        own = {ballot: Fraction(count, people) for ballot, count in members[organisation].items()}
        for ballot, share in own.items():
            total[ballot] += share
        clusters.append(kind(names, own))
    return kind(names, dict(total)), clusters


def approvals(profile: Profile) -> Approvals:
    """The ballots as approvals: who was ranked at all, or rated above nothing, is approved."""
    if isinstance(profile, Approvals):
        return profile
    if isinstance(profile, Rankings):
        return Approvals(profile.names, _merged(profile.weights, _ranked))
    return Approvals(profile.names, _merged(profile.weights, _liked))


def rankings(profile: Profile) -> Rankings | None:
    """The ballots as rankings: rated alike is ranked alike; None for approvals, which rank nothing."""
    if isinstance(profile, Approvals):
        return None
    if isinstance(profile, Rankings):
        return profile
    return Rankings(profile.names, _merged(profile.weights, _by_rating))


def _merged(weights: Mapping[Any, Weight], into: Callable[[Any], Any]) -> dict[Any, Weight]:
    merged: dict[Any, Weight] = defaultdict(int)
    for ballot, weight in weights.items():
        merged[into(ballot)] += weight
    return dict(merged)


def _ranked(ranking: Sequence[Sequence[int]]) -> frozenset[int]:
    return frozenset(candidate for alike in ranking for candidate in alike)


def _liked(rating: Sequence[tuple[int, Fraction]]) -> frozenset[int]:
    return frozenset(candidate for candidate, given in rating if given > 0)


def _by_rating(rating: Sequence[tuple[int, Fraction]]) -> tuple[tuple[int, ...], ...]:
    alike: dict[Fraction, list[int]] = defaultdict(list)
    for candidate, given in rating:
        alike[given].append(candidate)
    return tuple(tuple(sorted(alike[given])) for given in sorted(alike, reverse=True))


def votes(ballots: Approvals) -> list[Weight]:
    """How much of the vote each candidate has, by its number."""
    totals: list[Weight] = [0] * len(ballots.names)
    for chosen, weight in ballots.weights.items():
        for candidate in chosen:
            totals[candidate] += weight
    return totals


def served(ballots: Approvals, chosen: Iterable[int]) -> Weight:
    """How much of the vote named at least one of these candidates."""
    seats = frozenset(chosen)
    return sum((weight for ballot, weight in ballots.weights.items() if not seats.isdisjoint(ballot)), 0)


def named(profile: Profile) -> list[int]:
    """How many ballots say anything of each candidate: chosen, ranked or rated. Weights are whole numbers."""
    if isinstance(profile, Ratings):
        totals = [0] * len(profile.names)
        for rating, weight in profile.weights.items():
            for candidate in {rated for rated, _ in rating}:
                totals[candidate] += int(weight)
        return totals
    return [int(count) for count in votes(approvals(profile))]


def ratings_of(profile: Profile, candidate: int) -> Counter[Fraction]:
    """The numbers that a candidate was given, with how many gave each; empty for other ballots."""
    given: Counter[Fraction] = Counter()
    if isinstance(profile, Ratings):
        for rating, weight in profile.weights.items():
            given.update({value: int(weight) for rated, value in rating if rated == candidate})
    return given
