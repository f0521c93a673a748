"""Approval ballots in a table: one row a voter, one cell with all that the voter chose, joined by `;`.

So Google Forms exports a question with check boxes. Of a million such cells some tens of thousands differ:
cells are counted as they stand, and only different ones are split.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from copctl import names, tables
from copctl.cells import unguarded
from copctl.errors import NotFound, Refused
from copctl.names import did_you_mean
from copctl.topics.ballot_files.contents import BallotFile
from copctl.topics.rules.profiles import Approvals

SEPARATOR = ";"
_NOTHING = -1
_DELIMITERS = (",", ";", "\t")
# What stays in the processor's cache is read fastest.
_CHUNK = 1 << 16
_LOOKED_AT = 500


def read(path: Path, column: str | None = None, encoding: str | None = None) -> BallotFile:
    """Read the approval ballots of a CSV or XLSX table.

    `column` is a heading or its number from 1; without it, the one whose cells hold most `;`. Rows that
    chose nothing are no ballots. Raises as `tables.read_table`, and NotFound for an unknown column.
    """
    table = tables.read_table(path, encoding)
    looked_at = [row.cells for row in islice(table.rows, _LOOKED_AT)]
    at = _position(table.header, looked_at, column, path)
    cells = _plain_cells(path, table.header, at) if table.kind == "csv" and encoding is None else None
    if cells is None:
        rows = islice(tables.read_rows(path, encoding), 1, None)
        cells = Counter(row.cells[at] if len(row.cells) > at else "" for row in rows)
    profile = approvals_of(cells)
    voters = sum(profile.weights.values())
    silent = sum(cells.values()) - voters
    notes = (f"{silent:,} {'row' if silent == 1 else 'rows'} chose nothing.",) if silent else ()
    return BallotFile(
        path.name, "csv", "approval", profile, voters, title=names.written(table.header[at]), notes=notes
    )


def approvals_of(cells: Mapping[str, int], separator: str = SEPARATOR) -> Approvals:
    """Approval ballots out of cells and how often each stands there; a choice is known by its spelling.

    Spellings that differ in case and blanks only are one choice, under the one that was met first.
    """
    places = _Places()
    weights: Counter[frozenset[int]] = Counter()
    for cell, times in cells.items():
        text = unguarded(cell) if cell[:1] == "'" else cell
        ballot = frozenset(map(places.__getitem__, text.split(separator)))
        weights[ballot - {_NOTHING} if _NOTHING in ballot else ballot] += times
    weights.pop(frozenset(), None)
    return Approvals(places.labels, weights)


class _Places(dict[str, int]):
    """The number of each choice, as it is spelled; what is blank has none."""

    def __init__(self) -> None:
        self.labels: list[str] = []
        self._by_key: dict[str, int] = {"": _NOTHING}

    def __missing__(self, spelling: str) -> int:
        key = names.key(spelling)
        if key not in self._by_key:
            self._by_key[key] = len(self.labels)
            self.labels.append(names.written(spelling))
        self[spelling] = self._by_key[key]
        return self[spelling]


def _position(header: Sequence[str], rows: Sequence[Sequence[str]], column: str | None, path: Path) -> int:
    """Which column holds the ballots."""
    if column is None:
        return _fullest(header, rows, path)
    found = [n for n, heading in enumerate(header) if names.key(heading) == names.key(column)]
    if len(found) == 1:
        return found[0]
    if column.isdecimal() and 0 < int(column) <= len(header):
        return int(column) - 1
    if found:
        numbers = ", ".join(str(n + 1) for n in found)
        raise Refused(f"{path.name} has several columns {column!r}.", hint=f"give its number: {numbers}")
    known = f"it has: {', '.join(filter(None, header))}"
    raise NotFound(f"{path.name} has no column {column!r}.", hint=did_you_mean(column, header, known))


def _fullest(header: Sequence[str], rows: Sequence[Sequence[str]], path: Path) -> int:
    if len(header) == 1:
        return 0
    marks = [sum(row[n].count(SEPARATOR) for row in rows if len(row) > n) for n in range(len(header))]
    if not any(marks):
        raise Refused(
            f"{path.name} has no column whose cells hold several choices joined by {SEPARATOR!r}.",
            hint="name the column with --question",
        )
    return marks.index(max(marks))


def _plain_cells(path: Path, header: Sequence[str], at: int) -> Counter[str] | None:
    """How often each cell of a column stands in a CSV file in UTF-8; None where it takes a slower reader.

    That one knows all encodings and says what is wrong with a file.
    """
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            first = stream.readline().decode("utf-8-sig")
            delimiter = _delimiter(first, header)
            if delimiter is None:
                return None
            cells = _cells_by_line(stream, delimiter.encode(), len(header), at)
        return _cells_by_record(path, delimiter, at) if cells is None else cells
    except (csv.Error, UnicodeError):
        return None


def _delimiter(first: str, header: Sequence[str]) -> str | None:
    """The delimiter that parts the first line into the heading that is known."""
    for delimiter in _DELIMITERS:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        if cells[: len(header)] == list(header) and not any(map(str.strip, cells[len(header) :])):
            return delimiter
    return None


def _cells_by_line(stream: IO[bytes], delimiter: bytes, width: int, at: int) -> Counter[str] | None:
    """The same where every record is one line: it has no quotes, or quotes around each of its cells.

    None as soon as a line is neither (RFC 4180, section 2, rules 5 to 7, says what else there may be).
    """
    counts: Counter[bytes] = Counter()
    frame = [b"", *[delimiter] * (width - 1), b""]
    rest = b""
    while chunk := stream.read(_CHUNK):
        whole, _, rest = (rest + chunk).rpartition(b"\n")
        if not _count_lines(counts, whole, delimiter, frame, at):
            return None
    if not _count_lines(counts, rest, delimiter, frame, at):
        return None
    return Counter({cell.decode(): times for cell, times in counts.items()})


def _count_lines(
    counts: Counter[bytes], whole: bytes, delimiter: bytes, frame: Sequence[bytes], at: int
) -> bool:
    """Count the cells of some lines; whether every line could be taken for a record."""
    whole = whole.removesuffix(b"\r").replace(b"\r\n", b"\n")
    if b"\0" in whole or b"\r" in whole:
        return False
    lines = whole.split(b"\n") if whole else []
    if b'"' in whole:
        # Quotes stand around every cell and nowhere else: what is between cells is the delimiter.
        cells = [parts[2 * at + 1] for line in lines if (parts := line.split(b'"'))[::2] == frame]
    elif len(frame) > 2 or delimiter in whole:
        cells = [parts[at] for line in lines if len(parts := line.split(delimiter, at + 1)) > at]
    else:
        cells = lines
    counts.update(cells)
    return len(cells) == len(lines)


def _cells_by_record(path: Path, delimiter: str, at: int) -> Counter[str]:
    """The same for any CSV file in UTF-8."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        next(reader, None)
        return Counter(row[at] if len(row) > at else "" for row in reader if row)
