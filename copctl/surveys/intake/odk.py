"""ODK Central: `SubmissionDate` first, `KEY` near the end, repeats in tables of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from copctl import names
from copctl.surveys.intake.kobo import split_options
from copctl.surveys.intake.shape import Column, Export, Role, plain_columns
from copctl.tables import Row

TOOL = "odk"
_ROLES = {
    "submissiondate": Role.TIMESTAMP, "key": Role.KEY, "meta-instanceid": Role.IGNORED,
    "meta-instancename": Role.IGNORED, "submitterid": Role.IGNORED, "submittername": Role.IGNORED,
    "attachmentspresent": Role.IGNORED, "attachmentsexpected": Role.IGNORED, "status": Role.IGNORED,
    "reviewstate": Role.IGNORED, "deviceid": Role.IGNORED, "edits": Role.IGNORED,
    "formversion": Role.IGNORED, "instanceid": Role.IGNORED, "start": Role.IGNORED, "end": Role.IGNORED,
    "today": Role.IGNORED,
}  # fmt: skip


def rule_of(headers: Sequence[str], rows: Sequence[Row]) -> str:
    """`SubmissionDate`, `KEY` and the instance's identifier are among the headers."""
    keys = {names.key(header) for header in headers}
    marked = {"submissiondate", "key"} <= keys and keys & {"meta-instanceid", "instanceid", "submitterid"}
    return "the columns 'SubmissionDate' and 'KEY' with the instance's identifier" if marked else ""


def export_of(headers: Sequence[str], rows: Sequence[Row], rule: str) -> Export:
    """Choices are joined by blanks; groups stand before `-`."""
    columns = [_with_role(column) for column in plain_columns(headers, {})]
    return Export(TOOL, rule, split_options(columns, rows, "-"), (" ",), zone="UTC")


def _with_role(column: Column) -> Column:
    role = _ROLES.get(names.key(column.header))
    if role is None and names.key(column.header).startswith("set-of"):
        role = Role.IGNORED
    return replace(column, role=role) if role else column
