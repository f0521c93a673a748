"""Opening a report of attendance: text or spreadsheet by its first bytes, its delimiter by its own lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from copctl.cells import unguarded
from copctl.errors import Refused
from copctl.files import STANDARD
from copctl.sessions.attendance.moments import Frame
from copctl.sessions.attendance.shape import Opening
from copctl.tables import Row, is_spreadsheet, read_as_text, read_rows

_DELIMITERS = ("\t", ",", ";")
_LOOK = 60


def opened(path: Path, frame: Frame, encoding: str | None = None) -> Opening:
    """The file as readers see it.

    Raises NotFound, Refused or StoreError as `tables.read_as_text`, and Refused for an empty one.
    """
    # A name that is no UTF-8 has half characters, which neither the store nor a terminal takes.
    name = "standard input" if str(path) == STANDARD else path.name.encode("utf-8", "replace").decode()
    if is_spreadsheet(path):
        rows, lines, broken = list(read_rows(path)), [], ""
    else:
        text = read_as_text(path, encoding)
        lines = [line for line in text.splitlines() if line.strip()]
        rows, broken = _rows(text, _delimiter(lines[:_LOOK]), name)
    if not rows and not lines:
        raise Refused(f"{name} has no rows.", hint="export it again and look at it before importing")
    return Opening(name, lines, rows, frame, broken)


def _delimiter(lines: Sequence[str]) -> str:
    """The delimiter that parts most cells: summaries above a table have few, so the lines count together."""
    outside = ["".join(line.split('"')[::2]) for line in lines]
    # A date holds commas, and a cell of a list semicolons, but nobody writes two tabs.
    if any(line.count("\t") > 1 for line in outside):
        return "\t"
    return max(_DELIMITERS, key=lambda delimiter: sum(line.count(delimiter) for line in outside))


def _rows(text: str, delimiter: str, name: str) -> tuple[list[Row], str]:
    """The rows of a text, or why it is no table; a list of names may have odd quotes and is none."""
    rows: list[Row] = []
    line = 1
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True
    )
    try:
        for cells in reader:
            if any(map(str.strip, cells)) and not (line == 1 and cells[0].lower().startswith("sep=")):
                rows.append(Row(line, [unguarded(text) for text in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        return [], f"{name} is not a CSV file: line {line}: {error}."
    return rows, ""
