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
from copctl.topics.coding.decisions import BY_MARK, Action, Decision, decided, is_mark
from copctl.topics.coding.replay import idle, replay

COLUMNS = ("action", "code", "match", "values", "to")


def read(path: Path) -> list[Decision]:
    """The decisions of a file (CSV or XLSX), in their order; Refused names the line that will not do.

    Refused too for a decision about a code that no line before it makes, and for one that leads a code to
    itself.
    """
    name, numbered = lines(path)
    decisions = [decision for _, decision in numbered]
    astray = set(idle(decisions))
    for place, (line, decision) in enumerate(numbered, start=1):
        where = f"{name}, line {line}: {decision.action}"
        if decision.action in _LEADING and names.key(decision.code) == names.key(decision.to):
            raise Refused(f"{where} leads {decision.code!r} to itself.", hint="name another code under to")
        if place in astray:
            raise Refused(
                f"{where} is about the code {decision.code!r}, which no line before it makes.",
                hint=names.did_you_mean(
                    decision.code,
                    _made(decisions[: place - 1]),
                    f"accept {decision.code!r} in a line above it",
                ),
            )
    return decisions


_LEADING = (Action.MERGE, Action.SPLIT, Action.MOVE)


def _made(decisions: Sequence[Decision]) -> list[str]:
    return replay(decisions, []).codes


def lines(path: Path) -> tuple[str, list[tuple[int, Decision]]]:
    """The file's name, and its decisions with their lines, whether or not they go together."""
    table = read_table(path)
    places = {names.key(heading): place for place, heading in enumerate(table.header)}
    if "action" not in places or "code" not in places:
        raise Refused(
            f"{table.name} is no codebook: it needs the columns {', '.join(COLUMNS)}.",
            hint="copctl survey code SLUG --export codebook.csv writes one",
        )
    return table.name, [(row.line, _decision(row, places, table.name)) for row in table.rows]


def _decision(row: Row, places: dict[str, int], name: str) -> Decision:
    action, code, match, values, to = (_cell(row.cells, places.get(column)) for column in COLUMNS)
    try:
        parts = _parted(match, values)
        if names.key(match) in BY_MARK:
            _refuse_broken_mark(values)
        return decided(action, code, match, parts, to)
    except CopctlError as error:
        raise Refused(f"{name}, line {row.line}: {error.message}", hint=error.hint) from error


def _refuse_broken_mark(values: str) -> None:
    """Refuse what begins like a mark and is none; nobody's answer begins with # by chance."""
    for part in values.split(";"):
        if part.strip().startswith("#") and not is_mark(part.strip()):
            raise Refused(
                f"{part.strip()!r} is no mark of an answer: # and 16 digits or letters a to f.",
                hint="copctl survey code SLUG --export FILE writes marks; write an answer without its #",
            )


def _cell(cells: Sequence[str], place: int | None) -> str:
    return names.written(cells[place]) if place is not None and place < len(cells) else ""


def _parted(match: str, values: str) -> list[str]:
    """The values of a cell. An answer that is written out may hold a `;`; marks and words do not."""
    parts = [part.strip() for part in values.split(";")]
    if names.key(match) in BY_MARK and not all(is_mark(part) for part in parts if part):
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
