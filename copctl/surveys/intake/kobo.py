"""KoboToolbox: names or labels as headers, a tail of its own columns, repeats on sheets of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from copctl import names
from copctl.surveys.intake.shape import Column, Export, Role, cells, grouped, keys_of, plain_columns
from copctl.tables import Row

TOOL = "kobo"
_MARKS = {"_id", "_uuid", "_submission_time"}
_OWN = {
    "start", "end", "today", "username", "deviceid", "subscriberid", "simserial", "phonenumber",
    "simid", "audit", "devicephonenum", "background-audio", "formhub/uuid", "meta/instanceid",
    "meta/instancename", "meta/rootuuid", "meta/deprecatedid",
}  # fmt: skip
_MARKED = keys_of(("0", "1", "True", "False", "n/a", "yes", "no"))
_WRITTEN = "_other"
_NOTHING = keys_of(("n/a",))
_ROLES = {"_uuid": Role.KEY, "_submission_time": Role.TIMESTAMP}


def rule_of(headers: Sequence[str], rows: Sequence[Row]) -> str:
    """`_id`, `_uuid` and `_submission_time` are among the headers."""
    keys = {names.key(header) for header in headers}
    return "the columns '_id', '_uuid' and '_submission_time'" if keys >= _MARKS else ""


def export_of(headers: Sequence[str], rows: Sequence[Row], rule: str) -> Export:
    """Choices are joined by blanks; where each option has a column too, those columns count."""
    columns = [_with_role(column) for column in plain_columns(headers, {})]
    told = split_options(columns, rows, "/")
    return Export(TOOL, rule, told, (" ", ";", ", "), zone="UTC", nothing=_NOTHING)


def _with_role(column: Column) -> Column:
    key = names.key(column.header)
    role = _ROLES.get(key)
    if role is None and (key.startswith("_") or key in _OWN):
        role = Role.IGNORED
    return replace(column, role=role) if role else column


def split_options(columns: Sequence[Column], rows: Sequence[Row], bar: str) -> tuple[Column, ...]:
    """Columns `question/option` put together, and group names (before `bar`) told from questions.

    A column that sums its options up is left out: their own columns cannot be misread. XLSForm's
    `or_other` asks for the text in a question of its own, `question_other`.
    """
    asked = [c for c in columns if c.role is Role.QUESTION]
    headers = {c.header for c in asked}
    questions = _split_questions(asked, rows)
    made = []
    for column in columns:
        base = _base(column.header, questions)
        if column.role is not Role.QUESTION:
            made.append(column)
        elif column.header in questions:
            made.append(replace(column, role=Role.IGNORED))
        elif base and _only_marks(column, rows):
            option, stem = column.header[len(base) + 1 :], _last(base, bar)
            shown = f"{stem} [{option}]"
            made.append(replace(column, header=shown, stem=stem, part=option, part_code=option, code=base))
        else:
            made.append(_named(column, headers, bar))
    return grouped(made)


def _split_questions(asked: Sequence[Column], rows: Sequence[Row]) -> set[str]:
    """The questions that have a column for each of several options; their text or name stands before `/`.

    An option may hold `/` itself, so every place is tried: the longest beginning that is a question, or
    that two columns of marks share, counts.
    """
    headers = {c.header for c in asked}
    marked = [c.header for c in asked if "/" in c.header and _only_marks(c, rows)]
    shared = Counter(beginning for header in marked for beginning in _beginnings(header))
    chosen = Counter(_longest(header, headers, shared) for header in marked)
    return {question for question, count in chosen.items() if question and count > 1}


def _beginnings(header: str) -> Iterator[str]:
    """What stands before each `/` of a header, longest first."""
    while "/" in header:
        header = header.rpartition("/")[0]
        yield header


def _longest(header: str, headers: set[str], shared: Counter[str]) -> str:
    own = (beginning for beginning in _beginnings(header) if beginning in headers)
    several = (beginning for beginning in _beginnings(header) if shared[beginning] > 1)
    return next(own, None) or next(several, "")


def _base(header: str, questions: set[str]) -> str:
    return next((beginning for beginning in _beginnings(header) if beginning in questions), "")


def _named(column: Column, headers: set[str], bar: str) -> Column:
    """A question inside groups can be found by its own name too; `_other` is the text beside another."""
    header, last = column.header, _last(column.header, bar)
    asked = header.removesuffix(_WRITTEN)
    if asked != header and asked in headers:
        return replace(column, stem=_last(asked, bar), part="other", code=asked, is_other=True)
    if header + _WRITTEN in headers:
        return replace(column, stem=last, code=header)
    return replace(column, code=last) if last and last != header else column


def _only_marks(column: Column, rows: Sequence[Row]) -> bool:
    return all(names.key(text) in _MARKED for text in cells(rows, column.position))


def _last(path: str, bar: str) -> str:
    return path.rpartition("/")[2].rpartition(bar)[2] if bar != "/" else path.rpartition("/")[2]
