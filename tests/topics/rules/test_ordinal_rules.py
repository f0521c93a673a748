"""What must hold for every profile of rankings: no voter, no name and no place counts more than another."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from copctl.topics.rules import pairwise
from copctl.topics.rules.positional import points
from copctl.topics.rules.profiles import Ranking, Rankings, Weight
from tests.topics.rules.ranked import CONDORCET, LOT, NAMES, RULES, profiles, renamed

numpy = pytest.importorskip("numpy")
EACH = pytest.mark.parametrize("rule", RULES)
SEATS = st.integers(1, 4)
FEWER = settings(max_examples=40)


@EACH
@FEWER
@given(profiles(), SEATS, st.data())
def test_neither_names_order_nor_ballots_order_counts(
    rule: str, counted: Rankings, seats: int, data: st.DataObject
) -> None:
    places = data.draw(st.permutations(range(len(counted.names))))

    before = RULES[rule](counted, seats, ties=LOT)
    after = RULES[rule](renamed(counted, places), seats, ties=LOT)

    # Even the lot hangs on names, so the very same candidates are chosen at whatever place they stand.
    assert tuple(places[winner] for winner in before.winners) == after.winners
    assert [{places[c] for c in group} for group in before.order] == [set(group) for group in after.order]
    assert {frozenset(places[c] for c in tie) for tie in before.ties} == set(map(frozenset, after.ties))
    assert (before.tied, before.broken_by, before.notes) == (after.tied, after.broken_by, after.notes)


@EACH
@FEWER
@given(profiles(), SEATS, st.permutations(NAMES))
def test_where_no_tie_was_met_names_do_not_count_at_all(
    rule: str, counted: Rankings, seats: int, names: list[str]
) -> None:
    before = RULES[rule](counted, seats, ties=LOT)
    after = RULES[rule](Rankings(names[: len(counted.names)], counted.weights), seats, ties=LOT)

    assert (before.tied, set(before.ties)) == (after.tied, set(after.ties)) or before.tied
    if not before.tied:
        assert set(before.winners) == set(after.winners)


@EACH
@FEWER
@given(profiles(), SEATS)
def test_a_ballot_of_weight_two_is_two_ballots(rule: str, counted: Rankings, seats: int) -> None:
    if rule == "stv":  # its quota is a whole number of votes
        return
    doubled = Rankings(counted.names, {ranking: 2 * weight for ranking, weight in counted.weights.items()})

    assert RULES[rule](counted, seats, ties=LOT).winners == RULES[rule](doubled, seats, ties=LOT).winners


@EACH
@FEWER
@given(profiles(), SEATS)
def test_seats_are_filled_once_and_the_ranking_holds_everybody_once(
    rule: str, counted: Rankings, seats: int
) -> None:
    elected = RULES[rule](counted, seats, ties=LOT)
    ranked = [candidate for group in elected.order for candidate in group]

    assert len(set(elected.winners)) == len(elected.winners)
    anybody = any(any(ranking) for ranking in counted.weights)
    assert len(elected.winners) == (min(seats, len(counted.names)) if anybody else 0)
    if elected.order:
        assert sorted(ranked) == list(range(len(counted.names)))
        places = {candidate: place for place, group in enumerate(elected.order) for candidate in group}
        assert [places[w] for w in elected.winners] == sorted(places[w] for w in elected.winners)


@pytest.mark.parametrize("rule", [name for name in RULES if name != "stv"])
@FEWER
@given(profiles(), st.data())
def test_whom_all_put_above_another_is_not_chosen_after_it(
    rule: str, counted: Rankings, data: st.DataObject
) -> None:
    """Pareto: strictly so for Borda, Copeland, Schulze and ranked pairs; a first place needs one in IRV."""
    assume(len(counted.names) > 1 and any(any(ranking) for ranking in counted.weights))
    better, worse = data.draw(st.permutations(range(len(counted.names))))[:2]
    said = {}
    for ranking, weight in counted.weights.items():
        without = tuple(tuple(c for c in group if c not in (better, worse)) for group in ranking)
        above = (tuple(group for group in without if group), (better,), (worse,))
        key = (*above[0], above[1], above[2]) if data.draw(st.booleans()) else (above[1], above[2], *above[0])
        said[key] = said.get(key, 0) + weight
    elected = RULES[rule](Rankings(counted.names, said), 1, ties=LOT)

    assert worse not in elected.winners


@pytest.mark.parametrize("rule", CONDORCET)
@given(profiles())
def test_who_wins_every_duel_wins(rule: str, counted: Rankings) -> None:
    duels = pairwise.duels(counted, arrays=False)
    everybody = range(len(counted.names))
    champions = [a for a in everybody if all(duels.margin(a, b) > 0 for b in everybody if b != a)]
    assume(champions and duels.voters)

    elected = RULES[rule](counted, 1, ties=LOT)

    assert elected.winners == tuple(champions)
    assert elected.order[0] == tuple(champions)
    assert not elected.tied


@EACH
@FEWER
@given(profiles(), SEATS)
def test_last_place_together_is_the_same_as_left_out(rule: str, counted: Rankings, seats: int) -> None:
    said: dict[Ranking, Weight] = {}
    for ranking, weight in counted.weights.items():
        ranked = {candidate for group in ranking for candidate in group}
        rest = tuple(candidate for candidate in range(len(counted.names)) if candidate not in ranked)
        whole = (*ranking, rest) if len(rest) > 1 and ranking else ranking
        said[whole] = said.get(whole, 0) + weight

    left_out = RULES[rule](counted, seats, ties=LOT)
    last = RULES[rule](Rankings(counted.names, said), seats, ties=LOT)

    assert (left_out.winners, left_out.order, left_out.tied) == (last.winners, last.order, last.tied)


@given(profiles())
def test_borda_points_are_the_sums_of_duels(counted: Rankings) -> None:
    duels = pairwise.duels(counted, arrays=False)

    assert points(counted) == [duels.borda(candidate) for candidate in range(len(counted.names))]


@given(profiles())
def test_borda_spends_the_same_points_on_every_ballot(counted: Rankings) -> None:
    cast = sum(weight for ranking, weight in counted.weights.items() if any(ranking))

    assert sum(points(counted)) == cast * sum(range(len(counted.names)))


@given(profiles())
def test_numpy_counts_the_same_duels(counted: Rankings) -> None:
    assert pairwise.duels(counted, arrays=True) == pairwise.duels(counted, arrays=False)


@given(st.integers(1, 5), st.data())
def test_an_array_of_rankings_gives_the_same_duels(count: int, data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.permutations(range(count)), min_size=1, max_size=9))
    weights = data.draw(st.lists(st.integers(1, 5), min_size=len(rows), max_size=len(rows)))
    said: dict[tuple[tuple[int, ...], ...], int] = {}
    for row, weight in zip(rows, weights, strict=True):
        ranking = tuple((candidate,) for candidate in row)
        said[ranking] = said.get(ranking, 0) + weight

    counted = pairwise.duels(Rankings([str(n) for n in range(count)], said), arrays=False)

    assert pairwise.duels_of_arrays(numpy.array(rows), weights=weights) == counted


@pytest.mark.parametrize("rows", [[[0, 0]], [[0, 2]], [[-1, 0]]])
def test_an_array_with_a_row_that_is_no_ranking_is_an_error(rows: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="a ranking names a candidate"):
        pairwise.duels_of_arrays(rows)


def test_the_paths_of_many_candidates_are_the_same_with_numpy() -> None:
    from copctl.topics.rules import condorcet

    chance = numpy.random.default_rng(3)
    upper = chance.integers(-50, 50, (70, 70))
    margins = (numpy.triu(upper, 1) - numpy.triu(upper, 1).T).tolist()
    exact = [[Fraction(margin) for margin in row] for row in margins]

    assert condorcet._strongest_paths(margins) == condorcet._strongest_paths(exact)
