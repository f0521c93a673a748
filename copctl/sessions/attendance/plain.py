"""A plain list: names, addresses or both; one a line, numbered, with bullets, or in a table with a header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copctl import names
from copctl.community.contacts.generic import field_of
from copctl.sessions.attendance import durations
from copctl.sessions.attendance.columns import email_in
from copctl.sessions.attendance.shape import Entry, Opening, Report, cell, filled
from copctl.tables import Row

TOOL = "list"
_MINUTE = 60
_BULLET = re.compile(r"^\s*(?:(?:[-*+•·‣◦–—▪]|\[[ xX✓]?\]|[✓✔☑])\s*|\(?\d{1,4}[.)៖:]\s*|\d{1,4}\t\s*)+")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"|]+@[^\s<>()\[\],;:\"|]+")
_EMPTY = re.compile(r"<\s*>|\(\s*\)|\[\s*\]")
_AROUND = ' \t,;:|<>"“”-–—'
_LONGEST, _LONGEST_LINE, _MOST_WORDS, _TABLE = 100, 400, 8, 3
_NO_NAME = re.compile(r"[{}<>=\\]|https?:|^(?:BEGIN|END|FN|N):|^#|[.!?។。]\s+\S+.*[.!?។。]$")
# What the only heading of such a list, or its title, can be.
_TITLES = {"name", "names", "participants", "participant", "attendees", "attendance", "attendance list",
           "email", "emails", "e-mail", "who came", "present", "list of participants",
           "participant list"}  # fmt: skip
_LENGTHS = re.compile(
    r"\bmin|分|분|นาที|phút|នាទី|ນາທີ|မိနစ်|durat|dauer|durée|thời lượng|ระยะเวลา", re.IGNORECASE
)


def rule_of(opening: Opening) -> str:
    """A header that names people, or lines that are each a name or an address."""
    if _header(opening) is not None:
        return "a table with a column of names or addresses"
    texts = _lines(opening)
    if texts and not _odd(texts):
        return "one name or address a line"
    return ""


def rule_as_said(opening: Opening) -> str:
    """The rule for what the moderator says is a list: every line is a name or an address."""
    return "one name or address a line, as you say" if _lines(opening) else ""


def odd_line(opening: Opening) -> str:
    """The first line that is no name where most lines are; nothing otherwise."""
    texts = _lines(opening)
    odd = _odd(texts)
    return odd[0] if odd and 2 * len(odd) < len(texts) else ""


def _odd(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if not (_ADDRESS.search(text) or _looks_like_name(text))]


def _lines(opening: Opening) -> list[str]:
    """The list's lines, none where one is longer than any name."""
    if max(map(len, opening.lines), default=0) > _LONGEST_LINE:
        return []
    return _texts(opening)


def report_of(opening: Opening, rule: str) -> Report:
    """Everybody on the list came; how long they stayed it says only where it has a column for that."""
    at = _header(opening)
    if at is not None:
        entries = _of_table(opening, at)
    else:
        entries = [_of_line(number, text) for number, text in enumerate(_texts(opening), start=1)]
    return Report(TOOL, rule, [entry for entry in entries if names.key(entry.name) or entry.email])


def _texts(opening: Opening) -> list[str]:
    """The list's lines without bullets and numbers; of a spreadsheet, each row's cells side by side."""
    lines = list(opening.lines) or [
        " ".join(filled(row)) for row in opening.rows if len(filled(row)) < _TABLE
    ]
    if not opening.lines and len(lines) != len(opening.rows):
        return []
    texts = [_BULLET.sub("", line).strip() for line in lines]
    held = [text for text in texts if names.key(text)]
    return held[1:] if held and names.key(held[0]).rstrip(":") in _TITLES else held


def _looks_like_name(text: str) -> bool:
    """Short, without the signs of code and sentences, and with at least one letter."""
    if len(text) > _LONGEST or _NO_NAME.search(text) or len(text.split()) > _MOST_WORDS:
        return False
    return any(map(str.isalpha, text)) and max(map(text.count, ",;\t")) < 2


def _of_line(line: int, text: str) -> Entry:
    """`Name <address>`, `Name, address`, an address or a name."""
    match = _ADDRESS.search(text)
    if match is None:
        return Entry(line, names.written(text.strip('"“”')))
    email = match[0].removeprefix("mailto:").rstrip(".")
    beside = _EMPTY.sub(" ", f"{text[: match.start()]}{text[match.end() :]}")
    name = names.written(beside.strip(_AROUND))
    return Entry(line, name if any(map(str.isalpha, name)) else email, email)


def _header(opening: Opening) -> int | None:
    """The row of headings, where one of the first rows names people in more than one cell."""
    for at, row in enumerate(opening.rows[:3]):
        fields = {field_of(text) for text in row.cells if text.strip()}
        wide = len(filled(row)) > 1
        if (wide and {"name", "email"} & fields) or {"first_name", "last_name"} <= fields:
            return at
    return None


def _of_table(opening: Opening, at: int) -> list[Entry]:
    header = opening.rows[at].cells
    places: dict[str, int] = {}
    for place, text in enumerate(header):
        places.setdefault(field_of(text) or ("duration" if _LENGTHS.search(text) else ""), place)
    return [_of_row(row, places) for row in opening.rows[at + 1 :]]


def _of_row(row: Row, places: dict[str, int]) -> Entry:
    parts = [key for key in ("first_name", "middle_name", "last_name") if key in places]
    joined = " ".join(cell(row, places[key]) for key in sorted(parts, key=lambda key: places[key]))
    name = cell(row, places.get("name")) or names.written(joined)
    email = email_in(cell(row, places.get("email")))
    seconds = durations.seconds(cell(row, places.get("duration")), _MINUTE)
    return Entry(row.line, name or email, email, seconds=seconds)
