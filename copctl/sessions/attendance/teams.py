"""Microsoft Teams: the report in three sections, whose labels come in the language of who downloads it.

What tells is order: first a summary, then one row a person, then one row for each time somebody joined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from copctl import names
from copctl.sessions.attendance.called import without_brackets
from copctl.sessions.attendance.columns import Columns, entry_of, tables_of, texts_of
from copctl.sessions.attendance.moments import moments_of
from copctl.sessions.attendance.shape import Entry, Opening, Report, cell, filled
from copctl.tables import Row

TOOL = "teams"
_TITLE = re.compile(r"[*#\s]*[1-4]\s*[.)．、:]\s*\S.*")
_ORGANISERS = ("organi", "veranstalter", "besprechungsorg", "ban tổ chức", "người tổ chức", "ผู้จัด", "開催者",
               "主催者", "组织者", "召集人", "주최자", "이끌이", "penyelenggara", "អ្នករៀបចំ", "arrangör",
               "pořadatel")  # fmt: skip
_LEAST_SECTIONS = 2


def rule_of(opening: Opening) -> str:
    """Numbered titles of sections, or a summary in two columns above a table of who joined when."""
    titles = [row for row in opening.rows if len(filled(row)) == 1 and _TITLE.fullmatch(filled(row)[0])]
    tables = list(tables_of(opening.rows))
    if not tables:
        return ""
    if len(titles) >= _LEAST_SECTIONS:
        return f"{len(titles)} numbered sections, taken by their order"
    first = opening.rows[0]
    above = [row for row in opening.rows if row.line < tables[0][1][0].line]
    summary = [row for row in above[1:-1] if len(filled(row)) <= 2]
    if len(filled(first)) == 1 and len(summary) >= 2:
        return "a summary above the table of participants"
    return ""


def report_of(opening: Opening, rule: str) -> Report:
    """Who joined when, from the third section; of people who are only in the second, from that."""
    tables = list(tables_of(opening.rows))[:2]
    moments = moments_of([text for table in tables for text in texts_of(*table)], opening.frame)
    people = (
        [_entry(entry_of(row, tables[0][0], moments), row, tables[0]) for row in tables[0][1]]
        if tables
        else []
    )
    joins = (
        [_entry(entry_of(row, tables[1][0], moments), row, tables[1]) for row in tables[1][1]]
        if tables[1:]
        else []
    )
    joins = [entry for entry in joins if entry.span is not None]
    seen = {_who(entry) for entry in joins}
    return Report(
        TOOL, rule, [*joins, *(entry for entry in people if _who(entry) not in seen)],
        assumed_zone=True, contested=moments.contested,
    )  # fmt: skip


def _who(entry: Entry) -> tuple[str, str]:
    return names.key(entry.email), "" if entry.email else names.key(entry.name)


def _entry(entry: Entry, row: Row, table: tuple[Columns, Sequence[Row]]) -> Entry:
    """The entry with its name as a person has it: `(Guest)` is the tool's, in whatever language."""
    bare, inner = without_brackets(entry.name)
    columns = table[0]
    behind = [
        names.key(cell(row, place)) for place in range((columns.email or columns.join) + 1, len(row.cells))
    ]
    host = any(text.startswith(_ORGANISERS) for text in behind)
    return replace(entry, name=bare, others=(entry.name,) if inner else (), is_host=host)
