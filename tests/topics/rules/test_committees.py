"""What every committee rule promises, on small profiles."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.topics.rules.approval import approval, greedy, score
from copctl.topics.rules.equal_shares import equal_shares, equal_shares_by_cost
from copctl.topics.rules.phragmen import seqphragmen
from copctl.topics.rules.profiles import Approvals, Ratings
from copctl.topics.rules.seqpav import seqpav
from copctl.topics.rules.ties import TieBreak, in_turn
from tests.topics.rules import profiles
from tests.topics.rules.profiles import elections

FIRST = TieBreak(1)
plain_mes = partial(equal_shares, completion="none")
RULES = {
    "approval": approval,
    "seqpav": seqpav,
    "phragmen": seqphragmen,
    "mes": equal_shares,
    "mes alone": plain_mes,
}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def chosen(profile, elected):
    return [profile.names[winner] for winner in elected.winners]


@every_rule
@given(election=elections(), order=st.randoms(), seed=st.integers(0, 3))
def test_the_order_of_ballots_changes_nothing(rule, election, order, seed):
    profile, seats = election
    ballots = list(profile.weights.items())
    order.shuffle(ballots)

    shuffled = Approvals(profile.names, dict(ballots))

    assert rule(shuffled, seats, ties=TieBreak(seed)) == rule(profile, seats, ties=TieBreak(seed))


@every_rule
@given(election=elections(), order=st.randoms(), seed=st.integers(0, 3))
def test_the_order_of_candidates_changes_nothing(rule, election, order, seed):
    profile, seats = election
    places = list(range(len(profile.names)))
    order.shuffle(places)
    names = [""] * len(places)
    for candidate, place in enumerate(places):
        names[place] = profile.names[candidate]
    moved = {frozenset(places[c] for c in ballot): weight for ballot, weight in profile.weights.items()}
    renumbered = Approvals(names, moved)

    one, other = (rule(each, seats, ties=TieBreak(seed)) for each in (profile, renumbered))

    assert chosen(profile, one) == chosen(renumbered, other)
    assert (one.tied, one.broken_by, one.notes) == (other.tied, other.broken_by, other.notes)
    assert {frozenset(places[c] for c in tied) for tied in one.ties} == set(map(frozenset, other.ties))


@every_rule
@given(election=elections(), times=st.fractions(Fraction(1, 9), 9))
def test_weights_count_by_their_proportions_alone(rule, election, times):
    profile, seats = election
    heavier = Approvals(profile.names, {ballot: w * times for ballot, w in profile.weights.items()})

    one, other = (rule(each, seats, ties=FIRST) for each in (profile, heavier))

    assert (one.winners, one.ties, one.tied) == (other.winners, other.ties, other.tied)


@every_rule
@given(count=st.integers(1, 6), wanted=st.frozensets(st.integers(0, 5), min_size=1), seats=st.integers(1, 6))
def test_what_everybody_wants_is_chosen(rule, count, wanted, seats):
    wanted = frozenset(c for c in wanted if c < count) or frozenset({0})

    elected = rule(Approvals("abcdef"[:count], {wanted: count}), seats, ties=FIRST)

    assert set(elected.winners) <= wanted
    assert len(elected.winners) == min(seats, len(wanted))
    assert elected.tied is (seats < len(wanted))


@given(election=elections())
def test_phragmen_is_as_defined_and_gives_pjr(election):
    profile, seats = election

    elected = seqphragmen(profile, seats, ties=FIRST)

    allowed = profiles.plain_seqphragmen(profile, seats)
    assert frozenset(elected.winners) in allowed
    assert elected.tied is (len(allowed) > 1)
    assert profiles.gives_pjr(profile, seats, elected.winners)


@pytest.mark.parametrize("completion", ["phragmen", "none"])
@given(election=elections())
def test_equal_shares_is_as_defined_and_gives_ejr(completion, election):
    profile, seats = election

    elected = equal_shares(profile, seats, ties=FIRST, completion=completion)

    allowed = profiles.plain_equal_shares(profile, seats, completion == "phragmen")
    assert frozenset(elected.winners) in allowed
    assert elected.tied is (len(allowed) > 1)
    assert profiles.gives_ejr(profile, seats, elected.winners)


@given(election=elections())
def test_sequential_pav_is_as_defined(election):
    profile, seats = election

    elected = seqpav(profile, seats, ties=FIRST)

    allowed = profiles.plain_seqpav(profile, seats)
    assert frozenset(elected.winners) in allowed
    assert elected.tied is (len(allowed) > 1)


@given(election=elections())
def test_equal_shares_by_cost_is_equal_shares_where_all_cost_the_same(election):
    profile, seats = election
    costs = dict.fromkeys(range(len(profile.names)), 30)

    by_cost = equal_shares_by_cost(profile, costs, 30 * seats, ties=FIRST)

    assert by_cost.winners == equal_shares(profile, seats, ties=FIRST).winners


@pytest.mark.parametrize("rule", [greedy, equal_shares_by_cost])
@given(
    election=elections(),
    costs=st.lists(st.integers(1, 60), min_size=6, max_size=6),
    budget=st.integers(0, 200),
)
def test_a_budget_is_kept_and_nothing_wanted_still_fits(rule, election, costs, budget):
    profile, _ = election
    prices = dict(enumerate(costs[: len(profile.names)]))

    elected = rule(profile, prices, budget, ties=FIRST)

    left = budget - sum(prices[c] for c in elected.winners)
    wanted = frozenset().union(*profile.weights) - set(elected.winners)
    assert left >= 0
    assert all(prices[c] > left for c in wanted)


def test_greedy_passes_over_what_does_not_fit():
    profile = Approvals(["long", "short", "brief"], {frozenset({0}): 5, frozenset({1}): 4, frozenset({2}): 3})

    elected = greedy(profile, {0: 50, 1: 40, 2: 30}, 85, ties=FIRST)

    assert elected.winners == (0, 2)


def test_equal_shares_says_how_many_seats_its_completion_filled():
    alone = Approvals("abc", {frozenset({0}): 1, frozenset({1}): 1, frozenset({2}): 1})
    pairs = Approvals("abc", {frozenset({0}): 2, frozenset({1}): 1, frozenset({2}): 1})

    completed = equal_shares(pairs, 2, ties=FIRST)
    bare = equal_shares(pairs, 2, ties=FIRST, completion="none")

    assert completed.notes == ("Equal Shares filled 1 of 2 seats; completion phragmen filled 1.",)
    assert completed.tied
    assert bare.notes == ("Equal Shares filled 1 of 2 seats; completion none leaves the others empty.",)
    assert bare.winners == (0,)
    assert not bare.tied
    assert equal_shares(alone, 3, ties=FIRST).notes == ("Equal Shares filled all 3 seats.",)


def test_score_goes_by_the_mean_or_by_the_total():
    ratings = Ratings("ab", {((0, Fraction(5)),): 1, ((1, Fraction(4)),): 2})

    assert score(ratings, 1, ties=FIRST).winners == (0,)
    assert score(ratings, 1, ties=FIRST, measure="total").winners == (1,)


def test_a_tie_among_those_who_are_in_anyway_decides_nothing():
    profile = Approvals("abc", {frozenset({0, 1}): 2, frozenset({2}): 1})

    both, one = (approval(profile, seats, ties=FIRST) for seats in (2, 1))

    assert (both.ties, both.tied, both.broken_by) == (((0, 1),), False, "")
    assert (one.ties, one.tied, one.broken_by) == (((0, 1),), True, "lot, seed 1")


def test_a_declared_rule_goes_before_the_lot():
    profile = Approvals("ab", {frozenset({0}): 2, frozenset({1}): 2, frozenset({1, 0}): 1})
    costs = {0: 30, 1: 20}

    elected = greedy(profile, costs, 30, ties=FIRST)

    assert elected.winners == (1,)
    assert (elected.tied, elected.broken_by) == (True, "lower cost")


def test_the_lot_knows_names_and_seed_alone():
    names = [f"topic {n}" for n in range(9)]

    firsts = {TieBreak(seed).ordered(range(9), names)[0] for seed in range(60)}

    assert len(firsts) == 9
    assert TieBreak(3).ordered(range(9), names) == TieBreak(3).ordered(reversed(range(9)), names)


def test_too_many_ways_to_break_ties_are_said():
    def after(state, candidate):
        return (*state, candidate)

    filled = in_turn(
        (),
        lambda state: [c for c in range(8) if c not in state],
        after,
        seats=8,
        names="abcdefgh",
        ties=FIRST,
        most_ways=100,
    )

    assert filled.tied
    assert filled.notes == (
        "More than 100 ways to break the ties were not all tried: another outcome is possible.",
    )
    assert filled.ties == (tuple(range(8)),)


def test_nobody_is_chosen_whom_no_ballot_wants():
    profile = Approvals("abc", {frozenset({0}): 2, frozenset(): 1})

    for rule in RULES.values():
        assert rule(profile, 3, ties=FIRST).winners == (0,)
    assert approval(profile, 3, ties=FIRST).notes == (
        "2 of 3 seats stay empty: no ballot names anything else.",
    )


@every_rule
def test_no_ballots_choose_nobody(rule):
    assert rule(Approvals("abc", {}), 2, ties=FIRST).winners == ()
