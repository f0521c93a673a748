"""Feeds every reader of exports with what no tool would write; run by hand, not by pytest.

    pip install atheris
    python -m tests.fuzz.atheris_readers TOOL [CORPUS] [-max_total_time=600 ...]

TOOL is one of `sniff.TOOLS` and is forced, as by `--tool`; what follows goes to libFuzzer. The first byte
of an input says what happens to the rest: it is the file as it stands (the seeds are real-looking exports
of the tool), or it makes a table under the tool's own header. The file is read, a definition is guessed
from it, columns are mapped to that one or to the survey of the tests, and respondents are called. Every
tenth input that gets so far is taken into a store, twice, and must change nothing the second time.

A `CopctlError` is an answer; anything else is a finding and ends the run. With COPCTL_FUZZ_NOTES=FILE
findings are written there, once each, and the run goes on.
"""

from __future__ import annotations

import csv
import io
import os
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import atheris

with atheris.instrument_imports(include=["copctl"]):
    from copctl import names, tables
    from copctl.errors import CopctlError
    from copctl.store.engine import Database
    from copctl.surveys import definitions, discovery, responses
    from copctl.surveys.forms import xlsform_markdown
    from copctl.surveys.infer import infer
    from copctl.surveys.intake import mapping
    from copctl.surveys.intake.export import Sheet, read_export
    from copctl.surveys.intake.respondents import Known, call

from tests.surveys.intake.world import FILES, SURVEY

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Phnom_Penh")
NASTY = (
    "", " ", "\u00a0", "\u200b", "\u202e[red]", "=1+1", "'=1", "[red]", "<b>", "n/a", "anonymous", "Other", "1", "0",
    "-1", "1.0", "007", "9" * 400, "9" * 5000, "1e400", "NaN", "٣", "²", "1st choice", "Rank 2", "ទី១", "a" * 3000,
    "SQ001", "SQ001 SQ002", "a;b;c;", "a, b, c", ";", ", ", "-oth-", "Q [1]", " [x]", "]", "[", "a/b/c", "a:b",
    "ជំរាបសួរ", "สวัสดี", "e\u0301", "\u0301", "\r\n", "x\ny", "\x1e", "\x1f", "\x00", "\ufeff", "\ufffe", "😀",
    "2026-11-01", "2026-11-01T10:00:00+07:00", "0000-00-00 00:00:00", "9999-12-31 23:59:59 GMT-14", "1/2/2026",
    "13/13/2026 1:2", "2026/11/01 13:34:01 AM GMT+99", "Feb 30, 2026 3:02:11 PM", "0001-01-01 00:00:00",
    '{"ImportId":"Q"}', '{"ImportId":"Q","timeZone":"../x"}', '{"ImportId":"Q","timeZone":"\\ud800"}', '{"ImportId":[',
    "ana@example.org", "@", "a@b@c", "True", "False", "ja", "Ja", "yes", "Yes", "☃", "_uuid", "KEY", "Response ID",
    "Question 1", "Question 12", "copctl response", "Other (please specify)", "Open-Ended Response", "Timestamp",
)  # fmt: skip
SLUG = "wishes"


class Bench:
    """One reader with its real-looking tables, a place for its file, and a store with a survey in it."""

    def __init__(self, tool: str, folder: Path) -> None:
        self.tool, self.folder = tool, folder
        made = [write(folder) for known, write, _ in FILES.values() if known == tool]
        self.seeds = [path.read_bytes() for path in dict.fromkeys(made)]
        self.templates = [[row.cells for row in _rows(path)] for path in dict.fromkeys(made)]
        self.database = Database.created(f"sqlite:///{folder / 'fuzz.db'}")
        self.definition = xlsform_markdown.read(SURVEY)
        with self.database.transaction(who="fuzz", command="fuzz", at=NOW) as db:
            definitions.create(db, SLUG, self.definition)
        self.runs = self.deep = self.refused = 0

    def try_out(self, data: bytes) -> None:
        """One input, through all layers."""
        self.runs += 1
        given = atheris.FuzzedDataProvider(data[1:])
        mode = data[0] if data else 0
        try:
            path = self._file(mode, data, given)
            sheet = read_export(
                path, ("utf-8", None, "cp874")[mode % 3], tool=self.tool if mode & 64 else None
            )
            self._look(sheet, mode)
            if self.runs % 10 == 0:
                self._take_in(sheet, infer_it=bool(mode & 16))
        except CopctlError as error:
            self.refused += 1
            if not (error.message and error.hint):
                raise AssertionError("an error says what is wrong and what to do") from error

    def _file(self, mode: int, data: bytes, given: atheris.FuzzedDataProvider) -> Path:
        path = self.folder / "input.bin"
        if mode & 1:
            path.write_bytes(data[1:])
        elif mode & 2 and self.runs % 50 == 0:
            path.write_bytes(_workbook(self._table(given)))
        else:
            text = io.StringIO()
            csv.writer(text, delimiter=",;\t"[mode // 4 % 3]).writerows(self._table(given))
            content = text.getvalue().encode("utf-16" if mode & 128 else "utf-8", "surrogatepass")
            path.write_bytes(_zip(content, given) if mode & 8 and self.runs % 10 == 0 else content)
        return path

    def _table(self, given: atheris.FuzzedDataProvider) -> list[list[str]]:
        """A real-looking table with rows, columns and cells changed, left out, put twice or made up."""
        template = self.templates[given.ConsumeIntInRange(0, len(self.templates) - 1)]
        table = [list(row) for row in template]
        for _ in range(given.ConsumeIntInRange(0, 24)):
            if not given.remaining_bytes() or not table:
                break
            _CHANGES[given.ConsumeIntInRange(0, len(_CHANGES) - 1)](table, given)
        if given.ConsumeBool():
            width = max(map(len, table), default=0)
            table = [row + [""] * (width - len(row)) for row in table]
        return table

    def _look(self, sheet: Sheet, mode: int) -> None:
        """All that happens to a file before the store is asked."""
        definition, taken = infer(sheet.export, sheet.rows, "fuzz")
        assert set(taken) <= {column.position for column in sheet.export.columns}
        for found in (definition, self.definition):
            lists = {item.name: found.options(item) for item in found.questions}
            plan = mapping.plan(found.questions, lists, sheet.export, sheet.rows, {})
            known = Known({"ana@example.org": 1}, {}, {1: "email:ana@example.org"})
            roll = call(plan, sheet.rows, ZONE, anonymous=bool(mode & 32), known=known,
                        day_first=(None, True, False)[mode % 3])  # fmt: skip
            assert len(roll.respondents) + roll.replaced == len(sheet.rows)

    def _take_in(self, sheet: Sheet, *, infer_it: bool) -> None:
        """Into the store, twice, and out again."""
        self.deep += 1
        with self.database.transaction(who="fuzz", command="fuzz", at=NOW) as db:
            if infer_it:
                survey, _ = discovery.discover(db, "made", sheet, zone=ZONE, today=NOW.date())
            else:
                survey = definitions.find(db, SLUG)
            first = responses.take_in(db, survey, sheet, zone=ZONE, now=NOW)
            db.flush()
            assert first.rows == first.new + first.updated + first.unchanged + first.skipped, first
            survey = definitions.find(db, survey.slug)
            again = responses.take_in(db, survey, sheet, zone=ZONE, now=NOW)
            assert again.new == again.updated == 0, again
            db.rollback()


def _rows(path: Path) -> list[tables.Row]:
    if zipfile.is_zipfile(path) and path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            name = next(n for n in archive.namelist() if n.endswith(".csv"))
            return list(tables.read_csv_bytes(archive.read(name), Path(name)))
    return list(tables.read_rows(path))


def _workbook(table: Sequence[Sequence[str]]) -> bytes:
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name in ("Sheet1", "group"):
            sheet = book.add_worksheet(name)
            for place, row in enumerate(table):
                for column, text in enumerate(row[:200]):
                    sheet.write_string(place, column, text[:1000].encode("utf-8", "replace").decode())
    return content.getvalue()


def _zip(content: bytes, given: atheris.FuzzedDataProvider) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", content)
        rows = "\n".join("u,uuid:1,x,y"[: given.ConsumeIntInRange(0, 12)] for _ in range(3))
        archive.writestr("a-group.csv", "q,PARENT_KEY,KEY,z\n" + rows)
    broken = bytearray(made.getvalue())
    for _ in range(given.ConsumeIntInRange(0, 3)):
        broken[given.ConsumeIntInRange(0, len(broken) - 1)] = given.ConsumeIntInRange(0, 255)
    return bytes(broken)


# Changes to a table ---------------------------------------------------------------------------------

Table = list[list[str]]


def _place(given: atheris.FuzzedDataProvider, held: Sequence[object]) -> int:
    return given.ConsumeIntInRange(0, max(0, len(held) - 1))


def _text(given: atheris.FuzzedDataProvider) -> str:
    if given.ConsumeBool():
        return NASTY[_place(given, NASTY)]
    return str(given.ConsumeUnicode(given.ConsumeIntInRange(0, 24)))


def _set_cell(table: Table, given: atheris.FuzzedDataProvider) -> None:
    row = table[_place(given, table)]
    if row:
        row[_place(given, row)] = _text(given)


def _set_header(table: Table, given: atheris.FuzzedDataProvider) -> None:
    if table[0]:
        row = table[0]
        row[_place(given, row)] = row[_place(given, row)] if given.ConsumeBool() else _text(given)


def _fill_column(table: Table, given: atheris.FuzzedDataProvider) -> None:
    column, text = _place(given, table[0]), _text(given)
    for row in table[1:]:
        if column < len(row):
            row[column] = text


def _drop_row(table: Table, given: atheris.FuzzedDataProvider) -> None:
    table.pop(_place(given, table))


def _repeat_row(table: Table, given: atheris.FuzzedDataProvider) -> None:
    table.append(list(table[_place(given, table)]))


def _many_rows(table: Table, given: atheris.FuzzedDataProvider) -> None:
    table += [list(row) for row in table[-3:]] * given.ConsumeIntInRange(0, 12)


def _drop_column(table: Table, given: atheris.FuzzedDataProvider) -> None:
    column = _place(given, table[0])
    for row in table:
        del row[column : column + 1]


def _repeat_column(table: Table, given: atheris.FuzzedDataProvider) -> None:
    column, to = _place(given, table[0]), _place(given, table[0])
    for row in table:
        row.insert(to, row[column] if column < len(row) else "")


def _swap_columns(table: Table, given: atheris.FuzzedDataProvider) -> None:
    one, other = _place(given, table[0]), _place(given, table[0])
    for row in table:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]


def _cut_row(table: Table, given: atheris.FuzzedDataProvider) -> None:
    row = table[_place(given, table)]
    del row[_place(given, row) :]


def _turn_into(table: Table, given: atheris.FuzzedDataProvider) -> None:
    """A header as other tools write it, from the bits of headers."""
    bits = (
        " [",
        "]",
        " - ",
        "/",
        ":",
        "_",
        ".",
        " | ",
        "_other",
        "_1",
        "_2_TEXT",
        " - Option ID",
        "[SQ001]",
        ". ",
    )
    row = table[0]
    if row:
        column = _place(given, row)
        row[column] += bits[_place(given, bits)] + (
            NASTY[_place(given, NASTY)] if given.ConsumeBool() else "1"
        )


_CHANGES: tuple[Callable[[Table, atheris.FuzzedDataProvider], None], ...] = (
    _set_cell, _set_cell, _set_cell, _set_header, _fill_column, _drop_row, _repeat_row, _many_rows, _drop_column,
    _repeat_column, _swap_columns, _cut_row, _turn_into,
)  # fmt: skip


# Running --------------------------------------------------------------------------------------------


class Notebook:
    """Findings, once each, told apart by their kind and the place they came from."""

    def __init__(self, path: Path) -> None:
        self.path, self.seen = path, set[str]()

    def note(self, error: BaseException, data: bytes) -> None:
        """Write a finding down, the first time that it comes."""
        frames = [f for f in traceback.extract_tb(error.__traceback__) if "copctl" in f.filename]
        last = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "?"
        mark = f"{type(error).__name__} {last} {str(error)[:40] if isinstance(error, AssertionError) else ''}"
        if mark not in self.seen:
            self.seen.add(mark)
            told = "".join(traceback.format_exception(error)[-12:])
            with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(f"==== {mark}\n{told}\ninput: {data!r}\n")


def main() -> None:
    """Run one reader's fuzzer."""
    tool = names.slug(sys.argv.pop(1))
    notes = os.environ.get("COPCTL_FUZZ_NOTES")
    book = Notebook(Path(notes)) if notes else None
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{tool}-", dir=os.environ.get("COPCTL_FUZZ_FOLDER")))
    bench = Bench(tool, folder)
    for place, seed in enumerate(bench.seeds):
        for mode in (65, 67, 81, 1):
            if len(sys.argv) > 1 and Path(sys.argv[1]).is_dir():
                Path(sys.argv[1], f"seed-{place}-{mode}").write_bytes(bytes([mode]) + seed)

    def one(data: bytes) -> None:
        try:
            bench.try_out(data)
        except Exception as error:
            if book is None:
                raise
            book.note(error, data)
        if bench.runs % 10_000 == 0:
            print(
                f"{tool}: {bench.runs} runs, {bench.refused} refused, {bench.deep} into the store",
                file=sys.stderr,
            )

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
