"""No file ends in a traceback or in half an import, whatever is done to it.

`atheris_readers` goes further, by hand.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copctl.errors import CopctlError
from copctl.surveys.infer import infer
from copctl.surveys.intake import mapping
from copctl.surveys.intake.respondents import call
from copctl.surveys.intake.sniff import TOOLS, recognise
from copctl.surveys.questionnaire import Item, Option, refuse_faulty
from copctl.tables import Row
from tests.conftest import run
from tests.fuzz.tables import HEADERS, ODD, Table, World, as_csv, as_xlsx, as_zip, changed, worlds
from tests.surveys.intake.world import SURVEY
from tests.test_bad_input import dump

SAYS_NO = (1, 2, 3, 4)
OFTEN, SELDOM = 100, 30
FREE = settings(deadline=None, suppress_health_check=list(HealthCheck))
with TemporaryDirectory() as _folder:
    WORLDS = worlds(Path(_folder))
MICROSOFT = next(world.content for world in WORLDS if world.tool == "microsoft-forms")
ODK = next(world.content for world in WORLDS if world.tool == "odk")


class Community:
    """A community with a survey, brought back to where it was by copying its store."""

    def __init__(self) -> None:
        made = run("init", ".", "--name", "MEL", "--purpose", "Learn", "--moderator", "Ana Lim <ana@example.org>",
                   "--timezone", "Asia/Phnom_Penh", "--cadence", "monthly")  # fmt: skip
        assert made.exit_code == 0, made.stderr
        Path("wishes.md").write_text(SURVEY, encoding="utf-8")
        assert run("survey", "new", "wishes", "--from", "wishes.md").exit_code == 0
        assert run("member", "add", "--name", "Ana Lim", "--email", "ana@example.org").exit_code == 0
        self.before = dump()
        shutil.copy("community.db", "kept.db")

    def take_in(self, content: bytes, *options: str, real: bool = True) -> None:
        """Import a file, and hold that all of it or nothing came in, and nothing the second time."""
        Path("export.csv").write_bytes(content)
        command = [
            "survey",
            "import",
            "made" if "--infer" in options else "wishes",
            "export.csv",
            "--json",
            *options,
        ]
        result = run(*command, *([] if real else ["--dry-run"]))
        if result.exit_code or not real:
            assert result.exit_code in (0, *SAYS_NO), result.stderr
            assert bool(result.exit_code) == result.stderr.startswith("Error: "), result.stderr
            assert dump() == self.before, "something is left behind"
            return
        try:
            told, again = result.json, run(*command)
        finally:
            self.bring_back()
        assert told["rows"] == told["new"] + told["updated"] + told["unchanged"] + told["skipped"], told
        assert again.exit_code == 0, again.stderr
        assert (again.json["new"], again.json["updated"]) == (0, 0), again.json

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


WORLD = st.sampled_from(WORLDS)
OPTIONS = st.tuples(
    st.sampled_from([(), ("--infer",)]),
    st.one_of(st.just(()), st.sampled_from(TOOLS).map(lambda tool: ("--tool", tool))),
    st.sampled_from([(), (), ("--date-order", "dmy"), ("--date-order", "mdy")]),
).map(lambda chosen: tuple(word for part in chosen for word in part))


@settings(FREE, max_examples=OFTEN)
@given(data=st.data(), world=WORLD, options=OPTIONS, delimiter=st.sampled_from(",;\t"))
def test_a_changed_export_comes_in_whole_or_not_at_all(
    community: Community, data: st.DataObject, world: World, options: tuple[str, ...], delimiter: str
) -> None:
    rows = data.draw(changed(world.table))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16"]))

    community.take_in(as_csv(rows, delimiter, encoding), *options)


@settings(FREE, max_examples=SELDOM)
@given(data=st.data(), world=WORLD, options=OPTIONS)
def test_a_changed_workbook_or_zip_comes_in_whole_or_not_at_all(
    community: Community, data: st.DataObject, world: World, options: tuple[str, ...]
) -> None:
    rows = data.draw(changed(world.table))
    records = data.draw(
        changed([["q", "PARENT_KEY", "KEY", "z"], ["1", "uuid:1", "a", "2"], ["2", "uuid:2", "b", ""]])
    )

    community.take_in(
        data.draw(st.sampled_from([as_xlsx(rows), as_zip(rows), as_zip(rows, records)])), *options
    )


@settings(FREE, max_examples=OFTEN)
@given(
    start=st.sampled_from(
        [b"", b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"Timestamp,Email,Q\r\n"]
    ),
    rest=st.one_of(
        st.binary(max_size=200), st.text(max_size=100).map(lambda t: t.encode("utf-8", "surrogatepass"))
    ),
    encoding=st.sampled_from(
        [(), (), ("--encoding", "cp874"), ("--encoding", "utf-16"), ("--encoding", "utf-8")]
    ),
    options=OPTIONS,
)
def test_any_bytes_come_in_whole_or_not_at_all(
    community: Community, start: bytes, rest: bytes, encoding: tuple[str, ...], options: tuple[str, ...]
) -> None:
    community.take_in(start + rest or b" ", *encoding, *options)


@settings(FREE, max_examples=5)
@given(st.binary(max_size=2_000))
def test_any_old_workbook_comes_in_whole_or_not_at_all(community: Community, rest: bytes) -> None:
    community.take_in(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rest, "--infer")


@settings(FREE, max_examples=SELDOM)
@given(content=st.sampled_from([MICROSOFT, ODK]), data=st.data())
def test_a_damaged_workbook_or_zip_comes_in_whole_or_not_at_all(
    community: Community, content: bytes, data: st.DataObject
) -> None:
    broken = bytearray(content[: data.draw(st.one_of(st.just(len(content)), st.integers(8, len(content))))])
    for _ in range(data.draw(st.integers(0, 4))):
        broken[data.draw(st.integers(4, len(broken) - 1))] = data.draw(st.integers(0, 255))

    community.take_in(bytes(broken), "--infer", real=False)


@pytest.mark.parametrize("entry", sorted(zipfile.ZipFile(io.BytesIO(MICROSOFT)).namelist()))
@pytest.mark.parametrize("instead", [None, b"", b"<", b"<worksheet/>", b"\x00"])
def test_a_workbook_without_one_of_its_parts_comes_in_whole_or_not_at_all(
    community: Community, entry: str, instead: bytes | None
) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(MICROSOFT)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = instead if name == entry else old.read(name)
            if content is not None:
                new.writestr(name, content)

    community.take_in(made.getvalue(), "--infer", real=False)


def test_a_zip_with_nothing_or_with_far_too_much_in_it_is_refused(community: Community) -> None:
    with zipfile.ZipFile(Path("none.zip"), "w"):
        pass
    community.take_in(Path("none.zip").read_bytes())
    content = bytearray(as_zip([["Why?"], ["so"]]))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = b"\xff\xff\xff\xf0"
    community.take_in(bytes(content))


# Definitions against tables ------------------------------------------------------------------------

LABEL = st.one_of(
    st.sampled_from([h for h in HEADERS if h.strip()]), st.sampled_from([t for t in ODD if t.strip()])
)
TYPES = [
    "text",
    "integer",
    "decimal",
    "range",
    "date",
    "email",
    "note",
    "select_one",
    "select_multiple",
    "rank",
]


@st.composite
def definitions(draw: st.DrawFn) -> tuple[list[Item], dict[str, list[Option]]]:
    items, lists = [], {}
    for number in range(draw(st.integers(1, 5))):
        name = draw(st.sampled_from(["Q2", "name", "email", "q"])) + "_" * number
        items.append(
            Item(name, draw(st.sampled_from(TYPES)), draw(LABEL), list_name=name, or_other=draw(st.booleans()),
                 grid=draw(st.sampled_from(["", "Why?"])))
        )  # fmt: skip
        lists[name] = [Option(f"SQ00{n}", draw(LABEL)) for n in range(draw(st.integers(0, 3)))]
    return items, lists


@st.composite
def arbitrary(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 6))
    cell = st.one_of(st.sampled_from(ODD), st.text(max_size=6))
    header = draw(st.lists(st.one_of(LABEL, cell), min_size=width, max_size=width))
    return [header, *draw(st.lists(st.lists(cell, min_size=width, max_size=width), max_size=6))]


@settings(FREE, max_examples=3 * OFTEN)
@given(definition=definitions(), table=st.one_of(arbitrary(), WORLD.flatmap(lambda w: changed(w.table))),
       tool=st.sampled_from([None, *TOOLS]), anonymous=st.booleans(), zone=st.timezones())  # fmt: skip
def test_any_definition_is_mapped_to_any_table(
    definition: tuple[list[Item], dict[str, list[Option]]], table: Table, tool: str | None, anonymous: bool,
    zone: object,
) -> None:  # fmt: skip
    items, lists = definition
    if not table or not any(map(str.strip, table[0])):
        return
    width = len(table[0])
    rows = [Row(line, (row + [""] * width)[:width]) for line, row in enumerate(table[1:], start=2)]
    try:
        export = recognise(table[0], rows, tool)
    except CopctlError:
        return
    rows = rows[export.header_rows :]

    guessed, taken = infer(export, rows, "any")
    plan = mapping.plan(items, lists, export, rows, {})
    roll = call(plan, rows, zone, anonymous=anonymous)  # type: ignore[arg-type]

    if guessed.questions:
        refuse_faulty(guessed)
    assert set(taken) == {column.position for column in export.columns}
    positions = [position for target in plan.targets for position in target.positions]
    assert len(set(positions)) == len(positions), "a column answers two questions"
    assert set(positions) <= set(range(width))
    assert len(roll.respondents) + roll.replaced == len(rows)
    assert len({respondent.key for respondent in roll.respondents}) == len(roll.respondents)
