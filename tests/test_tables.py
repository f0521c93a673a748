"""Tables out of CSV and spreadsheets, as people and programs really write them."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.errors import CopctlError, NotFound, Refused
from copctl.tables import is_ragged, read_table

CELL = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0'"), min_size=1)


def table(
    folder: Path, content: bytes | str, name: str = "list.csv", **how: str
) -> list[tuple[int, list[str]]]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    read = read_table(path, **how)
    return [(1, read.header), *((row.line, row.cells) for row in read.rows)]


@pytest.mark.parametrize(
    "content",
    [
        "name,note\nAna,x\n",
        "name;note\r\nAna;x\r\n",
        "name\tnote\nAna\tx",
        "\ufeffname,note\nAna,x\n",
        '"name";"note, or more; really"\nAna;x\n'.replace("note, or more; really", "note"),
        "name,note,\nAna,x,\n",
    ],
)
def test_any_delimiter_gives_the_same_table(tmp_path: Path, content: str) -> None:
    rows = table(tmp_path, content)

    assert rows[0][1] == ["name", "note"]
    assert rows[1][1][:2] == ["Ana", "x"]


def test_a_header_over_two_lines_does_not_confuse_the_delimiter(tmp_path: Path) -> None:
    rows = table(tmp_path, '"A question,\nwith, commas";b\n1;2\n')

    assert rows == [(1, ["A question,\nwith, commas", "b"]), (3, ["1", "2"])]


def test_one_column_is_a_table(tmp_path: Path) -> None:
    assert table(tmp_path, "email\nana@example.org\n\nbo@example.org\n") == [
        (1, ["email"]),
        (2, ["ana@example.org"]),
        (4, ["bo@example.org"]),
    ]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    rows = table(tmp_path, 'name,note\nAna,"one\ntwo\nthree"\n , \nBo,x\n')

    assert [line for line, _ in rows] == [1, 2, 6]
    assert rows[1][1] == ["Ana", "one\ntwo\nthree"]


def test_utf16_is_read_by_its_mark(tmp_path: Path) -> None:
    rows = table(tmp_path, "name\tnote\r\nសុខា\tx\r\n".encode("utf-16"))

    assert rows[1][1] == ["សុខា", "x"]


def test_cp1252_stops_and_names_the_candidates(tmp_path: Path) -> None:
    content = "name,note\nJosé,x\n".encode("cp1252")

    with pytest.raises(Refused, match="is not UTF-8 text") as caught:
        table(tmp_path, content)

    assert "cp1252" in caught.value.hint
    assert table(tmp_path, content, encoding="cp1252")[1][1] == ["José", "x"]


def test_an_unknown_encoding_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no encoding"):
        table(tmp_path, "a,b\n", encoding="klingon")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\0\1\2\3", "binary"),
        (b"name,note\n\0\0", "binary"),
        (b"PK\x03\x04 and then nothing", "not a spreadsheet"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "not a spreadsheet"),
        (b'name,note\nAna,"never closed\n', "line 2: unexpected end"),
        (b'name,note\n"Ana"x,y\n', "line 2"),
        (b"\n \n,,\n", "has no rows"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_table_is_one_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        table(tmp_path, content)


def test_ragged_rows_are_known() -> None:
    from copctl.tables import Row

    assert is_ragged(Row(1, ["a"]), 2)
    assert is_ragged(Row(1, ["a", "b", "c"]), 2)
    assert not is_ragged(Row(1, ["a", "b", ""]), 2)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    try:
        assert all(row.line for row in read_table(path).rows)
    except CopctlError as error:
        assert error.hint  # noqa: PT017


def workbook(path: Path, rows: list[list[object]], first_row: int = 1) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for down, cells in enumerate(rows, start=first_row):
        for across, value in enumerate(cells, start=1):
            sheet.cell(down, across, value)
    book.create_sheet("Second")["A1"] = "other"
    book.save(path)
    return path


def test_a_spreadsheet_is_read_as_a_person_would_type_it(tmp_path: Path) -> None:
    from datetime import date, datetime

    path = workbook(
        tmp_path / "list.xlsx",
        [
            ["name", "n", "day", "at", "yes", "text"],
            ["សុខា", 3.0, date(2026, 1, 2), datetime(2026, 1, 2, 9, 30), True, "'=1"],
        ],
    )

    read = read_table(path)

    assert read.kind == "xlsx"
    assert [row.cells for row in read.rows] == [
        ["សុខា", "3", "2026-01-02", "2026-01-02 09:30:00", "yes", "=1"]
    ]


def test_rows_of_a_spreadsheet_have_the_sheets_own_numbers(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [["name"], [None], ["Ana"]], first_row=3)

    read = read_table(path)

    assert read.header == ["name"]
    assert [row.line for row in read.rows] == [5]


def test_the_extension_does_not_count(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [["name"], ["Ana"]]).rename(tmp_path / "list.csv")

    assert read_table(path).kind == "xlsx"
    assert table(tmp_path, "name\nAna\n", "text.xlsx")[1][1] == ["Ana"]


def test_a_sheet_is_found_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [["name"]])

    assert read_table(path, sheet="Second").header == ["other"]
    with pytest.raises(NotFound) as caught:
        read_table(path, sheet="Third")
    assert caught.value.hint == "it has: Sheet, Second"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_standard_input_is_a_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    content = b"name\nAna\n"
    if kind == "xlsx":
        content = workbook(tmp_path / "list.xlsx", [["name"], ["Ana"]]).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))  # type: ignore[arg-type]

    read = read_table(Path("-"))

    assert (read.kind, [row.cells for row in read.rows]) == (kind, [["Ana"]])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_with_a_name_loses_nothing(tmp_path: Path) -> None:
    import threading

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text("name\nAna\n"))
    writer.start()

    read = read_table(pipe)

    assert (read.header, [row.cells for row in read.rows]) == (["name"], [["Ana"]])
    writer.join()
