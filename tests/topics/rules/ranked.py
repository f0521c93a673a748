"""Rankings for the tests of the ordinal rules: written by hand, and drawn by Hypothesis."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import strategies as st

from copctl.topics.rules.condorcet import copeland, schulze
from copctl.topics.rules.instant_runoff import irv
from copctl.topics.rules.positional import borda
from copctl.topics.rules.profiles import Elected, Ranking, Rankings, Weight
from copctl.topics.rules.ranked_pairs import ranked_pairs
from copctl.topics.rules.ties import TieBreak
from copctl.topics.rules.transferable import stv

LOT = TieBreak(1)
RULES = {rule.__name__: rule for rule in (borda, copeland, schulze, ranked_pairs, irv, stv)}
CONDORCET = ("copeland", "schulze", "ranked_pairs")
NAMES = ("Aims", "Boats", "Cost", "Data", "Ethics")


def profile(names: str, text: str) -> Rankings:
    """`42:M>N=C 3:K` over the letters of `names`."""
    number = {letter: place for place, letter in enumerate(names)}
    weights: Counter[Ranking] = Counter()
    for part in text.split():
        voters, _, said = part.partition(":")
        ranking = tuple(tuple(sorted(number[c] for c in group.split("="))) for group in said.split(">"))
        weights[ranking] += int(voters)
    return Rankings(tuple(names), weights)


def letters(counted: Rankings, candidates: tuple[int, ...]) -> str:
    return "".join(counted.names[candidate] for candidate in candidates)


def ordered(counted: Rankings, elected: Elected) -> str:
    """`A>BC>D`: a ranking with its tied sets."""
    return ">".join(letters(counted, group) for group in elected.order)


@st.composite
def rankings(draw: st.DrawFn, count: int) -> Ranking:
    """Some candidates in some places, ties and candidates left out among them."""
    placed = draw(st.permutations(range(count)))[: draw(st.integers(0, count))]
    groups: list[list[int]] = []
    for candidate in placed:
        if groups and draw(st.booleans()):
            groups[-1].append(candidate)
        else:
            groups.append([candidate])
    return tuple(tuple(sorted(group)) for group in groups)


WEIGHTS: st.SearchStrategy[Weight] = st.one_of(
    st.integers(1, 4), st.fractions(min_value=Fraction(1, 4), max_value=3, max_denominator=4)
)


@st.composite
def profiles(draw: st.DrawFn, weights: st.SearchStrategy[Weight] = WEIGHTS, most: int = 5) -> Rankings:
    count = draw(st.integers(1, most))
    said = draw(st.dictionaries(rankings(count), weights, max_size=8))
    return Rankings(NAMES[:count], said)


def renamed(counted: Rankings, places: list[int]) -> Rankings:
    """The same ballots with every candidate, its name along, at another place."""
    names = [""] * len(places)
    for old, new in enumerate(places):
        names[new] = counted.names[old]
    said = {
        tuple(tuple(sorted(places[c] for c in group)) for group in ranking): weight
        for ranking, weight in reversed(list(counted.weights.items()))
    }
    return Rankings(names, said)
