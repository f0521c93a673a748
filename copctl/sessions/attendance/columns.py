"""What each column of a table of joins holds, told by what is in it: every label may be translated. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from copctl.sessions.attendance import durations
from copctl.sessions.attendance.moments import Moments, is_moment
from copctl.sessions.attendance.shape import Entry, cell, filled
from copctl.sessions.attendance.spans import span_of
from copctl.tables import Row

_MOSTLY = 0.6
_LOOK = 200


@dataclass(frozen=True)
class Columns:
    """Where a table has what; None for what it does not have."""

    name: int
    join: int
    leave: int | None = None
    duration: int | None = None
    email: int | None = None


def columns_of(rows: Sequence[Row]) -> Columns | None:
    """The columns of rows under a header, or None when they are no table of joins.

    The first column of words is the name, the first two of moments are joining and leaving, the first with
    an `@` is the address; a duration stands behind the moments.
    """
    held = rows[:_LOOK]
    width = max((len(row.cells) for row in held), default=0)
    moments = [place for place in range(width) if _mostly(held, place, is_moment)]
    words = [place for place in range(width) if place not in moments and _mostly(held, place, _is_words)]
    if not moments or not words:
        return None
    emails = [place for place in range(width) if place not in moments and _any(held, place)]
    behind = range(moments[min(1, len(moments) - 1)] + 1, width)
    lengths = [place for place in behind if _mostly(held, place, _is_length)]
    return Columns(
        name=next((place for place in words if place not in emails), words[0]),
        join=moments[0],
        leave=moments[1] if len(moments) > 1 else None,
        duration=lengths[0] if lengths else None,
        email=emails[0] if emails else None,
    )


def tables_of(rows: Sequence[Row]) -> Iterator[tuple[Columns, list[Row]]]:
    """The tables of joins in a file, each with its rows: a header is the row above the first moment."""
    block: list[Row] = []
    for row in [*rows, Row(0, [])]:
        width = len(filled(row))
        # Inside a table a row may lack its moments; a title or nothing ends it.
        if (width > 2 and any(map(is_moment, row.cells))) or (block and width > 1):
            block.append(row)
            continue
        if block:
            found = columns_of(block)
            if found is not None:
                yield found, block
        block = []


def texts_of(columns: Columns, rows: Sequence[Row]) -> list[str]:
    """The moments of a table, as they are written."""
    places = [place for place in (columns.join, columns.leave) if place is not None]
    return [text for row in rows for place in places if (text := cell(row, place))]


def entry_of(row: Row, columns: Columns, moments: Moments, *, unit: int | None = None) -> Entry:
    """A row of such a table as an entry."""
    span = span_of(moments.read(cell(row, columns.join)), moments.read(cell(row, columns.leave)))
    return Entry(
        line=row.line,
        name=cell(row, columns.name),
        email=email_in(cell(row, columns.email)),
        span=span,
        seconds=durations.seconds(cell(row, columns.duration), unit),
    )


def email_in(text: str) -> str:
    """A text that may be an address; nothing otherwise, such as for `anonymous`."""
    return text if "@" in text and " " not in text else ""


def _mostly(rows: Sequence[Row], place: int, holds: Callable[[str], bool]) -> bool:
    texts = [text for row in rows if (text := cell(row, place))]
    return bool(texts) and sum(map(holds, texts)) >= _MOSTLY * len(texts)


def _any(rows: Sequence[Row], place: int) -> bool:
    return any(email_in(cell(row, place)) for row in rows)


def _is_words(text: str) -> bool:
    return any(c.isalpha() for c in text) and not text[0].isdecimal()


def _is_length(text: str) -> bool:
    return text[0].isdecimal() and "@" not in text and len(text) < 40
