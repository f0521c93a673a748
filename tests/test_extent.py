"""A workbook whose cells lie too far apart is refused before anybody makes room for what lies between."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from copctl import extent
from copctl.errors import Refused
from copctl.tables import read_table


def workbook(path: Path, *cells: str, dimension: str = "") -> Path:
    """A workbook with a value in each of these cells."""
    book = openpyxl.Workbook()
    for cell in cells:
        book.active[cell] = "x"
    if dimension:
        saved = io.BytesIO()
        book.save(saved)
        with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name.startswith("xl/worksheets/"):
                    content = content.replace(b'ref="A1', f'ref="{dimension}"'.encode() + b' was="A1', 1)
                new.writestr(name, content)
        return path
    book.save(path)
    return path


@pytest.mark.parametrize("corner", ["XFD1048576", "AZ1048576", "XFD9999"])
@pytest.mark.parametrize("dimension", ["", "A1"])
def test_a_cell_in_the_far_corner_is_named(tmp_path: Path, corner: str, dimension: str) -> None:
    path = workbook(tmp_path / "a.xlsx", "A1", "A2", corner, dimension=dimension)

    with pytest.raises(Refused, match=f"has a cell at {corner}, so far from the others"):
        read_table(path)


def test_a_long_column_and_a_wide_row_are_tables(tmp_path: Path) -> None:
    assert len(list(read_table(workbook(tmp_path / "long.xlsx", "A1", "A1048576")).rows)) == 1
    assert len(read_table(workbook(tmp_path / "wide.xlsx", "A1", "XFD1")).header) == 16_384


def test_cells_that_only_have_a_colour_reach_nowhere(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "name"
    book.active["XFD1048576"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
    book.save(tmp_path / "a.xlsx")

    assert read_table(tmp_path / "a.xlsx").header == ["name"]


def test_a_reference_that_no_sheet_has_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", '<x:row><x:c r="ZZZZZZZ99"><x:v>1</x:v></x:c></x:row>')

    assert extent.too_far(content.getvalue()) == "ZZZZZZZ99"
    assert extent.too_far(b"PK\x03\x04 no zip") == ""
