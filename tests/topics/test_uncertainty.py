"""Intervals and resamples: known values, and what must hold for every box of ballots."""

from __future__ import annotations

import builtins
import random
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.topics.electorate import Electorate, named, weighed
from copctl.topics.rules.profiles import Approvals, Rankings, Ratings
from copctl.topics.standings import resampled
from copctl.topics.uncertainty import bootstrap, by_score, wilson


def box(profile: Any, clusters: Any = ()) -> Electorate:
    people = int(sum(profile.weights.values()))
    return Electorate(profile, people, people, named(profile), people, clusters=tuple(clusters))


@pytest.mark.parametrize(
    ("votes", "people", "low", "high"),
    [(5, 10, 0.2366, 0.7634), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilsons_interval_has_its_published_values(votes: int, people: int, low: float, high: float) -> None:
    # The last is Newcombe's example (1998, Statistics in Medicine 17:857-872, table I).
    assert wilson(votes, people) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share_and_stays_between_none_and_all(votes: int, others: int) -> None:
    people = votes + others
    low, high = wilson(votes, people)

    assert 0 <= low <= high <= 1
    if people:
        assert low <= votes / people <= high


def test_the_same_seed_draws_the_same_and_another_one_does_not() -> None:
    ballots = {(1, 0, 0): 12, (0, 1, 0): 10, (0, 0, 1): 3}

    first, again, other = (bootstrap(ballots, by_score, seats=1, seed=seed) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_ballots_that_are_all_alike_leave_nothing_open() -> None:
    found = bootstrap({(1, 1, 0): 20}, by_score, seats=1, seed=1)

    assert found is not None
    assert [(s.best, s.worst, s.chance) for s in found.standings] == [(1, 1, 0.5), (1, 1, 0.5), (3, 3, 0.0)]


def test_chances_of_a_seat_add_up_to_the_seats() -> None:
    ballots = {(1, 0, 1, 0): 7, (0, 1, 0, 0): 6, (0, 0, 1, 1): 5, (1, 1, 0, 0): 4}

    found = bootstrap(ballots, by_score, seats=2, seed=4)

    assert found is not None
    assert sum(s.chance or 0 for s in found.standings) == pytest.approx(2)


@settings(max_examples=20)
@given(st.dictionaries(st.tuples(*[st.integers(0, 1)] * 3), st.integers(1, 9), min_size=1))
def test_the_order_of_ballots_does_not_matter(ballots: dict[tuple[int, ...], int]) -> None:
    backwards = dict(reversed(list(ballots.items())))

    assert bootstrap(ballots, by_score, seats=2, seed=3) == bootstrap(backwards, by_score, seats=2, seed=3)


def test_many_ballots_are_drawn_with_numpy_and_fewer_times_without(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numpy")
    ballots = {(1, 0): 12_000, (0, 1): 8_000}
    with_numpy = bootstrap(ballots, by_score, seats=1, seed=1)
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "numpy":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    by_hand = bootstrap(ballots, by_score, seats=1, seed=1)

    assert with_numpy is not None
    assert by_hand is not None
    assert (with_numpy.resamples, by_hand.resamples) == (1000, 200)
    assert with_numpy.standings == by_hand.standings
    assert bootstrap({(1, 0): 900_000, (0, 1): 1}, by_score, seats=1, seed=1) is None


RANKED = Rankings(["a", "b", "c"], {((0,), (1,), (2,)): 30, ((1,), (2,), (0,)): 3, ((2,),): 1})


@pytest.mark.parametrize("rule", ["borda", "copeland", "schulze", "approval", "phragmen"])
def test_every_rule_that_has_figures_is_drawn_by_its_own(rule: str) -> None:
    found = resampled(box(RANKED), rule, seats=1, seed=1)

    assert found is not None
    if rule not in ("approval", "phragmen"):
        assert (found.standings[0].best, found.standings[0].worst) == (1, 1)
    assert all(s.best <= s.worst for s in found.standings)


def test_numpy_ranks_a_thousand_boxes_as_the_rule_ranks_one(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numpy")
    chance = random.Random(5)
    orders = [tuple((c,) for c in chance.sample(range(5), 3)) for _ in range(12)]
    cast = box(Rankings(list("abcde"), Counter(orders)))
    with_numpy = resampled(cast, "schulze", seats=2, seed=1)

    monkeypatch.setattr("copctl.topics.standings.installed_numpy", lambda: None)

    assert resampled(cast, "schulze", seats=2, seed=1) == with_numpy


def test_scores_are_drawn_and_rules_in_rounds_are_not() -> None:
    rated = Ratings(["a", "b"], {((0, Fraction(5)), (1, Fraction(1))): 9, ((1, Fraction(2)),): 2})

    found = resampled(box(rated), "score", seats=1, seed=1)

    assert found is not None
    assert found.standings[0].chance == 1.0
    assert resampled(box(RANKED), "stv", seats=1, seed=1) is None


def test_weighed_alike_organisations_are_what_is_drawn() -> None:
    cast = [(frozenset([0]), "big")] * 30 + [(frozenset([1]), name) for name in ("x", "y", "z")]
    profile, clusters = weighed(Approvals, ["a", "b"], cast)

    assert profile.weights == {frozenset([0]): 1, frozenset([1]): 3}
    found = resampled(box(profile, clusters), "approval", seats=1, seed=1)
    assert found is not None
    assert 0.6 < (found.standings[1].chance or 0) < 0.99
