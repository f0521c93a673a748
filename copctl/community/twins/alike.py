"""How alike two names are. Pure; decides nothing.

A name is never split into letters or syllables. Words may stand in another order, since family names come
first in many places. In scripts without blanks between words (Khmer, Lao, Thai, Burmese, Chinese) the parts
that somebody wrote apart may, and a blank more or less says nothing. Marks are compared apart: `Nguyen` may
be `Nguyễn` as somebody without the keyboard for it types it, but `Hương` and `Hường` are two names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from operator import attrgetter

from copctl import names
from copctl.community.twins import forms

# Ratios of RapidFuzz, 0 to 100: of whole names, of two words, of two parts where a sign is worth more (vowels
# are signs of their own), and of names whose blanks stand elsewhere.
_NEAR, _NEAR_WORD, _NEAR_PART, _NEAR_JOINED = 90.0, 75.0, 85.0, 95.0
# From here on a respondent's name is worth a question; below it, two names are two people.
_WORTH_ASKING = 84
# Scripts that write names without blanks, or with and without, by their names in Unicode.
_UNSPACED = {"KHMER", "LAO", "THAI", "MYANMAR", "CJK", "HIRAGANA", "KATAKANA", "HANGUL"}
# Letters with a stroke or without a dot do not decompose (Unicode Standard Annex 15).
_STROKES = str.maketrans("đøłħŧıðþ", "dolhtidt")
_MOST_WORDS = 6


class Likeness(Enum):
    """What two names have in common, from most to least."""

    SAME = "the same name"
    REORDERED = "the same name in another order"
    TITLED = "the same name but for a title"
    SPELLED = "the same name in another spelling"
    UNMARKED = "the same name without its marks"
    FEWER_MARKS = "the same name with fewer marks"
    NEAR = "nearly the same name"
    SHORTER = "one name is a shorter form of the other"
    SCRIPTS = "names in different scripts"
    MARKS = "names that differ in their marks"
    OTHER = "different names"


@dataclass(frozen=True)
class Name:
    """A name as it is compared; `written` is how the person writes it."""

    written: str

    @cached_property
    def key(self) -> str:
        """The name without case and spare blanks, with its marks."""
        return names.key(self.written)

    @cached_property
    def scripts(self) -> frozenset[str]:
        """The scripts of its letters."""
        return scripts(self.key)

    @cached_property
    def spaced(self) -> bool:
        """Whether its blanks stand between words."""
        return self.scripts.isdisjoint(_UNSPACED)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words as written, with marks: what stands between blanks and the like."""
        return tuple("".join(c if _is_part(c) else " " for c in self.key).split())

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """Its words in the order of the alphabet; without marks in a script that has blanks."""
        return tuple(sorted(self._plain()))

    def _plain(self) -> tuple[str, ...]:
        return tuple(map(without_marks if self.spaced else forms.one_ai, self.words))

    @cached_property
    def title(self) -> str:
        """The title in front of it, such as `dr` or `นาย`; empty for most names."""
        return forms.title_of(self.key)[0]

    @cached_property
    def untitled(self) -> Name:
        """The name without its title: itself for most."""
        return Name(forms.title_of(self.key)[1]) if self.title else self

    @cached_property
    def sounded(self) -> str:
        """Its words as they sound, in the order of the alphabet; empty where marks or scripts say more."""
        if self.marked or not self.spaced or not self.line.replace(" ", "").isascii():
            return ""
        return " ".join(sorted(map(forms.sounded, self.bare)))

    @cached_property
    def joined(self) -> str:
        """Its bare words in their own order, without blanks."""
        return "".join(self._plain())

    @cached_property
    def line(self) -> str:
        """Its bare words in one line."""
        return " ".join(self.bare)

    @cached_property
    def searched(self) -> str:
        """Its words as the full-text index has them."""
        return " ".join(names.tokens(self.written))

    @cached_property
    def marked(self) -> bool:
        """Whether its writer uses marks at all."""
        return self.spaced and any(_is_marked(word) for word in self.words)

    @cached_property
    def digits(self) -> str:
        """Its numerals, which tell names apart as nothing else does."""
        return "".join(sorted(c for c in self.key if c.isdecimal()))

    def shortened(self) -> Iterator[tuple[str, ...]]:
        """Bare words of shorter forms: without middle words, or with an initial for one word."""
        if not self.spaced or not 2 <= len(self.bare) <= _MOST_WORDS:
            return
        for place in range(len(self.bare)):
            rest = self.bare[:place] + self.bare[place + 1 :]
            if len(rest) > 1:
                yield rest
            yield tuple(sorted((*rest, self.bare[place][0])))


def _is_part(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character in "'’ʼ"


@lru_cache(maxsize=65_536)
def without_marks(text: str) -> str:
    """A text without the marks on its letters; vowel signs that are letters of their own stay."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    plain = "".join(c for c in apart if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain).translate(_STROKES)


def scripts(text: str) -> frozenset[str]:
    """The scripts of a text's letters, such as LATIN or KHMER (the first word of their Unicode names)."""
    if text.isascii():
        return frozenset({"LATIN"} if any(c.isalpha() for c in text) else ())
    return frozenset(_script(c) for c in text if c.isalpha())


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0]


def compare(one: Name, other: Name) -> Likeness:
    """What two names have in common."""
    if one.key == other.key:
        return Likeness.SAME
    if one.scripts.isdisjoint(other.scripts):
        return Likeness.SCRIPTS
    if one.digits != other.digits:
        return Likeness.OTHER
    if one.bare == other.bare:
        return _of_equal_words(one, other)
    if one.joined == other.joined and not one.spaced:
        return Likeness.SAME if "".join(one.words) == "".join(other.words) else Likeness.SPELLED
    return _of_other_words(one, other)


def _of_other_words(one: Name, other: Name) -> Likeness:
    """The words are not all the same."""
    if one.title or other.title:
        return _of_titled(one, other)
    if is_near(one, other):
        return Likeness.NEAR
    if one.bare in other.shortened() or other.bare in one.shortened():
        return Likeness.SHORTER
    return Likeness.OTHER


def _of_titled(one: Name, other: Name) -> Likeness:
    """At least one has a title in front."""
    if forms.contradict(one.title, other.title):
        return Likeness.OTHER
    found = compare(one.untitled, other.untitled)
    return Likeness.TITLED if found in (Likeness.SAME, Likeness.REORDERED) else found


def _of_equal_words(one: Name, other: Name) -> Likeness:
    """The words are the same but for marks and order."""
    if one.words == other.words:
        return Likeness.SAME
    if not one.spaced:
        is_reordered = sorted(one.words) == sorted(other.words)
        return Likeness.REORDERED if is_reordered else Likeness.SPELLED
    pairs = list(zip(_by_bare(one), _by_bare(other), strict=True))
    if all(mine == theirs for mine, theirs in pairs):
        return Likeness.REORDERED
    if not (one.marked and other.marked):
        return Likeness.UNMARKED
    clashes = any(mine != theirs and _is_marked(mine) and _is_marked(theirs) for mine, theirs in pairs)
    return Likeness.MARKS if clashes else Likeness.FEWER_MARKS


def _by_bare(name: Name) -> list[str]:
    return sorted(name.words, key=lambda word: (without_marks(word), word))


def _is_marked(word: str) -> bool:
    return without_marks(word) != word


def is_near(one: Name, other: Name) -> bool:
    """Whether two names may be one with a slip of the pen: whole, and word for word."""
    from rapidfuzz import fuzz

    if one.sounded and one.sounded == other.sounded:
        return True
    if len(one.bare) != len(other.bare):
        return fuzz.ratio(one.joined, other.joined) >= _NEAR_JOINED
    if fuzz.ratio(one.line, other.line) < _NEAR:
        return False
    if len(one.bare) == 1:
        return True
    least = _NEAR_WORD if one.spaced and other.spaced else _NEAR_PART
    pairs = zip(one.bare, other.bare, strict=True)
    return all(fuzz.ratio(mine, theirs) >= least for mine, theirs in pairs)


def near_lines(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Places of lines that may be near each other, each pair once; sorts by length, so few are compared.

    Lines of lengths a and b have a ratio of 2 min(a, b) / (a + b) at most.
    """
    from rapidfuzz import fuzz, process

    order = sorted(range(len(lines)), key=lambda place: len(lines[place]))
    ordered = [lines[place] for place in order]
    end = 0
    for place, line in enumerate(ordered):
        longest = len(line) * (200 - _NEAR) / _NEAR
        while end < len(ordered) and len(ordered[end]) <= longest:
            end += 1
        found = process.extract(
            line, ordered[place + 1 : end], scorer=fuzz.ratio, score_cutoff=_NEAR, limit=None
        )
        yield from ((order[place], order[place + 1 + away]) for _, _, away in found)


def nearest(name: str, known: Mapping[int, Name], most: int = 3) -> list[tuple[int, int]]:
    """Whom a name may mean, likest first: (number, likeness 84 to 100).

    Words may stand in another order. Spellings without marks (`Nguyen` for `Nguyễn`) count a little less;
    names whose words have other marks are other names.
    """
    from rapidfuzz import fuzz, process

    wanted = Name(name)
    scores: dict[int, int] = {}
    for spelled, less in ((attrgetter("key"), 0), (attrgetter("searched"), 1)):
        choices = {number: spelled(other) for number, other in known.items()}
        for _, score, number in process.extract(
            spelled(wanted), choices, scorer=fuzz.token_sort_ratio, score_cutoff=_WORTH_ASKING, limit=None
        ):
            if compare(wanted, known[number]) is not Likeness.MARKS:
                scores[number] = max(scores.get(number, 0), round(score) - less)
    likest = sorted(scores, key=lambda number: (-scores[number], number))[:most]
    return [(number, scores[number]) for number in likest]
