"""Choosing a panel: what the rules cost, and which of them is in the way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from copctl.errors import Refused, WrongUsage
from copctl.speakers import whole_numbers
from copctl.speakers.panel import Candidate, Panel, Rules, shortfalls
from copctl.speakers.panel_choice import checked, chosen, refuse_nobody
from copctl.speakers.panel_relaxing import steps
from tests.speakers.test_panel import PEOPLE, RULES, by_brute_force

TRIO = [
    Candidate(1, "Ana", 0.9, "A", "KH", level=4),
    Candidate(2, "Bao", 0.8, "A", "KH", level=3),
    Candidate(3, "Chan", 0.7, "A", "LA", level=3),
    Candidate(4, "Dao", 0.2, "B", "LA", first_timer=True, level=1),
]


def test_a_panel_says_what_its_rules_cost() -> None:
    choice = chosen(TRIO, Rules(2, per_organisation=1))
    assert [person.name for person in choice.panel.members] == ["Ana", "Dao"]
    assert [person.name for person in choice.best_few.members] == ["Ana", "Bao"]
    assert [(r.step.rule, r.panel.fit) for r in choice.relaxed] == [("per_organisation", 1.7)]


def test_rules_that_cost_nothing_are_not_named() -> None:
    assert chosen(TRIO, Rules(2, countries=1, per_organisation=2)).relaxed == []


def test_each_rule_in_the_way_says_what_its_least_step_gives() -> None:
    choice = chosen(TRIO, Rules(3, per_organisation=1))
    assert choice.panel.members == ()
    steps_taken = [(r.step.rule, r.step.option, r.panel.fit) for r in choice.relaxed]
    assert steps_taken == [("per_organisation", "--per-organisation 2", 1.9), ("size", "--panel 2", 1.1)]
    with pytest.raises(Refused) as refusal:
        refuse_nobody(choice, len(TRIO))
    assert "in the way is the limit for one organisation" in refusal.value.message
    assert "--per-organisation 2" in refusal.value.hint


def test_two_rules_that_are_in_the_way_together_are_named_together() -> None:
    choice = chosen(TRIO, Rules(3, per_organisation=1, countries=3))
    assert "per_organisation and countries" in [relaxed.step.rule for relaxed in choice.relaxed]


def test_of_two_rules_in_the_way_the_least_step_of_both_is_offered() -> None:
    people = [
        *(Candidate(n, f"P{n}", 0.5, f"O{n}", country, level=4 if n < 2 else 2)
          for n, country in enumerate(["KH", "LA", "VN", "TH", "KH", "LA", "MM"])),
        Candidate(9, "Top", 0.9, "O9", "KH", level=3),
    ]  # fmt: skip

    choice = chosen(people, Rules(6, countries=6, levels=((4, 4),)))

    both = next(r for r in choice.relaxed if r.step.rule == "countries and level 4")
    assert both.step.option == "--countries 5 --levels 4:2"
    assert both.step.words == "with 5 countries instead of 6 and with 2 at level 4 instead of 4"


def test_a_rule_that_falls_away_is_said_to_fall_away() -> None:
    choice = chosen(TRIO, Rules(2, levels=((4, 1), (2, 1))))
    assert [(r.step.words, r.step.option) for r in choice.relaxed if r.step.rule == "level 2"] == [
        ("without a rule for level 2", "--levels 4:1")
    ]


def test_too_few_people_are_said_to_be_too_few() -> None:
    choice = chosen(TRIO[:1], Rules(3))
    with pytest.raises(Refused, match="3 people cannot be chosen out of 1"):
        refuse_nobody(choice, 1)


def test_a_panel_that_breaks_a_rule_is_never_shown() -> None:
    with pytest.raises(AssertionError, match="one organisation"):
        checked(Panel(tuple(TRIO[:2]), True, "a broken solver"), Rules(2, per_organisation=1), TRIO)


@given(PEOPLE, RULES)
@settings(max_examples=60, deadline=None)
def test_what_looser_rules_give_is_what_brute_force_gives(people: list[Candidate], rules: Rules) -> None:
    if not whole_numbers.available():
        pytest.skip("needs copctl[panel]")
    try:
        choice = chosen(people, rules)
    except WrongUsage:
        return
    for relaxed in choice.relaxed:
        assert not shortfalls(relaxed.panel.members, relaxed.step.rules)
        assert relaxed.panel.fit == by_brute_force(people, relaxed.step.rules)
    if choice.panel.members:
        assert all(relaxed.panel.fit > choice.panel.fit for relaxed in choice.relaxed)


@given(PEOPLE, RULES)
@settings(max_examples=100, deadline=None)
def test_every_step_only_lets_more_in(people: list[Candidate], rules: Rules) -> None:
    for way in steps(rules, people):
        fits = [by_brute_force(people, step.rules) or 0.0 for step in way]
        assert sorted(fits) == fits
