"""Suggesting speakers: gathers the facts, lets `matching.rank` decide. Reads quickly, changes nothing.

The index of passages must be up to date (`passages.is_stale`, `passages.refresh`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType

from copctl.settings import SpeakerWeights
from copctl.speakers import facts
from copctl.speakers.candidate import Candidate, Claimed, Piece
from copctl.speakers.matching import Suggestion, rank, score_of
from copctl.speakers.occasions import Setting
from copctl.speakers.parts import level_of
from copctl.speakers.relevance import Matcher, Relevance, relevance
from copctl.speakers.wishes import Vocabulary, Wish

# How many people's facts are read at once when only the first few are wanted.
_CHUNK = 250
# Parts and scores are rounded to four places, so a bound that is nearer than this says nothing.
_ROUNDING = 0.001


@dataclass(frozen=True)
class Manner:
    """How to rank. `most` is how many are wanted, None for all that can be suggested."""

    weights: SpeakerWeights
    most: int | None = None
    everyone: bool = False
    text_only: bool = False
    semantic: bool | None = None


@dataclass(frozen=True)
class Ranking:
    """Suggestions in their order; `best` is the relevance that the text part is measured by."""

    wish: Wish
    setting: Setting
    best: float
    suggestions: list[Suggestion]


def check(url: str, text: str | None, setting: Setting) -> str:
    """The words to look for; NotFound for a text without a word, Refused for nothing to look for."""
    return _wish(Vocabulary(url), text, setting).text


def suggest(url: str, text: str | None, setting: Setting, manner: Manner) -> Ranking:
    """Rank the members who can be asked, best first, with everything that is known of each.

    Without a text it is about the topics of the setting's session, or its title. Who was put on the
    session's programme is left out, whatever they said. NotFound for a text without a word, Refused
    where there is nothing to look for.
    """
    vocabulary = Vocabulary(url)
    wish = _wish(vocabulary, text, setting)
    words = relevance(url, wish.text, semantic=manner.semantic, everyone=manner.everyone)
    return _ranking(url, (wish, vocabulary), words, setting, manner)


class Series:
    """Many questions for one occasion: what is known of everybody is read once. Use it in a `with`."""

    def __init__(self, url: str, setting: Setting, manner: Manner) -> None:
        self._url, self._setting, self._manner = url, setting, manner
        self._vocabulary = Vocabulary(url)
        self._matcher = Matcher(url, semantic=manner.semantic)
        self._facts = facts.Facts(url, setting.occasion, None)

    def __enter__(self) -> Series:
        self._matcher.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._matcher.__exit__(kind, error, trace)

    def suggest(self, text: str) -> Ranking:
        """As `suggest`."""
        wish = self._vocabulary.wish(text)
        words = self._matcher.scores(wish.text, everyone=self._manner.everyone)
        return _ranking(self._url, (wish, self._vocabulary), words, self._setting, self._manner, self._facts)


def _wish(vocabulary: Vocabulary, text: str | None, setting: Setting) -> Wish:
    if text is not None and text.strip():
        return vocabulary.wish(text)
    if setting.title and not setting.topics:
        return vocabulary.wish(setting.title)
    return vocabulary.wish_for(setting.topics)


@dataclass(frozen=True)
class _Pool:
    """What is known of people's knowledge, by their numbers."""

    text: Mapping[int, float]
    levels: Mapping[int, tuple[Claimed, ...]]
    evidence: Mapping[int, tuple[Piece, ...]]

    def candidates(self, known: facts.Facts, people: Iterable[int]) -> list[Candidate]:
        """These people with all that is known of them."""
        return [
            known.candidate(
                number,
                text=self.text.get(number, 0.0),
                claims=self.levels.get(number, ()),
                evidence=self.evidence.get(number, ()),
            )
            for number in people
        ]

    def bound(self, number: int, best: float, manner: Manner) -> float:
        """More than their score can be, whatever else is known of them."""
        text = self.text.get(number, 0.0)
        if manner.text_only:
            return text + _ROUNDING
        parts = dict.fromkeys(vars(manner.weights), 1.0)
        parts["text"] = text / best if best > 0 else 0.0
        parts["level"] = level_of(self.levels.get(number, ()))
        return score_of(parts, manner.weights) + _ROUNDING


def _ranking(
    url: str,
    asked: tuple[Wish, Vocabulary],
    words: Mapping[int, Relevance],
    setting: Setting,
    manner: Manner,
    known: facts.Facts | None = None,
) -> Ranking:
    wish, vocabulary = asked
    held, about = facts.levels(url, wish, vocabulary), facts.pieces(url, wish)
    named = None if manner.everyone else words.keys() | held.keys() | about.keys()
    people = (facts.eligible(url, named) if known is None else _of(known, named)) - setting.programme
    pool = _Pool(
        text={number: words[number].score for number in people if number in words},
        levels=held,
        evidence={n: _evidence(words.get(n), about.get(n, ())) for n in people if n in words or n in about},
    )
    best = max(pool.text.values(), default=0.0)

    def ranked(candidates: Iterable[Candidate]) -> list[Suggestion]:
        return rank(
            candidates,
            weights=manner.weights,
            occasion=setting.occasion,
            best=best,
            everyone=manner.everyone,
            text_only=manner.text_only,
            most=manner.most,
        )

    if known is not None:
        found = ranked(pool.candidates(known, people))
    else:
        bounds = {number: pool.bound(number, best, manner) for number in people}
        found = _ranked_first(url, pool, bounds, setting, manner.most, ranked)
    return Ranking(wish, setting, best, found)


def _of(known: facts.Facts, named: Collection[int] | None) -> set[int]:
    """Those of the people named (None: all) of whom something is known."""
    return known.numbers if named is None else known.numbers & set(named)


def _ranked_first(
    url: str,
    pool: _Pool,
    bounds: Mapping[int, float],
    setting: Setting,
    most: int | None,
    ranked: Callable[[Iterable[Candidate]], list[Suggestion]],
) -> list[Suggestion]:
    """The ranking, exact in its first `most` lines; facts are read until nobody else can come among them.

    The threshold algorithm of Fagin, Lotem and Naor (2003): people in the order of the most that their
    score can be, and no further than to the one who cannot reach the last place any more.
    """
    order = sorted(bounds, key=lambda number: (-bounds[number], number))
    size = _CHUNK if most is not None else max(len(order), 1)
    gathered: list[Candidate] = []
    found: list[Suggestion] = []
    while len(gathered) < len(order):
        chunk = order[len(gathered) : len(gathered) + size]
        if most is not None and len(found) >= most and found[most - 1].score > bounds[chunk[0]]:
            break
        gathered += pool.candidates(facts.Facts(url, setting.occasion, chunk), chunk)
        found = ranked(gathered)
        # Twice as many each time: all are ranked again, and that must not add up.
        size = len(gathered)
    return found


def _evidence(words: Relevance | None, about: Iterable[Piece]) -> tuple[Piece, ...]:
    """The best passages first, then what is known to be about the topic and is not among them."""
    found = [Piece(p.kind, p.title, p.dated, p.score) for p in words.best] if words is not None else []
    known = {(piece.kind, piece.title, piece.dated) for piece in found}
    return (*found, *(piece for piece in about if (piece.kind, piece.title, piece.dated) not in known))
