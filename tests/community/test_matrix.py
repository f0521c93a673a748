"""The grid of who knows what: a pure rule, and the colours of its page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copctl.community.knowing.matrix import Matrix, Person, Subject, build, letter
from copctl.community.knowing.matrix_page import shade_of, shades
from copctl.rendering.colours import AA, contrast

WATER, WELLS, PIPES = 1, 2, 3
ANA, SOK, NU = Person(1, "Ana", "A"), Person(2, "Sok", "B"), Person(3, "Nu", None)
LEVELS = {(1, WATER): 2, (1, WELLS): 4, (2, WELLS): 3, (3, WATER): 1}


def subject(number: int, label: str, *covers: int) -> Subject:
    return Subject(label.lower(), label, frozenset({number, *covers}))


def numbers(matrix: Matrix) -> dict[str | None, list[tuple[int, int | None]]]:
    return {line.label: [(cell.members, cell.highest) for cell in line.cells] for line in matrix.lines}


def test_a_cell_counts_from_a_level_on_and_names_the_highest() -> None:
    made = build([ANA, SOK, NU], LEVELS, [subject(WATER, "Water"), subject(WELLS, "Wells")], least=2)

    assert [s.label for s in made.subjects] == ["Wells", "Water"]
    assert numbers(made) == {"A": [(1, 4), (1, 2)], "B": [(1, 3), (0, None)], None: [(0, None), (0, None)]}
    assert [(cell.members, cell.highest) for cell in made.totals] == [(2, 4), (1, 2)]


def test_a_narrower_topic_counts_for_the_broader_one_where_it_is_covered() -> None:
    made = build([ANA, SOK, NU], LEVELS, [subject(WATER, "Water", WELLS)], least=2)

    assert numbers(made) == {"A": [(1, 4)], "B": [(1, 3)], None: [(0, None)]}


def test_a_topic_that_nobody_knows_is_shown_only_where_it_was_asked_for() -> None:
    assert build([ANA], LEVELS, [subject(PIPES, "Pipes")], least=1).subjects == ()
    assert numbers(build([ANA], LEVELS, [subject(PIPES, "Pipes")], least=1, empty=True)) == {"A": [(0, None)]}


def test_groups_stand_in_the_order_of_a_number_that_is_shown() -> None:
    """The number of their people, whatever they know; equals by name, people without a group last."""
    groups = ["b", "b", "b", "Ca", "Ca", "a", "a", None, None, None, None]
    people = [Person(n, f"P{n}", group) for n, group in enumerate(groups)]
    knowing = {(5, WATER): 4, (6, WATER): 4, (7, WATER): 4}

    made = build(people, knowing, [subject(WATER, "Water")], least=2)

    assert [(line.label, line.people) for line in made.lines] == [("b", 3), ("a", 2), ("Ca", 2), (None, 4)]


_PEOPLE = st.lists(st.sampled_from("abc"), max_size=8).map(
    lambda groups: [Person(n, f"P{n}", group) for n, group in enumerate(groups)]
)
_LEVELS = st.dictionaries(st.tuples(st.integers(0, 7), st.integers(1, 3)), st.integers(1, 4))


@given(_PEOPLE, _LEVELS, st.integers(1, 4))
def test_each_person_counts_once_in_a_topic_and_in_one_group(
    people: list[Person], levels: dict[tuple[int, int], int], least: int
) -> None:
    made = build(people, levels, [subject(n, f"T{n}") for n in (1, 2, 3)], least=least, empty=True)

    numbers = {person.number for person in people}
    assert sum(line.people for line in made.lines) == len(people)
    for place, topic in enumerate(made.subjects):
        [number] = topic.covers
        expected = sum(
            1 for (who, what), level in levels.items() if who in numbers and what == number and level >= least
        )
        assert made.totals[place].members == expected == sum(line.cells[place].members for line in made.lines)
    assert [c.members for c in made.totals] == sorted((c.members for c in made.totals), reverse=True)


def test_columns_are_called_as_in_a_spreadsheet() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


@given(st.integers(0, 0xFFFFFF))
def test_numbers_read_on_every_shade_of_every_accent(colour: int) -> None:
    assert all(contrast(paper, ink) >= AA for paper, ink in shades(f"#{colour:06x}"))


@given(st.integers(1, 500).flatmap(lambda most: st.tuples(st.integers(1, most), st.just(most))))
def test_one_person_has_the_faintest_shade_and_the_fullest_of_many_the_fullest(pair: tuple[int, int]) -> None:
    members, most = pair

    assert 0 == shade_of(1, most) <= shade_of(members, most) <= shade_of(most, most) == min(most, 6) - 1
