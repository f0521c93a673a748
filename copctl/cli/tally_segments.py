"""The segments of a tally for a person: as many columns to a table as fit, what is kept back marked `–`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from copctl.cli.desk import Desk
from copctl.cli.showing import Column, Listing, Style, width_of
from copctl.cli.tally_words import GAP, ROOM_FOR_TOPIC, WIDE, open_section, percent, say

if TYPE_CHECKING:
    from copctl.topics.counted import Count
    from copctl.topics.segments import Breakdown, Cell

# What a heading may be wide before it is broken.
_HEADING = 14


def show(desk: Desk, counted: Count, parts: Breakdown, style: Style) -> None:
    """Print a table of shares by segment, with sentences under it."""
    for few in _fitting(parts, width_of(desk.stdout) if style is Style.TABLE else WIDE, style):
        open_section(desk, f"By {parts.by}", style)
        listing = Listing(
            [*few, Column("topic", "Topic")], _segment_rows(counted, parts), title=f"By {parts.by}"
        )
        desk.show(listing, style)
    if style is Style.TABLE:
        say(desk, _segment_sentences(parts))


def _fitting(parts: Breakdown, width: int, style: Style) -> Iterator[list[Column]]:
    """The segments' columns, as many to a table as fit beside what was voted on."""
    from rich.cells import cell_len

    few: list[Column] = []
    used = ROOM_FOR_TOPIC
    for place, column in enumerate(parts.columns):
        heading = f"{column.name} ({column.people})"
        heading = _broken(heading) if style is Style.TABLE else heading
        need = max(9, *(cell_len(line) for line in heading.split("\n"))) + GAP
        if few and used + need > width:
            yield few
            few, used = [], ROOM_FOR_TOPIC
        few.append(Column(str(place), heading, numeric=True))
        used += need
    if few:
        yield few


def _broken(heading: str) -> str:
    """A heading on several lines where it is long; what has no blanks stays as it is."""
    lines = [""]
    for word in heading.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > _HEADING:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _segment_rows(counted: Count, parts: Breakdown) -> list[dict[str, Any]]:
    place = {name: row for row, name in enumerate(parts.rows)}
    # On a scale the lines are its steps; its segments have one row, of means.
    order = [line.topic for line in counted.lines if line.topic in place] or list(parts.rows)
    rows: list[dict[str, Any]] = [
        {
            "topic": name,
            **{str(at): _cell(column.cells[place[name]]) for at, column in enumerate(parts.columns)},
        }
        for name in order
    ]
    if any(column.served is not None and not column.served.suppressed for column in parts.columns):
        served = {
            str(at): percent(c.served.share) if c.served and not c.served.suppressed else "–"
            for at, c in enumerate(parts.columns)
        }
        rows.append({"topic": "(served)", **served})
    return rows


def _cell(cell: Cell) -> str:
    if cell.suppressed:
        return "–"
    if cell.mean is not None:
        return f"{cell.mean:.2f}"
    lift = "" if cell.lift is None else f" ×{cell.lift:.1f}"
    return f"{percent(cell.share)}{lift}"


def _segment_sentences(parts: Breakdown) -> Iterator[str]:
    yield from parts.notes
    if any(cell.lift is not None for column in parts.columns for cell in column.cells):
        yield "Share of each group's respondents, and × how it compares with everybody's."
    served = [column.served for column in parts.columns if column.served is not None]
    if served and all(cell.suppressed for cell in served):
        yield "Whom the chosen leave unserved is kept back in every group."
    if parts.kept_back:
        yield f"– is kept back: fewer than {parts.least} people, or what would give such a number away."
    for column in parts.columns:
        if column.of:
            yield f"{column.name.capitalize()}: {', '.join(column.of)}."
    if parts.small:
        yield f"Fewer than {parts.least} people: {', '.join(parts.small)}."
