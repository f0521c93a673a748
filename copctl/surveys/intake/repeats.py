"""Records of repeated groups, which tools put into tables of their own, brought back to their responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from copctl import names
from copctl.errors import Refused
from copctl.surveys.intake.shape import Column, Export, Role
from copctl.tables import Row

# Parts the records inside a cell; no text holds it, since `names` drops control characters.
RECORD = "\x1e"
# What the tables call their parent and themselves: Kobo, ODK Central.
_PARENTS = ("_parent_index", "parent_key")
_OWN = ("_index", "key")
_TABLE = "_parent_table_name"


@dataclass(frozen=True)
class Records:
    """A repeated group's table: its name, header and rows."""

    name: str
    headers: Sequence[str]
    rows: Sequence[Row]

    def position(self, wanted: Sequence[str]) -> int | None:
        """Where the first of these headers stands."""
        keys = [names.key(header) for header in self.headers]
        return next((keys.index(key) for key in wanted if key in keys), None)


def attach(export: Export, headers: Sequence[str], rows: list[Row], tables: Sequence[Records]) -> Export:
    """Add the columns of repeated groups to an export and their cells to its rows, in place.

    A cell holds one text a record, parted by `RECORD`; a group in a group goes to the response above both.
    Refused for a record that ends before the cell that says whose it is.
    """
    main = Records("", headers, rows)
    own = main.position(_OWN)
    found = [t for t in tables if t.position(_PARENTS) is not None]
    if own is None or not found:
        return export
    for table in found:
        _refuse_short(table)
    parents = _parents(found)
    index = {row.cells[own]: place for place, row in enumerate(rows)}
    columns = list(export.columns)
    notes: list[str] = []
    for table in found:
        columns += _columns(table, len(columns))
        lost = _fill(table, rows, index, parents)
        if lost:
            told = "1 record belongs" if lost == 1 else f"{lost} records belong"
            end = "was left out" if lost == 1 else "were left out"
            notes.append(f"{table.name!r}: {told} to no response in this file and {end}")
    return replace(export, columns=tuple(columns), notes=tuple(notes))


def _refuse_short(table: Records) -> None:
    needed = [place for place in (table.position(_OWN), table.position(_PARENTS)) if place is not None]
    short = next((row for row in table.rows if len(row.cells) <= max(needed)), None)
    if short is not None:
        raise Refused(
            f"Line {short.line} of {table.name!r} ends before the cell that says whose record it is.",
            hint="mend that line, or export the file again",
        )


def _parents(tables: Sequence[Records]) -> Mapping[str, str]:
    """Record's own key -> its parent's, for groups in groups (keys of different tables may be equal)."""
    found: dict[str, str] = {}
    for table in tables:
        own, parent = table.position(_OWN), table.position(_PARENTS)
        if own is not None and parent is not None and names.key(table.headers[own]) == "key":
            found |= {row.cells[own]: row.cells[parent] for row in table.rows}
    return found


def _columns(table: Records, start: int) -> list[Column]:
    return [
        Column(
            start + place,
            names.written(header).rpartition("/")[2] or f"Column {place + 1}",
            Role.IGNORED if _is_own(header) else Role.QUESTION,
            repeat=table.name,
        )
        for place, header in enumerate(table.headers)
    ]


def _is_own(header: str) -> bool:
    key = names.key(header)
    return not key or key.startswith("_") or key in ("key", "parent_key")


def _fill(table: Records, rows: list[Row], index: Mapping[str, int], parents: Mapping[str, str]) -> int:
    """Put the records' cells behind their responses'; gives the number of records that have none."""
    parent = table.position(_PARENTS)
    assert parent is not None
    held: dict[int, list[Row]] = {}
    for row in table.rows:
        key = row.cells[parent]
        seen = set()
        while key not in index and key in parents and key not in seen:
            seen.add(key)
            key = parents[key]
        if key in index:
            held.setdefault(index[key], []).append(row)
    for place, row in enumerate(rows):
        records = held.get(place, [])
        row.cells.extend(
            RECORD.join(r.cells[i] if i < len(r.cells) else "" for r in records)
            for i in range(len(table.headers))
        )
    return len(table.rows) - sum(map(len, held.values()))
