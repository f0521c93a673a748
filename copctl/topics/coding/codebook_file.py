"""A codebook as a file: one decision a row, in a spreadsheet that a moderator can edit.

Columns: `action`, `code`, `match`, `values` (parted by `;`), `to`. What `write` wrote, `read` gives back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from copctl import names
from copctl.cells import guarded
from copctl.errors import CopctlError, Refused
from copctl.tables import Row, read_table
from copctl.topics.coding.decisions import Decision, Match, decided, is_mark

COLUMNS = ("action", "code", "match", "values", "to")


def read(path: Path) -> list[Decision]:
    """The decisions of a file (CSV or XLSX), in their order; Refused names the line that will not do."""
    table = read_table(path)
    places = {names.key(heading): place for place, heading in enumerate(table.header)}
    if "action" not in places or "code" not in places:
        raise Refused(
            f"{table.name} is no codebook: it needs the columns {', '.join(COLUMNS)}.",
            hint="copctl survey code SLUG --export codebook.csv writes one",
        )
    return [_decision(row, places, table.name) for row in table.rows]


def _decision(row: Row, places: dict[str, int], name: str) -> Decision:
    action, code, match, values, to = (_cell(row.cells, places.get(column)) for column in COLUMNS)
    try:
        return decided(action, code, match, _parted(match, values), to)
    except CopctlError as error:
        raise Refused(f"{name}, line {row.line}: {error.message}", hint=error.hint) from error


def _cell(cells: Sequence[str], place: int | None) -> str:
    return names.written(cells[place]) if place is not None and place < len(cells) else ""


def _parted(match: str, values: str) -> list[str]:
    """The values of a cell. An answer that is written out may hold a `;`; marks and words do not."""
    parts = [part.strip() for part in values.split(";")]
    if names.key(match) == Match.ANSWER.value and not all(is_mark(part) for part in parts if part):
        return [values]
    return parts


def write(decisions: Iterable[Decision]) -> str:
    """The decisions as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for decision in decisions:
        details = decision.details()
        cells = (
            decision.action.value,
            details["code"],
            details["match"],
            "; ".join(decision.values),
            details["to"],
        )
        writer.writerow([guarded(cell) for cell in cells])
    return out.getvalue()
