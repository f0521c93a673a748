"""How well people's words fit a query, and which of them do: the text part of a suggestion.

Each passage is scored for itself; a person's relevance is the mean of their best three, which are the
reason that is shown. By default words are compared (TF-IDF, no dependency); with the language model,
meaning counts 0.8 and words 0.2. In a large community the index recalls candidates first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any

from copctl.speakers import pooling
from copctl.speakers.stems import terms
from copctl.speakers.tfidf import Weights, cosine, rarities, rarity, unit
from copctl.store import quick
from copctl.store.recall import Held, Index

# Up to so many people everything that fits is scored; of more, the people behind the best passages.
FEW_MEMBERS = 2_000
RECALLED = 300
# The words of a long query by which passages are recalled: its heaviest.
_RECALL_WORDS = 32
# Passages whose weights are kept from one query to the next.
_KEPT = 50_000


@dataclass(frozen=True)
class Passage:
    """One thing that a person said or did, and how well it fits (0 to 1).

    `kind` is a kind of evidence (talk, resource, project, statement, thanks), `bio` or `brings`.
    """

    number: int
    member: int
    kind: str
    title: str
    dated: date | None
    score: float


@dataclass(frozen=True)
class Relevance:
    """How well a person's words fit, 0 to 1, and their best three passages, best first.

    Scores may be compared across queries: they are never divided by the best of a query.
    """

    score: float
    best: tuple[Passage, ...] = ()


def relevance(
    url: str, text: str, *, semantic: bool | None = None, members: Collection[int] | None = None
) -> dict[int, Relevance]:
    """People and how well they fit a text; only those who do, unless `members` are named.

    The index must be up to date (`passages.is_stale`, `passages.refresh`). `semantic` says whether
    meaning is compared, None: where the model is here.
    """
    with Matcher(url, semantic=semantic) as matcher:
        return matcher.scores(text, members=members)


class Matcher:
    """Answers many queries about one state of the store: the one at which it was made.

    Close it, or use it in a `with`, before the store is written to by the same process.
    """

    def __init__(self, url: str, *, semantic: bool | None = None) -> None:
        self.url = url
        self.semantic = False if semantic is None else semantic
        self._rare: Weights = {}
        self._weights: dict[int, Weights] = {}
        self._open = ExitStack()
        self.index = Index(url, self._open.enter_context(quick.asking(url)))
        self.passages = self.index.passages()
        self.is_large = self.index.has_more_members(FEW_MEMBERS)
        self._counts = {} if self.is_large else self.index.counts()

    def __enter__(self) -> Matcher:
        return self

    def close(self) -> None:
        """Let go of the store."""
        self._open.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def scores(self, text: str, *, members: Collection[int] | None = None) -> dict[int, Relevance]:
        """People and how well they fit a text; only those who do, unless `members` are named."""
        found = self._by_words(text, members)
        scored = {member: pooled for member, pooled in found.items() if pooled[0] > 0}
        best = self._described(number for _, passages in scored.values() for number, _ in passages)
        fitting = {
            member: Relevance(score, tuple(_passage(best[number], own) for number, own in passages))
            for member, (score, passages) in scored.items()
        }
        if members is None:
            return fitting
        return {member: fitting.get(member, Relevance(0.0)) for member in members}

    # By words ----------------------------------------------------------------------------------

    def _by_words(self, text: str, members: Collection[int] | None) -> dict[int, Pooled]:
        words = terms(text)
        self._learn(words)
        query = unit(words, self._rare, self._unknown)
        held, counts = self._candidates(query, members)
        vectors = self._weighed(held)
        scores: dict[int, list[tuple[int, float]]] = {}
        for number, member, _ in held:
            score = cosine(query, vectors[number])
            if score > 0:
                scores.setdefault(member, []).append((number, score))
        return {member: _pooled(own, counts[member]) for member, own in scores.items()}

    def _candidates(
        self, query: Weights, members: Collection[int] | None
    ) -> tuple[list[Held], Mapping[int, int]]:
        """The passages to score, and how many each person has."""
        words = [word for word in query if word in self._rare]
        if not self.is_large:
            held = self.index.matching(words)
            counts = self._counts
        else:
            heaviest = sorted(words, key=lambda word: (-query[word], word))[:_RECALL_WORDS]
            people = self.index.recalled(heaviest, RECALLED)
            held = self.index.of_members(people)
            counts = {}
            for _, member, _ in held:
                counts[member] = counts.get(member, 0) + 1
        if members is not None:
            named = set(members)
            held = [passage for passage in held if passage[1] in named]
        return held, counts

    def _weighed(self, held: Iterable[Held]) -> dict[int, Weights]:
        """The weights of these passages' words, from the last query where they were made then."""
        held = list(held)
        fresh = [(number, words.split()) for number, _, words in held if number not in self._weights]
        self._learn(word for _, words in fresh for word in words)
        if len(self._weights) + len(fresh) > _KEPT:
            kept = {number for number, _, _ in held}
            self._weights = {number: own for number, own in self._weights.items() if number in kept}
        self._weights |= {number: unit(words, self._rare, self._unknown) for number, words in fresh}
        return self._weights

    def _learn(self, words: Iterable[str]) -> None:
        """Look up how rare these words are, those that are not known yet in one question."""
        unknown = set(words) - self._rare.keys()
        if unknown:
            self._rare |= rarities(self.passages, self.index.held(unknown))

    @property
    def _unknown(self) -> float:
        """The rarity of a word that no passage holds: a query about something else fits nobody well."""
        return rarity(self.passages, 0)

    # What is shown -----------------------------------------------------------------------------

    def _described(self, numbers: Iterable[int]) -> dict[int, tuple[int, int, str, str, Any]]:
        return {row[0]: row for row in self.index.described(sorted(set(numbers)))}


# A person's score, and the numbers and scores of their best passages.
Pooled = tuple[float, list[tuple[int, float]]]


def _pooled(own: list[tuple[int, float]], documents: int) -> Pooled:
    best = sorted(own, key=lambda pair: (-pair[1], pair[0]))[: pooling.BEST]
    return pooling.pooled((score for _, score in best), documents), best


def _passage(row: tuple[int, int, str, str, Any], score: float) -> Passage:
    number, member, kind, title, dated = row
    day = date.fromisoformat(dated) if isinstance(dated, str) else dated
    return Passage(number, member, kind, title, day, score)
