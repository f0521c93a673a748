"""Texts on lines of a width, counted in the cells of a terminal. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from rich.cells import cell_len

# Signs after which a Khmer or Burmese letter is written under the one before: no line ends there.
_STACKING = "\u17d2\u1039"


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """The text on lines of at most so many cells, each beginning with the indent.

    Lines end between words; only a word that is longer than a line is broken, between letters.
    """
    lines, line = [], ""
    room = max(width - cell_len(indent), 1)
    for word in text.split():
        for part in _pieces(word, room):
            longer = f"{line} {part}" if line else part
            if cell_len(longer) <= room:
                line = longer
            else:
                lines.append(line)
                line = part
    return [f"{indent}{kept}" for kept in [*lines, line] if kept]


def _pieces(word: str, room: int) -> Iterator[str]:
    """A word in pieces that fit on a line; marks stay with their letter."""
    piece = ""
    for letter in _letters(word):
        if piece and cell_len(piece + letter) > room:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _letters(word: str) -> Iterator[str]:
    letter = ""
    for character in word:
        if letter and unicodedata.category(character)[0] != "M" and letter[-1] not in _STACKING:
            yield letter
            letter = ""
        letter += character
    if letter:
        yield letter
