"""From documents to people, and two scores blended into one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.speakers.pooling import blended, pooled, shown, standardised

SCORES = st.lists(st.floats(0, 1), max_size=8)


@pytest.mark.parametrize(
    ("scores", "documents", "expected"),
    [
        ([], 4, 0.0),
        ([0.6], 1, 0.6),
        ([0.6, 0.2], 2, 0.4),
        ([0.1, 0.9, 0.5, 0.4], 4, 0.6),
        # Documents that do not fit at all are among the best three of who has no better ones.
        ([0.6], 3, 0.2),
        ([0.6], 9, 0.2),
    ],
)
def test_a_person_is_as_good_as_their_best_three(
    scores: list[float], documents: int, expected: float
) -> None:
    assert pooled(scores, documents) == pytest.approx(expected)


@given(SCORES, st.floats(0, 1))
def test_another_document_that_does_not_fit_changes_nothing_after_the_third(
    scores: list[float], worst: float
) -> None:
    scores = [*scores, 1.0, 1.0, 1.0]

    assert pooled([*scores, 0.0], len(scores) + 1) == pooled(scores, len(scores))
    assert pooled([*scores, worst], len(scores) + 1) >= pooled(scores, len(scores))


@given(st.dictionaries(st.integers(), st.floats(-1, 1), min_size=2))
def test_what_is_standardised_has_mean_nought_and_keeps_its_order(scores: dict[int, float]) -> None:
    found = standardised(scores)

    assert sum(found.values()) == pytest.approx(0, abs=1e-6)
    order = sorted(scores, key=lambda key: scores[key])
    assert all(found[one] <= found[other] for one, other in pairwise(order))


def test_meaning_counts_four_times_as_much_as_words() -> None:
    found = blended({"ana": 0.9, "bo": 0.1}, {"bo": 0.5})

    assert found == pytest.approx({"ana": 0.6, "bo": -0.6})


@given(st.floats(-6, 6), st.floats(-6, 6))
def test_a_shown_score_keeps_the_order(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert 0 <= shown(low) <= shown(high) <= 1
    assert shown(0) == 0.5
