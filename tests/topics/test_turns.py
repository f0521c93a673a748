"""Which topic is next, and by which argument."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from copctl.topics.rules.profiles import Approvals
from copctl.topics.turns import Argument, Voted, Waiting, in_turn

NAMES = ["Stories", "Data", "Maps", "Water"]


def waiting(*numbers: int, **votes: int) -> list[Waiting]:
    return [Waiting(n, NAMES[n - 1], NAMES[n - 1].lower(), votes.get(NAMES[n - 1], 0), 20) for n in numbers]


def voted(ballots: dict[tuple[int, ...], int], held: tuple[int, ...] = ()) -> Voted:
    weights = {frozenset(ballot): times for ballot, times in ballots.items()}
    return Voted(Approvals(NAMES, weights), [1, 2, 3, 4], held)


def test_a_minority_gets_its_topic_before_the_majority_gets_a_third() -> None:
    # Twelve want stories, data and maps; five want water and nothing else.
    ballots = voted({(0, 1, 2): 12, (3,): 5})

    turns = in_turn(waiting(1, 2, 3, 4, Stories=12, Data=12, Maps=12, Water=5), ballots, 4)

    places = [turn.topic.label for turn in turns]
    assert places.index("Water") == 2
    water = turns[2]
    assert (water.argument, water.unserved) == (Argument.TURN, 5)
    assert water.before in ("Stories", "Data", "Maps")
    assert [turn.argument for turn in turns if turn.topic.label != "Water"] == [Argument.DEMAND] * 3


def test_what_was_held_counts_as_the_turn_of_its_voters() -> None:
    ballots = {(0, 1): 10, (2,): 6}

    before = in_turn(waiting(1, 2, 3, Stories=10, Data=10, Maps=6), voted(ballots), 3)
    after = in_turn(waiting(2, 3, Data=10, Maps=6), voted(ballots, held=(0,)), 2)

    assert before[0].topic.label in ("Stories", "Data")
    assert [turn.topic.label for turn in after] == ["Maps", "Data"]
    assert (after[0].argument, after[0].unserved, after[0].before) == (Argument.TURN, 6, "Data")


def test_topics_without_ballots_come_after_by_demand() -> None:
    listed = Waiting(9, "A wish", "a-wish")
    elsewhere = Waiting(8, "Older", "older", 3, 10)

    turns = in_turn([listed, elsewhere, *waiting(1, Stories=4)], voted({(0,): 4}), 5)

    assert [turn.topic.label for turn in turns] == ["Stories", "Older", "A wish"]
    assert [turn.argument for turn in turns] == [Argument.DEMAND, Argument.DEMAND, Argument.LISTED]


def test_without_ballots_it_is_demand_alone() -> None:
    turns = in_turn(waiting(1, 2, 3, Stories=1, Data=9, Maps=4), None, 2)

    assert [turn.topic.label for turn in turns] == ["Data", "Maps"]


@given(
    ballots=st.dictionaries(
        st.sets(st.integers(0, 3), max_size=4).map(lambda chosen: tuple(sorted(chosen))),
        st.integers(1, 9), min_size=1, max_size=8,
    ),
    held=st.sets(st.integers(0, 3), max_size=2),
    most=st.integers(1, 6),
)  # fmt: skip
def test_each_topic_that_waits_comes_once_and_those_held_never(
    ballots: dict[tuple[int, ...], int], held: set[int], most: int
) -> None:
    topics = waiting(*(n + 1 for n in range(4) if n not in held))

    turns = in_turn(topics, voted(ballots, tuple(sorted(held))), most)

    numbers = Counter(turn.topic.number for turn in turns)
    assert set(numbers.values()) <= {1}
    assert len(turns) == min(most, len(topics))
    assert not numbers.keys() & {n + 1 for n in held}
