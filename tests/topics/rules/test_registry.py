from __future__ import annotations

from fractions import Fraction

import pytest

from copctl.topics.rules import registry
from copctl.topics.rules.profiles import Approvals, Rankings, Ratings
from copctl.topics.rules.ties import TieBreak

BALLOTS = {
    "approvals": Approvals("abc", {frozenset({0, 1}): 2, frozenset({0}): 1}),
    "rankings": Rankings("abc", {((0,), (1,), (2,)): 2, ((0,), (2,)): 1}),
    "ratings": Ratings("abc", {((0, Fraction(5)), (1, Fraction(2))): 2}),
}


@pytest.mark.parametrize("name", registry.RULES)
def test_every_rule_is_where_the_registry_says(name):
    costs = {0: 30, 1: 30, 2: 30} if not registry.RULES[name].where else None

    for kind in registry.RULES[name].ballots:
        elected = registry.run(name, BALLOTS[kind], 1, ties=TieBreak(), costs=costs, budget=30)

        assert elected.rule == name
        assert elected.winners == (0,)


def test_a_budget_is_spent_by_rules_that_can():
    elected = registry.run(
        "mes", BALLOTS["approvals"], 1, ties=TieBreak(), costs={0: 30, 1: 30, 2: 30}, budget=60
    )

    assert elected.winners == (0, 1)
    with pytest.raises(ValueError, match="greedy"):
        registry.run("greedy", BALLOTS["approvals"], 1, ties=TieBreak())
