"""Whom a newcomer should know."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from copctl.onboarding.acquaintances import Colleague, to_know

STORY, SAMPLING = "storytelling", "sampling"

colleagues = st.lists(
    st.builds(
        Colleague,
        number=st.integers(1, 50),
        name=st.sampled_from(["Ana", "Bopha", "សុខ ដារ៉ា", "Đặng Lan"]),
        organisation=st.sampled_from(["", "A", "B", "C"]),
        levels=st.dictionaries(st.sampled_from([STORY, SAMPLING, "maps"]), st.integers(1, 4)),
        relevance=st.floats(0, 1),
        is_core=st.booleans(),
    ),
    unique_by=lambda person: person.number,
    max_size=12,
)


def test_who_can_teach_it_comes_before_who_practises_it() -> None:
    teaches = Colleague(1, "Zoe", "A", {STORY: 4})
    practises = Colleague(2, "Ana", "B", {STORY: 2})

    found = to_know([STORY], "", [practises, teaches])

    assert [(known.colleague.name, known.why) for known in found] == [
        ("Zoe", "can teach storytelling"),
        ("Ana", "practises storytelling"),
    ]


def test_two_topics_count_more_than_one_and_both_are_said() -> None:
    both = Colleague(1, "Zoe", "A", {STORY: 3, SAMPLING: 3})
    one = Colleague(2, "Ana", "B", {STORY: 4})

    first, _ = to_know([STORY, SAMPLING], "", [one, both])

    assert first.why == "is experienced in sampling and is experienced in storytelling"


def test_a_mere_interest_introduces_nobody() -> None:
    assert to_know([STORY], "", [Colleague(1, "Ana", "A", {STORY: 1})]) == []


def test_words_and_the_core_group_introduce_too() -> None:
    found = to_know([], "", [Colleague(1, "Ana", "A", relevance=0.4), Colleague(2, "Bo", "B", is_core=True)])

    assert [known.why for known in found] == ["is in the core group", "works on what you care about"]


@given(colleagues, st.sampled_from(["", "A", "B"]))
def test_nobody_from_beside_the_newcomer_and_two_of_one_place(people: list[Colleague], own: str) -> None:
    found = to_know([STORY, SAMPLING], own, people)

    places = [known.colleague.organisation for known in found if known.colleague.organisation]
    assert len(found) <= 5
    assert not own or own not in places
    assert all(places.count(place) <= 2 for place in places)
    assert all(known.why for known in found)


@given(colleagues)
def test_the_order_of_input_does_not_matter(people: list[Colleague]) -> None:
    assert to_know([STORY], "", people) == to_know([STORY], "", list(reversed(people)))


@given(colleagues, st.integers(0, 11))
def test_a_higher_level_never_puts_somebody_back(people: list[Colleague], which: int) -> None:
    if which >= len(people):
        return
    chosen = people[which]
    better = replace(chosen, levels={**chosen.levels, STORY: 4})
    others = [person for person in people if person is not chosen]

    def has(people: list[Colleague]) -> bool:
        return chosen.number in {known.colleague.number for known in to_know([STORY], "", people)}

    assert has([*others, better]) or not has(people)
