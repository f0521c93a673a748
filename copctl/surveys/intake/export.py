"""Reading an export file whole: its rows checked, its tool recognised."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from copctl.errors import Refused
from copctl.files import STANDARD
from copctl.surveys.intake.shape import Export
from copctl.surveys.intake.sniff import recognise
from copctl.tables import Row, is_ragged, read_table

_SHOWN = 5


@dataclass(frozen=True)
class Sheet:
    """An export with its rows; `file` is its name as it was typed."""

    file: str
    sha256: str
    export: Export
    rows: list[Row]


def read_export(path: Path, encoding: str | None = None) -> Sheet:
    """The file's rows and what it was recognised as.

    Refused for rows of another width than the header, naming their lines; else raises as
    `tables.read_table`.
    """
    table = read_table(path, encoding)
    rows = list(table.rows)
    ragged = [row for row in rows if is_ragged(row, len(table.header))]
    if ragged:
        raise Refused(
            _ragged(path, ragged, len(table.header)), hint="mend those lines, or export the file again"
        )
    return Sheet(str(path), _digest(path, rows), recognise(table.header, rows), rows)


def _ragged(path: Path, ragged: list[Row], width: int) -> str:
    lines = ", ".join(f"line {row.line} has {len(row.cells)}" for row in ragged[:_SHOWN])
    more = f", and {len(ragged) - _SHOWN} more lines do not fit" if len(ragged) > _SHOWN else ""
    return f"{path} has {width} columns, but {lines}{more}; nothing was imported."


def _digest(path: Path, rows: list[Row]) -> str:
    """SHA-256 of the file; of its cells where it came through standard input and is gone."""
    if str(path) != STANDARD:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    return hashlib.sha256(repr([row.cells for row in rows]).encode()).hexdigest()
