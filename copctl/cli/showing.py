"""Three readers: a person (table), a program (JSON, CSV), a document (Markdown)."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, TextIO

from copctl.cells import guarded
from copctl.cli.fitting import Need, widths
from copctl.errors import WrongUsage

# Cells between two columns. A column of texts is no narrower than _TEXT, and breaks no word up to _WORD.
_BETWEEN, _TEXT, _WORD = 3, 12, 16
_TAIL = re.compile(r"(?: |\x1b\[[0-9;]*m)+$")


class Style(StrEnum):
    """How a command shows what it found."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


def style_of(chosen: str | None, as_json: bool) -> Style:
    """The style that `--format` and `--json` ask for."""
    if as_json:
        return Style.JSON
    try:
        return Style(chosen) if chosen else Style.TABLE
    except ValueError as error:
        known = ", ".join(Style)
        raise WrongUsage(f"There is no format {chosen!r}.", hint=f"choose one of: {known}") from error


@dataclass(frozen=True)
class Column:
    """A column of a table: the key in a row, its heading, whether it holds numbers.

    A `whole` one never breaks, since people copy what is in it; a `spare` one is left out of a table for
    which the screen is too narrow. One of `cards` stands only where each row is lines of its own, as there is
    room for it.
    """

    key: str
    heading: str
    numeric: bool = False
    whole: bool = False
    spare: bool = False
    cards: bool = False


@dataclass(frozen=True)
class Listing:
    """Rows to show. JSON and CSV give every key of a row; tables give the named columns."""

    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    nothing: str = "Nothing here yet."
    title: str = ""

    def write(self, out: TextIO, style: Style) -> None:
        """Print the rows in this style."""
        if style is Style.JSON:
            print(to_json(list(self.rows)), file=out)
        elif style is Style.CSV:
            self._write_csv(out)
        elif style is Style.MARKDOWN:
            self._write_markdown(out)
        else:
            self._write_table(out)

    def _write_csv(self, out: TextIO) -> None:
        keys = list(self.rows[0]) if self.rows else [c.key for c in self.columns]
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(map(guarded, keys))
        writer.writerows([cell(row.get(key)) for key in keys] for row in self.rows)

    def _write_markdown(self, out: TextIO) -> None:
        columns = [column for column in self.columns if not column.cards]
        _print_cells(out, [in_markdown(column.heading) for column in columns])
        _print_cells(out, ["---:" if column.numeric else "---" for column in columns])
        for row in self.rows:
            _print_cells(out, [in_markdown(words(row.get(column.key))) for column in columns])

    def _write_table(self, out: TextIO) -> None:
        if not self.rows:
            print(self.nothing, file=out)
            return
        print_table(out, self.columns, self.rows, self.title)


@dataclass(frozen=True)
class Record:
    """One thing to show: labelled lines for a person, `full` for a program."""

    title: str
    lines: Sequence[tuple[str, Any]]
    full: Mapping[str, Any]

    def write(self, out: TextIO, style: Style) -> None:
        """Print the record in this style."""
        if style is Style.JSON:
            print(to_json(self.full), file=out)
        elif style is Style.CSV:
            Listing([], [self.full]).write(out, style)
        elif style is Style.MARKDOWN:
            print(f"# {in_markdown(self.title)}\n", file=out)
            print(
                "\n".join(f"- **{label}:** {in_markdown(words(v))}" for label, v in self.lines if v), file=out
            )
        else:
            shown = [(label, words(value)) for label, value in self.lines if value not in (None, "", [])]
            print_record(out, self.title, shown)


def _print_cells(out: TextIO, cells: Sequence[str]) -> None:
    print(f"| {' | '.join(cells)} |", file=out)


def to_json(value: Any) -> str:
    """JSON as people read it: two blanks of indent, every script as written."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")


def words(value: Any) -> str:
    """A value as a table shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        between = "; " if any(isinstance(item, dict) for item in value) else ", "
        return between.join(words(item) for item in value)
    if isinstance(value, dict):
        said = ((key, words(item)) for key, item in value.items())
        return ", ".join(f"{key} {text}" for key, text in said if text)
    return str(value)


def cell(value: Any) -> Any:
    """A value as CSV carries it: text that a spreadsheet would take for a formula is quoted."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(v, dict) for v in value)):
        return guarded(json.dumps(value, ensure_ascii=False, default=_plain))
    if isinstance(value, list | tuple):
        return guarded("; ".join(words(item) for item in value))
    return guarded(words(value))


def in_markdown(text: str) -> str:
    """A text for a cell or a heading of Markdown: no HTML, no cell of its own, one line."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def width_of(out: TextIO) -> int:
    """How wide to draw: the terminal, `COLUMNS`, or 100 where nobody looks."""
    if os.environ.get("COLUMNS", "").isdigit():
        return int(os.environ["COLUMNS"])
    try:
        return os.get_terminal_size(out.fileno()).columns
    except (OSError, ValueError):
        return 100


def print_table(
    out: TextIO, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], title: str = ""
) -> None:
    """Draw a table, or one line under another where it is too wide; what people wrote is never markup."""
    from rich.text import Text

    every = columns
    columns = [column for column in every if not column.cards]
    needs = [_need(column, [words(row.get(column.key)) for row in rows]) for column in columns]
    given = widths(needs, width_of(out) - 2, _BETWEEN)
    if given is None:
        _print_stacked(out, every, [[words(row.get(c.key)) for c in every] for row in rows], title)
        return
    _print_columns(out, {columns[n]: width for n, width in given.items()}, rows, title)
    missing = [column.heading for n, column in enumerate(columns) if n not in given]
    if missing:
        note = f"The screen is too narrow for: {', '.join(missing)}."
        _print_lean(out, Text(note, style="dim"))


def _need(column: Column, texts: Sequence[str]) -> Need:
    """The room that a column needs; a short word in it never breaks, a long one only if it must."""
    from rich.cells import cell_len

    head = max((cell_len(word) for word in column.heading.split()), default=0)
    full = max((cell_len(line) for text in texts for line in text.splitlines()), default=0)
    least = full
    if not (column.numeric or column.whole):
        longest = max((cell_len(word) for text in texts for word in text.split()), default=0)
        least = min(full, max(min(longest, _WORD), _TEXT))
    return Need(max(full, cell_len(column.heading)), max(least, head, 1), column.spare)


def _print_columns(
    out: TextIO, columns: Mapping[Column, int], rows: Sequence[Mapping[str, Any]], title: str
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, title=Text(title) if title else None, title_justify="left", pad_edge=False)
    for column, width in columns.items():
        justify: Literal["left", "right"] = "right" if column.numeric else "left"
        table.add_column(Text(column.heading), justify=justify, overflow="fold", width=width)
    for row in rows:
        table.add_row(*(Text(words(row.get(c.key))) for c in columns))
    _print_lean(out, table)


def _print_stacked(out: TextIO, columns: Sequence[Column], rows: Sequence[list[str]], title: str) -> None:
    """Each row as lines: what it is, unbroken, and under it the other columns by their headings."""
    from rich.text import Text

    lead = next((n for n, column in enumerate(columns) if not column.numeric), 0) + 1
    if title:
        _print_lean(out, Text(title))
    for row in rows:
        print(file=out)
        print("  ".join(" ".join(text.split()) for text in row[:lead] if text), file=out)
        labelled = [(column.heading, text) for column, text in zip(columns, row, strict=True)][lead:]
        _print_labelled(out, [(label, text) for label, text in labelled if text], indent=2)
    print(file=out)


def _print_lean(out: TextIO, drawn: Any) -> None:
    """Print without blanks at the ends of lines, where a terminal that draws wider would begin a new line."""
    screen = console(out)
    with screen.capture() as held:
        screen.print(drawn)
    for line in held.get().splitlines():
        tail = _TAIL.search(line)
        print(line[: tail.start()] + tail[0].replace(" ", "") if tail else line, file=out)


def print_record(out: TextIO, title: str, lines: Sequence[tuple[str, str]]) -> None:
    """Draw labelled lines under a title."""
    from rich.text import Text

    _print_lean(out, Text(title, style="bold"))
    _print_labelled(out, lines)


def _print_labelled(out: TextIO, lines: Sequence[tuple[str, str]], indent: int = 0) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in lines:
        table.add_row(label, Text(value))
    _print_lean(out, Padding(table, (0, 0, 0, indent)))


def console(out: TextIO) -> Any:
    """A Rich console on this stream: no markup, no guessing at colours in what people wrote."""
    from rich.console import Console

    return Console(file=out, width=width_of(out), markup=False, highlight=False, emoji=False)
