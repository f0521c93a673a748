"""Which topics stand near one: a pure rule."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copctl.community.knowing.taxonomy import Nearness, Neighbour, Relation, nearby


def test_narrower_topics_come_at_any_depth_and_broader_ones_up_to_the_top() -> None:
    # 1 water > 2 supply > 3 functionality; 2 related to 4
    relations = [Relation(2, 1, "broader"), Relation(3, 2, "broader"), Relation(4, 2, "related")]

    assert nearby(relations, 1) == [Neighbour(2, Nearness.NARROWER, 1), Neighbour(3, Nearness.NARROWER, 2)]
    assert nearby(relations, 3) == [Neighbour(2, Nearness.BROADER, 1), Neighbour(1, Nearness.BROADER, 2)]
    assert nearby(relations, 4) == [Neighbour(2, Nearness.RELATED)]
    assert [near.kind for near in nearby(relations, 2)] == ["narrower", "broader", "related"]


def test_a_topic_of_two_kinds_counts_as_the_nearest() -> None:
    assert nearby([Relation(1, 2, "broader"), Relation(2, 1, "related")], 2) == [
        Neighbour(1, Nearness.NARROWER)
    ]


_RELATIONS = st.lists(
    st.builds(Relation, st.integers(1, 6), st.integers(1, 6), st.sampled_from(["broader", "related"]))
)


@given(_RELATIONS, st.integers(1, 6))
def test_every_topic_near_one_is_named_once_and_never_the_topic_itself(
    relations: list[Relation], number: int
) -> None:
    found = [near.number for near in nearby(relations, number)]

    assert number not in found
    assert len(found) == len(set(found))


@given(_RELATIONS)
def test_narrower_from_above_is_broader_or_narrower_from_below(relations: list[Relation]) -> None:
    for number in range(1, 7):
        for near in nearby(relations, number):
            back = {other.number: other.kind for other in nearby(relations, near.number)}
            # In a ring each is narrower than the other; otherwise the way back is the other way round.
            assert back[number] in (
                {Nearness.RELATED} if near.kind is Nearness.RELATED else {Nearness.BROADER, Nearness.NARROWER}
            )
