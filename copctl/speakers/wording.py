"""How near passages are to a query by their words, with the rarities that the index knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from copctl.speakers.stems import terms
from copctl.speakers.tfidf import Weights, cosine, rarities, rarity, unit
from copctl.store.recall import Held, Index

# Passages whose weights are kept from one query to the next.
_KEPT = 50_000


class Wording:
    """Compares queries with passages of one state of the index; what was weighed once is kept."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._passages = index.passages()
        # A word that no passage holds: a query about something else fits nobody well.
        self._unknown = rarity(self._passages, 0)
        self._rare: Weights = {}
        self._weights: dict[int, Weights] = {}

    def query(self, text: str) -> Weights:
        """The weights of a query's words."""
        words = terms(text)
        self._learn(words)
        return unit(words, self._rare, self._unknown)

    def known(self, query: Weights) -> list[str]:
        """The words of a query that some passage holds, those that weigh most first."""
        return sorted((word for word in query if word in self._rare), key=lambda word: (-query[word], word))

    def cosines(self, query: Weights, held: Sequence[Held]) -> dict[int, float]:
        """How near each passage is, by its number; those that share no word are left out."""
        self._weigh(held)
        found = ((number, cosine(query, self._weights[number])) for number, _, _ in held)
        return {number: score for number, score in found if score > 0}

    def _weigh(self, held: Sequence[Held]) -> None:
        fresh = [(number, words.split()) for number, _, words in held if number not in self._weights]
        if len(self._weights) + len(fresh) > _KEPT:
            wanted = {number for number, _, _ in held}
            self._weights = {number: own for number, own in self._weights.items() if number in wanted}
        self._learn(word for _, words in fresh for word in words)
        for number, words in fresh:
            self._weights[number] = unit(words, self._rare, self._unknown)

    def _learn(self, words: Iterable[str]) -> None:
        """Look up how rare these words are: those that are not known yet, in one question."""
        unknown = set(words) - self._rare.keys()
        if unknown:
            self._rare |= rarities(self._passages, self._index.held(unknown))
