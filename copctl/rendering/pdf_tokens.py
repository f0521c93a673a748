"""The strings in a PDF's content, and what shows them (ISO 32000-1, 7.3.4 and 9.4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_WORD = re.compile(rb"\(|<[0-9A-Fa-f]*>|\[|BDC|EMC|T[Jj]")
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r\n": b""}


class Token(NamedTuple):
    """A word as it stands from `start` to `end`, and for a string what it says."""

    start: int
    end: int
    word: bytes
    said: bytes | None = None


def tokens(content: bytes) -> Iterator[Token]:
    """Strings, the brackets that open lists of them, and BDC, EMC, Tj and TJ, in turn."""
    at = 0
    while found := _WORD.search(content, at):
        start, at, word = found.start(), found.end(), found[0]
        if word == b"(":
            at = _closing(content, start)
            yield Token(start, at, word, _ESCAPE.sub(_unescaped, content[start + 1 : at - 1]))
        elif word.startswith(b"<"):
            # A last digit that is not there is a 0.
            yield Token(start, at, word, bytes.fromhex(word[1:-1].decode() + "0" * (len(word) % 2)))
        else:
            yield Token(start, at, word)


def _closing(content: bytes, start: int) -> int:
    """Where a string in round brackets ends; others may stand within it."""
    depth = 0
    for found in _BRACKET.finditer(content, start):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(content)


def _unescaped(found: re.Match[bytes]) -> bytes:
    mark = found[1]
    return bytes([int(mark, 8) & 0xFF]) if mark[:1].isdigit() else _ESCAPES.get(mark, mark)
