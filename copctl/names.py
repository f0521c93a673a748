"""How names and labels are normalised, compared and made into slugs, in every script.

Nothing here splits a name: Khmer, Lao and Thai write without spaces between words, Vietnamese puts
the family name first, and many people have one name.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Literal

# Scripts that write sentences without spaces between words: Thai, Lao, Myanmar (with its
# extensions) and Khmer. Unicode blocks, The Unicode Standard, chapter 16.
_UNSPACED = (
    (0x0E00, 0x0E7F),
    (0x0E80, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0xAA60, 0xAA7F),
    (0xA9E0, 0xA9FF),
)
_ANY_UNSPACED = re.compile("[" + "".join(f"{chr(low)}-{chr(high)}" for low, high in _UNSPACED) + "]")
_GRAM = 3


class _Characters(dict[int, int | None]):
    """A table for `str.translate` that asks a rule about each character once."""

    def __init__(self, rule: Callable[[str], int | None]) -> None:
        self.rule = rule

    def __missing__(self, point: int) -> int | None:
        self[point] = self.rule(chr(point))
        return self[point]


# Half a surrogate pair (Cs) is what Python makes of bytes that are no UTF-8; no store takes it.
_PRINTED = _Characters(
    lambda c: ord(c) if c.isspace() or unicodedata.category(c) not in {"Cc", "Cs"} else None
)
# Marks that nobody sees: zero-width spaces (Khmer, Thai), joiners, directions.
_SEEN = _Characters(lambda c: None if unicodedata.category(c) == "Cf" else ord(c))
_WORDS = _Characters(lambda c: ord(c) if _is_word(c) else ord(" "))
_SPACING_CONTROLS = str.maketrans(dict.fromkeys("\v\f\x1c\x1d\x1e\x1f\x85"))


@lru_cache(maxsize=8192)
def written(text: str) -> str:
    """The text as its writer meant it: Unicode NFC, outer and repeated blanks gone.

    U+00A0 and other blanks become a space; control characters other than that are dropped.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return unicodedata.normalize("NFC", " ".join(text.translate(_PRINTED).split()))


def prose(text: str) -> str:
    """A longer text: Unicode NFC with `\\n` line ends, control characters gone, outer blanks gone."""
    if text.isascii() and text.isprintable():
        return text.strip()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_SPACING_CONTROLS)
    return unicodedata.normalize("NFC", lines.translate(_PRINTED)).strip()


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """What two spellings of one name share: case, blanks and invisible marks do not count, diacritics do."""
    if text.isascii():
        return written(text).lower()
    return written(_folded("NFD", text.translate(_SEEN)))


def _folded(form: Literal["NFD", "NFKD"], text: str) -> str:
    """Without case (The Unicode Standard, section 3.13, D145 and D146); folding twice changes nothing."""
    once = unicodedata.normalize(form, unicodedata.normalize("NFD", text).casefold())
    return unicodedata.normalize(form, once.casefold())


def is_number(text: str) -> bool:
    """Whether a text can be the number of something in the store (a 64-bit integer)."""
    return text.strip().isdecimal() and len(text.strip()) <= 18


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


@lru_cache(maxsize=8192)
def slug(text: str) -> str:
    """A short name for typing: letters, marks and digits of any script, joined by `-`.

    `\\w` would drop the vowel signs of Khmer, Lao, Thai and Burmese, so categories decide
    (Unicode Standard Annex 44, general category).
    """
    folded = unicodedata.normalize("NFC", _folded("NFKD", text.translate(_SEEN)))
    return "-".join(folded.translate(_WORDS).split())


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script that writes sentences without spaces between words."""
    point = ord(character)
    return any(low <= point <= high for low, high in _UNSPACED)


def tokens(text: str) -> Iterator[str]:
    """The words to search by: folded, without diacritics in scripts that have spaces.

    Runs in scripts without spaces give overlapping groups of three characters instead of words.
    """
    if text.isascii():
        # The same words without a look at each letter: an index reads millions of them.
        yield from text.lower().translate(_WORDS).split()
        return
    for run in _folded("NFKD", text.translate(_SEEN)).translate(_WORDS).split():
        yield from _split_run(run)


def _split_run(run: str) -> Iterator[str]:
    if run.isascii():
        yield run
        return
    if not _ANY_UNSPACED.search(run):
        plain = "".join(c for c in run if not unicodedata.combining(c))
        if plain:
            yield plain
        return
    if len(run) <= _GRAM:
        yield run
        return
    for start in range(len(run) - _GRAM + 1):
        yield run[start : start + _GRAM]


def near(wanted: str, known: Iterable[str], most: int = 3, least: float = 0.7) -> list[str]:
    """Known names that look like the one that was typed, best first; `least` is a ratio, 0 to 1."""
    by_key = {key(name): name for name in known}
    return [by_key[k] for k in difflib.get_close_matches(key(wanted), by_key, n=most, cutoff=least)]


def did_you_mean(wanted: str, known: Iterable[str], otherwise: str) -> str:
    """A hint that offers the nearest known names, or else the given hint."""
    candidates = near(wanted, known)
    if not candidates:
        return otherwise
    return f"did you mean {' or '.join(candidates)}?"
