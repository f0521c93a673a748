"""Answers as files: CSV, XLSX (text stays text, never a formula) and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from copctl.cells import guarded
from copctl.errors import Refused
from copctl.surveys.outgoing import answer_layouts
from copctl.surveys.outgoing.answer_cells import digits
from copctl.surveys.outgoing.answer_layouts import Cell
from copctl.surveys.outgoing.answers_export import Export
from copctl.tables import as_text

FORMATS = ("csv", "xlsx", "jsonl")
RESPONDENTS, ANSWERS = "respondents", "answers"
LAYOUTS = (RESPONDENTS, ANSWERS)
# What a worksheet holds: ECMA-376, and "Excel specifications and limits".
_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 1_048_576, 16_384, 32_767
_WIDEST = 40
# What XML 1.0 (2.2, Char) does not allow and people's texts may hold.
_NOT_IN_XML = str.maketrans(dict.fromkeys("\ufffe\uffff", "\ufffd"))

Seen = Callable[[int], object]


def written(export: Export, format: str, layout: str, seen: Seen) -> bytes:
    """The answers as a file of one of `FORMATS` in one of `LAYOUTS`; text is UTF-8 without a mark."""
    if format == "xlsx":
        return as_xlsx(export, layout, seen)
    return (as_csv if format == "csv" else as_jsonl)(export, layout, seen).encode()


def as_csv(export: Export, layout: str, seen: Seen) -> str:
    """The answers as CSV text (RFC 4180, lines end in a newline), guarded against formulas.

    Every heading is quoted, so that what it holds is never taken for the delimiter.
    """
    out = io.StringIO()
    header, rows = _table(export, layout, seen)
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(map(guarded, header))
    csv.writer(out, lineterminator="\n").writerows([_text(cell) for cell in row] for row in rows)
    return out.getvalue()


def _text(cell: Cell) -> str:
    return guarded(cell) if isinstance(cell, str) else digits(float(cell))


def as_texts(export: Export) -> tuple[list[str], Iterator[list[str]]]:
    """The header and rows of the layout with one row a respondent, as the cells of a file say them."""
    header, rows = _table(export, RESPONDENTS, lambda _done: None)
    return header, ([cell if isinstance(cell, str) else digits(float(cell)) for cell in row] for row in rows)


def as_jsonl(export: Export, layout: str, seen: Seen) -> str:
    """The answers as JSON Lines, every script as written."""
    lines = (json.dumps(line, ensure_ascii=False) for line in _objects(export, layout, seen))
    return "".join(f"{line}\n" for line in lines)


def as_xlsx(export: Export, layout: str, seen: Seen) -> bytes:
    """The answers as a workbook with one sheet; numbers are numbers, everything else is text.

    Refused where a sheet cannot hold them: too many rows or columns, or a text that is too long.
    """
    import xlsxwriter

    header, rows = _table(export, layout, seen)
    if len(header) > _MOST_COLUMNS:
        raise _too_much(f"{len(header):,} columns", export.survey)
    out = io.BytesIO()
    # One row at a time is held; the others wait in a temporary file that only this person can read.
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(layout)
        sheet.freeze_panes(1, 1)
        for column, text in enumerate(header):
            sheet.set_column(column, column, min(_WIDEST, max(12, len(text))))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for column, text in enumerate(header):
            sheet.write_string(0, column, _for_xml(text, export.survey), bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            if last >= _MOST_ROWS:
                raise _too_much(f"more than {_MOST_ROWS:,} rows", export.survey)
            _write_row(sheet, last, row, export.survey)
        sheet.autofilter(0, 0, last, len(header) - 1)
    return out.getvalue()


def _write_row(sheet: Any, number: int, row: Iterable[Cell], survey: str) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(number, column, _for_xml(cell, survey))
        elif _survives(float(cell)):
            sheet.write_number(number, column, cell)
        else:
            sheet.write_string(number, column, digits(float(cell)))


def _survives(number: float) -> bool:
    """Whether a number comes back as it was: a workbook keeps 16 digits, and readers write some otherwise."""
    return float(f"{number:.16G}") == number and as_text(number) == digits(number)


def _for_xml(text: str, survey: str) -> str:
    safe = guarded(text).translate(_NOT_IN_XML)
    # Excel counts UTF-16 units.
    if len(safe) > _LONGEST // 2 and len(safe.encode("utf-16-le")) // 2 > _LONGEST:
        raise _too_much(f"a text of {len(safe):,} characters", survey)
    return safe


def _too_much(what: str, survey: str) -> Refused:
    return Refused(f"An XLSX sheet cannot hold {what}.", hint=f"copctl survey export {survey} --format csv")


def _table(export: Export, layout: str, seen: Seen) -> tuple[list[str], Iterator[list[Cell]]]:
    form = export.layout
    if layout == ANSWERS:
        rows = (row for one in _watched(export, seen) for row in answer_layouts.answer_rows(form, one))
        return answer_layouts.answer_header(form), rows
    rows = (answer_layouts.respondent_row(form, one) for one in _watched(export, seen))
    return answer_layouts.respondent_header(form), rows


def _objects(export: Export, layout: str, seen: Seen) -> Iterator[dict[str, Any]]:
    form = export.layout
    for one in _watched(export, seen):
        if layout == ANSWERS:
            yield from answer_layouts.answer_objects(form, one)
        else:
            yield answer_layouts.respondent_object(form, one)


def _watched(export: Export, seen: Seen) -> Iterator[Any]:
    for number, one in enumerate(export.responses, start=1):
        yield one
        if number % 500 == 0:
            seen(number)
