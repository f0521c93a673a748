"""The one shape that every reader gives: which tool wrote an export, and what each column is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from copctl import names
from copctl.tables import Row


class Role(StrEnum):
    """What a column holds."""

    TIMESTAMP = "timestamp"
    EMAIL = "email"
    NAME = "name"
    KEY = "row identifier"
    IGNORED = "the tool's own column"
    QUESTION = "question"


@dataclass(frozen=True)
class Column:
    """A column of an export, keyed by its position since headers repeat (0 is the first)."""

    position: int
    header: str
    role: Role = Role.QUESTION


@dataclass(frozen=True)
class Export:
    """An export recognised: the tool, the rule that matched, columns with roles, how choices are joined.

    `separators` stand in the order of trust.
    """

    tool: str
    rule: str
    columns: tuple[Column, ...]
    separators: tuple[str, ...]

    def position(self, role: Role) -> int | None:
        """Where the column of this role stands, or None."""
        return next((c.position for c in self.columns if c.role is role), None)

    @property
    def questions(self) -> list[Column]:
        """The columns that may hold answers."""
        return [c for c in self.columns if c.role is Role.QUESTION]

    def with_role(self, position: int | None, role: Role) -> Export:
        """The same export with this column in this role, and no other column in it."""
        if position is None:
            return self
        columns = (
            replace(c, role=role)
            if c.position == position
            else replace(c, role=Role.QUESTION)
            if c.role is role
            else c
            for c in self.columns
        )
        return replace(self, columns=tuple(columns))


def headings(headers: Sequence[str]) -> list[str]:
    """The headers as they are shown; a column without one is called by its number."""
    return [names.written(header) or f"Column {i}" for i, header in enumerate(headers, start=1)]


def cell(row: Row, position: int | None) -> str:
    """The cell of a row, without outer blanks; empty for no position."""
    return row.cells[position].strip() if position is not None and position < len(row.cells) else ""


def cells(rows: Sequence[Row], position: int) -> list[str]:
    """The filled cells of a column."""
    found = (cell(row, position) for row in rows)
    return [text for text in found if names.written(text)]
