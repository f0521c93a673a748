"""Sequential proportional approval voting."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from copctl.topics.rules.profiles import Approvals, Elected
from copctl.topics.rules.ties import Declared, TieBreak, in_turn
from copctl.topics.rules.voters import Block, Voters, empty_seats, voters_of

# Who is in, and the ballots by how many of their wishes are met.
_Met: TypeAlias = tuple[frozenset[int], tuple[Block, ...]]


def seqpav(profile: Approvals, seats: int, *, ties: TieBreak) -> Elected:
    """Sequential PAV (Thiele 1895): each next seat counts a ballot less, the more of its wishes are met.

    A ballot of which j candidates are in counts 1/(j+1) of its weight for each other candidate that it
    approves; the one with the highest sum is next. `scores` are these sums when the seat was filled.
    Satisfies justified representation up to five seats and not from six on (Sanchez-Fernandez et al.
    2017), so from there it promises neither the proportional (PJR) nor the extended kind (EJR).
    Ties: more approvals, then by lot. Nobody is chosen whom no ballot approves.
    """
    voters = voters_of(profile)
    scores: dict[int, Fraction] = {}
    start: _Met = (frozenset(), voters.together(0))
    filled = in_turn(
        start,
        lambda met: _best(voters, met)[0],
        lambda met, candidate: _after(voters, met, candidate),
        seats=seats,
        names=profile.names,
        ties=ties,
        declared=Declared("more approvals", voters.approvals()),
        most_ways=voters.most_ways,
        on_seat=lambda met, candidate: scores.update({candidate: _best(voters, met)[1]}),
    )
    notes = filled.notes + empty_seats(len(filled.winners), seats)
    return Elected(rule="seqpav", scores=scores, **{**vars(filled), "notes": notes})


def _best(voters: Voters, met: _Met) -> tuple[list[int], Fraction]:
    """Who adds most, and how much that is."""
    inside, blocks = met
    adds = {
        c: sum((Fraction(voters.behind(sums, c)) / (wishes + 1) for wishes, _, sums in blocks), Fraction(0))
        for c in range(len(voters.names))
        if c not in inside
    }
    most = max(adds.values(), default=Fraction(0))
    return [c for c, got in adds.items() if got == most and most], most / voters.scale


def _after(voters: Voters, met: _Met, candidate: int) -> _Met:
    inside, blocks = met
    return inside | {candidate}, voters.moved(blocks, candidate, lambda wishes: wishes + 1)
