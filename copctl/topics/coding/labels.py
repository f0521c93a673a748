"""What a code is called, and which of its answers speak for it.

Pure. A word tells of a code when many of its answers hold it and few others do: the share of its answers
that hold it times the share of those who hold it that are its.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from copctl import names
from copctl.topics.coding.folding import is_unspaced, runs, spelled_terms

MOST_TERMS = 6
_LONGEST_LABEL = 48
# A pair of words goes before its first word when at least this share of the answers with that word has it.
_PAIRED = 0.5
_COMMON = 0.6


@dataclass(frozen=True)
class Item:
    """Answers that are one when folded: how they are written most often, and who wrote them."""

    text: str
    answers: tuple[int, ...]

    @property
    def weight(self) -> int:
        """How many answers it stands for."""
        return len(self.answers)


class Wording:
    """The words of all items: who holds which, how they are spelled, which stand side by side."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.terms: list[list[str]] = []
        self.held: Counter[str] = Counter()
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for item in items:
            spelled = list(spelled_terms(item.text))
            # An answer of stop words alone ("no") is known by them.
            spelled = spelled or [(run, run) for run in runs(item.text)]
            self.terms.append([term for term, _ in spelled])
            for term, written in dict(spelled).items():
                self.held[term] += item.weight
                spellings[term][written] += item.weight
        self.spellings = {term: _usual(found) for term, found in spellings.items()}

    def telling(self, members: Sequence[int]) -> list[tuple[str, float]]:
        """The words that tell of these items, most telling first, each with its share times precision."""
        inside: Counter[str] = Counter()
        for member in members:
            inside.update(dict.fromkeys(self.terms[member], self.items[member].weight))
        size = sum(self.items[member].weight for member in members)
        fewest = min(2, size)
        scores = [
            (term, round(count / size * count / self.held[term], 9))
            for term, count in inside.items()
            if count >= fewest
        ]
        return sorted(scores, key=lambda scored: (-scored[1], -inside[scored[0]], scored[0]))

    def shown_terms(self, members: Sequence[int]) -> list[str]:
        """The most telling words as they are written; stretches of text in scripts without blanks."""
        telling = self.telling(members)
        if telling and is_unspaced(telling[0][0]):
            return self._stretches(members, {t for t, score in telling if score >= telling[0][1] / 3})
        return [self.spellings[term] for term, _ in telling[:MOST_TERMS]]

    def _stretches(self, members: Sequence[int], grams: set[str]) -> list[str]:
        """The longest pieces of text all of whose groups of characters are telling, most frequent first."""
        found: Counter[str] = Counter()
        for member in members:
            stretch = ""
            for gram in [*self.terms[member], ""]:
                if gram in grams and (not stretch or stretch.endswith(gram[:2])):
                    stretch = stretch + gram[-1] if stretch else gram
                else:
                    found.update({stretch: self.items[member].weight} if stretch else {})
                    stretch = gram if gram in grams else ""
        ordered = sorted(found, key=lambda text: (-found[text] * len(text), text))
        return ordered[:MOST_TERMS]

    def label(self, members: Sequence[int], central: Item) -> str:
        """A few words for these items: a pair that stands together, else one or two telling words.

        Where no word tells, and in scripts without blanks, the beginning of the most central answer.
        """
        telling = self.telling(members)
        if len(members) == 1 or not telling or is_unspaced(telling[0][0]):
            return shortened(central.text)
        first = telling[0][0]
        pair = self._pair(members, first)
        if pair:
            return _titled(f"{self.spellings[pair[0]]} {self.spellings[pair[1]]}")
        second = next((term for term, _ in telling if term != first), None)
        alone = self._share(members, first) >= _COMMON and self._share(members, second) < _COMMON
        if second is None or alone:
            return _titled(self.spellings[first])
        return _titled(f"{self.spellings[first]}, {self.spellings[second]}")

    def _share(self, members: Sequence[int], term: str | None) -> float:
        size = sum(self.items[member].weight for member in members)
        return sum(self.items[m].weight for m in members if term in self.terms[m]) / size

    def _pair(self, members: Sequence[int], term: str) -> tuple[str, str] | None:
        """The two words side by side that hold this one, if it is most often part of them."""
        pairs: Counter[tuple[str, str]] = Counter()
        holders = 0
        for member in members:
            words = runs(self.items[member].text)
            holders += self.items[member].weight if term in words else 0
            beside = {
                pair
                for pair in pairwise(words)
                if term in pair and len(set(pair)) == 2 and all(word in self.spellings for word in pair)
            }
            pairs.update(dict.fromkeys(beside, self.items[member].weight))
        if not pairs:
            return None
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        return best if pairs[best] >= max(2, _PAIRED * holders) else None


def _usual(spellings: Mapping[str, int]) -> str:
    """The spelling met most often; among equals the one that sorts last, which is the lower case."""
    return max(spellings, key=lambda written: (spellings[written], written))


def _titled(text: str) -> str:
    return shortened(text[:1].upper() + text[1:])


def shortened(text: str, most: int = _LONGEST_LABEL) -> str:
    """A text on one line, cut with an ellipsis where it is longer."""
    line = names.written(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def distinct(labels: Iterable[str], more: Iterable[Sequence[str]]) -> list[str]:
    """The labels, each once: the second of a name gets a further term, or a number."""
    taken: set[str] = set()
    result = []
    for label, terms in zip(labels, more, strict=True):
        longer = (shortened(f"{label}, {term}") for term in terms if names.key(term) not in names.key(label))
        numbered = (f"{label} ({number})" for number in range(2, len(taken) + 3))
        candidates = [label, *longer, *numbered]
        chosen = next(name for name in candidates if names.key(name) not in taken)
        taken.add(names.key(chosen))
        result.append(chosen)
    return result
