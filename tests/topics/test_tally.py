"""The tally rules: hand-counted cases, and what must hold for every ballot box."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from copctl.topics.tally import Scored, approval, borda, ordered, score, top

OPTIONS = "abcde"
RANKINGS = st.lists(st.lists(st.sampled_from(OPTIONS), unique=True, max_size=5), max_size=12)


def test_borda_gives_the_best_of_three_two_points() -> None:
    result = borda([["a", "b", "c"], ["b", "a", "c"], ["a", "c", "b"]], "abc")

    assert {option: scored.score for option, scored in result.items()} == {"a": 5, "b": 3, "c": 1}


def test_borda_shares_the_places_left_among_options_left_out() -> None:
    result = borda([["a"]], "abc")

    assert result["a"] == Scored(1, Fraction(2))
    assert result["b"] == result["c"] == Scored(0, Fraction(1, 2))


def test_equal_scores_share_a_rank_and_the_next_rank_skips() -> None:
    lines = ordered(approval({1: 4, 2: 7, 3: 4, 4: 1}), {1: "Zeal", 2: "Aims", 3: "boats", 4: "Cost"}, 8)

    assert [(line.rank, line.topic) for line in lines] == [
        (1, "Aims"),
        (2, "boats"),
        (2, "Zeal"),
        (4, "Cost"),
    ]
    assert lines[0].share == 7 / 8


def test_the_mean_is_exact_where_floats_are_not() -> None:
    assert score({"a": [0.1, 0.2, 0.3]})["a"].score == Fraction(1, 5)


def test_a_cut_names_the_lines_that_tie_with_the_last_one_taken() -> None:
    lines = ordered(approval({1: 5, 2: 3, 3: 3, 4: 3}), {1: "a", 2: "b", 3: "c", 4: "d"}, 5)

    taken, tied = top(lines, 2)

    assert [line.topic for line in taken] == ["a", "b"]
    assert [line.topic for line in tied] == ["c", "d"]


@given(RANKINGS)
def test_borda_spends_the_same_points_on_every_ballot(rankings: list[list[str]]) -> None:
    cast = [ranking for ranking in rankings if ranking]

    total = sum(scored.score for scored in borda(rankings, OPTIONS).values())

    assert total == len(cast) * sum(range(len(OPTIONS)))


@given(RANKINGS, st.randoms())
def test_borda_does_not_care_who_voted_first(rankings: list[list[str]], chance: object) -> None:
    shuffled = list(rankings)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert borda(rankings, OPTIONS) == borda(shuffled, OPTIONS)


@given(RANKINGS, st.permutations(OPTIONS))
def test_borda_does_not_care_what_options_are_called(rankings: list[list[str]], renamed: list[str]) -> None:
    names = dict(zip(OPTIONS, renamed, strict=True))

    before = borda(rankings, OPTIONS)
    after = borda([[names[o] for o in ranking] for ranking in rankings], OPTIONS)

    assert {names[option]: scored for option, scored in before.items()} == after


@given(st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 9), min_size=1))
def test_ranks_follow_scores_and_ties_are_alphabetical(votes: dict[str, int]) -> None:
    lines = ordered(approval(votes), {option: option for option in votes}, 9)

    assert [(-line.votes, line.topic) for line in lines] == sorted((-v, o) for o, v in votes.items())
    assert all((a.rank == b.rank) == (a.score == b.score) for a, b in pairwise(lines))
