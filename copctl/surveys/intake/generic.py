"""Any table with one or two header rows: columns are told by their headers and by what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from copctl import names
from copctl.surveys.intake import grids, identity, two_headers
from copctl.surveys.intake.multiselect import COMMA, SEMICOLON
from copctl.surveys.intake.shape import Export, plain_columns
from copctl.tables import Row

TOOL = "generic"


def rule_of(headers: Sequence[str], rows: Sequence[Row]) -> str:
    """Whatever has a header is a table."""
    if two_headers.stand(headers, rows):
        return "no tool's marks in the header: read as a plain table with two header rows"
    return "no tool's marks in the header: read as a plain table, one row a respondent"


def export_of(headers: Sequence[str], rows: Sequence[Row], rule: str) -> Export:
    """Choices joined by `;` or by `, `, whichever fits the options better."""
    if two_headers.stand(headers, rows):
        columns = two_headers.columns(headers, rows[0].cells)
        roles = identity.roles([c.header if not c.part else "" for c in columns], rows[1:])
        told = [replace(c, role=roles[c.position]) if c.position in roles and not c.part else c
                for c in columns]  # fmt: skip
        return Export(TOOL, rule, tuple(told), (SEMICOLON, COMMA), header_rows=1)
    made = plain_columns([names.written(h) for h in headers], identity.roles(headers, rows))
    return Export(TOOL, rule, grids.bracketed(made), (SEMICOLON, COMMA))
