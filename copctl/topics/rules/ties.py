"""Ties: what a rule leaves open, how it is broken, and whether who is chosen hung on it.

A tie is broken by what the rule declares (such as more approvals), then by lot. The lot draws one order
of all candidates from their names and a seed, so it knows neither the order of the ballots nor that of the
candidates: the same names and seed give the same order in any file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias, TypeVar

State = TypeVar("State", bound=Hashable)
# How many ways to break ties are looked at before the search for another outcome gives up.
MOST_WAYS = 2_000
# Who is in, the state that this led to, and the candidates who tie for the next seat.
_Branch: TypeAlias = tuple[frozenset[int], State, Collection[int]]


@dataclass(frozen=True)
class Declared:
    """What a rule looks at before a lot is drawn: its name (`more approvals`), and who has more of it."""

    words: str = ""
    merit: Mapping[int, int | Fraction] = field(default_factory=dict)


BY_LOT = Declared()


@dataclass(frozen=True)
class TieBreak:
    """How ties are broken: by what a rule declares, then by the lot of this seed."""

    seed: int = 1

    def draw(self, name: str) -> bytes:
        """A candidate's lot; the smallest goes first."""
        return hashlib.sha256(f"{self.seed}\0{name}".encode("utf-8", "surrogatepass")).digest()

    def ordered(
        self, tied: Iterable[int], names: Sequence[str], declared: Declared = BY_LOT
    ) -> tuple[int, ...]:
        """Tied candidates in the order in which they are taken."""

        def place(candidate: int) -> tuple[int | Fraction, bytes, int]:
            return (-declared.merit.get(candidate, 0), self.draw(names[candidate]), candidate)

        return tuple(sorted(tied, key=place))

    def breaker(self, last_in: int, first_out: int, declared: Declared = BY_LOT) -> str:
        """What decided between the last one taken and the first one left out."""
        if declared.merit.get(last_in, 0) != declared.merit.get(first_out, 0):
            return declared.words
        return f"lot, seed {self.seed}"


@dataclass(frozen=True)
class Filled:
    """Seats as they were filled, with the ties met; the fields are those of `Elected`."""

    winners: tuple[int, ...]
    ties: tuple[tuple[int, ...], ...] = ()
    tied: bool = False
    broken_by: str = ""
    notes: tuple[str, ...] = ()


def top(
    order: Iterable[Collection[int]],
    seats: int,
    *,
    names: Sequence[str],
    ties: TieBreak,
    declared: Declared = BY_LOT,
) -> Filled:
    """The first so many of a ranking whose places are sets of candidates, best first.

    Every tied set that is reached is reported; who is chosen hung on a tie only where the seats end
    inside a tied set.
    """
    winners: list[int] = []
    met: list[tuple[int, ...]] = []
    broken_by = ""
    for place in order:
        room = seats - len(winners)
        if room <= 0:
            break
        lined_up = ties.ordered(place, names, declared)
        if len(lined_up) > 1:
            met.append(tuple(sorted(lined_up)))
        if len(lined_up) > room:
            broken_by = ties.breaker(lined_up[room - 1], lined_up[room], declared)
        winners += lined_up[:room]
    return Filled(tuple(winners), tuple(met), bool(broken_by), broken_by)


def in_turn(
    start: State,
    best: Callable[[State], Collection[int]],
    after: Callable[[State, int], State],
    *,
    seats: int,
    names: Sequence[str],
    ties: TieBreak,
    declared: Declared = BY_LOT,
    most_ways: int = MOST_WAYS,
    on_seat: Callable[[State, int], object] = lambda *_: None,
) -> Filled:
    """Fill seats one after another: `best` gives those who tie for the next seat (nobody: it ends there).

    `after` is the state once one of them is in; equal states must be equal values. `on_seat` is told of
    each seat, with the state it was filled from. Whether who is chosen
    hung on a tie is found by taking the other ways as well, each state with the same people in once.
    Where there are more than `most_ways`, the outcome counts as hanging on the tie and a note says so.
    """
    state = start
    winners: tuple[int, ...] = ()
    met: list[tuple[int, ...]] = []
    broken: list[str] = []
    branches: list[_Branch[State]] = []
    while len(winners) < seats:
        state = after(state, winners[-1]) if winners else state
        lined_up = ties.ordered(best(state), names, declared)
        if not lined_up:
            break
        if len(lined_up) > 1:
            met.append(tuple(sorted(lined_up)))
            broken.append(ties.breaker(lined_up[0], lined_up[1], declared))
            branches.append((frozenset(winners), state, lined_up[1:]))
        winners += lined_up[:1]
        on_seat(state, winners[-1])
    other = _another(branches, best, after, seats, frozenset(winners), most_ways)
    note = f"More than {most_ways:,} ways to break the ties were not all tried: another outcome is possible."
    return Filled(
        winners,
        _without_rests(met, winners),
        tied=other is not False,
        broken_by="; ".join(dict.fromkeys(broken)) if other is not False else "",
        notes=(note,) if other is None else (),
    )


def _another(
    branches: Sequence[_Branch[State]],
    best: Callable[[State], Collection[int]],
    after: Callable[[State, int], State],
    seats: int,
    chosen: frozenset[int],
    most_ways: int,
) -> bool | None:
    """Whether some way to break the ties chooses other people; None where there are too many ways."""
    seen: set[tuple[frozenset[int], State]] = set()
    open_ways = list(branches)
    while open_ways:
        inside, state, candidates = open_ways.pop()
        for candidate in candidates:
            if candidate not in chosen:
                return True
            more = inside | {candidate}
            if len(more) == seats:
                continue
            way = (more, after(state, candidate))
            if way in seen:
                continue
            if len(seen) >= most_ways:
                return None
            seen.add(way)
            following = best(way[1])
            if not following and more != chosen:
                return True
            open_ways.append((*way, following))
    return False


def _without_rests(met: Sequence[tuple[int, ...]], winners: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Tied sets, without those that are only what an earlier one left over."""
    kept: list[tuple[int, ...]] = []
    chosen = set(winners)
    for tied in met:
        rest = set(tied)
        if not any(rest <= set(earlier) and set(earlier) - rest <= chosen for earlier in kept):
            kept.append(tied)
    return tuple(kept)
