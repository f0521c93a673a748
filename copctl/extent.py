"""How far a workbook's sheets reach, told before its reader makes room for every cell in between.

A sheet whose only filled cells are A1 and XFD1048576 holds two cells and is read as 17 billion.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_UNTOLD = ("xl/workbook.bin", "content.xml")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s+ref\s*=\s*[\"']\w+:([A-Za-z]+)(\d+)[\"']")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Za-z]+)(\d+)")
_BLOCK = 1 << 20
# Above this many bytes a sheet is believed when it says how far it reaches: looking takes too long.
_LARGE = 1 << 20
# A few gigabytes, once read.
_MOST_CELLS = 50_000_000
_LONGEST_COLUMN, _LONGEST_ROW = 3, 7


def is_untold(content: bytes) -> bool:
    """Whether a zip holds a workbook whose reach cannot be told here (.xlsb, .ods)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.lower() in _UNTOLD for name in archive.namelist())
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError):
        return False


def too_far(content: bytes) -> str:
    """The cell of an XLSX file up to which no table can be held, or "" where all is well.

    Says nothing of a file that is no such zip: whoever reads it will.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = [entry for entry in archive.infolist() if _SHEET.fullmatch(entry.filename)]
            return next(filter(None, (_far_in(archive, entry) for entry in sheets)), "")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return ""


def _far_in(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    if entry.compress_size > _LARGE:
        with archive.open(entry) as stream:
            told = _DIMENSION.search(stream.read(4_096))
        if told is not None and not _beyond(told[1], told[2]):
            return ""
    with archive.open(entry) as stream:
        widest, last = b"A", b"1"
        for column, row in _ends_of_rows(stream):
            widest, last = max(widest, column, key=_number), max(last, row, key=_number)
            if _beyond(widest, last):
                return (column + row).decode()[:40]
    return ""


def _beyond(column: bytes, row: bytes) -> bool:
    """Whether a table up to this cell is too large, or no workbook has such a cell."""
    if len(column) > _LONGEST_COLUMN or len(row) > _LONGEST_ROW:
        return True
    return _number(column) * _number(row) > _MOST_CELLS


def _ends_of_rows(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The column and row of the last filled cell of every row: cells stand in their order.

    Cells without a value end in `/>`, others in `</c>`, or `</x:c>` with a prefix.
    """
    rest = b""
    while block := stream.read(_BLOCK):
        *rows, rest = (rest + block).split(b"row>")
        for row in rows:
            end = max(row.rfind(b"</c>"), row.rfind(b":c>"))
            found = _REFERENCE.search(row, max(row.rfind(b" r=", 0, end), 0)) if end > 0 else None
            if found is not None:
                yield found[1], found[2]


def _number(text: bytes) -> int:
    """1 for A, 27 for AA; of digits, what they say."""
    if text.isdigit():
        return int(text[:20])
    number = 0
    for letter in text[:20].upper():
        number = number * 26 + letter - 64
    return number
