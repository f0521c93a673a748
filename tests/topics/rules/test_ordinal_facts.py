"""Elections that the literature worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from copctl.topics.rules.condorcet import copeland, schulze
from copctl.topics.rules.instant_runoff import irv
from copctl.topics.rules.positional import borda
from copctl.topics.rules.profiles import Rankings
from copctl.topics.rules.ranked_pairs import ranked_pairs
from copctl.topics.rules.ties import TieBreak
from copctl.topics.rules.transferable import stv
from tests.topics.rules.ranked import LOT, RULES, letters, ordered, profile

# Schulze 2011, example 1: 45 voters.
SCHULZE = profile(
    "ABCDE",
    "5:A>C>B>E>D 5:A>D>E>C>B 8:B>E>D>A>C 3:C>A>B>E>D 7:C>A>E>B>D 2:C>B>A>D>E 7:D>C>E>B>A 8:E>B>A>D>C",
)
# The capital of Tennessee (Memphis, Nashville, Chattanooga, Knoxville), the usual example of textbooks.
TENNESSEE = profile("MNCK", "42:M>N>C>K 26:N>C>K>M 15:C>K>N>M 17:K>C>N>M")
# Condorcet 1785, 60 voters: A beats B, B beats C, C beats A (as in Young 1988).
CONDORCET = profile("ABC", "23:A>B>C 17:B>C>A 2:B>A>C 10:C>A>B 8:C>B>A")
# Twenty guests choose three kinds of food: oranges, pears, chocolate, strawberries, burgers.
FOOD = profile("OPCSB", "4:O 2:P>O 8:C>S 4:C>B 1:S 1:B")


def test_schulze_ranks_the_example_of_his_paper() -> None:
    elected = schulze(SCHULZE, 1, ties=LOT)

    assert ordered(SCHULZE, elected) == "E>A>C>B>D"
    assert not elected.tied


def test_the_capital_of_tennessee() -> None:
    won = {name: letters(TENNESSEE, rule(TENNESSEE, 1, ties=LOT).winners) for name, rule in RULES.items()}

    assert won == {"borda": "N", "copeland": "N", "schulze": "N", "ranked_pairs": "N", "irv": "K", "stv": "K"}
    assert borda(TENNESSEE, 1, ties=LOT).scores == {0: 126, 1: 194, 2: 173, 3: 107}
    assert ordered(TENNESSEE, ranked_pairs(TENNESSEE, 1, ties=LOT)) == "N>C>K>M"


def test_condorcets_circle_is_cut_at_its_closest_duel() -> None:
    assert ordered(CONDORCET, ranked_pairs(CONDORCET, 1, ties=LOT)) == "B>C>A"
    assert ordered(CONDORCET, schulze(CONDORCET, 1, ties=LOT)) == "B>C>A"
    assert ordered(CONDORCET, copeland(CONDORCET, 1, ties=LOT)) == "ABC"


def test_ranked_pairs_and_schulze_differ_on_schulzes_example() -> None:
    assert letters(SCHULZE, ranked_pairs(SCHULZE, 1, ties=LOT).winners) == "A"


def test_stv_hands_the_surplus_of_chocolate_on_to_strawberries() -> None:
    elected = stv(FOOD, 3, ties=LOT)

    # Chocolate has 12 of a quota of 6: each of its ballots goes on at one half, 4 for strawberries, 2 for
    # burgers. Pears go out for oranges; burgers go out, and strawberries are the last.
    assert letters(FOOD, elected.winners) == "COS"
    assert elected.notes == ("The quota is 6 of 20 votes (Droop).",)
    assert not elected.tied


def test_stv_hands_a_surplus_on_a_second_time_at_its_share() -> None:
    # Quota 5 of 13 (2 seats). A: 8, surplus 3 at 3/8 each: B gets 3 and has 5 with its own 2. C keeps 3.
    counted = profile("ABC", "8:A>B>C 2:B>C 3:C")

    assert letters(counted, stv(counted, 2, ties=LOT).winners) == "AB"
    # With 9 for A the surplus is 4 of 9: B gets 4 and C stays at 3.
    again = profile("ABCD", "9:A>B>C 1:B>D 3:C 1:D")
    assert letters(again, stv(again, 2, ties=LOT).winners) == "AB"


def test_candidates_in_one_place_share_a_vote() -> None:
    counted = profile("ABC", "2:A=B 1:B 1:C")

    assert irv(counted, 1, ties=LOT).scores == {0: 1, 1: 2, 2: 1}
    assert letters(counted, irv(counted, 1, ties=LOT).winners) == "B"


def test_borda_shares_the_places_of_ties_and_of_those_left_out() -> None:
    counted = profile("ABCD", "1:A=B 1:C")

    assert borda(counted, 1, ties=LOT).scores == {
        0: Fraction(7, 2),
        1: Fraction(7, 2),
        2: Fraction(7, 2),
        3: Fraction(3, 2),
    }


@pytest.mark.parametrize("rule", RULES)
def test_a_tie_of_two_is_told_and_drawn_by_a_seed_that_is_printed(rule: str) -> None:
    even = profile("AB", "1:A>B 1:B>A")

    elected = RULES[rule](even, 1, ties=TieBreak(7))

    assert (elected.ties, elected.tied, elected.broken_by) == (((0, 1),), True, "lot, seed 7")
    both = RULES[rule](even, 2, ties=TieBreak(7))
    assert (sorted(both.winners), both.tied, both.broken_by) == ([0, 1], False, "")


def test_the_lot_favours_the_same_candidate_under_every_rule() -> None:
    even = profile("AB", "1:A>B 1:B>A")

    for seed in range(5):
        assert len({rule(even, 1, ties=TieBreak(seed)).winners for rule in RULES.values()}) == 1


def test_a_declared_rule_goes_before_the_lot() -> None:
    # A circle of three that Copeland leaves tied; Borda's points tell them apart.
    elected = copeland(CONDORCET, 1, ties=LOT)

    assert (letters(CONDORCET, elected.winners), elected.tied, elected.broken_by) == (
        "B",
        True,
        "more Borda points",
    )


def test_tied_margins_lead_to_every_way_of_locking_them() -> None:
    # The circle A, B, C with one margin: any of its duels may be the one that is not locked.
    circle = profile("ABCD", "1:A>B>C>D 1:B>C>A>D 1:C>A>B>D")

    elected = ranked_pairs(circle, 1, ties=LOT)

    assert ordered(circle, elected) == "ABC>D"
    assert elected.tied


def test_a_tie_far_from_the_seats_changes_nothing() -> None:
    counted = profile("ABCD", "5:A>B>C=D 3:B>A>C=D")

    for rule in RULES.values():
        elected = rule(counted, 1, ties=LOT)
        assert (letters(counted, elected.winners), elected.tied) == ("A", False)


@pytest.mark.parametrize("rule", RULES)
def test_where_nobody_ranked_anybody_nobody_is_chosen(rule: str) -> None:
    for nobody in (Rankings(("A", "B"), {}), Rankings(("A", "B"), {(): 3})):
        assert RULES[rule](nobody, 1, ties=LOT).winners == ()
