"""Ranked pairs: duels are locked in from the clearest to the closest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeAlias

from copctl.topics.rules.condorcet import by_borda
from copctl.topics.rules.pairwise import Duels, duels
from copctl.topics.rules.profiles import Elected, Rankings
from copctl.topics.rules.ties import Filled, TieBreak, top

# For each candidate, the candidates it stands above by what is locked so far, as bits.
Locked: TypeAlias = tuple[int, ...]
Duel: TypeAlias = tuple[int, int]
# How many ways to lock duels of one margin are followed side by side.
MOST_WAYS = 2_000


def ranked_pairs(profile: Rankings, seats: int, *, ties: TieBreak) -> Elected:
    """Ranked pairs (Tideman 1987), with margins.

    Duels are locked in by falling margin, but for those that would close a circle; whom nobody is locked
    above stand first together, then whom nobody of the rest is, and so on. Tied and partial ranks as in
    `pairwise`. Where margins are equal, every order of locking is followed (parallel universes: Conitzer,
    Rognlie and Xia 2009), and who stands first in any is tied for it: no name and no place helps. Should
    that be more than 2,000 ways, the duels of one margin are locked in an order drawn by lot (after Zavist
    and Tideman 1989), the choice counts as hanging on it, and a note says so. The first `seats` of the
    ranking are chosen. Tie rule: more Borda points, then lot.
    """
    counted = duels(profile)
    universes = _universes(counted)
    order = _layers(universes or {_by_lot(counted, ties)}, len(profile.names))
    filled = top(
        order, seats if counted.voters else 0, names=profile.names, ties=ties, declared=by_borda(counted)
    )
    if not universes:
        filled = _drawn(filled, ties)
    return Elected("ranked-pairs", order=order, **vars(filled))


def _universes(counted: Duels) -> set[Locked] | None:
    """Every outcome that some order of the tied duels leads to, or None where they are too many."""
    universes: set[Locked] = {(0,) * len(counted.names)}
    for group in _by_margin(counted):
        following: set[Locked] = set()
        for locked in universes:
            ways = _ways(locked, group)
            if ways is None:
                return None
            following |= ways
        if len(following) > MOST_WAYS:
            return None
        universes = following
    return universes


def _by_margin(counted: Duels) -> list[list[Duel]]:
    """The duels that somebody won, clearest first, those of one margin together."""
    count = len(counted.names)
    won = [(a, b) for a in range(count) for b in range(count) if counted.margin(a, b) > 0]
    won.sort(key=lambda duel: counted.margin(*duel), reverse=True)
    return [list(group) for _, group in groupby(won, key=lambda duel: counted.margin(*duel))]


def _ways(locked: Locked, group: Sequence[Duel]) -> set[Locked] | None:
    """What locking duels of one margin can lead to, whatever their order; None where it is too much."""
    everything = locked
    for duel in group:
        everything = _with(everything, duel)
    # A duel that no circle runs through is locked in any order: only the others are tried in every one.
    sure = [(a, b) for a, b in group if not everything[b] >> a & 1]
    for duel in sure:
        locked = _with(locked, duel)
    found: set[Locked] = set()
    seen = {locked}
    open_ways = [locked]
    while open_ways:
        here = open_ways.pop()
        contested = [(a, b) for a, b in group if not (here[b] >> a | here[a] >> b) & 1]
        if not contested:
            found.add(here)
        following = {_with(here, duel) for duel in contested} - seen
        seen |= following
        open_ways += following
        if len(seen) > MOST_WAYS:
            return None
    return found


def _with(locked: Locked, duel: Duel) -> Locked:
    """What is above what with one duel more: whoever is above the one is above all below the other."""
    winner, loser = duel
    below = 1 << loser | locked[loser]
    return tuple(
        under | below if candidate == winner or under >> winner & 1 else under
        for candidate, under in enumerate(locked)
    )


def _by_lot(counted: Duels, ties: TieBreak) -> Locked:
    """One outcome: duels of one margin in the order that a lot over the candidates gives."""
    lot = {c: place for place, c in enumerate(ties.ordered(range(len(counted.names)), counted.names))}
    locked: Locked = (0,) * len(counted.names)
    for group in _by_margin(counted):
        for a, b in sorted(group, key=lambda duel: (lot[duel[0]], lot[duel[1]])):
            if not locked[b] >> a & 1:
                locked = _with(locked, (a, b))
    return locked


def _layers(universes: Iterable[Locked], count: int) -> tuple[tuple[int, ...], ...]:
    """Whom nobody of the rest is locked above, in any universe; then the same without them."""
    layers = []
    left = set(range(count))
    while left:
        first: set[int] = set()
        for locked in universes:
            beaten = 0
            for candidate in left:
                beaten |= locked[candidate]
            first |= {candidate for candidate in left if not beaten >> candidate & 1}
        layers.append(tuple(sorted(first)))
        left -= first
    return tuple(layers)


def _drawn(filled: Filled, ties: TieBreak) -> Filled:
    """The seats, with word of the lot that ordered the duels."""
    lot = f"lot, seed {ties.seed}"
    note = f"There are more than {MOST_WAYS:,} ways to lock tied duels: a lot ordered them."
    return replace(filled, tied=True, broken_by=filled.broken_by or lot, notes=(*filled.notes, note))
