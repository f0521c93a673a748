"""Sequential Phragmén: every seat is a load on its supporters, and the lightest one is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from copctl.topics.rules.profiles import Approvals, Elected
from copctl.topics.rules.ties import Declared, TieBreak, in_turn
from copctl.topics.rules.voters import Block, Coins, Voters, empty_seats, in_coins, voters_of


def seqphragmen(profile: Approvals, seats: int, *, ties: TieBreak, seated: Sequence[int] = ()) -> Elected:
    """Sequential Phragmén (Phragmén 1894; as in Brill, Freeman, Janson and Lackner 2017).

    Every seat is a load of 1 that its supporters bear so that the highest load of a voter stays as low
    as it can; the candidate who leads to the lowest one is next. `scores` are these loads when the seat
    was filled. Satisfies proportional justified representation (PJR). Ties: more approvals, then by lot.
    Nobody is chosen whom no ballot approves. Who is `seated` already was chosen before, in that order: their
    supporters bear that load from the start.
    """
    voters = voters_of(profile)
    scores: dict[int, Fraction] = {}
    prices = dict.fromkeys(range(len(profile.names)), Fraction(1))
    opening = Loads(frozenset(), Fraction(seats + len(seated)), voters.together(0))
    for candidate in seated:
        opening = opening.after(voters, prices, candidate)
    filled = in_turn(
        opening,
        lambda state: state.lightest(voters, prices)[0],
        lambda state, candidate: state.after(voters, prices, candidate),
        seats=seats,
        names=profile.names,
        ties=ties,
        declared=Declared("more approvals", voters.approvals()),
        most_ways=voters.most_ways,
        on_seat=lambda state, candidate: scores.update(
            {candidate: state.lightest(voters, prices)[1] * voters.scale}
        ),
    )
    notes = filled.notes + empty_seats(len(filled.winners), seats)
    return Elected(rule="phragmen", scores=scores, **{**vars(filled), "notes": notes})


@dataclass(frozen=True)
class Loads:
    """Who is in, what is left of the budget, and the ballots by the load that they bear.

    A load below 0 is money that another rule left to the voter.
    """

    inside: frozenset[int]
    left: Fraction
    blocks: tuple[Block, ...]

    def lightest(self, voters: Voters, prices: Mapping[int, Fraction]) -> tuple[tuple[int, ...], Fraction]:
        """Those whose supporters would bear the lowest load, of those that the budget pays for."""
        coins = in_coins(self.blocks, prices.values())
        loads = {
            c: load
            for c, price in prices.items()
            if c not in self.inside
            and price <= self.left
            and (load := _load(voters, coins, c, price)) is not None
        }
        lowest = min(loads.values(), default=Fraction(0))
        return tuple(c for c, load in loads.items() if load == lowest), lowest

    def after(self, voters: Voters, prices: Mapping[int, Fraction], candidate: int) -> Loads:
        """The loads with one more candidate in."""
        price = prices[candidate]
        load = _load(voters, in_coins(self.blocks, prices.values()), candidate, price) or Fraction(0)
        blocks = voters.moved(self.blocks, candidate, lambda _: load)
        return Loads(self.inside | {candidate}, self.left - price, blocks)


def _load(voters: Voters, coins: Coins, candidate: int, price: Fraction) -> Fraction | None:
    """What each supporter bears with the candidate in; None where there is no supporter."""
    scale, loads = coins
    backing = [(load, voters.behind(sums, candidate)) for load, sums in loads]
    weight = sum(behind for _, behind in backing)
    borne = int(price * scale) + sum(load * behind for load, behind in backing)
    return Fraction(borne, weight * scale) if weight else None
