"""No list of people ends in a traceback or in half an import, whatever is done to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copctl.community.contacts.sniff import TOOLS
from tests.community.contacts import world
from tests.conftest import run
from tests.fuzz.tables import as_csv, as_xlsx, changed
from tests.test_bad_input import dump

SAYS_NO = (1, 2, 3, 4)
OFTEN, SELDOM = 60, 20
FREE = settings(deadline=None, suppress_health_check=list(HealthCheck))


class Community:
    """A community with two members, brought back to where it was by copying its store."""

    def __init__(self) -> None:
        made = run("init", ".", "--name", "MEL", "--purpose", "Learn", "--moderator", "Ana Lim <ana@example.org>",
                   "--timezone", "Asia/Phnom_Penh", "--cadence", "monthly")  # fmt: skip
        assert made.exit_code == 0, made.stderr
        for name, email in (("Ana Lim", "ana@example.org"), ("Bo", "bo@home.example")):
            added = run("member", "add", "--name", name, "--email", email, "--consent", "newsletter")
            assert added.exit_code == 0, added.stderr
        self.before = dump()
        shutil.copy("community.db", "kept.db")

    def take_in(self, content: bytes, *options: str) -> None:
        """Import a file, and hold that all of it or nothing came in, and nothing the second time."""
        Path("list.bin").write_bytes(content)
        command = ["member", "import", "list.bin", "--json", *options]
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
        counts = ("new", "updated", "unchanged", "skipped", "merged")
        assert told["rows"] == sum(told[c] for c in counts) + sum(told["left_out"].values()), told
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


OPTIONS = st.tuples(
    st.sampled_from([(), ("--skip-bad",)]),
    st.one_of(st.just(()), st.sampled_from(TOOLS).map(lambda tool: ("--tool", tool))),
    st.sampled_from([(), (), ("--overwrite",), ("--status", "active"), ("--consent", "newsletter")]),
    st.sampled_from([(), (), ("--map", "1=name"), ("--map", "2=email"), ("--map", "Email=-")]),
).map(lambda chosen: tuple(word for part in chosen for word in part))
TABLES = st.sampled_from([table for _, table in world.TABLES.values()])


@settings(FREE, max_examples=OFTEN)
@given(data=st.data(), table=TABLES, options=OPTIONS, delimiter=st.sampled_from(",;\t"))
def test_a_changed_list_comes_in_whole_or_not_at_all(
    community: Community, data: st.DataObject, table: world.Table, options: tuple[str, ...], delimiter: str
) -> None:
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16"]))

    community.take_in(as_csv(data.draw(changed(table)), delimiter, encoding), *options)


@settings(FREE, max_examples=SELDOM)
@given(data=st.data(), table=TABLES, options=OPTIONS)
def test_a_changed_workbook_comes_in_whole_or_not_at_all(
    community: Community, data: st.DataObject, table: world.Table, options: tuple[str, ...]
) -> None:
    community.take_in(as_xlsx(data.draw(changed(table))), *options)


@settings(FREE, max_examples=OFTEN)
@given(
    card=st.sampled_from(list(world.CARDS.values())),
    changes=st.lists(st.tuples(st.integers(0, 60), st.one_of(st.none(), st.text(max_size=30))), max_size=5),
    options=OPTIONS,
)
def test_a_changed_card_comes_in_whole_or_not_at_all(
    community: Community, card: str, changes: list[tuple[int, str | None]], options: tuple[str, ...]
) -> None:
    lines = card.splitlines(keepends=True)
    for place, text in changes:
        here = place % max(1, len(lines))
        lines[here : here + 1] = [] if text is None else [f"{text}\n", *lines[here : here + 1]]

    community.take_in("".join(lines).encode() or b" ", *options)


@settings(FREE, max_examples=OFTEN)
@given(
    start=st.sampled_from(
        [b"", b"BEGIN:VCARD\n", b"\xef\xbb\xbf", b"\xff\xfe", b"{", b"name,email\n", b"Email Address,LEID,EUID\n", b"PK\x03\x04"]
    ),
    rest=st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda t: t.encode("utf-8", "surrogatepass"))),
    encoding=st.sampled_from([(), (), ("--encoding", "cp874"), ("--encoding", "utf-16")]),
    options=OPTIONS,
)  # fmt: skip
def test_any_bytes_come_in_whole_or_not_at_all(
    community: Community, start: bytes, rest: bytes, encoding: tuple[str, ...], options: tuple[str, ...]
) -> None:
    community.take_in(start + rest or b" ", *encoding, *options)
