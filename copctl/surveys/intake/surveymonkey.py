"""SurveyMonkey: the respondent's number first; two header rows unless the export was condensed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from copctl import names
from copctl.surveys.intake import two_headers
from copctl.surveys.intake.multiselect import COMMA, SEMICOLON
from copctl.surveys.intake.shape import Column, Export, Role, keys_of, plain_columns
from copctl.tables import Row

TOOL = "surveymonkey"
_FIRST = keys_of(("RespondentID", "Respondent ID", "respondent_id"))
_ROLES = {
    "respondentid": Role.KEY, "respondent id": Role.KEY, "respondent_id": Role.KEY,
    "collectorid": Role.IGNORED, "collector id": Role.IGNORED, "collector_id": Role.IGNORED,
    "startdate": Role.BEGUN, "start date": Role.BEGUN, "date created": Role.BEGUN,
    "date_created": Role.BEGUN, "enddate": Role.TIMESTAMP, "end date": Role.TIMESTAMP,
    "date modified": Role.TIMESTAMP, "date_modified": Role.TIMESTAMP, "ip address": Role.IGNORED,
    "ip_address": Role.IGNORED, "email address": Role.EMAIL, "email_address": Role.EMAIL,
    "first name": Role.NAME, "first_name": Role.NAME, "last name": Role.NAME, "last_name": Role.NAME,
    "lastname": Role.NAME, "firstname": Role.NAME, "language": Role.IGNORED, "tags": Role.IGNORED,
}  # fmt: skip
# The tool's own columns stand before the first question.
_OWN_AT_MOST = 12


def rule_of(headers: Sequence[str], rows: Sequence[Row]) -> str:
    """Column 1 is the respondent's number."""
    return f"column 1 is {headers[0].strip()!r}" if headers and names.key(headers[0]) in _FIRST else ""


def export_of(headers: Sequence[str], rows: Sequence[Row], rule: str) -> Export:
    """Two header rows when nothing stands under the first cell of the second row and something beside."""
    second = rows[0].cells if rows else []
    two = bool(second) and not second[0].strip() and any(map(str.strip, second))
    if two:
        told = f"{rule}, and row 2 has no such number: two header rows"
        columns = two_headers.columns(headers, second)
    else:
        told = f"{rule}; one header row"
        columns = plain_columns(headers, {})
    made = tuple(_with_role(column) for column in columns)
    return Export(TOOL, told, made, (SEMICOLON, COMMA), header_rows=int(two), keeps_broken_off=True)


def _with_role(column: Column) -> Column:
    key = names.key(column.header)
    role = _ROLES.get(key) if column.position < _OWN_AT_MOST and column.group is None else None
    if role is None and key.startswith(("custom data", "custom_data")):
        role = Role.IGNORED
    return replace(column, role=role) if role else column
