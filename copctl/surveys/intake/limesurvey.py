"""LimeSurvey responses: headings as codes, as texts or as both; one column an option, row or rank."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from copctl import names
from copctl.surveys.intake import grids
from copctl.surveys.intake.multiselect import SEMICOLON
from copctl.surveys.intake.shape import Column, Export, Role, grouped, keys_of, plain_columns
from copctl.surveys.intake.two_headers import is_other
from copctl.tables import Row

TOOL = "limesurvey"
_ROLES = {
    "id": Role.KEY, "response id": Role.KEY, "submitdate": Role.STATE, "date submitted": Role.STATE,
    "lastpage": Role.IGNORED, "last page": Role.IGNORED, "startlanguage": Role.IGNORED,
    "start language": Role.IGNORED, "seed": Role.IGNORED, "token": Role.IGNORED, "access code": Role.IGNORED,
    "startdate": Role.BEGUN, "date started": Role.BEGUN, "datestamp": Role.TIMESTAMP,
    "date last action": Role.TIMESTAMP, "ipaddr": Role.IGNORED, "ip address": Role.IGNORED,
    "refurl": Role.IGNORED, "referrer url": Role.IGNORED, "interviewtime": Role.IGNORED,
    "total time": Role.IGNORED, "email": Role.EMAIL, "email address": Role.EMAIL, "firstname": Role.NAME,
    "first name": Role.NAME, "lastname": Role.NAME, "last name": Role.NAME,
}  # fmt: skip
_MARKS = (
    {"submitdate", "date submitted"}, {"lastpage", "last page"}, {"startlanguage", "start language"},
    {"id", "response id"}, {"seed"},
)  # fmt: skip
_ENOUGH = 3
_NOTHING = keys_of(("N/A",))
_BOTH = re.compile(r"([A-Za-z]\w*)((?:\[[^\]]*\])*)\.\s+(.*)", re.DOTALL)
_CODE = re.compile(r"([A-Za-z]\w*)((?:\[[^\]]*\])*)")
_TIMING = re.compile(r"(?:group|question)?time\w*|(?:group|question) time:.*", re.IGNORECASE)


def rule_of(headers: Sequence[str], rows: Sequence[Row]) -> str:
    """At least three of its own columns are there, headed by code, by text or by both."""
    keys = {names.key(code) for h in headers for code in _bare(h)}
    there = sum(bool(marks & keys) for marks in _MARKS)
    coded = sum(_BOTH.fullmatch(h.strip()) is not None for h in headers)
    if there >= _ENOUGH or (there > 1 and 2 * coded > len(headers)):
        return "its own columns, such as the date submitted, last page and start language"
    return ""


def _bare(header: str) -> tuple[str, ...]:
    both = _BOTH.fullmatch(header.strip())
    return (both[1], both[3]) if both else (header,)


def export_of(headers: Sequence[str], rows: Sequence[Row], rule: str) -> Export:
    """A response without a date of submission is partial; other times stand in for it."""
    columns = [_read(column, rows) for column in plain_columns(headers, {})]
    # The tool's own columns stand before the first question; questions may be called "id" too.
    asked = next((c.position for c in columns if c.role is Role.QUESTION), len(columns))
    kept = [
        replace(c, role=Role.QUESTION)
        if c.position > asked and c.role in (Role.KEY, Role.EMAIL, Role.NAME)
        else c
        for c in columns
    ]
    return Export(TOOL, rule, _checked(grouped(kept)), (SEMICOLON,), nothing=_NOTHING, undated="1980-01-01")


def _read(column: Column, rows: Sequence[Row]) -> Column:
    codes = [names.key(text) for text in _bare(column.header)]
    role = next((_ROLES[code] for code in codes if code in _ROLES), None)
    if role is not None:
        return replace(column, role=role)
    if any(_TIMING.fullmatch(code) for code in codes):
        return replace(column, role=Role.IGNORED)
    return _parted(column)


def _parted(column: Column) -> Column:
    """The question and its part, out of `Q1[SQ2]`, `Text [Sub]` or `Q1[SQ2]. Text [Sub]`."""
    both = _BOTH.fullmatch(column.header)
    bare = None if both else _CODE.fullmatch(column.header)
    match = both or bare
    code = match[1] if match else ""
    part_code = match[2].strip("[]").replace("][", "_") if match else ""
    text = both[3] if both else ("" if bare else column.header)
    parts = grids.stem_and_row(text) if text and (part_code or not match) else None
    stem, part = parts or (names.written(text), "")
    if part_code.endswith("comment"):
        # What was written beside an option is an answer of its own.
        return replace(column, stem="", code=f"{code}_{part_code}")
    return replace(
        column,
        header=f"{stem or code} [{part or part_code}]" if part or part_code else stem or code,
        stem=stem or code,
        part=part or part_code,
        code=code,
        part_code=part_code,
        is_other=part_code == "other" or is_other(part),
    )


def _checked(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns that turned out to stand alone: a text in brackets was only a text in brackets."""
    return tuple(
        replace(c, stem="", part="", part_code="") if c.group is None and not c.part_code else c
        for c in columns
    )
