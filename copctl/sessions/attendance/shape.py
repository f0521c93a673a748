"""The one shape that every reader of attendance gives. Pure.

A reader is a module with three names: `TOOL`; `rule_of(opening)`, the rule by which it knows its tool's files
(empty when it does not); and `report_of(opening, rule)`, who is in it. The next tool is one new file and one
line in `sniff`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from copctl import names
from copctl.sessions.attendance.moments import Frame
from copctl.sessions.attendance.spans import Span
from copctl.tables import Row

_HEAD = 40


@dataclass(frozen=True)
class Entry:
    """One row of a report: a person, or one of the times that they joined.

    `others` are other names that the row gives them. `seconds` is how long the file says they were there,
    `span` from when to when. `registered` is True or False where the file knows, `came` whether they were
    there at all. `is_host` marks whoever the file says ran the meeting.
    """

    line: int
    name: str
    email: str = ""
    others: tuple[str, ...] = ()
    span: Span | None = None
    seconds: int | None = None
    came: bool = True
    registered: bool | None = None
    is_host: bool = False


@dataclass(frozen=True)
class Report:
    """A file recognised: the tool, the rule that matched, its rows, and what the moderator should know.

    `left_out` are rows that are nobody's presence: (name, why). `assumed_zone` says that the file names no
    time zone, so that its times were read in the session's. `contested` are dates that could be two days.
    `held` is when it says that the meeting was, as it is written; empty where it does not say.
    """

    tool: str
    rule: str
    entries: Sequence[Entry]
    left_out: Sequence[tuple[str, str]] = ()
    warnings: Sequence[str] = ()
    hosts: frozenset[str] = frozenset()
    assumed_zone: bool = False
    contested: tuple[str, ...] = ()
    held: str = ""


@dataclass(frozen=True)
class Opening:
    """A file as readers see it: its name, its lines (none of a spreadsheet), its rows, and the session.

    `broken` says why its text is no table, where it is none.
    """

    file: str
    lines: Sequence[str]
    rows: Sequence[Row]
    frame: Frame
    broken: str = ""

    @cached_property
    def keys(self) -> list[list[str]]:
        """The cells of the first rows, as they are compared."""
        return [[names.key(cell) for cell in row.cells] for row in self.rows[:_HEAD]]


def cell(row: Row, place: int | None) -> str:
    """A cell of a row, or nothing where the row is too short or there is no such column."""
    return names.written(row.cells[place]) if place is not None and place < len(row.cells) else ""


def filled(row: Row) -> list[str]:
    """The cells of a row that hold something."""
    return [text for text in row.cells if text.strip()]
