"""XLSForm as a workbook, read from .xlsx and .xls and written as .xlsx."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from copctl import names, panics
from copctl.errors import Refused
from copctl.surveys.forms import xlsform_outgoing
from copctl.surveys.forms.xlsform_rows import SHEETS, Form, Sheet, build
from copctl.surveys.questionnaire import Definition
from copctl.tables import as_text


def read(content: bytes, name: str = "The file") -> Form:
    """The survey that a workbook defines; Refused when it holds none, or has a column twice."""
    from python_calamine import CalamineError, CalamineWorkbook

    panics.refuse_deadly(content, name)
    try:
        with panics.refused(name):
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            pages = {names.key(title): book.get_sheet_by_name(title) for title in book.sheet_names}
            cells = {kind: list(_rows(pages[kind])) for kind in SHEETS if kind in pages}
    except CalamineError as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise Refused(
            f"{name} is not a spreadsheet that can be read: {reason}.", hint="open it and save it as .xlsx"
        ) from error
    if "survey" not in cells:
        raise Refused(
            f"{name} has no sheet 'survey'.",
            hint="an XLSForm has one; answers are taken in with copctl survey import",
        )
    return _form(cells, name)


def _rows(page: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, numbered as in the sheet."""
    for number, row in enumerate(page.iter_rows(), start=1):
        # A form's text is a text: no guard against formulas is taken off it.
        texts = [names.prose(cell) if isinstance(cell, str) else as_text(cell) for cell in row]
        if any(texts):
            yield number, texts


def _form(cells: Mapping[str, Sequence[tuple[int, list[str]]]], name: str) -> Form:
    sheets: dict[str, Sheet] = {}
    notes: list[str] = []
    for kind, rows in cells.items():
        sheet = sheets[kind] = Sheet()
        for number, texts in rows:
            if not sheet.header:
                sheet.begin(texts, number, f"{name}, sheet {kind}")
            else:
                sheet.add(number, texts)
    _refuse_headless(sheets["survey"], name)
    notes += _untyped(sheets["survey"])
    notes += _phone_addresses(sheets["survey"])
    notes += _unlisted(sheets.get("choices", Sheet()))
    form = build(sheets)
    return Form(form.definition, (*form.notes, *notes))


def _refuse_headless(sheet: Sheet, name: str) -> None:
    if "type" not in sheet.header:
        raise Refused(
            f"The sheet survey of {name} has no column 'type'.", hint="its first row names the columns"
        )


def _untyped(sheet: Sheet) -> Iterable[str]:
    """Rows that say nothing of a type are remarks; those that name a question are told."""
    for line, row in sheet.rows:
        if not row.get("type") and any(row.values()):
            yield f"line {line} of the sheet survey has no type and was passed over"
    sheet.rows = [(line, row) for line, row in sheet.rows if row.get("type")]


def _phone_addresses(sheet: Sheet) -> Iterable[str]:
    """XLSForm's own `email` is the address that a phone knows: without a label it asks nobody anything."""
    silent = [
        (line, row)
        for line, row in sheet.rows
        if names.key(row["type"]) == "email"
        and not any(text for column, text in row.items() if column.startswith("label"))
    ]
    yield from (f"filled in by the phone, left out: {row.get('name', '')} (email)" for _, row in silent)
    sheet.rows = [entry for entry in sheet.rows if entry not in silent]


def _unlisted(sheet: Sheet) -> Iterable[str]:
    """Choices under a merged cell belong to the list above them."""
    last = ""
    for line, row in sheet.rows:
        if not row.get("list_name") and row.get("name") and last:
            row["list_name"] = last
            yield f"line {line} of the sheet choices names no list and was taken to go on with {last}"
        last = row.get("list_name", "") or last
    sheet.rows = [(line, row) for line, row in sheet.rows if row.get("list_name") or row.get("name")]


def write(definition: Definition, form_id: str) -> bytes:
    """The definition as a workbook that KoboToolbox and ODK take."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True})
        for title, header, rows in xlsform_outgoing.tables(definition, form_id):
            page = book.add_worksheet(title)
            page.freeze_panes(1, 0)
            for place, column in enumerate(header):
                page.set_column(place, place, _width(column))
                page.write_string(0, place, column, bold)
            for number, row in enumerate(rows, start=1):
                for place, column in enumerate(header):
                    # A label that begins with `=` is a text, never a formula.
                    if row.get(column):
                        page.write_string(number, place, row[column], plain)
    return stream.getvalue()


def _width(column: str) -> int:
    return 48 if column.startswith(("label", "hint")) else 24 if column == "type" else 16
