"""An export file's tables: the one with the responses, and those beside it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from copctl.errors import Refused
from copctl.files import read_bytes
from copctl.surveys.intake.repeats import Records
from copctl.tables import Row, is_spreadsheet, read_csv_bytes, read_rows, sheet_names

_ZIP = b"PK\x03\x04"
_WORKBOOK = "[Content_Types].xml"
# A zip of tables that unpacks to more than this is not one.
_LARGEST = 512 * 1024 * 1024
# What `zipfile` raises for damaged, encrypted, foreign and forged archives.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, OverflowError,
    RuntimeError, ValueError,
)  # fmt: skip


def read_book(path: Path, encoding: str | None) -> tuple[list[Row], list[Records]]:
    """The rows of the responses, the header first, and the tables beside them.

    The first sheet of a workbook; of a zip of CSV files (ODK Central) the one with the shortest name.
    Raises as `tables.read_rows`.
    """
    if not is_spreadsheet(path):
        return list(read_rows(path, encoding)), []
    content = _zip_of_tables(path)
    if content is not None:
        return _from_zip(path, content, encoding)
    rows = list(read_rows(path))
    return rows, [_records(name, read_rows(path, sheet=name)) for name in sheet_names(path)[1:]]


def _records(name: str, rows: Iterator[Row]) -> Records:
    header = next(rows, None)
    return Records(name, header.cells if header else [], list(rows))


def _zip_of_tables(path: Path) -> zipfile.ZipFile | None:
    content = read_bytes(path)
    if content[:4] != _ZIP:
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise Refused(f"{path} is a damaged zip file: {_reason(error)}.", hint="export it again") from error
    return None if _WORKBOOK in archive.namelist() else archive


def _from_zip(path: Path, archive: zipfile.ZipFile, encoding: str | None) -> tuple[list[Row], list[Records]]:
    tables = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".csv")]
    if not tables:
        raise Refused(f"{path} holds no CSV file.", hint="give the export itself: CSV, XLSX, or ODK's zip")
    if sum(entry.file_size for entry in tables) > _LARGEST:
        raise Refused(f"{path} is too large to unpack.", hint="unpack it and give the CSV file")
    ordered = sorted(tables, key=lambda entry: (len(entry.filename), entry.filename))
    try:
        texts = [(entry.filename, _unpacked(archive, entry)) for entry in ordered]
    except _BROKEN as error:
        raise Refused(
            f"{path} cannot be unpacked: {_reason(error)}.", hint="unpack it and give the CSV file"
        ) from error
    first = list(read_csv_bytes(texts[0][1], Path(texts[0][0]), encoding))
    others = [_records(Path(n).stem, read_csv_bytes(t, Path(n), encoding)) for n, t in texts[1:]]
    return first, others


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What is in an entry, no more than it says that it holds."""
    with archive.open(entry) as stream:
        return stream.read(entry.file_size)


def _reason(error: Exception) -> str:
    return str(error).rstrip(".") or "its end is missing"
