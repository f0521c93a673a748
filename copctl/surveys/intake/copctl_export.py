"""copctl's own export (`copctl survey export`): it says of itself what every column is.

Its cells are read by `answer_cells`, so that nothing is guessed and nothing is lost. It counts as a
generic table, since it is no survey tool's.
"""

from __future__ import annotations

from collections.abc import Sequence

from copctl import names
from copctl.errors import Refused
from copctl.surveys.intake.multiselect import SEMICOLON
from copctl.surveys.intake.shape import Column, Export, Role, keys_of
from copctl.surveys.outgoing import answer_cells
from copctl.surveys.outgoing.answer_layouts import ANSWER, MARK
from copctl.tables import Row

TOOL = "generic"
_ROLES = {
    MARK: Role.KEY,
    "submitted": Role.MOMENT,
    "submitted as written": Role.TIMESTAMP,
    "partial": Role.STATE,
    "email": Role.EMAIL,
    "name": Role.NAME,
    "member": Role.IGNORED,
}
_FINISHED = keys_of(("no", ""))


def rule_of(headers: Sequence[str], _rows: Sequence[Row]) -> str:
    """Its first column is headed `copctl response`."""
    if not headers or names.key(headers[0]) != MARK:
        return ""
    return f"column 1 is {MARK!r}: copctl's own export"


def export_of(headers: Sequence[str], _rows: Sequence[Row], rule: str) -> Export:
    """Each column by its heading; Refused for the layout with one row an answer, which is for reading."""
    if list(headers[-len(ANSWER) :]) == list(ANSWER):
        raise Refused(
            "This export has one row an answer, which is for other programs.",
            hint="import the one with a row a respondent: copctl survey export SLUG --layout respondents",
        )
    columns = tuple(_column(position, header) for position, header in enumerate(headers))
    return Export(TOOL, rule, columns, (SEMICOLON,), finished=_FINISHED, is_own=True)


def _column(position: int, header: str) -> Column:
    """A column; a question's name is its `code`, the number of its record (0 outside one) its `part`."""
    role = _ROLES.get(names.key(header))
    if role is not None:
        return Column(position, header, role)
    found = answer_cells.read_heading(header)
    if found is None:
        return Column(position, names.written(header) or f"Column {position + 1}")
    name, record = found
    label = names.written(header.partition(" | ")[2]) or name
    return Column(position, label, code=name, part=str(record or 0))
