"""Instant runoff: the last one goes, and its ballots go on."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from copctl.topics.rules.positional import first_choices
from copctl.topics.rules.profiles import Elected, Ranking, Rankings, Weight
from copctl.topics.rules.ties import Declared, TieBreak, in_turn

# To find whether a tie mattered: how many ways are followed, and ballots looked at in all (some seconds).
_MOST_WAYS, _MOST_LOOKS = 20_000, 5_000_000


class LastFirst(TieBreak):
    """The same lot for who goes: whoever it would put first stays longest."""

    def draw(self, name: str) -> bytes:
        """A candidate's lot; the smallest goes first."""
        return bytes(255 - byte for byte in super().draw(name))


def irv(profile: Rankings, seats: int, *, ties: TieBreak) -> Elected:
    """Instant runoff (Ware 1871): whoever stands first on the fewest ballots goes, until `seats` are left.

    A ballot counts for the one it ranks best of those left; where several stand there together they share
    it equally (split votes: Delemazure and Peters 2024). A ballot that ranks nobody of those left is set
    aside: candidates that it leaves out, or has together in last place, are alike to it. The ranking is
    the order of going, backwards; those whom no ballot puts first go first, together. Scores are first
    choices at the start. Tie rule for who goes: fewer first choices at the start, then lot. Whether who is
    chosen hung on a tie is found by letting each of the tied go (parallel universes: Conitzer, Rognlie and
    Xia 2009).
    """
    profile = without_last(profile)
    first = first_choices(profile)
    if not any(first):
        return Elected("irv", winners=(), scores=dict(enumerate(first)))
    everybody = frozenset(range(len(profile.names)))
    # In whatever order these go, nobody's votes change; they stay where seats are left for some of them.
    hopeless = frozenset(candidate for candidate in everybody if not first[candidate])
    start = everybody - hopeless if len(everybody - hopeless) >= seats else everybody
    fewer = Declared("fewer first choices", {candidate: -votes for candidate, votes in enumerate(first)})
    last, out_of = _last(profile), LastFirst(ties.seed)
    gone = in_turn(
        start,
        last,
        lambda left, candidate: left - {candidate},
        seats=max(0, len(start) - seats),
        names=profile.names,
        ties=out_of,
        declared=fewer,
        most_ways=min(_MOST_WAYS, 1 + _MOST_LOOKS // len(profile.weights)),
    )
    going = [tuple(sorted(everybody - start)), *((candidate,) for candidate in gone.winners)]
    left = start - set(gone.winners)
    while left:
        out = _going_on(last(left), left, first, profile, out_of, fewer)
        going.append(out)
        left -= set(out)
    order = tuple(place for place in reversed(going) if place)
    seated = [candidate for place in order for candidate in ties.ordered(place, profile.names)]
    filled = {**vars(gone), "winners": tuple(seated[:seats])}
    return Elected("irv", order=order, scores=dict(enumerate(first)), **filled)


def _going_on(
    tied: list[int],
    left: frozenset[int],
    first: list[Fraction],
    profile: Rankings,
    ties: TieBreak,
    fewer: Declared,
) -> tuple[int, ...]:
    """Who goes next when all that are left have a seat; all of them where nothing parts them."""
    alike = len(tied) == len(left) and len({first[candidate] for candidate in left}) == 1
    return tuple(tied) if alike else ties.ordered(tied, profile.names, fewer)[:1]


def _last(profile: Rankings) -> Callable[[frozenset[int]], list[int]]:
    """Who has the fewest votes of those left; what was counted once is remembered."""
    known: dict[frozenset[int], list[int]] = {}

    def last(left: frozenset[int]) -> list[int]:
        if left not in known:
            votes = votes_for(profile, left)
            fewest = min(votes.values())
            known[left] = sorted(candidate for candidate in left if votes[candidate] == fewest)
        return known[left]

    return last


def without_last(profile: Rankings) -> Rankings:
    """The same ballots, without several candidates in last place: that says no more than leaving them out."""
    said: dict[Ranking, Weight] = {}
    for ranking, weight in profile.weights.items():
        last_alike = sum(map(len, ranking)) == len(profile.names) and ranking and len(ranking[-1]) > 1
        kept = ranking[:-1] if last_alike else ranking
        said[kept] = said.get(kept, 0) + weight
    return Rankings(profile.names, said) if any(map(any, said)) else profile


def votes_for(profile: Rankings, left: frozenset[int]) -> dict[int, Fraction]:
    """How much of the vote each of those left has."""
    votes = dict.fromkeys(left, Fraction(0))
    for ranking, weight in profile.weights.items():
        standing = best_of(ranking, left)
        for candidate in standing:
            votes[candidate] += Fraction(weight) / len(standing)
    return votes


def best_of(ranking: Ranking, left: frozenset[int]) -> list[int]:
    """Those whom a ballot ranks best of those left; nobody where it ranks none of them."""
    for group in ranking:
        standing = [candidate for candidate in group if candidate in left]
        if standing:
            return standing
    return []
