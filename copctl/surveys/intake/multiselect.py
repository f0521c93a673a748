"""Splitting a cell that holds several choices, without breaking a choice that holds the separator."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from copctl import names

# How tools join the choices of one respondent: Google Forms' own CSV, and a Google Sheet's.
SEMICOLON, COMMA = ";", ", "
_BARE_COMMA = re.compile(r",(?! )")
# An option that was glued together from pieces has been seen so often, always in one piece.
_GLUE = 3


@dataclass(frozen=True)
class Piece:
    """A part of a cell: an option, or text that is none and was kept whole."""

    text: str
    known: bool


@dataclass(frozen=True)
class Splitter:
    """Splits cells against known options, given by their keys (`names.key`)."""

    known: frozenset[str]
    separator: str
    longest: int

    @classmethod
    def of(cls, options: Iterable[str], separator: str) -> Splitter:
        """A splitter for options as they are written."""
        known = frozenset(names.key(option) for option in options) - {""}
        bar = separator.strip()
        return cls(known, separator, 1 + max((option.count(bar) for option in known), default=0))

    def split(self, cell: str) -> list[Piece]:
        """The pieces of a cell in their order.

        Greedy: at every piece the longest option that begins there is taken; what begins no option
        stays whole up to the next option, since its own separators cannot be told from the tool's.
        """
        parts = pieces_of(names.written(cell), self.separator)
        pieces: list[Piece] = []
        loose: list[str] = []
        start = 0
        while start < len(parts):
            length = self._option_at(parts, start)
            if length:
                pieces += _whole(loose, self.separator)
                pieces.append(Piece(names.written(self.separator.join(parts[start : start + length])), True))
                loose = []
            else:
                loose.append(parts[start])
            start += length or 1
        return pieces + _whole(loose, self.separator)

    def _option_at(self, parts: Sequence[str], start: int) -> int:
        """How many parts the longest option takes that begins here; 0 for none."""
        for length in range(min(self.longest, len(parts) - start), 0, -1):
            if names.key(self.separator.join(parts[start : start + length])) in self.known:
                return length
        return 0

    def is_whole(self, cell: str) -> bool:
        """Whether every piece of a cell is an option."""
        return all(piece.known for piece in self.split(cell))


def _whole(loose: Sequence[str], separator: str) -> list[Piece]:
    text = names.written(separator.join(loose)).strip(separator + " ")
    return [Piece(text, False)] if text else []


def best_separator(cells: Sequence[str], options: Collection[str], candidates: Sequence[str]) -> str:
    """The separator that splits most cells into options alone; the first candidate where none does better."""
    splitters = [Splitter.of(options, separator) for separator in candidates]
    scores = [sum(splitter.is_whole(cell) for cell in cells) for splitter in splitters]
    return candidates[scores.index(max(scores))]


def options_seen(cells: Sequence[str], separator: str) -> list[str]:
    """The options that the cells of a question without a definition show, in order of appearance.

    With `;` every piece is one. With a comma a piece counts when it stands alone in a cell or comes
    again; pieces inside brackets, and pieces that never come without each other, are one option.
    """
    if not is_comma(separator):
        return _distinct(part for cell in cells for part in cut(cell, separator))
    rows = _glued([cut(cell, separator) for cell in cells], separator)
    alone = {names.key(row[0]) for row in rows if len(row) == 1}
    counts = Counter(names.key(part) for row in rows for part in row)
    return _distinct(p for row in rows for p in row if counts[names.key(p)] > 1 or names.key(p) in alone)


def pieces_of(text: str, separator: str) -> list[str]:
    """A text parted at each separator; a tool that joins by `,` alone means no comma before a blank."""
    return _BARE_COMMA.split(text) if separator == "," else text.split(separator)


def is_comma(separator: str) -> bool:
    """Whether choices are joined by what also stands inside of them."""
    return separator.strip() == ","


def cut(cell: str, separator: str) -> list[str]:
    """The cell cut at each separator that stands outside brackets; empty pieces are dropped."""
    parts: list[str] = []
    for part in pieces_of(names.written(cell), separator):
        if parts and is_comma(separator) and _open_brackets(parts[-1]):
            parts[-1] += separator + part
        else:
            parts.append(part)
    trimmed = (names.written(part).strip(separator + " ") for part in parts)
    return [part for part in trimmed if part]


def _open_brackets(text: str) -> bool:
    return text.count("(") > text.count(")") or text.count("[") > text.count("]")


def _glued(rows: list[list[str]], separator: str) -> list[list[str]]:
    """The rows with pieces joined that are one option with a comma.

    Pieces are, that always stand side by side; and a piece in small letters is the rest of the one
    before it when it never begins a cell, though cells begin with capitals.
    """
    rests = _rests(rows)
    rows = [_glue_row(row, separator, lambda _, part: names.key(part) in rests) for row in rows]
    single = Counter(names.key(part) for row in rows for part in row)
    pairs = Counter((names.key(a), names.key(b)) for row in rows for a, b in pairwise(row))
    bound = {pair for pair, n in pairs.items() if n >= _GLUE and single[pair[0]] == n == single[pair[1]]}
    return [
        _glue_row(row, separator, lambda last, part: (names.key(last), names.key(part)) in bound)
        for row in rows
    ]


def _rests(rows: list[list[str]]) -> set[str]:
    heads = [row[0] for row in rows if row]
    if 2 * sum(head[0].islower() for head in heads) >= len(heads):
        return set()
    begun = {names.key(head) for head in heads}
    return {names.key(part) for row in rows for part in row[1:] if part[0].islower()} - begun


def _glue_row(row: Sequence[str], separator: str, belongs: Callable[[str, str], bool]) -> list[str]:
    joined: list[str] = []
    last = ""
    for part in row:
        if joined and belongs(last, part):
            joined[-1] += separator + part
        else:
            joined.append(part)
        last = part
    return joined


def _distinct(parts: Iterable[str]) -> list[str]:
    seen: dict[str, str] = {}
    for part in parts:
        seen.setdefault(names.key(part), part)
    return list(seen.values())
