"""Typeform: `#` first, times in UTC last; the options of a multi-select are columns without a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from copctl import names
from copctl.surveys.intake.multiselect import COMMA
from copctl.surveys.intake.shape import Column, Export, Role, cells, keys_of, plain_columns
from copctl.surveys.intake.two_headers import is_other
from copctl.tables import Row

TOOL = "typeform"
_TIMES = ("start date (utc)", "submit date (utc)")
_ROLES = {
    "#": Role.KEY, "token": Role.KEY, "start date (utc)": Role.BEGUN, "submit date (utc)": Role.TIMESTAMP,
    "network id": Role.IGNORED, "stage date (utc)": Role.IGNORED, "response type": Role.STATE,
    "tags": Role.IGNORED, "ending": Role.IGNORED, "score": Role.IGNORED,
}  # fmt: skip
_FINISHED = keys_of(("completed", "complete"))


def rule_of(headers: Sequence[str], rows: Sequence[Row]) -> str:
    """Both times in UTC stand near the end, or `#` stands first and one of them is there."""
    keys = [names.key(header) for header in headers]
    there = [time for time in _TIMES if time in keys]
    if len(there) == len(_TIMES):
        return "the columns 'Start Date (UTC)' and 'Submit Date (UTC)'"
    if keys[:1] == ["#"] and (there or "network id" in keys):
        return "column 1 is '#', and its own columns stand at the end"
    return ""


def export_of(headers: Sequence[str], rows: Sequence[Row], rule: str) -> Export:
    """A column whose cells only repeat its header is an option; side by side they are one question."""
    keys = [names.key(header) for header in headers]
    last = max((i for i, key in enumerate(keys) if key not in _ROLES), default=0)
    # Its own columns stand at both ends; a question in between may be headed "Ending".
    roles = {i: _ROLES[k] for i, k in enumerate(keys) if k in _ROLES and (i == 0 or i > last or k in _TIMES)}
    columns = _options(plain_columns(headers, roles), rows)
    return Export(TOOL, rule, tuple(columns), (COMMA,), zone="UTC", finished=_FINISHED)


def _options(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    run: list[int] = []
    for place, column in enumerate([*columns, None]):
        if column is not None and column.role is Role.QUESTION and _repeats_header(column, rows):
            run.append(place)
            continue
        ends = column is not None and column.role is Role.QUESTION and is_other(column.header)
        if len(run) > 1:
            _join(columns, [*run, place] if ends else run)
        elif ends and place and columns[place - 1].role is Role.QUESTION and columns[place - 1].group is None:
            # "Other" after a question with one answer: what was written in place of an option.
            _join(columns, [place - 1, place], stem=columns[place - 1].header)
        run = []
    return columns


def _join(columns: list[Column], places: Sequence[int], stem: str = "") -> None:
    """Give the columns of a question their group; the first column's number is its number."""
    for place in places:
        column = columns[place]
        main = bool(stem) and place == places[0]
        columns[place] = replace(
            column,
            stem=stem,
            part="" if main else column.header,
            group=places[0],
            is_other=not main and is_other(column.header),
        )


def _repeats_header(column: Column, rows: Sequence[Row]) -> bool:
    held = cells(rows, column.position)
    key = names.key(column.header)
    return bool(held) and all(names.key(text) in (key, "1") for text in held)
