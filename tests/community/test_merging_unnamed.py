"""Merging and an anonymous survey: whoever is merged, nothing tells who said what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations

import pytest

from tests.surveys.test_anonymity import (
    PEOPLE,
    Live,
    at_the_terminal,
    by_code,
    export,
    one_file,
    store_after,
    succeed,
)

__all__ = ["store_after"]
TWO = (("Storytelling", "I said so"), ("Outcome harvesting", "because"))


def then_merged(live: Live) -> Live:
    def lived(people: Sequence[str]) -> None:
        live(people)
        succeed("member", "merge", "ana@example.org", "bo@example.org", "--yes", minutes=9)

    return lived


def merged_between(people: Sequence[str]) -> None:
    """Two answer, two entries are merged, then the other two answer."""
    export(people[:2], TWO, "two.csv")
    succeed("survey", "import", "q4", "two.csv")
    succeed("member", "merge", "ana@example.org", "bo@example.org", "--yes", minutes=1)
    succeed("undo", minutes=2)
    succeed("member", "merge", "ana@example.org", "bo@example.org", "--yes", minutes=3)


@pytest.mark.parametrize("live", [one_file, by_code, at_the_terminal])
def test_merging_tells_nothing_of_who_said_what(
    store_after: Callable[..., list[str]],
    live: Live,
) -> None:
    first, *others = [store_after(then_merged(live), people) for people in list(permutations(PEOPLE))[:24:9]]

    assert others
    for other in others:
        assert other == first


def test_the_same_two_may_have_said_each_others_answers(
    store_after: Callable[..., list[str]],
) -> None:
    first = store_after(merged_between, ("ana", "chea", "bo", "dao"))

    assert store_after(merged_between, ("chea", "ana", "bo", "dao")) == first
    assert any("I said so" in line for line in first)
