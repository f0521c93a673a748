"""Columns headed `Question [Row]`: grids, and rankings in either orientation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from copctl import names
from copctl.surveys.intake.shape import Column, Role, grouped

# The stem of a grid whose question has no title: its columns are headed ` [Row]`.
UNTITLED = "(untitled grid)"
_NUMBER = re.compile(r"\d+")
# Nobody ranks a thousand things; a year or a telephone number is no place.
_LARGE = re.compile(r"\d{4}")
_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_MOST = 3
# What may stand beside the number of a place: "1st choice", "Rank 1", "#1", "No. 1", "1." ...
_PLACE = re.compile(
    r"(?:(?:rank|choice|priority|preference|place|option|top|no\.?|nr\.?|#|number)\s*)?#?\s*"
    r"(\d+)\s*(?:st|nd|rd|th|er|ère|re|e|è|ème|º|ª|\.|\))?"
    r"(?:\s+(?:choice|priority|preference|place|rank|option|choix|opción|opção))?(?:\s*\(.*\))?"
)


def stem_and_row(header: str) -> tuple[str, str] | None:
    """The question and the row of a header `Question [Row]`, or None for any other header.

    The last pair of brackets counts, so brackets in the question or in the row do no harm.
    """
    text = names.written(header)
    if not text.endswith("]"):
        return None
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == "]") - (text[place] == "[")
        if depth == 0:
            row = names.written(text[place + 1 : -1])
            return (names.written(text[:place]) or UNTITLED, row) if row else None
    return None


def bracketed(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with the questions and rows of those headed `Question [Row]`, two or more a question."""
    parted = []
    for column in columns:
        parts = stem_and_row(column.header) if column.role is Role.QUESTION else None
        parted.append(replace(column, stem=parts[0], part=parts[1]) if parts else column)
    return tuple(
        made if made.group is not None or not made.stem else plain
        for made, plain in zip(grouped(parted), columns, strict=True)
    )


def place_of(text: str) -> int | None:
    """The place that `1`, `1.0`, `2nd choice`, `Rank 3`, `First choice` or `ទី១` names, or None."""
    key = names.key(text).removesuffix(".0")
    if _LARGE.search(key):
        return None
    match = _PLACE.fullmatch(key)
    if match is not None:
        return int(match[1]) or None
    first = key.split(" ")[0]
    if first in _WORDS and len(key.split(" ")) <= _MOST:
        return _WORDS.index(first) + 1
    numbers = _NUMBER.findall(key)
    unspaced = len(numbers) == 1 and not key.isascii() and " " not in key.strip()
    return int(numbers[0]) or None if unspaced else None


def rows_are_places(rows: Sequence[str], options: Iterable[str]) -> bool:
    """Whether the rows of a ranking grid are places (`1st choice`) and its cells the candidates."""
    known = {names.key(option) for option in options}
    return all(map(place_of, rows)) and not all(names.key(row) in known for row in rows)


def looks_ranked(rows: Sequence[str], answers: Sequence[Sequence[str]]) -> bool:
    """Whether a grid without a definition is a ranking; `answers` has one list of cells a respondent.

    Every filled cell must be a place no lower than the number of rows, and hardly anybody may give
    two rows the same one. With places as rows, the cells must be something else than places.
    """
    filled = [[cell for cell in line if names.written(cell)] for line in answers]
    filled = [line for line in filled if line]
    if not filled or len(rows) < 2:
        return False
    distinct = sum(len({names.key(c) for c in line}) == len(line) for line in filled)
    full = sum(len(line) > 1 for line in filled)
    if distinct < 0.9 * len(filled) or not full:
        return False
    if rows_are_places(rows, ()):
        return not all(place_of(cell) for line in filled for cell in line)
    places = [place_of(cell) for line in filled for cell in line]
    return all(place is not None and place <= len(rows) for place in places) and len(set(places)) > 1
