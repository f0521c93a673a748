"""Members as an XLSX workbook: text stays text, never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable

from copctl.cells import guarded
from copctl.community.exchange import row_of
from copctl.community.profile import COLUMNS
from copctl.errors import Refused
from copctl.store.schema import Member

# What a worksheet holds: ECMA-376, and "Excel specifications and limits".
_MOST_ROWS, _LONGEST = 1_048_576, 32_767
_WIDTH = 20
# What XML 1.0 (2.2, Char) does not allow and people's texts may hold.
_NOT_IN_XML = str.maketrans(dict.fromkeys("\ufffe\uffff", "\ufffd"))


def as_xlsx(members: Iterable[Member]) -> bytes:
    """The layout of the CSV export as one sheet; Refused where a sheet cannot hold it."""
    import xlsxwriter

    out = io.BytesIO()
    # One row at a time is held; the others wait in a temporary file that only this person can read.
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("members")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(COLUMNS) - 1, _WIDTH)
        bold = book.add_format({"bold": True})
        for place, name in enumerate(COLUMNS):
            sheet.write_string(0, place, name, bold)
        last = 0
        for last, member in enumerate(members, start=1):
            if last >= _MOST_ROWS:
                raise _too_much(f"more than {_MOST_ROWS:,} rows")
            for place, text in enumerate(row_of(member)):
                if text:
                    sheet.write_string(last, place, _for_xml(text))
        sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    return out.getvalue()


def _for_xml(text: str) -> str:
    safe = guarded(text).translate(_NOT_IN_XML)
    # Excel counts UTF-16 units.
    if len(safe.encode("utf-16-le")) // 2 > _LONGEST:
        raise _too_much(f"a text of {len(safe):,} characters")
    return safe


def _too_much(what: str) -> Refused:
    return Refused(f"An XLSX sheet cannot hold {what}.", hint="copctl member export --format csv")
