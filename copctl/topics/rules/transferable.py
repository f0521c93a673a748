"""The single transferable vote: a quota for each seat, and what is more than a quota goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from copctl.topics.rules.instant_runoff import LastFirst, best_of, without_last
from copctl.topics.rules.positional import first_choices
from copctl.topics.rules.profiles import Elected, Ranking, Rankings, Weight
from copctl.topics.rules.ties import Declared, TieBreak

# How many ways to break ties are followed to see whether they mattered, and how many ballots looked at.
MOST_WAYS, _MOST_LOOKS = 1_000, 2_000_000


@dataclass(frozen=True)
class _Count:
    """Where a count stands; two are equal when all that follows is.

    `piles` has each candidate's ballots with what they are worth there. They follow from who is still
    hopeful and from the surpluses handed on, which `surpluses` has in turn with the hopeful of that moment.
    """

    hopeful: frozenset[int]
    elected: frozenset[int] = frozenset()
    waiting: frozenset[int] = frozenset()
    surpluses: tuple[tuple[int, frozenset[int]], ...] = ()
    seated: tuple[int, ...] = field(default=(), compare=False)
    piles: Mapping[int, Mapping[int, Fraction]] = field(default_factory=dict, compare=False)

    def votes(self, candidate: int) -> Fraction:
        """What the candidate's pile is worth."""
        return sum(self.piles.get(candidate, {}).values(), Fraction(0))


@dataclass(frozen=True)
class _Step:
    """What comes next: a surplus of one of these is handed on, or one of these is out."""

    candidates: list[int]
    surplus: bool


def stv(profile: Rankings, seats: int, *, ties: TieBreak) -> Elected:
    """Single transferable vote (Hare 1859, Droop 1881): weighted inclusive Gregory (Scotland 2007), exact.

    The quota is Droop's: votes by seats and one, rounded down, and one more. Whoever reaches it is elected;
    the largest surplus is handed on first, every ballot of the pile at the share of its worth that is
    surplus. Without a surplus, whoever has the fewest votes is out and the ballots go on at their worth.
    When no more are left than seats, all of them are elected. Where a ballot ranks several alike they share
    it equally; one that ranks nobody of those left is set aside: candidates that it leaves out, or has
    together in last place, are alike to it. Nothing is rounded. Scores are first choices. STV gives no
    ranking. Tie rule: who has more first choices is handed on first and goes out last, then lot; whether
    who is chosen hung on a tie is found by following the other ways too.
    """
    profile = without_last(profile)
    first = first_choices(profile)
    total = sum(first, Fraction(0))
    if not total or seats < 1:
        return Elected("stv", winners=(), scores=dict(enumerate(first)))
    count = _Counting(profile, seats, total // (seats + 1) + 1, first, ties)
    met: list[tuple[int, ...]] = []
    broken: list[str] = []
    state = count.start()
    branches: list[tuple[_Count, _Step, tuple[int, ...]]] = []
    while (step := count.next(state)) is not None:
        lined_up = count.lined_up(step)
        if len(lined_up) > 1:
            met.append(tuple(sorted(lined_up)))
            broken.append(ties.breaker(lined_up[0], lined_up[1], count.declared(step)))
            branches.append((state, step, lined_up[1:]))
        state = count.after(state, step, lined_up[0])
    other = _another(count, branches, state.elected)
    notes = [f"The quota is {count.quota} of {_shown(total)} votes (Droop)."]
    if other is None:
        notes.append("Not all ways to break the ties were tried: another outcome is possible.")
    hung = other is not False
    return Elected(
        "stv",
        winners=state.seated,
        scores=dict(enumerate(first)),
        ties=_without_rests(met),
        tied=hung,
        broken_by="; ".join(dict.fromkeys(broken)) if hung else "",
        notes=tuple(notes),
    )


class _Counting:
    """The rules of one count: its ballots, seats, quota and tie rule."""

    def __init__(
        self, profile: Rankings, seats: int, quota: int, first: Sequence[Fraction], ties: TieBreak
    ) -> None:
        self.rankings: list[Ranking] = list(profile.weights)
        self.weights: list[Weight] = list(profile.weights.values())
        self.names, self.seats, self.quota, self.ties = profile.names, seats, quota, ties
        self.out = LastFirst(ties.seed)
        self.more = Declared("more first choices", dict(enumerate(first)))
        self.fewer = Declared("fewer first choices", {c: -votes for c, votes in enumerate(first)})

    def start(self) -> _Count:
        """Every ballot with those it ranks first, and who is elected by that."""
        hopeful = frozenset(range(len(self.names)))
        pile = {ballot: Fraction(weight) for ballot, weight in enumerate(self.weights)}
        return self._elected(_Count(hopeful, piles=self._handed_on({}, pile, hopeful)))

    def next(self, state: _Count) -> _Step | None:
        """The next thing to do, with all who tie for it; None when the count is over."""
        if not state.hopeful:
            return None
        if state.waiting:
            surplus = {candidate: state.votes(candidate) for candidate in state.waiting}
            return _Step([c for c in surplus if surplus[c] == max(surplus.values())], surplus=True)
        votes = {candidate: state.votes(candidate) for candidate in state.hopeful}
        return _Step([c for c in votes if votes[c] == min(votes.values())], surplus=False)

    def declared(self, step: _Step) -> Declared:
        """What is looked at before a lot is drawn."""
        return self.more if step.surplus else self.fewer

    def lined_up(self, step: _Step) -> tuple[int, ...]:
        """Those who tie, in the order in which they are taken."""
        lot = self.ties if step.surplus else self.out
        return lot.ordered(step.candidates, self.names, self.declared(step))

    def after(self, state: _Count, step: _Step, candidate: int) -> _Count:
        """The count once the candidate's surplus is handed on, or the candidate is out."""
        pile = state.piles.get(candidate, {})
        if not step.surplus:
            hopeful = state.hopeful - {candidate}
            return self._elected(
                replace(state, hopeful=hopeful, piles=self._handed_on(state.piles, pile, hopeful))
            )
        votes = state.votes(candidate)
        share = (votes - self.quota) / votes
        handed_on = {ballot: worth * share for ballot, worth in pile.items()}
        return self._elected(
            replace(
                state,
                waiting=state.waiting - {candidate},
                surpluses=(*state.surpluses, (candidate, state.hopeful)),
                piles=self._handed_on(state.piles, handed_on, state.hopeful),
            )
        )

    def _handed_on(
        self,
        piles: Mapping[int, Mapping[int, Fraction]],
        pile: Mapping[int, Fraction],
        hopeful: frozenset[int],
    ) -> dict[int, Mapping[int, Fraction]]:
        """The piles once each ballot of a pile lies with those it ranks best of the hopeful."""
        more: dict[int, dict[int, Fraction]] = {}
        for ballot, worth in pile.items():
            standing = best_of(self.rankings[ballot], hopeful)
            for candidate in standing:
                grown = more.setdefault(candidate, dict(piles.get(candidate, {})))
                grown[ballot] = grown.get(ballot, Fraction(0)) + worth / len(standing)
        return {**piles, **more}

    def _elected(self, state: _Count) -> _Count:
        """The count once those at the quota, or all that are left, have their seats."""
        votes = {candidate: state.votes(candidate) for candidate in state.hopeful}
        over = frozenset(candidate for candidate in state.hopeful if votes[candidate] >= self.quota)
        waiting = state.waiting | {candidate for candidate in over if votes[candidate] > self.quota}
        seated = (*state.seated, *self._by_votes(over, votes))
        rest, left = state.hopeful - over, self.seats - len(seated)
        without = frozenset(candidate for candidate in rest if not votes[candidate])
        # Those without a vote go together where nothing is on its way to them: their order changes nothing.
        if without and not waiting and len(rest - without) >= left:
            rest -= without
        if len(rest) <= left:
            seated, rest = (*seated, *self._by_votes(rest, votes)), frozenset()
        return replace(
            state,
            hopeful=rest if left else frozenset(),
            elected=frozenset(seated),
            waiting=waiting,
            seated=seated,
        )

    def _by_votes(self, candidates: frozenset[int], votes: Mapping[int, Fraction]) -> tuple[int, ...]:
        return self.ties.ordered(candidates, self.names, Declared(merit=votes))


def _another(
    count: _Counting, branches: Sequence[tuple[_Count, _Step, tuple[int, ...]]], elected: frozenset[int]
) -> bool | None:
    """Whether some way to break the ties elects others; None where there are too many ways to try."""
    seen: set[_Count] = set()
    most = min(MOST_WAYS, 1 + _MOST_LOOKS // len(count.rankings))
    open_ways = [way for branch in branches for way in _ways(count, *branch)]
    while open_ways:
        state = open_ways.pop()
        if not state.elected <= elected:
            return True
        if state in seen:
            continue
        if len(seen) >= most:
            return None
        seen.add(state)
        step = count.next(state)
        if step is not None:
            open_ways += _ways(count, state, step, count.lined_up(step))
    return False


def _without_rests(met: Sequence[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """Tied sets, without those that are what is left of an earlier one."""
    kept: list[tuple[int, ...]] = []
    for tied in met:
        if not any(set(tied) <= set(earlier) for earlier in kept):
            kept.append(tied)
    return tuple(kept)


def _ways(count: _Counting, state: _Count, step: _Step, candidates: Sequence[int]) -> Iterator[_Count]:
    return (count.after(state, step, candidate) for candidate in candidates)


def _shown(total: Fraction) -> str:
    return str(total) if total.denominator == 1 else f"{float(total):.2f}"
