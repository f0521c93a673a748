"""The words of a text in every script, and the names among them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from copctl import names

# What may stand between two words of one name: `Jean-Luc`, `O'Brien`, `J. Smith`, a line that ends.
_WITHIN_NAMES = frozenset(" \u00a0\n-\u2010\u2011'\u2019.")
# Code points that a name without spaces needs to be told from other words: one run of letters, or several.
_LONG, _LONG_IN_PARTS, _START = 8, 6, 4
# Letters whose stroke Unicode does not take for a mark.
_STROKES = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "ħ": "h", "ŧ": "t"})


@dataclass(frozen=True)
class Word:
    """A run of letters, marks and digits as it stands in a text, and as it compares.

    `goes_on` tells that nothing but a blank, a hyphen or the like stands before the next word.
    """

    text: str
    key: str
    start: int
    goes_on: bool = False

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.text)

    @property
    def could_begin_a_name(self) -> bool:
        """Whether it is written as names are: in its script's capital, where that has one."""
        return self.text[0].isalpha() and not self.text[0].islower()


def words_of(text: str) -> list[Word]:
    """The words of a text in their order."""
    spans = list(_spans(text))
    following = [start for start, _ in spans[1:]] + [len(text)]
    return [
        Word(text[start:end], names.key(text[start:end]), start, _joins(text[end:after]))
        for (start, end), after in zip(spans, following, strict=False)
    ]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = -1
    for at, character in enumerate(text):
        if _is_part(character):
            start = at if start < 0 else start
        elif start >= 0:
            yield start, at
            start = -1
    if start >= 0:
        yield start, len(text)


@lru_cache(maxsize=4096)
def _is_part(character: str) -> bool:
    # Format characters (Cf) are the zero-width spaces and joiners within Khmer and Thai words.
    return unicodedata.category(character)[0] in "LMN" or unicodedata.category(character) == "Cf"


def _joins(between: str) -> bool:
    return 0 < len(between) <= 3 and _WITHIN_NAMES.issuperset(between)


def is_unspaced(text: str) -> bool:
    """Whether a text has letters of a script that writes without spaces between words."""
    return any(map(names.is_unspaced, text))


def squeezed(text: str) -> str:
    """A text as it compares where blanks say nothing."""
    return "".join(names.key(text).split())


def plain(key: str) -> str:
    """A key without its diacritics, in scripts in which a name without them is still the same name."""
    if key.isascii() or is_unspaced(key):
        return key
    bare = unicodedata.normalize("NFD", key)
    return "".join(c for c in bare if not unicodedata.combining(c)).translate(_STROKES)


@dataclass(frozen=True)
class Seen:
    """A name in a text: its key (words parted by blanks), and where it begins and ends."""

    key: str
    start: int
    end: int


def name_key(name: str) -> str:
    """What names in `Seen` go by."""
    return " ".join(word.key for word in words_of(name))


@dataclass
class NameIndex:
    """Finds many names in a text by one walk through it, the longest at each place."""

    _by_first: dict[str, list[list[str]]] = field(default_factory=dict)
    _by_start: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    # First words of names that are written small, such as `van`.
    _small: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, known: Iterable[str], least: int = 2) -> NameIndex:
        """An index of these names; those of fewer words than `least` are left out, long unspaced ones not."""
        index = cls()
        for key, name in sorted(((name_key(name), name) for name in known), key=_longest_first):
            if is_unspaced(key):
                index._add_unspaced(key)
            elif key and key.count(" ") + 1 >= least:
                index._add_spaced(key, name)
        return index

    def _add_spaced(self, key: str, name: str) -> None:
        first = key.split()[0]
        self._by_first.setdefault(first, []).append(key.split())
        if not words_of(name)[0].could_begin_a_name:
            self._small.add(first)

    def _add_unspaced(self, key: str) -> None:
        letters = key.replace(" ", "")
        if len(letters) >= (_LONG_IN_PARTS if " " in key else _LONG):
            self._by_start.setdefault(letters[:_START], []).append((letters, key))

    def seen(self, text: str, words: Sequence[Word]) -> Iterator[Seen]:
        """The names in a text, whose words these are."""
        at = 0
        while at < len(words):
            count = self._longest(words, at)
            if count:
                parts = words[at : at + count]
                yield Seen(" ".join(word.key for word in parts), parts[0].start, parts[-1].end)
            at += count or 1
        if self._by_start and is_unspaced(text):
            yield from self._within(text)

    def _longest(self, words: Sequence[Word], at: int) -> int:
        if not words[at].could_begin_a_name and words[at].key not in self._small:
            return 0
        for parts in self._by_first.get(words[at].key, ()):
            held = words[at : at + len(parts)]
            if [word.key for word in held] == parts and all(word.goes_on for word in held[:-1]):
                return len(parts)
        return 0

    def _within(self, text: str) -> Iterator[Seen]:
        """Names within runs of letters that no space parts, line by line."""
        letters = [(c, at) for at, char in enumerate(text) for c in squeezed(char)]
        run = "".join(c for c, _ in letters)
        at = 0
        while at < len(run):
            held = self._by_start.get(run[at : at + _START], ())
            found = next((one for one in held if _stands(run, at, one[0])), None)
            if found:
                yield Seen(found[1], letters[at][1], letters[at + len(found[0]) - 1][1] + 1)
            at += len(found[0]) if found else 1


def _longest_first(held: tuple[str, str]) -> int:
    return -len(held[0])


def _stands(run: str, at: int, name: str) -> bool:
    """Whether the name stands here, and its last letter has no further mark."""
    after = run[at + len(name) : at + len(name) + 1]
    return run.startswith(name, at) and (not after or unicodedata.category(after)[0] != "M")
