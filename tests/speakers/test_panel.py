"""Panels: the rules, the reduction, the best panel and the good one, held against trying all of them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.errors import WrongUsage
from copctl.speakers import whole_numbers
from copctl.speakers.panel import (
    Candidate,
    Rules,
    in_order,
    may_sit,
    read_levels,
    read_share,
    refuse_contradictions,
    shortfalls,
    violations,
)
from copctl.speakers.panel_exact import best_panel
from copctl.speakers.panel_greedy import good_panel
from copctl.speakers.panel_reduction import reduced

needs_solver = pytest.mark.skipif(not whole_numbers.available(), reason="needs copctl[panel]")

PEOPLE = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.sampled_from([None, "A", "B", "C"]),
        st.sampled_from([None, "KH", "LA", "VN", "TH"]),
        st.booleans(),
        st.integers(0, 4),
        st.sampled_from([True, True, True, False]),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([False] * 9 + [True]),
    ),
    max_size=10,
).map(
    lambda rows: [
        Candidate(number, f"Person {number}", points / 12, *facts)
        for number, (points, *facts) in enumerate(rows)
    ]
)
RULES = st.builds(
    Rules,
    size=st.integers(1, 4),
    per_organisation=st.sampled_from([None, 1, 2]),
    countries=st.integers(0, 4),
    first_timers=st.integers(0, 3),
    levels=st.sampled_from([(), ((4, 1),), ((4, 1), (3, 1)), ((2, 2),)]),
    free=st.booleans(),
    rested=st.booleans(),
)


def by_brute_force(people: list[Candidate], rules: Rules) -> float | None:
    """The best sum of all panels there are, by trying each; None when none keeps the rules."""
    sums = [
        sum(person.points for person in members)
        for members in combinations(people, rules.size)
        if not shortfalls(members, rules) and all(p in members for p in people if p.seated)
    ]
    return max(sums) / 10_000 if sums else None


@given(PEOPLE, RULES)
@settings(max_examples=400, deadline=None)
def test_the_reduction_keeps_a_best_panel(people: list[Candidate], rules: Rules) -> None:
    assert by_brute_force(reduced(people, rules), rules) == by_brute_force(people, rules)


@needs_solver
@given(PEOPLE, RULES)
@settings(max_examples=200, deadline=None)
def test_the_exact_panel_is_the_best_of_all_panels(people: list[Candidate], rules: Rules) -> None:
    panel = best_panel(people, rules)
    best = by_brute_force(people, rules)
    assert panel.proven
    assert bool(panel.members) == (best is not None)
    if best is not None:
        assert violations(panel.members, rules) == []
        assert panel.fit == best


@needs_solver
def test_a_solver_without_time_proves_nothing_that_is_not_so() -> None:
    people = [
        Candidate(n, f"P{n}", n * 7919 % 997 / 997, f"O{n % 23}", f"C{n % 11}", n % 5 == 0, n % 5)
        for n in range(400)
    ]
    rules = Rules(8, per_organisation=1, countries=6, first_timers=3, levels=((4, 2), (3, 2)))
    hurried, unhurried = best_panel(people, rules, patience=0.0), best_panel(people, rules)
    assert unhurried.proven
    assert not hurried.members or not violations(hurried.members, rules)
    assert hurried.fit == unhurried.fit or not hurried.proven


@needs_solver
def test_the_solver_prints_nothing_among_the_results(capfd: pytest.CaptureFixture[str]) -> None:
    best_panel([Candidate(n, f"P{n}", n / 10, "O") for n in range(4)], Rules(2, per_organisation=2))
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")


@needs_solver
@given(PEOPLE, RULES, st.randoms())
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_input_changes_no_panel(people: list[Candidate], rules: Rules, chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert best_panel(shuffled, rules) == best_panel(people, rules)
    assert good_panel(shuffled, rules) == good_panel(people, rules)


@given(PEOPLE, RULES)
@settings(max_examples=300, deadline=None)
def test_a_greedy_panel_keeps_the_rules_and_is_never_better_than_the_best(
    people: list[Candidate], rules: Rules
) -> None:
    panel = good_panel(people, rules)
    best = by_brute_force(people, rules)
    if panel.members:
        assert violations(panel.members, rules) == []
        assert not panel.proven
        assert best is not None
        assert panel.fit <= best
    else:
        assert best is None or not panel.proven


@needs_solver
def test_with_and_without_the_solver_equal_sums_give_the_same_people() -> None:
    people = [
        Candidate(n, name, 0.5, organisation, "KH", level=2)
        for n, (name, organisation) in enumerate(
            [
                ("Zaw", "A"),
                ("Yim", "A"),
                ("Bao", "B"),
                ("Ana", "B"),
                ("សុខា", "C"),
                ("Dao", "C"),
                ("Chan", "A"),
            ]
        )
    ]
    people.append(Candidate(99, "Xu", 0.5, "D", "LA", level=4))
    rules = Rules(4, per_organisation=1, levels=((4, 1),))

    assert [person.name for person in best_panel(people, rules).members] == ["Ana", "Chan", "Dao", "Xu"]
    assert good_panel(people, rules).members == best_panel(people, rules).members


def test_the_greedy_way_comes_out_of_a_corner() -> None:
    people = [
        Candidate(1, "Ana", 0.9, "A", "KH"),
        Candidate(2, "Bao", 0.8, "B", "KH"),
        Candidate(3, "Chan", 0.7, "A", "LA"),
        Candidate(4, "Dao", 0.5, "B", "VN"),
    ]
    rules = Rules(2, per_organisation=1, countries=2)
    assert [person.name for person in good_panel(people, rules).members] == ["Bao", "Chan"]


def test_people_without_an_organisation_break_no_limit() -> None:
    people = [Candidate(n, f"P{n}", 0.5) for n in range(4)]
    assert violations(people, Rules(4, per_organisation=1)) == []


def test_what_is_left_is_bounded_by_the_rules_and_not_by_the_number_of_people() -> None:
    rules = Rules(8, per_organisation=1, countries=5, first_timers=2)
    for organisations in (10, 100, 5000):
        people = [
            Candidate(n, f"P{n}", n % 997 / 997, f"O{n % organisations}", f"C{n % 7}", n % 3 == 0)
            for n in range(5000)
        ]
        assert len(reduced(people, rules)) <= rules.size * (2 * rules.size - 2) * 2


def test_equal_fits_stand_in_alphabetical_order() -> None:
    people = [Candidate(1, "សុខា", 0.5), Candidate(2, "Ana", 0.5), Candidate(3, "Bo", 0.51)]
    assert [person.name for person in in_order(people)] == ["Bo", "Ana", "សុខា"]


def test_a_panel_says_each_rule_that_it_breaks() -> None:
    pair = [Candidate(1, "Ana", 0.5, "A", "KH", free=False), Candidate(2, "Bo", 0.5, "A", "KH")]
    rules = Rules(3, per_organisation=1, countries=2, first_timers=1, levels=((4, 1),))
    said = " / ".join(violations(pair, rules))
    assert not may_sit(pair[0], rules)
    for word in ("3", "time", "more than 1", "2 countries", "1 of its people", "level 4"):
        assert word in said


@pytest.mark.parametrize(
    ("text", "people"), [("2", 2), ("25%", 2), ("0.25", 2), ("1/4", 2), ("1/2", 4), ("100%", 8), ("0", 0)]
)
def test_a_share_is_a_number_of_people_rounded_up(text: str, people: int) -> None:
    assert read_share(text, 8) == people


def test_a_share_that_comes_out_even_is_not_rounded_up() -> None:
    assert read_share("10%", 30) == 3


@pytest.mark.parametrize("text", ["half", "150%", "-1", "1/0", "", "nan", "inf", "២០០%"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage):
        read_share(text, 8)


def test_a_mix_of_levels_is_read() -> None:
    assert read_levels("2:1, 4:2,3") == ((4, 2), (3, 1), (2, 1))
    for text in ("5:1", "x:1", "4:x", "", "0:1"):
        with pytest.raises(WrongUsage):
            read_levels(text)


@pytest.mark.parametrize(
    "rules",
    [
        Rules(0),
        Rules(3, per_organisation=0),
        Rules(3, countries=4),
        Rules(3, first_timers=4),
        Rules(3, levels=((4, 2), (3, 2))),
    ],
)
def test_rules_that_contradict_each_other_are_refused(rules: Rules) -> None:
    with pytest.raises(WrongUsage):
        refuse_contradictions(rules)
