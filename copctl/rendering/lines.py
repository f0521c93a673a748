"""Breaking plain text into lines by the columns it takes, never inside a word of any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_BLANKS = " \t\r\f\v"
_AS_SPACES = str.maketrans(dict.fromkeys(_BLANKS, " "))
# U+200B marks a place to break in Khmer, Thai, Lao and Burmese, which have no blanks between words
# (The Unicode Standard, 23.2). U+00A0 and its like are no such place.
_BREAK = re.compile(f"([{_BLANKS}\u200b]+)")
_LEAD = re.compile(r"[ ]*(?:>[ ])*(?:- |\d+[.)] )?")
# What belongs to the word before it and never begins a line (Unicode Standard Annex 14): the signs of
# repetition, abbreviation and end of sentence in Thai, Lao, Burmese and Khmer, and the vowel am.
_FOLLOWS = frozenset("\u0e33\u0e46\u0e2f\u0e5a\u0e5b\u0eb3\u0ec6\u0eaf\u104a\u104b\u17d4\u17d5\u17d6\u17d7")
# What joins the next consonant to itself.
_JOINS = ("\u17d2", "\u1039")


class _Columns(dict[str, int]):
    """The columns of each character, asked once."""

    def __missing__(self, character: str) -> int:
        is_unseen = unicodedata.category(character) in {"Mn", "Me", "Cf"}
        is_wide = unicodedata.east_asian_width(character) in {"W", "F"}
        self[character] = 0 if is_unseen else 1 + is_wide
        return self[character]


_COLUMNS = _Columns()


def columns(text: str) -> int:
    """How many columns a text takes: marks on a letter and invisible signs none, wide letters two."""
    return len(text) if text.isascii() else sum(map(_COLUMNS.__getitem__, text))


def wrapped(text: str, width: int = 72) -> str:
    """Lines of at most `width` columns; lists and quotes keep their indent.

    A word is never cut, so that a longer one (an address, a run of Khmer or Thai without blanks) stays
    whole on a line of its own.
    """
    return "\n".join(line for given in text.split("\n") for line in _filled(given, width))


def _filled(line: str, width: int) -> Iterator[str]:
    found = _LEAD.match(line)
    lead = found[0] if found else ""
    hanging = re.sub(r"[^> ]", " ", lead)
    running, taken = "", columns(lead)
    for gap, word in _words(line[len(lead) :].rstrip(_BLANKS + "\u200b")):
        added = columns(gap) + columns(word)
        if running and taken + added > width:
            yield lead + running
            lead, running, taken = hanging, word, len(hanging) + columns(word)
        else:
            running, taken = running + gap + word, taken + added
    yield lead + running if running else lead.rstrip()


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Each word with the blanks before it."""
    gap, word, between = "", "", ""
    for n, part in enumerate(_BREAK.split(text)):
        if n % 2:
            between = part.translate(_AS_SPACES)
        elif not word:
            gap, word = between, part
        elif not part.isascii() and (_follows(part[0]) or word.endswith(_JOINS)):
            word += between + part
        else:
            yield gap, word
            gap, word = between, part
    yield gap, word


def _follows(character: str) -> bool:
    return character in _FOLLOWS or unicodedata.category(character)[0] == "M"
