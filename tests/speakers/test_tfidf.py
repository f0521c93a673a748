"""Weights of words, and how near two texts are by them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.speakers.tfidf import cosine, rarities, rarity, unit

WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=12)


def test_the_weights_are_those_of_the_formula() -> None:
    rare = rarities(3, {"pump": 1, "water": 3})

    found = unit(["pump", "water", "water"], rare, rarity(3, 0))

    pump, water = math.log(4 / 2) + 1, (1 + math.log(2)) * 1.0
    assert found["pump"] / found["water"] == pytest.approx(pump / water)
    assert math.hypot(*found.values()) == pytest.approx(1)


def test_a_word_that_nobody_has_makes_the_query_fit_less() -> None:
    rare = rarities(2, {"pump": 1})
    unknown = rarity(2, 0)
    text = unit(["pump"], rare, unknown)

    assert cosine(unit(["pump"], rare, unknown), text) == pytest.approx(1)
    assert cosine(unit(["pump", "opera"], rare, unknown), text) < 0.7


@given(WORDS, WORDS, st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 9)))
def test_cosines_are_symmetric_and_between_nought_and_one(
    one: list[str], other: list[str], held: dict[str, int]
) -> None:
    rare, unknown = rarities(9, held), rarity(9, 0)
    left, right = unit(one, rare, unknown), unit(other, rare, unknown)

    assert cosine(left, right) == pytest.approx(cosine(right, left))
    assert 0 <= cosine(left, right) <= 1
    assert (cosine(left, right) > 0) == bool(set(one) & set(other))
    if one:
        assert cosine(left, left) == pytest.approx(1)
