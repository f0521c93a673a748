"""Tables out of files: CSV by its own signs, XLSX and XLS by their magic bytes, never by the extension."""

from __future__ import annotations

import codecs
import csv
import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from copctl import panics
from copctl.cells import unguarded
from copctl.errors import NotFound, Refused
from copctl.files import STANDARD, beginning, read_bytes, refuse_unreadable

_DELIMITERS = (",", ";", "\t")
_HEAD = 65_536
_LOOK, _MOSTLY = 64, 0.6
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# What people give in place of a table, by its first bytes.
_NO_TABLES = {
    b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"{\\rtf": "a text document", b"\x1f\x8b": "a compressed file", b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
}  # fmt: skip
# Names of parts in a ZIP file, which stand in it as they are.
_IN_ZIP = {
    b"word/document.xml": "a Word document",
    b"ppt/presentation.xml": "a presentation",
    b"application/vnd.oasis.opendocument.text": "a text document",
}
ENCODINGS = ("cp1252", "cp874", "mac_roman")
# Python calls these encodings, but no table is in them; some make half characters, which no store takes.
_NO_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
# Bytes that end a word in every encoding that is asked about.
_BREAKS = (b" ", b",", b";", b"\t", b'"', b"\n", b"\r")
csv.field_size_limit(16_777_216)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it began on in the file (1 is the first), and its cells as text."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A header and the rows under it, read as they are asked for; `kind` is csv or xlsx."""

    name: str
    kind: str
    header: list[str]
    rows: Iterator[Row]


def is_ragged(row: Row, width: int) -> bool:
    """Whether a row has fewer cells than the header, or more that are not empty."""
    return len(row.cells) < width or any(row.cells[width:])


def is_spreadsheet(path: Path) -> bool:
    """Whether the file is a spreadsheet by its first bytes."""
    refuse_unreadable(path)
    return beginning(path)[:4] in (_ZIP, _OLE)


def read_table(path: Path, encoding: str | None = None, sheet: str | None = None) -> Table:
    """The first table of a file (for a spreadsheet: of its first sheet, or of the one named).

    Cells keep their text as written, without the `'` that guards against formulas. Blank rows are
    passed over. Raises NotFound, Refused or StoreError as `files.read_bytes`, and Refused for bytes
    that are no text of that encoding.
    """
    kind = "xlsx" if is_spreadsheet(path) else "csv"
    rows = read_rows(path, encoding, sheet)
    first = next(rows, None)
    if first is None:
        raise Refused(f"{path} has no rows.", hint="export it again and look at it before importing")
    header = list(first.cells)
    while header and not header[-1].strip():
        header.pop()
    return Table(path.name, kind, header, rows)


def read_rows(path: Path, encoding: str | None = None, sheet: str | None = None) -> Iterator[Row]:
    """All rows of a file, the header among them; see `read_table`."""
    if is_spreadsheet(path):
        return _sheet_rows(path, sheet)
    return _text_rows(path, encoding)


def read_csv_bytes(content: bytes, path: Path, encoding: str | None = None) -> Iterator[Row]:
    """The rows of a CSV file that is held already; `path` is for the messages."""
    return _stream_rows(io.BytesIO(content), path, encoding)


def read_as_text(path: Path, encoding: str | None = None) -> str:
    """A whole text file, its encoding told as a table's is; raises as `read_table`."""
    _refuse_unknown(encoding)
    content = read_bytes(path)
    chosen = encoding or _encoding(content[:_HEAD])
    _refuse_binary(content[:_HEAD], chosen, path)
    try:
        return content.decode(chosen)
    except UnicodeError as error:
        raise _undecodable(path, chosen, error) from error


def _text_rows(path: Path, encoding: str | None) -> Iterator[Row]:
    stream: IO[bytes] = sys.stdin.buffer if str(path) == STANDARD else path.open("rb")
    return _stream_rows(stream, path, encoding)


def _stream_rows(stream: IO[bytes], path: Path, encoding: str | None) -> Iterator[Row]:
    _refuse_unknown(encoding)
    with closing(stream):
        buffered = io.BufferedReader(stream, _HEAD)  # type: ignore[type-var]
        head = buffered.peek(_HEAD)[:_HEAD]
        if not head:
            raise Refused("Standard input is empty.", hint="pipe a file into it, or name a file")
        chosen = encoding or _encoding(head)
        _refuse_binary(head, chosen, path)
        text = io.TextIOWrapper(buffered, encoding=chosen, newline="")
        try:
            yield from _csv_rows(text, _delimiter(head.decode(chosen, "ignore")), path)
        except UnicodeError as error:
            raise _undecodable(path, chosen, error) from error


def _undecodable(path: Path, encoding: str, error: UnicodeError) -> Refused:
    """What to say of bytes that do not fit: how each likely encoding would read them."""
    known = f"{path} is not {encoding.removesuffix('-sig').upper()} text."
    if not isinstance(error, UnicodeDecodeError):
        return Refused(known, hint=f"name its encoding: --encoding {', '.join(ENCODINGS)}")
    sample = _around(bytes(error.object), error.start)
    shown = [f"{name} (reads {reading!r})" for name in ENCODINGS if (reading := _read_as(sample, name))]
    return Refused(known, hint=f"name its encoding with --encoding: {', '.join(shown)}; or save it as UTF-8")


def _around(content: bytes, place: int) -> bytes:
    """The word in which a byte stands that does not fit."""
    start = max((content.rfind(mark, max(0, place - 24), place) for mark in _BREAKS), default=-1) + 1
    ends = [end for mark in _BREAKS if (end := content.find(mark, place, place + 24)) >= 0]
    return content[start if start else max(0, place - 24) : min(ends, default=place + 24)]


def _read_as(sample: bytes, encoding: str) -> str:
    text = sample.decode(encoding, "replace")
    return "" if "\ufffd" in text else " ".join(text.split())


def _refuse_unknown(encoding: str | None) -> None:
    try:
        # Encoding something asks for a codec between text and bytes, such as no `rot13` is.
        "a".encode(encoding or "utf-8")
        known = codecs.lookup(encoding or "utf-8").name not in _NO_CHARSETS
    except (LookupError, ValueError):
        known = False
    if not known:
        raise Refused(f"There is no encoding {encoding!r}.", hint=f"try one of {', '.join(ENCODINGS)}")


def _encoding(head: bytes) -> str:
    """By the byte order mark; without one, a zero beside each plain letter tells UTF-16 and its order."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    first, second = head[:_LOOK:2], head[1:_LOOK:2]
    if len(second) > 1 and _MOSTLY * len(second) <= second.count(0) and not first.count(0):
        return "utf-16-le"
    if len(first) > 1 and _MOSTLY * len(first) <= first.count(0) and not second.count(0):
        return "utf-16-be"
    return "utf-8-sig"


def _refuse_binary(head: bytes, encoding: str, path: Path) -> None:
    for magic, kind in _NO_TABLES.items():
        if head.startswith(magic):
            raise _no_table(path, kind)
    wide = encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32", "utf16", "utf32"))
    if b"\0" in head and not wide:
        raise Refused(f"{path} is a binary file, not a table.", hint="export it as CSV or XLSX")


def _no_table(path: Path, kind: str) -> Refused:
    return Refused(
        f"{path} is {kind}, not a table.",
        hint="ask for the spreadsheet that it was made from, as CSV or XLSX",
    )


def _kind_of(path: Path) -> str:
    """What a file is that begins as a spreadsheet and is none; empty where nobody can say."""
    content = read_bytes(path) if str(path) != STANDARD else b""
    if content.startswith(_OLE):
        return "a Word document" if "WordDocument".encode("utf-16-le") in content else ""
    for part, kind in _IN_ZIP.items():
        if part in content:
            return kind
    return ""


def _delimiter(head: str) -> str:
    """The delimiter that stands most often outside quotes in the header; a comma where it has none.

    Only the header tells: under a single heading, `;` parts the choices of one answer.
    """
    outside = "".join(head.split('"')[::2])
    header = next((line for line in outside.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=header.count)


def _csv_rows(text: Iterable[str], delimiter: str, path: Path) -> Iterator[Row]:
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            # Excel's own first line names the delimiter: `sep=;`.
            if any(map(str.strip, cells)) and not (line == 1 and _names_delimiter(cells)):
                yield Row(line, [unguarded(c) if c[:1] == "'" else c for c in cells])
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            f"{path} is not a CSV file: line {line}: {error}.", hint="export it again as CSV or XLSX"
        ) from error


def _names_delimiter(cells: list[str]) -> bool:
    return cells[0].strip().lower().startswith("sep=") and not any(cells[1:])


def sheet_names(path: Path) -> list[str]:
    """The names of a spreadsheet's sheets, in their order; Refused for a file that is none."""
    return list(_workbook(path).sheet_names)


def _workbook(path: Path) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook

    # An .xls that is named .xlsx opens from its bytes, not by its path.
    content = read_bytes(path)
    panics.refuse_deadly(content, str(path))
    try:
        with panics.refused(str(path)):
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except CalamineError as error:
        raise _unreadable(path, error) from error
    if not book.sheet_names:
        raise Refused(f"{path} has no sheets.", hint="open it and save it as .xlsx or CSV")
    return book


def _unreadable(path: Path, error: Exception) -> Refused:
    kind = _kind_of(path)
    if kind:
        return _no_table(path, kind)
    reason = " ".join(str(error).split()).rstrip(".")
    return Refused(
        f"{path} is not a spreadsheet that can be read: {reason}.", hint="open it and save it as .xlsx or CSV"
    )


def _sheet_rows(path: Path, sheet: str | None) -> Iterator[Row]:
    from python_calamine import CalamineError

    book = _workbook(path)
    if sheet is not None and sheet not in book.sheet_names:
        raise NotFound(f"{path} has no sheet {sheet!r}.", hint=f"it has: {', '.join(book.sheet_names)}")
    try:
        with panics.refused(str(path)):
            page = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
    except CalamineError as error:
        raise _unreadable(path, error) from error
    # Rows above the first that holds something are given too, so this is the sheet's own number.
    for number, cells in enumerate(page.iter_rows(), start=1):
        texts = [c if type(c) is str and c[:1] != "'" else as_text(c) for c in cells]
        if any(texts) and any(map(str.strip, texts)):
            yield Row(number, texts)


def as_text(cell: Any) -> str:
    """A spreadsheet's cell as a person would have typed it: `3` for 3.0, ISO dates, `yes` for TRUE."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return unguarded(str(cell))
