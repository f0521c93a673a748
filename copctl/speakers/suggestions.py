"""Suggesting speakers: gathers the facts, lets `matching.rank` decide. Reads quickly, changes nothing.

The index of passages must be up to date (`passages.is_stale`, `passages.refresh`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType

from copctl.settings import SpeakerWeights
from copctl.speakers import facts
from copctl.speakers.candidate import Candidate
from copctl.speakers.facts import Facts
from copctl.speakers.knowledge import Knowledge
from copctl.speakers.matching import Suggestion, rank, shares_of
from copctl.speakers.occasions import Setting
from copctl.speakers.parts import text_of
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
    """The words to look for; NothingToLookFor for no topic and no word."""
    return wish_of(Vocabulary(url), text, setting).text


def suggest(url: str, text: str | None, setting: Setting, manner: Manner) -> Ranking:
    """Rank the members who can be asked, best first, with everything that is known of each.

    Without a text it is about the topics of the setting's session, or its title. Who was put on the
    session's programme is left out, whatever they said. NothingToLookFor where there is no topic and
    no word.
    """
    search = _Search(url, setting, manner, Vocabulary(url))
    wish = wish_of(search.vocabulary, text, setting)
    words = relevance(url, wish.text, semantic=manner.semantic, everyone=manner.everyone)
    return search.ranking(wish, words)


class Series:
    """Many questions for one occasion: what is known of everybody is read once. Use it in a `with`."""

    def __init__(self, url: str, setting: Setting, manner: Manner) -> None:
        known = Facts(url, setting.occasion, None)
        self._search = _Search(url, setting, manner, Vocabulary(url), known)
        self._matcher = Matcher(url, semantic=manner.semantic)

    def __enter__(self) -> Series:
        self._matcher.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._matcher.__exit__(kind, error, trace)

    def suggest(self, text: str) -> Ranking:
        """As `suggest`."""
        wish = self._search.vocabulary.wish(text)
        words = self._matcher.scores(wish.text, everyone=self._search.manner.everyone)
        return self._search.ranking(wish, words)


def wish_of(vocabulary: Vocabulary, text: str | None, setting: Setting) -> Wish:
    """What is looked for: the text, else the topics of the setting's session, or its title; as `suggest`."""
    if text is not None and text.strip():
        return vocabulary.wish(text)
    if setting.title and not setting.topics:
        return vocabulary.wish(setting.title)
    return vocabulary.wish_for(setting.topics)


@dataclass(frozen=True)
class _Search:
    """Looks for speakers for an occasion; `known` is what is known of everybody, where it was read once."""

    url: str
    setting: Setting
    manner: Manner
    vocabulary: Vocabulary
    known: Facts | None = None

    def ranking(self, wish: Wish, words: Mapping[int, Relevance]) -> Ranking:
        """Rank everybody who has something to show, or everyone there is."""
        knowledge = Knowledge(
            words, facts.levels(self.url, wish, self.vocabulary), facts.pieces(self.url, wish)
        )
        # Measured by the best of all, or who is left out would change everybody else's score.
        best = max(map(knowledge.text, self._able(words.keys())), default=0.0)
        named = knowledge.named()
        if self.known is not None:
            able = self._able(None if self.manner.everyone else named) - self.setting.programme
            found = self._ranked(knowledge.candidates(self.known, able), best)
        else:
            people = self._able(None) if self.manner.everyone else named
            found = self._first(knowledge, people - self.setting.programme, best)
        return Ranking(wish, self.setting, best, found)

    def _able(self, named: Collection[int] | None) -> set[int]:
        """Those of the people named (None: of all) who can be asked, on the programme or not."""
        if self.known is None:
            return facts.eligible(self.url, named)
        return self.known.numbers if named is None else self.known.numbers & set(named)

    def _ranked(self, candidates: Iterable[Candidate], best: float) -> list[Suggestion]:
        return rank(
            candidates,
            weights=self.manner.weights,
            occasion=self.setting.occasion,
            best=best,
            everyone=self.manner.everyone,
            text_only=self.manner.text_only,
            most=self.manner.most,
        )

    def _first(self, knowledge: Knowledge, people: Iterable[int], best: float) -> list[Suggestion]:
        """The ranking of those who can be asked; read until nobody else can come among the first wanted.

        The threshold algorithm of Fagin, Lotem and Naor (2003): people in the order of the most that
        their score can be, and no further than to the one who cannot reach the last place any more.
        """
        bound = self._bound(best)
        bounds = {number: bound(knowledge.text(number), knowledge.level(number)) for number in people}
        order = sorted(bounds, key=lambda number: (-bounds[number], number))
        most = self.manner.most
        size = _CHUNK if most is not None else max(len(order), 1)
        gathered: list[Candidate] = []
        found: list[Suggestion] = []
        place = 0
        while place < len(order):
            chunk = order[place : place + size]
            if most is not None and len(found) >= most and found[most - 1].score > bounds[chunk[0]]:
                break
            known = Facts(self.url, self.setting.occasion, chunk)
            able = known.numbers
            gathered += knowledge.candidates(known, (number for number in chunk if number in able))
            found = self._ranked(gathered, best)
            # Twice as many each time: all are ranked again, and that must not add up.
            place += size
            size = place
        return found

    def _bound(self, best: float) -> Callable[[float, float], float]:
        """Gives more than a score can be, by the text and the level part, whatever else is known."""
        if self.manner.text_only:
            return lambda text, _level: text + _ROUNDING
        shares = shares_of(self.manner.weights)
        of_text, of_level = shares["text"], shares["level"]
        rest = sum(shares.values()) - of_text - of_level + _ROUNDING
        return lambda text, level: text_of(text, best) * of_text + level * of_level + rest
