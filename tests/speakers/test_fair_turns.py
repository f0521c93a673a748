"""Fair turns: several sessions at once, held against trying every plan."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.speakers import whole_numbers
from copctl.speakers.fair_exact import best_plan
from copctl.speakers.fair_greedy import good_plan
from copctl.speakers.fair_turns import Plan, Seating, Turns, plan_violations, worth
from copctl.speakers.panel import Candidate, Rules, shortfalls

needs_solver = pytest.mark.skipif(not whole_numbers.available(), reason="needs copctl[panel]")
DAYS = [date(2026, 12, 10), date(2026, 11, 5), date(2027, 2, 4), date(2027, 12, 9), date(2027, 12, 11)]

FACTS = st.tuples(
    st.sampled_from([None, "A", "B"]),
    st.sampled_from(["KH", "LA", None]),
    st.booleans(),
    st.integers(0, 3),
)
PEOPLE = st.lists(FACTS, min_size=1, max_size=6)
RULES = st.builds(
    Rules,
    size=st.integers(1, 2),
    per_organisation=st.sampled_from([None, 1]),
    countries=st.integers(0, 2),
    first_timers=st.integers(0, 1),
)


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Seating], Turns]:
    people = draw(PEOPLE)
    seat = st.sampled_from([*range(len(people)), *[None] * len(people)])
    fits = st.lists(st.integers(0, 10), min_size=len(people), max_size=len(people))
    seatings = [
        Seating(
            code=f"{day}",
            on=day,
            rules=draw(RULES),
            candidates=tuple(
                Candidate(n, f"P{n}", fit / 10, organisation, country, new, seated=n == seated)
                for n, ((organisation, country, new, _), fit) in enumerate(
                    zip(people, draw(fits), strict=True)
                )
            ),
            turns={n: spoke for n, (*_, spoke) in enumerate(people) if spoke > 1},
        )
        for seated in [draw(seat)]
        for day in draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True))
    ]
    return seatings, Turns(a_year=draw(st.integers(1, 3)), price=draw(st.sampled_from([0.0, 0.15, 0.5])))


def by_brute_force(seatings: list[Seating], turns: Turns) -> int | None:
    each = [
        [
            members
            for members in combinations(s.candidates, s.rules.size)
            if not shortfalls(members, s.rules) and all(p in members for p in s.candidates if p.seated)
        ]
        for s in seatings
    ]
    return max(
        (worth(p, turns) for p in product(*each) if not plan_violations(p, seatings, turns)), default=None
    )


def worth_of(plan: Plan, turns: Turns) -> int:
    return worth([panel.members for panel in plan.panels], turns)


@needs_solver
@given(plans())
@settings(max_examples=200, deadline=None)
def test_the_exact_plan_is_the_best_of_all_plans(case: tuple[list[Seating], Turns]) -> None:
    seatings, turns = case
    plan = best_plan(seatings, turns)
    best = by_brute_force(seatings, turns)
    assert plan.proven
    assert bool(plan.panels) == (best is not None)
    if best is not None:
        assert plan_violations([panel.members for panel in plan.panels], seatings, turns) == []
        assert worth_of(plan, turns) == best


@given(plans())
@settings(max_examples=200, deadline=None)
def test_a_greedy_plan_keeps_the_rules_and_is_never_better_than_the_best(
    case: tuple[list[Seating], Turns],
) -> None:
    seatings, turns = case
    plan = good_plan(seatings, turns)
    best = by_brute_force(seatings, turns)
    assert not plan.proven
    if plan.panels:
        assert plan_violations([panel.members for panel in plan.panels], seatings, turns) == []
        assert best is not None
        assert worth_of(plan, turns) <= best


def two_sessions(*, second: date) -> list[Seating]:
    people = tuple(Candidate(n, name, fit) for n, name, fit in [(1, "Ana", 0.9), (2, "Bao", 0.8)])
    return [Seating("a", DAYS[0], Rules(1), people), Seating("b", second, Rules(1), people)]


@pytest.mark.parametrize("way", [pytest.param(best_plan, marks=needs_solver), good_plan])
@pytest.mark.parametrize(
    ("second", "turns", "speakers"),
    [
        (DAYS[1], Turns(price=0), {1: 1, 2: 1}),  # the same quarter
        (DAYS[2], Turns(price=0), {1: 2}),
        (DAYS[2], Turns(price=0.15), {1: 1, 2: 1}),  # 0.1 better is not worth a second turn
        (DAYS[2], Turns(price=0.05), {1: 2}),
        (DAYS[2], Turns(a_year=1, price=0), {1: 1, 2: 1}),
        (DAYS[4], Turns(a_year=1, price=0), {1: 2}),  # more than twelve months later
    ],
)
def test_turns_are_shared_as_the_rules_say(way, second, turns, speakers) -> None:  # type: ignore[no-untyped-def]
    assert way(two_sessions(second=second), turns).turns == speakers
