"""Another tool's table of who joined when, or a tool's in a language of its own: told by what is in it."""

from __future__ import annotations

from copctl import names
from copctl.sessions.attendance.columns import entry_of, tables_of, texts_of
from copctl.sessions.attendance.moments import moments_of
from copctl.sessions.attendance.shape import Opening, Report

TOOL = "table"
_MINUTE = 60


def rule_of(opening: Opening) -> str:
    """A column of names beside the moments when people joined."""
    found = next(tables_of(opening.rows), None)
    if found is None or (found[0].leave is None and found[0].email is None):
        return ""
    return "a name beside moments of joining and leaving, told by what the columns hold"


def report_of(opening: Opening, rule: str) -> Report:
    """The first such table of the file; a duration that is a number counts minutes."""
    columns, rows = next(tables_of(opening.rows))
    moments = moments_of(texts_of(columns, rows), opening.frame)
    entries = [entry_of(row, columns, moments, unit=_MINUTE) for row in rows]
    return Report(
        TOOL, rule, [entry for entry in entries if names.key(entry.name) or entry.email],
        assumed_zone=True, contested=moments.contested,
    )  # fmt: skip
