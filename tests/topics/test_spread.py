"""Means, medians, the two highest, and classes of numbers."""

from __future__ import annotations

import statistics
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.topics.middles import top_two
from copctl.topics.spread import classes, spread


@given(st.lists(st.integers(1, 5).map(float), min_size=1, max_size=40))
def test_figures_are_those_of_the_statistics_module(given_: list[float]) -> None:
    found = spread(Counter(given_), [1, 2, 3, 4, 5])

    assert found is not None
    assert found.mean == pytest.approx(statistics.mean(given_))
    assert found.median == statistics.median(given_)
    assert found.top == sum(value >= 4 for value in given_)
    assert (found.least, found.most, found.answered) == (min(given_), max(given_), len(given_))


def test_nobody_answered_has_no_figures_and_a_short_scale_no_two_highest() -> None:
    assert spread({}) is None
    assert spread({3.0: 0}) is None
    found = spread({1.0: 2, 0.0: 1}, [0, 1])
    assert found is not None
    assert found.top is None


@given(st.lists(st.integers(1, 5).map(float), min_size=1), st.integers(2, 6), st.booleans())
def test_the_two_highest_are_those_of_the_tally(given_: list[float], most: int, twice: bool) -> None:
    points = [float(n) for n in range(1, most + 1)] * (2 if twice else 1)
    counts = Counter(min(value, float(most)) for value in given_)

    found = spread(counts, points)
    told = top_two({Fraction(v): n for v, n in counts.items()}, [Fraction(p) for p in points])

    assert found is not None
    assert (found.top is None) == (told is None)
    assert told is None or found.top == pytest.approx(told * found.answered, abs=0.01)


@given(st.lists(st.one_of(st.integers(-50, 5000).map(float), st.floats(0, 1)), min_size=1, max_size=80))
def test_classes_hold_everybody_once(given_: list[float]) -> None:
    shown = classes(Counter(given_))

    assert sum(count for _, count in shown) == len(given_)
    assert len(shown) <= 13
    assert len({name for name, _ in shown}) == len(shown)


def test_many_whole_numbers_are_put_into_round_classes() -> None:
    years = Counter({float(n): 1 for n in range(40)})

    assert [name for name, _ in classes(years)] == [
        "0–4", "5–9", "10–14", "15–19", "20–24", "25–29", "30–34", "35–39",
    ]  # fmt: skip
