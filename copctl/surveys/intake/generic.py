"""Any table with one header row: columns are told by their headers and by what they hold."""

from __future__ import annotations

from collections.abc import Sequence

from copctl.surveys.intake import identity
from copctl.surveys.intake.multiselect import COMMA, SEMICOLON
from copctl.surveys.intake.shape import Column, Export, Role, headings
from copctl.tables import Row

TOOL = "generic"


def recognise(headers: Sequence[str], rows: Sequence[Row]) -> Export:
    """The export of a tool that nobody recognised."""
    found = identity.roles(headers, rows)
    columns = tuple(Column(i, h, found.get(i, Role.QUESTION)) for i, h in enumerate(headings(headers)))
    rule = "no tool's marks in the header: read as a plain table, one row a respondent"
    return Export(TOOL, rule, columns, (SEMICOLON, COMMA))
