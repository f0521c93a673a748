"""The lines of a tally: ranks, ties and cuts."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from copctl.topics.tally import approval, ordered, top

OPTIONS = "abcde"


def test_equal_scores_share_a_rank_and_the_next_rank_skips() -> None:
    lines = ordered(approval({1: 4, 2: 7, 3: 4, 4: 1}), {1: "Zeal", 2: "Aims", 3: "boats", 4: "Cost"}, 8)

    assert [(line.rank, line.topic) for line in lines] == [
        (1, "Aims"),
        (2, "boats"),
        (2, "Zeal"),
        (4, "Cost"),
    ]
    assert lines[0].share == 7 / 8


def test_a_cut_names_the_lines_that_tie_with_the_last_one_taken() -> None:
    lines = ordered(approval({1: 5, 2: 3, 3: 3, 4: 3}), {1: "a", 2: "b", 3: "c", 4: "d"}, 5)

    taken, tied = top(lines, 2)

    assert [line.topic for line in taken] == ["a", "b"]
    assert [line.topic for line in tied] == ["c", "d"]


@given(st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 9), min_size=1))
def test_ranks_follow_scores_and_ties_are_alphabetical(votes: dict[str, int]) -> None:
    lines = ordered(approval(votes), {option: option for option in votes}, 9)

    assert [(-line.votes, line.topic) for line in lines] == sorted((-v, o) for o, v in votes.items())
    assert all((a.rank == b.rank) == (a.score == b.score) for a, b in pairwise(lines))
