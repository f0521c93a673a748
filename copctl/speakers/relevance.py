"""How well people's words fit a query, and which of them do: the text part of a suggestion.

Each passage is scored for itself; a person's relevance is the mean of their best three, which are the
reason that is shown. Words are compared without any dependency (TF-IDF); with the language model,
meaning counts 0.8 and words 0.2. In a large community the index recalls candidates first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, Any

from copctl.speakers.facts import ASKABLE
from copctl.speakers.pooling import BEST, blended, pooled, shown
from copctl.speakers.tfidf import Weights
from copctl.speakers.wording import Wording
from copctl.store import quick
from copctl.store.recall import Held, Index

if TYPE_CHECKING:
    from copctl.speakers.vectors import Meanings

# Up to so many people everything that fits is scored; of more, the people behind the best passages.
FEW_MEMBERS = 2_000
RECALLED = 200
# The words of a long query by which passages are recalled: its heaviest.
_RECALL_WORDS = 32
# What `pooling.shown` makes of the mean.
_MIDDLE = 0.5
# Below this share of the best piece, or this cosine, a piece has no more than a trace of the query in it:
# a group of characters that many words begin with, or one common word.
_TRACE, _TRACE_AT_ALL = 0.25, 0.04

# Number, member and score of a passage; a person's score with the passages behind it.
Scored = tuple[int, int, float]
Pooled = tuple[float, list[tuple[int, float]]]


@dataclass(frozen=True)
class Passage:
    """One thing that a person said or did, and how well it fits (0 to 1).

    `kind` is a kind of evidence (talk, resource, project, statement, thanks), `bio` or `brings`. What
    `fits` has more than a trace of the query in it.
    """

    number: int
    member: int
    kind: str
    title: str
    dated: date | None
    score: float
    fits: bool = True


@dataclass(frozen=True)
class Relevance:
    """How well a person's words fit, 0 to 1, and their best three passages, best first.

    Scores may be compared across queries: they are never divided by the best of a query.
    """

    score: float
    best: tuple[Passage, ...] = ()


def relevance(
    url: str,
    text: str,
    *,
    semantic: bool | None = None,
    members: Collection[int] | None = None,
    everyone: bool = False,
) -> dict[int, Relevance]:
    """People and how well they fit a text: `Matcher.scores` for one query."""
    with Matcher(url, semantic=semantic) as matcher:
        return matcher.scores(text, members=members, everyone=everyone)


class Matcher:
    """Answers many queries about one state of the store: the one at which it was made.

    The index must be up to date (`passages.is_stale`, `passages.refresh`), and the vectors made (of whom
    `lacking` names) before meaning is compared. `semantic` None compares it where the language model is
    here and the community is not large: the model takes longer to start than all the rest. Close it, or
    use it in a `with`, before this process writes to the store.
    """

    def __init__(self, url: str, *, semantic: bool | None = None) -> None:
        self._open = ExitStack()
        self.index = Index(url, self._open.enter_context(quick.asking(url)))
        self.is_large = self.index.has_more_members(FEW_MEMBERS)
        self.semantic = _compares_meaning(self.is_large) if semantic is None else semantic
        self._words = Wording(self.index)
        self._counts = {} if self.is_large else self.index.counts()
        self._everybody: Meanings | None = None

    def __enter__(self) -> Matcher:
        return self

    def close(self) -> None:
        """Let go of the store."""
        self._open.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def lacking(self, texts: Iterable[str]) -> list[int]:
        """People whose vectors must be made before these queries can be compared by meaning."""
        if not self.semantic:
            return []
        from copctl.speakers import vectors

        people: Collection[int] = self._counts
        if self.is_large:
            people = {member for text in texts for member in self._recalled(self._words.query(text))}
        return vectors.lacking(self.index, people)

    def scores(
        self, text: str, *, members: Collection[int] | None = None, everyone: bool = False
    ) -> dict[int, Relevance]:
        """People and how well they fit a text; only those who do, unless `members` are named.

        To fit is to share a word with it or, by meaning, to be above the middle of all candidates.
        `everyone` gives the scores by meaning of the others too.
        """
        query = self._words.query(text)
        people: Collection[int] | None = None
        if self.is_large:
            people = self._recalled(query) if members is None else set(members)
        held, counts = self._passages(query, people)
        if members is not None:
            named = set(members)
            held = [passage for passage in held if passage[1] in named]
        near = self._words.cosines(query, held)
        found = _by_member([(number, member, near.get(number, 0.0)) for number, member, _ in held], counts)
        found = {member: own for member, own in found.items() if own[0] > 0}
        least = _least(near.values())
        if self.semantic:
            together, least = self._with_meaning(text, found, near, people, members) or (found, least)
            found = {m: own for m, own in together.items() if everyone or m in found or own[0] > _MIDDLE}
        fitting = self._described(found, least)
        if members is None:
            return fitting
        return {member: fitting.get(member, Relevance(0.0)) for member in members}

    def _recalled(self, query: Weights) -> set[int]:
        """The people who can be asked behind the best passages: the candidates in a large community."""
        return self.index.recalled(self._words.known(query)[:_RECALL_WORDS], RECALLED, ASKABLE)

    def _passages(
        self, query: Weights, people: Collection[int] | None
    ) -> tuple[list[Held], Mapping[int, int]]:
        """The passages to compare by words, and how many passages each of their people has."""
        if people is None:
            return self.index.matching(self._words.known(query)), self._counts
        return self.index.of_members(people), self.index.counts(people)

    def _with_meaning(
        self,
        text: str,
        by_words: Mapping[int, Pooled],
        near: Mapping[int, float],
        people: Collection[int] | None,
        members: Collection[int] | None,
    ) -> tuple[dict[int, Pooled], float] | None:
        """Scores of meaning and words together, and from which on a passage fits.

        None for a text that the model cannot read.
        """
        from copctl.speakers import vectors

        vector = vectors.of_query(text)
        if vector is None:
            return None
        named = None if members is None else set(members)
        meanings = self._meanings(people)
        scored = [passage for passage in meanings.cosines(vector) if named is None or passage[1] in named]
        meaning = {member: own[0] for member, own in _by_member(scored, {}).items()}
        together = blended(meaning, {member: own[0] for member, own in by_words.items()})
        # Passages are shown in the order of the same blend.
        each = blended({number: score for number, _, score in scored}, near)
        best = _by_member([(number, member, shown(each[number])) for number, member, _ in scored], {})
        return {member: (shown(score), best[member][1]) for member, score in together.items()}, _MIDDLE

    def _meanings(self, people: Collection[int] | None) -> Meanings:
        from copctl.speakers.vectors import Meanings

        if people is not None:
            return Meanings(self.index, people)
        if self._everybody is None:
            self._everybody = Meanings(self.index, self._counts)
        return self._everybody

    def _described(self, found: Mapping[int, Pooled], least: float) -> dict[int, Relevance]:
        """The scores with what is known of the passages behind them; from `least` on they fit."""
        numbers = [number for _, best in found.values() for number, _ in best]
        known = {row[0]: row for row in self.index.described(numbers)}
        return {
            member: Relevance(score, tuple(_passage(known[number], own, least) for number, own in best))
            for member, (score, best) in found.items()
        }


def _compares_meaning(is_large: bool) -> bool:
    if is_large:
        return False
    from copctl.speakers import vectors

    return vectors.is_here()


def _by_member(passages: Iterable[Scored], counts: Mapping[int, int]) -> dict[int, Pooled]:
    """Each person's score and best passages; `counts` says how many they have, where not all are here."""
    own: dict[int, list[tuple[int, float]]] = {}
    for number, member, score in passages:
        own.setdefault(member, []).append((number, score))
    found = {}
    for member, scored in own.items():
        best = sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:BEST]
        score = pooled((score for _, score in best), counts.get(member, len(scored)))
        found[member] = score, [pair for pair in best if pair[1] > 0]
    return found


def _least(scores: Iterable[float]) -> float:
    """From which score on a passage has more than a trace of the query in it."""
    return max(_TRACE * max(scores, default=0.0), _TRACE_AT_ALL)


def _passage(row: tuple[int, int, str, str, Any], score: float, least: float) -> Passage:
    number, member, kind, title, dated = row
    day = date.fromisoformat(dated) if isinstance(dated, str) else dated
    return Passage(number, member, kind, title, day, score, score >= least)
