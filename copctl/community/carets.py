"""A text with a caret under the character that is meant. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from copctl.errors import WrongUsage

_ROOM = 72


def misread(text: str, at: int, message: str, hint: str) -> WrongUsage:
    """An error that shows the text with a caret under the character at `at`."""
    return WrongUsage(message, hint=hint, excerpt=pointed(text, at))


def pointed(text: str, at: int) -> str:
    """The text, or the part of it around `at`, and under it a line with a caret at that character.

    Cells are counted as terminals do: none for marks above and below a letter, two for wide letters
    (Unicode Standard Annex 11).
    """
    shown = [" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text]
    before = shown[:at]
    start = len(before)
    room = _ROOM // 2 if _cells(shown) > _ROOM else _ROOM
    while start and _cells(before[start - 1 :]) <= room:
        start -= 1
    end = start
    while end < len(shown) and _cells(shown[start : end + 1]) <= _ROOM:
        end += 1
    lead, tail = "…" * (start > 0), "…" * (end < len(shown))
    blanks = " " * (len(lead) + _cells(shown[start:at]))
    return f"  {lead}{''.join(shown[start:end])}{tail}\n  {blanks}^"


def _cells(letters: Sequence[str]) -> int:
    return sum(map(_width, letters))


def _width(letter: str) -> int:
    if unicodedata.category(letter)[0] == "M" or unicodedata.category(letter) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
