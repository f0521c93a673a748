"""Real-looking exports, and what could happen to them on their way."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from hypothesis import strategies as st

from copctl.tables import read_csv_bytes, read_rows
from tests.surveys.intake.world import FILES

Table = list[list[str]]
ODD = [
    "", " ", "\u00a0", "\u200b", "\u202e[red]", "[red]", "<b>", "=1+1", "'=1+1", "'", '"', "n/a", "anonymous", "Other",
    "\x00", "\x1e", "\x1f", "\ufeff", "\ufffe", "\ud800", "e\u0301", "\u0301", "x\r\ny", "\r", "a" * 9_000, "😀", "ជំរាបសួរ",
    "0", "1", "-1", "1.0", "007", "٣", "²", "9" * 400, "1e400", "NaN", "1st choice", "Rank 2", "ទី១", "9999th choice",
    ";", ", ", "a;b;c;", "a, b, c", "SQ001 SQ002", "-oth-", "Yes", "no", "True", "✓",
    "2026-11-01", "2026-11-01T10:00:00+99:00", "0000-00-00 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59",
    "1/2/2026", "13/13/2026 1:02", "2026/11/01 13:34:01 AM GMT+99", "Feb 30, 2026 3:02:11 PM", "1/11/2569 9:00:00",
    '{"ImportId":"Q"}', '{"ImportId":"Q","timeZone":"../x"}', '{"ImportId":"Q","timeZone":"\\ud800"}', '{"ImportId":',
    '{"ImportId":"Q","timeZone":"Asia"}', "[" * 2_000, "ana@example.org", "@", "a@b@c.d", "10.0.0.1",
]  # fmt: skip
HEADERS = [
    "", "Timestamp", "Email", "Email Address", "Name", "ID", "KEY", "_uuid", "Response ID", "Question", "Question2",
    "Q2", "Q2[SQ001]", "Q2[SQ001]. x [y]", "Q3_1", "Q3_1_TEXT", "Which topics?", "Which topics?/GEDSI", " [Row]", "[",
    "Why? - Option ID", "Why? [GEDSI]", "GEDSI:Why?", "copctl response", "wish | Wish", "Why?" * 500, "\u200b", "Other",
]  # fmt: skip


@dataclass(frozen=True)
class World:
    """Every tool's real-looking export: its bytes as the tool writes them, and its table."""

    name: str
    tool: str
    content: bytes
    table: Table


def worlds(folder: Path) -> list[World]:
    """One of each; the files are left in the folder."""
    made = []
    for name, (tool, write, _) in FILES.items():
        path = write(folder)
        content = path.read_bytes()
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                inner = next(n for n in archive.namelist() if n.endswith(".csv"))
                rows = list(read_csv_bytes(archive.read(inner), Path(inner)))
        else:
            rows = list(read_rows(path))
        made.append(World(name, tool, content, [row.cells for row in rows]))
    return made


@st.composite
def changed(draw: st.DrawFn, table: Table) -> Table:
    """A table with cells, rows and columns changed, left out, put twice or in another order."""
    rows = [list(row) for row in table]
    for change in draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=6)):
        if rows and any(rows):
            change(draw, rows)
    return rows


def _place(draw: st.DrawFn, held: list[str] | Table) -> int:
    return draw(st.integers(0, max(0, len(held) - 1)))


def _text(draw: st.DrawFn) -> str:
    return draw(st.one_of(st.sampled_from(ODD), st.text(max_size=8)))


def _cell(draw: st.DrawFn, rows: Table) -> None:
    row = rows[_place(draw, rows)]
    if row:
        row[_place(draw, row)] = _text(draw)


def _header(draw: st.DrawFn, rows: Table) -> None:
    if rows[0]:
        rows[0][_place(draw, rows[0])] = draw(st.one_of(st.sampled_from(HEADERS), st.sampled_from(rows[0])))


def _column(draw: st.DrawFn, rows: Table) -> None:
    place, text = _place(draw, rows[0]), _text(draw)
    for row in rows[1:]:
        row[place : place + 1] = [text]


def _drop_column(draw: st.DrawFn, rows: Table) -> None:
    place = _place(draw, rows[0])
    for row in rows:
        del row[place : place + 1]


def _repeat_column(draw: st.DrawFn, rows: Table) -> None:
    place, to = _place(draw, rows[0]), _place(draw, rows[0])
    for row in rows:
        row[to:to] = row[place : place + 1] or [""]


def _shuffle_columns(draw: st.DrawFn, rows: Table) -> None:
    width = max(map(len, rows))
    order = draw(st.permutations(range(width)))
    rows[:] = [[(row + [""] * width)[place] for place in order] for row in rows]


def _drop_row(draw: st.DrawFn, rows: Table) -> None:
    del rows[_place(draw, rows)]


def _repeat_rows(draw: st.DrawFn, rows: Table) -> None:
    place = _place(draw, rows)
    rows += [list(row) for row in rows[place:]] * draw(st.integers(1, 4))


def _swap_rows(draw: st.DrawFn, rows: Table) -> None:
    one, other = _place(draw, rows), _place(draw, rows)
    rows[one], rows[other] = rows[other], rows[one]


def _cut(draw: st.DrawFn, rows: Table) -> None:
    row = rows[_place(draw, rows)]
    del row[_place(draw, row) :]


def _mix(draw: st.DrawFn, rows: Table) -> None:
    """A cell goes elsewhere."""
    row, other = rows[_place(draw, rows)], rows[_place(draw, rows)]
    if row and other:
        other[_place(draw, other)] = row[_place(draw, row)]


CHANGES = [_cell, _cell, _cell, _header, _header, _column, _drop_column, _repeat_column, _shuffle_columns, _drop_row,
           _repeat_rows, _swap_rows, _cut, _mix]  # fmt: skip


def as_csv(rows: Table, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """The table as text; half characters become bytes that are none."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding, "surrogatepass")


def as_xlsx(rows: Table) -> bytes:
    """The table as a workbook of texts."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, text in enumerate(row):
                sheet.write_string(line, place, text.encode("utf-8", "replace").decode())
    return content.getvalue()


def as_zip(rows: Table, *others: Table) -> bytes:
    """The table in a zip, as ODK Central gives it, with tables beside it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, table in enumerate((rows, *others)):
            archive.writestr(f"wishes{'-group' * number}.csv", as_csv(table))
    return content.getvalue()
