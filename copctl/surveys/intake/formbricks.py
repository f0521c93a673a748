"""Formbricks: numbered questions, choices joined by `; ` with a second column of their identifiers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from copctl import names
from copctl.surveys.intake.multiselect import SEMICOLON
from copctl.surveys.intake.shape import Column, Export, Role, grouped, keys_of, plain_columns
from copctl.tables import Row

TOOL = "formbricks"
_MARKS = ("no.", "response id", "timestamp", "finished", "survey id")
_ROLES = {
    "response id": Role.KEY, "timestamp": Role.TIMESTAMP, "finished": Role.STATE, "email": Role.EMAIL,
    "contact email": Role.EMAIL,
}  # fmt: skip
_NUMBERED = re.compile(r"(\d+)\.\s+(.+)", re.DOTALL)
_IDENTIFIERS = re.compile(r"\s[-–]\s*Option ID\s*$", re.IGNORECASE)
_FINISHED = keys_of(("Yes", "true", "1"))


def rule_of(headers: Sequence[str], rows: Sequence[Row]) -> str:
    """The first columns are `No.`, `Response ID`, `Timestamp`, `Finished` and `Survey ID`."""
    keys = tuple(names.key(header) for header in headers[: len(_MARKS)])
    return "the first columns are 'No.', 'Response ID', 'Timestamp', 'Finished'" if keys == _MARKS else ""


def export_of(headers: Sequence[str], rows: Sequence[Row], rule: str) -> Export:
    """Numbered columns are questions, `1. Question - Row` those of a matrix; the others are its own."""
    columns = [_read(column) for column in plain_columns(headers, {})]
    return Export(TOOL, rule, _matrices(columns), (SEMICOLON,), finished=_FINISHED)


def _read(column: Column) -> Column:
    numbered = _NUMBERED.fullmatch(column.header)
    if numbered is None:
        # Contact attributes, hidden fields and variables: a survey that asks for one finds it by name.
        return replace(column, role=_ROLES.get(names.key(column.header), Role.IGNORED))
    if _IDENTIFIERS.search(column.header):
        return replace(column, role=Role.IGNORED)
    return replace(column, header=numbered[2].strip(), code=numbered[1])


def _matrices(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Several columns of one number are a matrix: what they share up to ` - ` is the question."""
    of_number: dict[str, list[Column]] = {}
    for column in columns:
        if column.role is Role.QUESTION:
            of_number.setdefault(column.code, []).append(column)
    parted: dict[int, Column] = {}
    for same in of_number.values():
        if len(same) > 1:
            parted |= {c.position: _part(c, _shared(same)) for c in same}
    bare = [replace(parted.get(c.position, c), code="") for c in columns]
    return grouped(bare)


def _shared(columns: Sequence[Column]) -> str:
    """The longest question that all headers begin with, up to ` - `."""
    first = columns[0].header
    ends = [m.start() for m in re.finditer(r"\s+-\s+", first)]
    fitting = [first[:end] for end in ends if all(c.header.startswith(first[:end]) for c in columns)]
    return fitting[-1] if fitting else ""


def _part(column: Column, stem: str) -> Column:
    rest = re.sub(r"^\s*-\s+", "", column.header[len(stem) :])
    if not stem or not rest:
        return column
    return replace(column, stem=stem, part=rest, header=f"{stem} [{rest}]")
