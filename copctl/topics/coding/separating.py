"""Words that set the answers of a code apart: the rules that new answers follow.

Pure. Rules are found one after another, each for answers that the ones before did not reach (separate and
conquer; Fuernkranz 1999). A rule grows word by word, by the gain in information that FOIL measures (Quinlan
1990), until most of the answers that it holds for are the code's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from copctl.topics.coding.decisions import WITHOUT, Action, Decision, Match, holds, matcher, parted
from copctl.topics.coding.folding import is_unspaced, runs
from copctl.topics.coding.labels import MOST_TERMS, Wording

# Of the answers that a rule holds for, at least this share is the code's.
PRECISE = 0.8
# For a code that no such rule reaches, the best that is right more often than this will do.
_MOSTLY = 0.6
# A rule is worth a line when it reaches this share of the answers of its code.
_WORTH, _WORTH_ALONE = 0.1, 0.15
_MOST_RULES, _MOST_WORDS, _MOST_WITHOUT = 3, 2, 12
_SEEDS, _CANDIDATES = 8, 40


@dataclass(frozen=True)
class Rule:
    """Words that an answer holds, any or all; one with `-` before it must not be in it."""

    match: Match
    values: tuple[str, ...]

    def reaches(self, text: str) -> bool:
        """Whether an answer is one that the rule holds for."""
        return bool(matcher(Decision(Action.ACCEPT, "", self.match, self.values))(text))

    def __str__(self) -> str:
        """The rule in words: `khmer, lao`, or `case and study, not exam`."""
        wanted, unwanted = parted(self.values)
        joined = (" and " if self.match is Match.ALL else ", ").join(wanted)
        return f"{joined}, not {', '.join(unwanted)}" if unwanted else joined


@dataclass(frozen=True)
class _Grown:
    """A rule while it grows: its words, those that must not be there, and the answers that it holds for."""

    words: tuple[str, ...]
    without: tuple[str, ...]
    reached: int


@dataclass(frozen=True)
class _Known:
    """The words of a code that a rule may begin with: its label's first."""

    words: list[str]
    label: list[str]


class Separator:
    """All answers as bits of one number, so that what words hold for is counted at once."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.bits: list[int] = []
        self.held: dict[str, int] = {}
        start = 0
        for item, terms in zip(wording.items, wording.terms, strict=True):
            bits = ((1 << item.weight) - 1) << start
            start += item.weight
            self.bits.append(bits)
            for term in set(terms):
                self.held[term] = self.held.get(term, 0) | bits

    def rules(self, members: Sequence[int], label: str) -> list[Rule]:
        """Rules for these items: words that hardly any other answer holds, then words together.

        None where no words set the items apart, or where there is but one answer.
        """
        inside = self._together(members)
        telling = [term for term, _ in self.wording.telling(members)]
        if telling and is_unspaced(telling[0]):
            sure = self._stretches(members, inside)
            return [Rule(Match.ANY, tuple(sure))] if sure else []
        spaced = [term for term in telling if not is_unspaced(term)][:_CANDIDATES]
        named = runs(label)
        first = sorted((term for term in spaced if term in named), key=named.index)
        if len(members) == 1:
            return self._alike(spaced[:MOST_TERMS], inside)
        known = _Known([*first, *(term for term in spaced if term not in first)], first)
        words = self._sure(known.words, members, inside)
        reached = 0
        for word in words:
            reached |= self.held[word]
        single = [Rule(Match.ANY, tuple(self._spelled(words)))] if words else []
        joined = list(self._joined(known, inside, reached, PRECISE))
        if not words and not joined:
            joined = list(self._joined(known, inside, reached, _MOSTLY))
        return [*single, *map(self._rule, joined)]

    def _together(self, members: Sequence[int]) -> int:
        inside = 0
        for member in members:
            inside |= self.bits[member]
        return inside

    def _alike(self, words: Sequence[str], inside: int) -> list[Rule]:
        """The words of answers that all say the same: together, for one of them alone may say little."""
        reached = self._together(range(len(self.bits)))
        for word in words:
            reached &= self.held[word]
        if not words or inside.bit_count() < 2 or _precision(reached, inside) < PRECISE:
            return []
        return [Rule(Match.ALL if len(words) > 1 else Match.ANY, tuple(self._spelled(words)))]

    def _sure(self, known: Sequence[str], members: Sequence[int], inside: int) -> list[str]:
        """Single words that are rule enough: not those of few answers, nor those that one answer repeats."""
        fewest = max(2, min(4, math.ceil(_WORTH_ALONE * inside.bit_count())))
        often = Counter(term for member in members for term in set(self.wording.terms[member]))
        return [
            term
            for term in known
            if often[term] > 1
            and (self.held[term] & inside).bit_count() >= fewest
            and _precision(self.held[term], inside) >= PRECISE
        ][:MOST_TERMS]

    def _stretches(self, members: Sequence[int], inside: int) -> list[str]:
        """The stretches of text that few other answers hold, in scripts without blanks."""
        sure = []
        for text in self.wording.shown_terms(members):
            held = self._together([n for n, item in enumerate(self.wording.items) if holds(item.text, text)])
            if (held & inside).bit_count() > 1 and _precision(held, inside) >= PRECISE:
                sure.append(text)
        return sure

    # Words together --------------------------------------------------------------------------------

    def _joined(self, known: _Known, inside: int, reached: int, precise: float) -> Iterator[_Grown]:
        """Rules of words together, and without others, while they reach answers that none did before."""
        fewest = max(2, math.ceil(_WORTH * inside.bit_count()))
        for _ in range(_MOST_RULES):
            rest = inside & ~reached
            grown = [self._grow(seed, known.words, inside) for seed in self._seeds(known, rest)]
            good = [
                one
                for one in grown
                if _precision(one.reached, inside) >= precise and (one.reached & rest).bit_count() >= fewest
            ]
            if not good:
                return
            best = max(good, key=lambda one: (one.reached & rest).bit_count() - len(one.without) / 4)
            yield best
            reached |= best.reached

    def _seeds(self, known: _Known, rest: int) -> list[_Grown]:
        """What to begin with: the label's words together, then the words of most answers that are left."""
        often = sorted(known.words, key=lambda term: -(self.held[term] & rest).bit_count())[:_SEEDS]
        seeds = [_Grown((term,), (), self.held[term]) for term in often]
        if len(known.label) < _MOST_WORDS:
            return seeds
        one, other = known.label[:_MOST_WORDS]
        return [_Grown((one, other), (), self.held[one] & self.held[other]), *seeds]

    def _grow(self, grown: _Grown, known: Sequence[str], inside: int) -> _Grown:
        while _precision(grown.reached, inside) < PRECISE:
            longer = max(
                self._longer(grown, known, inside), key=lambda one: _gain(grown, one, inside), default=None
            )
            if longer is None or _gain(grown, longer, inside) <= 0:
                break
            grown = longer
        return grown

    def _longer(self, grown: _Grown, known: Sequence[str], inside: int) -> Iterator[_Grown]:
        used = {*grown.words, *grown.without}
        if len(grown.words) < _MOST_WORDS:
            for term in known:
                if term not in used:
                    yield _Grown((*grown.words, term), grown.without, grown.reached & self.held[term])
        if len(grown.without) < _MOST_WITHOUT:
            for term in self._disturbing(grown.reached & ~inside, used):
                yield _Grown(grown.words, (*grown.without, term), grown.reached & ~self.held[term])

    def _disturbing(self, wrong: int, used: Collection[str]) -> list[str]:
        """The words of most of the answers that a rule should not hold for."""
        counts: dict[str, int] = {}
        for bits, terms in zip(self.bits, self.wording.terms, strict=True):
            if bits & wrong:
                for term in set(terms).difference(used):
                    counts[term] = counts.get(term, 0) + bits.bit_count()
        often = [term for term, count in counts.items() if count > 1 and not is_unspaced(term)]
        return sorted(often, key=lambda term: (-counts[term], term))[:_CANDIDATES]

    def _rule(self, grown: _Grown) -> Rule:
        without = [f"{WITHOUT}{term}" for term in self._spelled(grown.without)]
        return Rule(Match.ALL, (*self._spelled(grown.words), *without))

    def _spelled(self, terms: Sequence[str]) -> list[str]:
        return [self.wording.spellings[term] for term in terms]


def _precision(reached: int, inside: int) -> float:
    """The share of the answers that a rule holds for that are the code's."""
    return (reached & inside).bit_count() / reached.bit_count() if reached else 0.0


def _gain(before: _Grown, after: _Grown, inside: int) -> float:
    """The information gained about the answers that are still held (Quinlan 1990)."""
    kept = (after.reached & inside).bit_count()
    if not kept:
        return 0.0
    gained = math.log2(_precision(after.reached, inside)) - math.log2(_precision(before.reached, inside))
    return round(kept * gained, 9)
