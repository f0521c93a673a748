"""Rules that count duels: Copeland's and Schulze's. A candidate who wins every duel wins under each."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from importlib.util import find_spec

from copctl.topics.rules.pairwise import Duels, duels, order_by
from copctl.topics.rules.profiles import Elected, Rankings, Weight
from copctl.topics.rules.ties import Declared, TieBreak, top

# From so many candidates on NumPy finds the strongest paths sooner; sums above this may not fit its 64 bits.
_MANY, _MOST = 60, 2**62


def by_borda(counted: Duels) -> Declared:
    """The declared tie rule of the rules that count duels: more Borda points."""
    points = {candidate: counted.borda(candidate) for candidate in range(len(counted.names))}
    return Declared("more Borda points", points)


def copeland(profile: Rankings, seats: int, *, ties: TieBreak) -> Elected:
    """Copeland's rule (Copeland 1951): a point for each duel won, half a point for each that is tied.

    Candidates in one place of a ballot, and those it leaves out (below all it ranks), are not preferred to
    each other; see `pairwise`. The first `seats` of the ranking are chosen. Tie rule: more Borda points,
    then lot.
    """
    counted = duels(profile)
    scores = [_duels_won(counted, candidate) for candidate in range(len(profile.names))]
    order = order_by(scores)
    filled = top(
        order, seats if counted.voters else 0, names=profile.names, ties=ties, declared=by_borda(counted)
    )
    return Elected("copeland", order=order, scores=dict(enumerate(scores)), **vars(filled))


def schulze(profile: Rankings, seats: int, *, ties: TieBreak) -> Elected:
    """Schulze's method (Schulze 2011), with margins.

    A path is as strong as its weakest duel's margin; a candidate beats another when the strongest path to
    it is stronger than the one back. Whom nobody beats stand first together, then whom nobody of the rest
    beats, and so on. Tied and partial ranks as in `pairwise`. The first `seats` of this ranking are chosen;
    a score is how many candidates one beats. Tie rule: more Borda points, then lot.
    """
    return schulze_of(duels(profile), seats, ties=ties)


def schulze_of(counted: Duels, seats: int, *, ties: TieBreak) -> Elected:
    """Schulze's method on duels that are counted already, as by `pairwise.duels_of_arrays`."""
    everybody = range(len(counted.names))
    margins = [[counted.margin(a, b) for b in everybody] for a in everybody]
    paths = _strongest_paths(margins)
    beats = [{b for b in everybody if paths[a][b] > paths[b][a]} for a in everybody]
    order = _unbeaten_first(beats)
    filled = top(
        order, seats if counted.voters else 0, names=counted.names, ties=ties, declared=by_borda(counted)
    )
    scores = {a: Fraction(len(beats[a])) for a in everybody}
    return Elected("schulze", order=order, scores=scores, **vars(filled))


def _duels_won(counted: Duels, candidate: int) -> Fraction:
    margins = [counted.margin(candidate, o) for o in range(len(counted.names)) if o != candidate]
    return sum((Fraction(1 if m > 0 else 0) if m else Fraction(1, 2) for m in margins), Fraction(0))


def _strongest_paths(margins: Sequence[Sequence[Weight]]) -> Sequence[Sequence[Weight]]:
    """The strength of the strongest path between any two (Floyd 1962, Warshall 1962; widest paths)."""
    count = len(margins)
    whole = all(isinstance(margin, int) and abs(margin) < _MOST for row in margins for margin in row)
    if count >= _MANY and whole and find_spec("numpy") is not None:
        return _paths_by_array(margins)
    strength = [list(row) for row in margins]
    for via in range(count):
        onward = strength[via]
        for a in range(count):
            to_via, row = strength[a][via], strength[a]
            if a != via:
                strength[a] = [max(row[b], min(to_via, onward[b])) for b in range(count)]
    return strength


def _paths_by_array(margins: Sequence[Sequence[Weight]]) -> Sequence[Sequence[Weight]]:
    import numpy as np

    strength = np.array(margins, dtype=np.int64)
    for via in range(len(margins)):
        np.maximum(strength, np.minimum(strength[:, via, None], strength[None, via, :]), out=strength)
    paths: list[list[Weight]] = strength.tolist()
    return paths


def _unbeaten_first(beats: Sequence[set[int]]) -> tuple[tuple[int, ...], ...]:
    """Layers: whom nobody beats, then whom nobody of the rest beats. Schulze's relation is transitive."""
    left = set(range(len(beats)))
    layers = []
    while left:
        beaten = set().union(*(beats[candidate] for candidate in left))
        layers.append(tuple(sorted(left - beaten)))
        left &= beaten
    return tuple(layers)
