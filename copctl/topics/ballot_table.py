"""Approval ballots in a table: one row a voter, one cell with all that the voter chose, joined by `;`.

So Google Forms exports a question with check boxes. Of a million such cells some tens of thousands differ:
cells are counted as they stand, and only different ones are split.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from copctl import names, tables
from copctl.cells import unguarded
from copctl.errors import NotFound, Refused
from copctl.names import did_you_mean
from copctl.topics import column_cells
from copctl.topics.ballot_files.contents import BallotFile
from copctl.topics.rules.profiles import Approvals

SEPARATOR = ";"
_NOTHING = -1
_LOOKED_AT = 500


def read(path: Path, column: str | None = None, encoding: str | None = None) -> BallotFile:
    """Read the approval ballots of a CSV or XLSX table.

    `column` is a heading or its number from 1; without it, the one whose cells hold most `;`. Rows that
    chose nothing are no ballots. Raises as `tables.read_table`, and NotFound for an unknown column.
    """
    table = tables.read_table(path, encoding)
    looked_at = [row.cells for row in islice(table.rows, _LOOKED_AT)]
    at = _position(table.header, looked_at, column, path)
    cells = column_cells.counted(path, table.header, at) if table.kind == "csv" and encoding is None else None
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
