"""No report of a meeting ends in a traceback or in half of it kept, whatever is done to it."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copctl.errors import CopctlError
from copctl.sessions.attendance import reading, sniff
from copctl.sessions.attendance.persons import persons_of, presence_of
from tests.conftest import run
from tests.fuzz.tables import ODD, as_csv, as_xlsx, changed
from tests.sessions.attendance import world
from tests.test_bad_input import dump

SAYS_NO = (1, 2, 3, 4)
OFTEN, SELDOM = 150, 25
FREE = settings(deadline=None, suppress_health_check=list(HealthCheck))
TEXTS = [(text, encoding) for _, text, encoding in world.REPORTS.values()]
TEXTS += [(world.EVENTBRITE, "utf-8"), (world.LIST, "utf-8"), (world.ZOOM_WEBINAR, "utf-8")]


def table(text: str) -> list[list[str]]:
    delimiter = "\t" if "\t" in text else ";" if ";" in text else ","
    return [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]


TABLES = [table(text) for text, _ in TEXTS]
CELLS = st.one_of(
    st.sampled_from(ODD), st.text(max_size=12), st.sampled_from([c for t in TABLES for row in t for c in row])
)


@st.composite
def mixed(draw: st.DrawFn) -> list[list[str]]:
    """A tool's table with cells, rows and columns changed, doubled, or taken out."""
    rows = [list(row) for row in draw(st.sampled_from(TABLES))]
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(rows) - 1))
        match draw(st.integers(0, 3)):
            case 0 if rows[at]:
                rows[at][draw(st.integers(0, len(rows[at]) - 1))] = draw(CELLS)
            case 1:
                rows.insert(at, draw(st.lists(CELLS, max_size=9)))
            case 2:
                rows.insert(at, list(rows[draw(st.integers(0, len(rows) - 1))]))
            case _ if len(rows) > 1:
                rows.pop(at)
    return rows


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Bytes with some cut out, put in twice, or replaced."""
    start, end = sorted(draw(st.tuples(st.integers(0, len(content)), st.integers(0, len(content)))))
    between = draw(st.sampled_from([b"", b"\0", b'"', b"\r", b"\xff\xfe", content[start:end] * 2]))
    return content[:start] + between + content[end:]


def read(content: bytes, name: str = "report.bin") -> None:
    """Read a file; it gives people with sensible figures, or says no."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        for tool in (None, *sniff.TOOLS):
            try:
                report = sniff.recognise(reading.opened(path, world.FRAME), tool)
            except CopctlError:
                continue
            for person in persons_of(report.entries):
                presence = presence_of(person.entries)
                assert presence.minutes is None or presence.minutes >= 0
                assert (presence.first_seen is None) == (presence.last_seen is None)
                person.readings  # noqa: B018 - whatever they are called can be read


@settings(FREE, max_examples=OFTEN)
@given(st.one_of(mixed(), st.sampled_from(TABLES).flatmap(changed)), st.sampled_from("\t,;"))
def test_changed_tables_are_read_or_refused(rows: list[list[str]], delimiter: str) -> None:
    read(as_csv(rows, delimiter))


@settings(FREE, max_examples=OFTEN)
@given(st.sampled_from(TEXTS).map(lambda pair: world.coded(*pair)).flatmap(damaged))
def test_damaged_bytes_are_read_or_refused(content: bytes) -> None:
    read(content)


@settings(FREE, max_examples=OFTEN)
@given(
    st.one_of(
        st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass")), st.binary(max_size=300)
    )
)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read(content)


class Community:
    """A community with two members and a session, brought back by copying its store."""

    def __init__(self) -> None:
        made = run("init", ".", "--name", "MEL", "--purpose", "Learn", "--moderator", "Ana Lim <ana@example.org>",
                   "--timezone", "Asia/Phnom_Penh", "--cadence", "monthly")  # fmt: skip
        assert made.exit_code == 0, made.stderr
        for name, email in (("Bo Chan", "bo@example.org"), ("Nguyễn Thị Hương", "huong@example.org")):
            assert run("member", "add", "--name", name, "--email", email).exit_code == 0
        assert run("session", "plan", "--title", "Sampling", "--on", "2026-11-03 14:00").exit_code == 0
        self.before = dump()
        shutil.copy("community.db", "kept.db")

    def take_in(self, content: bytes, *options: str) -> None:
        """Take a report in: all of it or nothing is kept, and nothing changes the second time."""
        Path("report.bin").write_bytes(content)
        command = ["session", "attendance", "2026-11", "report.bin", "--json", *options]
        result = run(*command)
        if result.exit_code:
            assert result.exit_code in SAYS_NO, result.stderr
            assert result.stderr.startswith("Error: "), result.stderr
            assert result.stderr.count("\n") == 2, result.stderr
            assert dump() == self.before, "something is left behind"
            return
        try:
            told, again = result.json, run(*command)
        finally:
            self.bring_back()
        assert told["figures"]["attended"] == len(told["came"]), told
        assert again.exit_code == 0, again.stderr
        changes = ("added", "updated", "removed", "prospects")
        assert [again.json[c] for c in changes] == [[], [], [], []], again.json

    def bring_back(self) -> None:
        """Make the store what it was."""
        for name in ("community.db-wal", "community.db-shm"):
            Path(name).unlink(missing_ok=True)
        shutil.copy("kept.db", "community.db")


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Community]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("community"))
        yield Community()


OPTIONS = st.sampled_from(
    [(), (), ("--no-guests",), ("--least", "0"), ("--add",), ("--same-names",), ("--date-order", "dmy")]
)


@settings(FREE, max_examples=SELDOM)
@given(mixed(), st.sampled_from("\t,;"), OPTIONS)
def test_a_changed_report_is_kept_whole_or_not_at_all(
    community: Community, rows: list[list[str]], delimiter: str, options: tuple[str, ...]
) -> None:
    community.take_in(as_csv(rows, delimiter), *options)


@settings(FREE, max_examples=SELDOM // 2)
@given(mixed(), OPTIONS)
def test_a_changed_spreadsheet_is_kept_whole_or_not_at_all(
    community: Community, rows: list[list[str]], options: tuple[str, ...]
) -> None:
    community.take_in(as_xlsx(rows), *options)
