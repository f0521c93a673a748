"""Reading an export file whole: its tool recognised, its rows checked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from copctl import names
from copctl.errors import Refused
from copctl.files import STANDARD
from copctl.surveys.intake import repeats
from copctl.surveys.intake.book import read_book
from copctl.surveys.intake.shape import Export
from copctl.surveys.intake.sniff import recognise
from copctl.tables import Row, is_ragged

_SHOWN = 5


@dataclass(frozen=True)
class Sheet:
    """An export with its responses; `file` is its name as typed, `day_first` what was said of dates."""

    file: str
    sha256: str
    export: Export
    rows: list[Row]
    day_first: bool | None = None


def read_export(
    path: Path, encoding: str | None = None, *, tool: str | None = None, day_first: bool | None = None
) -> Sheet:
    """The file's responses and what it was recognised as.

    `tool` and `day_first` (of dates such as 3/4/2026) overrule what the file shows. Refused for rows of
    another width than the header, naming their lines; else raises as `tables.read_rows`.
    """
    table, others = read_book(path, encoding)
    if not table:
        raise Refused(f"{path} has no rows.", hint="export it again and look at it before importing")
    header, rows = _trimmed(table[0].cells), table[1:]
    if not header:
        raise Refused(f"{path} has no header.", hint="the first row must name the columns")
    if tool is None:
        _refuse_no_responses(path, header, [records.name for records in others])
    export = _recognised(header, rows, tool)
    held = rows[export.header_rows :]
    width = len(export.columns)
    ragged = [row for row in held if is_ragged(row, width)]
    if ragged:
        raise Refused(_ragged(path, ragged, width), hint="mend those lines, or export the file again")
    digest = _digest(path, table)
    if export.nothing:
        held = [
            Row(row.line, ["" if names.key(c) in export.nothing else c for c in row.cells]) for row in held
        ]
    if others:
        held = [Row(row.line, row.cells[:width]) for row in held]
        export = repeats.attach(export, header, held, others)
    # A name that is no UTF-8 has half characters, which neither the store nor a terminal takes.
    file = str(path).encode("utf-8", "replace").decode()
    return Sheet(file, digest, export, held, day_first)


def _recognised(header: list[str], rows: list[Row], tool: str | None) -> Export:
    """The export; the last question's columns may have their headings in the second row only."""
    wider = len(_trimmed(rows[0].cells)) - len(header) if rows else 0
    if wider > 0:
        export = recognise([*header, *[""] * wider], rows, tool)
        if export.header_rows:
            header += [""] * wider
            return export
    return recognise(header, rows, tool)


def _refuse_no_responses(path: Path, header: Sequence[str], sheets: Sequence[str]) -> None:
    """Raise Refused for files that people take for answers: forms, and lists of people."""
    keys = {names.key(text) for text in header}
    if {"class", "type/scale", "name", "relevance"} <= keys:
        what, better = "a LimeSurvey survey's structure", "copctl survey new SLUG --from FILE"
    elif {"type", "name"} <= keys and "choices" in map(names.key, sheets):
        what, better = "an XLSForm, which asks", "copctl survey new SLUG --from FILE"
    elif names.key(header[0]) == "begin:vcard":
        what, better = "a list of people (vCard)", "export the survey's answers as CSV or XLSX"
    elif header[0].lstrip().startswith("<?xml"):
        what, better = "an XML file", "export the answers as CSV or XLSX"
    else:
        return
    raise Refused(f"{path} is {what}, not answers to a survey.", hint=better)


def _trimmed(header: Sequence[str]) -> list[str]:
    """The header without the empty cells that separators at the end of the line make."""
    kept = list(header)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _ragged(path: Path, ragged: list[Row], width: int) -> str:
    lines = ", ".join(f"line {row.line} has {len(row.cells)}" for row in ragged[:_SHOWN])
    more = f", and {len(ragged) - _SHOWN} more lines do not fit" if len(ragged) > _SHOWN else ""
    return f"{path} has {width} columns, but {lines}{more}; nothing was imported."


def _digest(path: Path, rows: list[Row]) -> str:
    """SHA-256 of the file; of its cells where it came through standard input and is gone."""
    if str(path) != STANDARD and path.is_file():
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    return hashlib.sha256(repr([row.cells for row in rows]).encode("utf-8", "surrogatepass")).hexdigest()
