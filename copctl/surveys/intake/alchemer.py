"""Alchemer (SurveyGizmo): one column an option or row, headed `Option:Question`, with a status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from copctl import names
from copctl.surveys.intake.multiselect import COMMA, SEMICOLON
from copctl.surveys.intake.shape import Column, Export, Role, grouped, keys_of, plain_columns
from copctl.surveys.intake.two_headers import is_other
from copctl.tables import Row

TOOL = "alchemer"
_MARKS = ("time started", "date submitted", "status")
_ROLES = {
    "response id": Role.KEY, "responseid": Role.KEY, "time started": Role.BEGUN,
    "date submitted": Role.TIMESTAMP, "status": Role.STATE, "contact id": Role.IGNORED,
    "legacy comments": Role.IGNORED, "comments": Role.IGNORED, "language": Role.IGNORED,
    "referer": Role.IGNORED, "sessionid": Role.IGNORED, "session id": Role.IGNORED,
    "user agent": Role.IGNORED, "extended referer": Role.IGNORED, "longitude": Role.IGNORED,
    "latitude": Role.IGNORED, "country": Role.IGNORED, "city": Role.IGNORED, "state/region": Role.IGNORED,
    "postal": Role.IGNORED, "ip address": Role.IGNORED, "link name": Role.IGNORED, "tags": Role.IGNORED,
    "email": Role.EMAIL, "first name": Role.NAME, "last name": Role.NAME,
}  # fmt: skip
_FINISHED = keys_of(("Complete", "Completed"))
# Its own columns stand before the questions, which may be called "Country" too.
_OWN_AT_MOST = 26


def rule_of(headers: Sequence[str], rows: Sequence[Row]) -> str:
    """`Time Started`, `Date Submitted` and `Status` stand side by side."""
    keys = [names.key(header) for header in headers]
    beside = any(tuple(keys[i : i + 3]) == _MARKS for i in range(len(keys)))
    return "the columns 'Time Started', 'Date Submitted' and 'Status' stand side by side" if beside else ""


def export_of(headers: Sequence[str], rows: Sequence[Row], rule: str) -> Export:
    """Columns headed `Option:Question` belong together where the question comes more than once."""
    own = _own(headers)
    columns = plain_columns(headers, own)
    return Export(TOOL, rule, _parted(columns), (SEMICOLON, COMMA), finished=_FINISHED)


def _own(headers: Sequence[str]) -> dict[int, Role]:
    found: dict[int, Role] = {}
    for position, header in enumerate(headers[:_OWN_AT_MOST]):
        role = _ROLES.get(names.key(header))
        if role is None and found and position > max(found) + 2:
            break
        if role is not None:
            found[position] = role
    return found


def _parted(columns: Sequence[Column]) -> tuple[Column, ...]:
    endings = Counter(
        c.header.partition(":")[2].strip() for c in columns if c.role is Role.QUESTION and ":" in c.header
    )
    return grouped([_split(c, endings) if c.role is Role.QUESTION else c for c in columns])


def _split(column: Column, endings: Counter[str]) -> Column:
    """The part before the colon and the question after it, at the colon that other columns share."""
    places = [i for i, letter in enumerate(column.header) if letter == ":"]
    for place in places:
        part, stem = column.header[:place].strip(), column.header[place + 1 :].strip()
        if part and stem and endings[stem] > 1:
            return replace(column, stem=stem, part=part, is_other=is_other(part))
    return column
