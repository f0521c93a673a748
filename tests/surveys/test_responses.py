"""Taking any export in twice is taking it in once."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from copctl.store.engine import Database
from copctl.store.schema import Change
from copctl.surveys import definitions, responses
from copctl.surveys.discovery import discover
from copctl.surveys.intake.export import read_export
from copctl.surveys.responses import Outcome

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PENH = ZoneInfo("Asia/Phnom_Penh")
_HEADERS = st.sampled_from(
    [
        "Timestamp",
        "Email",
        "Name",
        "Q [1]",
        "Q [2]",
        "Q [A]",
        "Q [B]",
        "Q",
        "Q",
        "",
        "date",
        "ID",
        "[x]",
        "_uuid",
    ]
)
_CELLS = st.sampled_from(
    [
        "", "1", "2", "1st choice", "a;b", "a, b", "a", "b", "A", "2020/06/05 11:34:01 AM EST", "5/6/2020",
        "x@example.org", "y@example.org", "[red]", "=1", "ខ្មែរ", "1.5", "nan", "9" * 20, "(, ", ";", ", ",
    ]
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    header = ["First", *draw(st.lists(_HEADERS, min_size=1, max_size=6)), "Last"]
    row = st.lists(_CELLS, min_size=len(header) - 2, max_size=len(header) - 2)
    return [header, *(["x", *cells, "z"] for cells in draw(st.lists(row, min_size=1, max_size=8)))]


def _import(database: Database, path: Path) -> Outcome:
    sheet = read_export(path)
    with database.transaction(who="test", command="test", at=NOW) as db:
        survey = definitions.lookup(db, "s")
        if survey is None:
            survey, _ = discover(db, "s", sheet, zone=PENH, today=date(2026, 11, 23))
        return responses.take_in(db, survey, sheet, zone=PENH, now=NOW)


def _changes(database: Database) -> int:
    with database.reading() as db:
        return db.execute(select(func.count()).select_from(Change)).scalar_one()


@settings(max_examples=25, deadline=None)
@given(tables())
def test_importing_twice_is_importing_once(table: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(table)
        database = Database.created(f"sqlite:///{folder}/community.db")
        try:
            first, before = _import(database, path), _changes(database)
            second = _import(database, path)

            assert first.rows == len(table) - 1 == first.new + first.skipped
            assert second.rows == second.unchanged + second.skipped
            assert second.skipped == first.skipped
            assert _changes(database) == before
        finally:
            database.close()
