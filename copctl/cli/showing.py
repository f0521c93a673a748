"""Three readers: a person (table), a program (JSON, CSV), a document (Markdown)."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TextIO

from copctl.cells import guarded
from copctl.errors import WrongUsage


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
    """A column of a table: the key in a row, its heading, whether it holds numbers, or never breaks."""

    key: str
    heading: str
    numeric: bool = False
    whole: bool = False


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
        writer.writerow(keys)
        writer.writerows([cell(row.get(key)) for key in keys] for row in self.rows)

    def _write_markdown(self, out: TextIO) -> None:
        print("| " + " | ".join(c.heading for c in self.columns) + " |", file=out)
        print("| " + " | ".join("---:" if c.numeric else "---" for c in self.columns) + " |", file=out)
        for row in self.rows:
            print("| " + " | ".join(_markdown(words(row.get(c.key))) for c in self.columns) + " |", file=out)

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
            print(f"# {self.title}\n", file=out)
            print(
                "\n".join(f"- **{label}:** {_markdown(words(v))}" for label, v in self.lines if v), file=out
            )
        else:
            shown = [(label, words(value)) for label, value in self.lines if value not in (None, "", [])]
            print_record(out, self.title, shown)


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
        return ", ".join(words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {words(item)}" for key, item in value.items())
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


def _markdown(text: str) -> str:
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
    """Draw a table; what people wrote is text, never markup."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, title=Text(title) if title else None, title_justify="left", pad_edge=False)
    for column in columns:
        table.add_column(
            column.heading,
            justify="right" if column.numeric else "left",
            overflow="fold",
            no_wrap=column.numeric or column.whole,
        )
    for row in rows:
        table.add_row(*(Text(words(row.get(c.key))) for c in columns))
    console(out).print(table)


def print_record(out: TextIO, title: str, lines: Sequence[tuple[str, str]]) -> None:
    """Draw labelled lines under a title."""
    from rich.table import Table
    from rich.text import Text

    screen = console(out)
    screen.print(Text(title, style="bold"))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in lines:
        table.add_row(label, Text(value))
    screen.print(table)


def console(out: TextIO) -> Any:
    """A Rich console on this stream: no markup, no guessing at colours in what people wrote."""
    from rich.console import Console

    return Console(file=out, width=width_of(out), markup=False, highlight=False, emoji=False)
