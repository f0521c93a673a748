"""Small approval profiles for Hypothesis, and what proportionality asks of a committee, by brute force."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from copctl.topics.rules.profiles import Approvals


@st.composite
def elections(draw, most_voters=7, most_candidates=6):
    """A profile with whole weights, and a number of seats."""
    count = draw(st.integers(1, most_candidates))
    ballots = draw(
        st.lists(st.frozensets(st.integers(0, count - 1)), min_size=1, max_size=most_voters).map(Counter)
    )
    names = draw(st.lists(st.text(min_size=1, max_size=3), min_size=count, max_size=count, unique=True))
    return Approvals(names, ballots), draw(st.integers(1, count))


def voters(profile):
    """One ballot a voter."""
    return [ballot for ballot, weight in profile.weights.items() for _ in range(weight)]


def groups(profile, seats):
    """Groups that agree on enough candidates to deserve seats: (their ballots, how many seats)."""
    everybody = voters(profile)
    for size in range(1, len(everybody) + 1):
        for group in combinations(everybody, size):
            deserved = min(size * seats // len(everybody), len(frozenset.intersection(*group)))
            if deserved:
                yield group, deserved


def gives_pjr(profile, seats, winners):
    """Proportional justified representation (Sanchez-Fernandez et al. 2017, definition 2)."""
    return all(
        len(frozenset.union(*group) & set(winners)) >= deserved for group, deserved in groups(profile, seats)
    )


def gives_ejr(profile, seats, winners):
    """Extended justified representation (Aziz et al. 2017, definition 2)."""
    return all(
        any(len(ballot & set(winners)) >= deserved for ballot in group)
        for group, deserved in groups(profile, seats)
    )


def every_way(start, best, after, seats):
    """All committees that the ties of a rule allow."""
    committees, open_ways = set(), [(frozenset(), start)]
    while open_ways:
        inside, state = open_ways.pop()
        tied = best(inside, state) if len(inside) < seats else []
        if not tied:
            committees.add(inside)
        open_ways += [(inside | {one}, after(inside, state, one)) for one in tied]
    return committees


def lowest(offers):
    """Who has the lowest of some numbers."""
    least = min(offers.values(), default=None)
    return [one for one, offer in offers.items() if offer == least]


def plain_seqphragmen(profile, seats, loads=None, inside=frozenset()):
    """Sequential Phragmen as its definition says, voter by voter: all committees that ties allow."""
    cast = voters(profile)

    def load(loads, candidate):
        backing = [borne for borne, ballot in zip(loads, cast, strict=True) if candidate in ballot]
        return (1 + sum(backing)) / Fraction(len(backing)) if backing else None

    def best(chosen, loads):
        out = set(range(len(profile.names))) - inside - chosen
        return lowest({c: at for c in out if (at := load(loads, c)) is not None})

    def after(chosen, loads, candidate):
        new = load(loads, candidate)
        return tuple(new if candidate in ballot else borne for borne, ballot in zip(loads, cast, strict=True))

    return every_way(loads or (Fraction(0),) * len(cast), best, after, seats - len(inside))


def plain_seqpav(profile, seats):
    """Sequential PAV as its definition says: all committees that ties allow."""

    def best(chosen, _):
        gains = {
            c: -sum(Fraction(1, len(ballot & chosen) + 1) for ballot in voters(profile) if c in ballot)
            for c in set(range(len(profile.names))) - chosen
        }
        return lowest({c: gain for c, gain in gains.items() if gain})

    return every_way((), best, lambda *_: (), seats)


def plain_equal_shares(profile, seats, completed):
    """The Method of Equal Shares as its definition says: all committees that ties allow."""
    cast = voters(profile)

    def payment(purses, candidate):
        money = sorted(purse for purse, ballot in zip(purses, cast, strict=True) if candidate in ballot)
        if sum(money) < 1:
            return None
        return next(
            most
            for n in range(len(money))
            if (most := (1 - sum(money[:n])) / Fraction(len(money) - n)) <= money[n]
        )

    committees = set()

    def best(chosen, purses):
        out = set(range(len(profile.names))) - chosen
        tied = lowest({c: most for c in out if (most := payment(purses, c)) is not None})
        if not tied and completed and len(chosen) < seats:
            debts = tuple(-purse for purse in purses)
            committees.update(chosen | more for more in plain_seqphragmen(profile, seats, debts, chosen))
        elif not tied:
            committees.add(chosen)
        return tied

    def after(_, purses, candidate):
        most = payment(purses, candidate)
        return tuple(
            purse - min(purse, most) if candidate in ballot else purse
            for purse, ballot in zip(purses, cast, strict=True)
        )

    full = every_way((Fraction(seats, len(cast)),) * len(cast), best, after, seats)
    return committees | {committee for committee in full if len(committee) == seats}
