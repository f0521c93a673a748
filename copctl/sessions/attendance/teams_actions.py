"""Microsoft Teams as it was until 2021: who did what when, in three columns with translated words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from copctl import names
from copctl.sessions.attendance.called import without_brackets
from copctl.sessions.attendance.moments import is_moment, moments_of
from copctl.sessions.attendance.shape import Entry, Opening, Report, cell
from copctl.sessions.attendance.spans import Span
from copctl.tables import Row

TOOL = "teams-actions"
_MOST_ACTIONS = 4
_WIDTH = 3
_HEADINGS = ["full name", "user action", "timestamp"]
Step = tuple[datetime, int, str]


def rule_of(opening: Opening) -> str:
    """Three columns: a name, one of a few actions, a moment."""
    rows = _rows(opening)
    if not rows or len(rows) < len(opening.rows) - 1:
        return ""
    actions = {names.key(row.cells[1]) for row in rows}
    if len(actions) <= _MOST_ACTIONS and _are_actions(opening, rows, actions):
        return "three columns: a name, an action, a moment"
    return ""


def _are_actions(opening: Opening, rows: Sequence[Row], actions: set[str]) -> bool:
    """Whether the second column is of things done: they repeat, or the people do, or the headings say so."""
    if any(is_moment(row.cells[1]) for row in rows):
        return False
    people = {names.key(cell(row, 0)) for row in rows}
    repeated = len(actions) < len(rows) or len(people) < len(rows)
    return repeated or len(rows) == 1 or opening.keys[0] == _HEADINGS


def report_of(opening: Opening, rule: str) -> Report:
    """From joining to leaving; who never left was there until the last thing that the file knows of."""
    rows = _rows(opening)
    moments = moments_of([cell(row, 2) for row in rows], opening.frame)
    steps: dict[str, list[Step]] = defaultdict(list)
    called: dict[str, str] = {}
    for row in rows:
        moment = moments.read(cell(row, 2))
        who = names.key(cell(row, 0))
        called.setdefault(who, cell(row, 0))
        if moment is not None:
            steps[who].append((moment, row.line, names.key(cell(row, 1))))
    for taken in steps.values():
        taken.sort()
    joining = {taken[0][2] for taken in steps.values()}
    last = max((taken[-1][0] for taken in steps.values()), default=None)
    entries = []
    for who, name in called.items():
        bare, inner = without_brackets(name)
        spans = list(_spans(steps[who], joining, last)) if last else []
        line = steps[who][0][1] if steps[who] else 0
        others = (name,) if inner else ()
        entries += [Entry(line, bare, others=others, span=span) for span in spans] or [
            Entry(line, bare, others=others)
        ]
    return Report(TOOL, rule, entries, assumed_zone=True, contested=moments.contested)


def _rows(opening: Opening) -> list[Row]:
    return [
        row
        for row in opening.rows
        if sum(1 for text in row.cells if text.strip()) == _WIDTH and is_moment(cell(row, 2)) and cell(row, 0)
    ]


def _spans(steps: Sequence[Step], joining: set[str], last: datetime) -> Iterator[Span]:
    """The times between an action that begins somebody's list, which is joining, and another."""
    since: datetime | None = None
    for moment, _, action in steps:
        if action in joining:
            since = since or moment
        elif since is not None:
            yield Span(since, moment)
            since = None
    if since is not None:
        yield Span(since, last)
