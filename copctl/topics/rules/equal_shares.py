"""The Method of Equal Shares: every voter gets the same money, and supporters buy what they want together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from copctl.topics.rules.phragmen import Loads
from copctl.topics.rules.profiles import Approvals, Elected
from copctl.topics.rules.ties import Declared, TieBreak, in_turn
from copctl.topics.rules.voters import Block, Coins, Voters, empty_seats, in_coins, voters_of

Completion: TypeAlias = Literal["phragmen", "none"]


def equal_shares(
    profile: Approvals, seats: int, *, ties: TieBreak, completion: Completion = "phragmen"
) -> Elected:
    """Method of Equal Shares (Peters and Skowron 2020) for seats of one price.

    Seats cost 1, and the voters share as much money as there are seats. The next one in is who can be
    bought with the lowest highest payment of a supporter; who cannot pay that gives what they have left.
    `scores` are these payments when the seat was filled, or the loads where the completion filled it.
    Satisfies extended justified representation (EJR), with either completion: `phragmen` goes on by
    sequential Phragmén from the money that is left, as the authors propose; `none` leaves the other seats
    empty. Ties: more approvals, then by lot.
    """
    prices = dict.fromkeys(range(len(profile.names)), Fraction(1))
    market = _Market(voters_of(profile), prices, prices, completion)
    elected, bought = _filled(market, Fraction(seats), seats, ties)
    said = _said_of_seats(len(bought), len(elected.winners), seats, completion)
    left_empty = empty_seats(len(elected.winners), seats) if completion != "none" else ()
    return replace(elected, notes=(said, *left_empty, *elected.notes))


def equal_shares_by_cost(
    profile: Approvals,
    costs: Mapping[int, int | Fraction],
    budget: int | Fraction,
    *,
    ties: TieBreak,
    completion: Completion = "phragmen",
    worth: Literal["cost", "one"] = "cost",
) -> Elected:
    """Method of Equal Shares for candidates that cost (Peters, Pierczynski and Skowron 2021).

    As `equal_shares`, with the budget shared among the voters. What a voter gets from a candidate is
    `worth` its cost, or one however dear it is; the next one in asks least money for it of a supporter.
    `phragmen` goes on with who still fits into the budget (Los, Christoff and Grossi 2022). `costs` and
    `budget` have one unit, such as minutes. Ties: more approvals, then by lot.
    """
    prices = {candidate: Fraction(costs[candidate]) for candidate in range(len(profile.names))}
    worths = prices if worth == "cost" else dict.fromkeys(prices, Fraction(1))
    market = _Market(voters_of(profile), prices, worths, completion)
    elected, bought = _filled(market, Fraction(budget), len(prices), ties)
    bill, spent = (sum(map(prices.__getitem__, chosen), Fraction(0)) for chosen in (bought, elected.winners))
    said = _said_of_money(bill, spent, Fraction(budget), completion)
    return replace(elected, notes=(said, *elected.notes))


@dataclass(frozen=True)
class _Purses:
    """Who is in, what is left of the budget, and the ballots by the money that they have left."""

    inside: frozenset[int]
    left: Fraction
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class _Round:
    """Before a seat is filled: how things stand, who ties for it, and what it asks of a supporter.

    `bounds` has what each candidate who may still be bought asks at least: purses only get lighter, so
    what was asked in an earlier round bounds what is asked now.
    """

    stage: _Purses | Loads
    tied: tuple[int, ...]
    asked: Fraction
    bounds: Mapping[int, Fraction] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class _Market:
    """What does not change while seats are filled; prices in whole seats or money, weights are scaled."""

    voters: Voters
    prices: Mapping[int, Fraction]
    worths: Mapping[int, Fraction]
    completion: Completion

    def opening(self, budget: Fraction) -> _Round:
        """Everybody has the same money."""
        each = budget / self.voters.total if self.voters.total else Fraction(0)
        anybody = dict.fromkeys(self.prices, Fraction(0))
        return self._buying(_Purses(frozenset(), budget, self.voters.together(each)), anybody)

    def after(self, now: _Round, candidate: int) -> _Round:
        """The round that follows when a candidate is in."""
        if isinstance(now.stage, Loads):
            return self._completing(now.stage.after(self.voters, self.prices, candidate))
        purses, most = now.stage, now.asked * (self.worths[candidate] or 1)
        blocks = self.voters.moved(purses.blocks, candidate, lambda money: money - min(money, most))
        left = purses.left - self.prices[candidate]
        bounds = {other: bound for other, bound in now.bounds.items() if other != candidate}
        return self._buying(_Purses(purses.inside | {candidate}, left, blocks), bounds)

    def _buying(self, purses: _Purses, bounds: Mapping[int, Fraction]) -> _Round:
        asked: dict[int, Fraction] = {}
        later, coins = dict(bounds), in_coins(purses.blocks, self.prices.values())
        least: Fraction | None = None
        for candidate in sorted(bounds, key=bounds.__getitem__):
            if least is not None and bounds[candidate] > least:
                break
            payment = self._highest_payment(coins, candidate)
            if payment is None:
                del later[candidate]
                continue
            asked[candidate] = later[candidate] = payment / (self.worths[candidate] or 1)
            least = asked[candidate] if least is None else min(least, asked[candidate])
        if least is not None:
            return _Round(purses, tuple(sorted(c for c in asked if asked[c] == least)), least, later)
        if self.completion == "none":
            return _Round(purses, (), Fraction(0))
        loads = tuple((-money, ballots, sums) for money, ballots, sums in reversed(purses.blocks))
        return self._completing(Loads(purses.inside, purses.left, loads))

    def _completing(self, loads: Loads) -> _Round:
        return _Round(loads, *loads.lightest(self.voters, self.prices))

    def _highest_payment(self, coins: Coins, candidate: int) -> Fraction | None:
        """The most that one of the supporters pays when all pay as equally as they can; None if too poor."""
        scale, purses = coins
        backing = [
            (money, behind) for money, sums in purses if (behind := self.voters.behind(sums, candidate))
        ]
        weight, missing = sum(behind for _, behind in backing), int(self.prices[candidate] * scale)
        for money, behind in backing:
            if missing <= money * weight:
                return Fraction(missing, weight * scale)
            missing -= money * behind
            weight -= behind
        return None


def _filled(market: _Market, budget: Fraction, seats: int, ties: TieBreak) -> tuple[Elected, list[int]]:
    """The outcome, and those that were bought before the completion."""
    voters = market.voters
    scores: dict[int, Fraction] = {}
    bought: list[int] = []

    def noted(now: _Round, candidate: int) -> None:
        scores[candidate] = now.asked * voters.scale
        if isinstance(now.stage, _Purses):
            bought.append(candidate)

    filled = in_turn(
        market.opening(budget),
        lambda now: now.tied,
        market.after,
        seats=seats,
        names=voters.names,
        ties=ties,
        declared=Declared("more approvals", voters.approvals()),
        most_ways=voters.most_ways,
        on_seat=noted,
    )
    return Elected(rule="mes", scores=scores, **vars(filled)), bought


def _said_of_seats(bought: int, chosen: int, seats: int, completion: Completion) -> str:
    if bought == seats:
        return f"Equal Shares filled all {seats} seats."
    if completion == "none":
        return f"Equal Shares filled {bought} of {seats} seats; completion none leaves the others empty."
    return f"Equal Shares filled {bought} of {seats} seats; completion phragmen filled {chosen - bought}."


def _said_of_money(bought: Fraction, spent: Fraction, budget: Fraction, completion: Completion) -> str:
    said = f"Equal Shares spent {_number(bought)} of {_number(budget)}"
    if completion == "none":
        return f"{said}; completion none leaves the rest."
    return f"{said}; completion phragmen spent {_number(spent - bought)}."


def _number(exact: Fraction) -> str:
    return f"{exact.numerator:,}" if exact.denominator == 1 else f"{float(exact):,.2f}"
