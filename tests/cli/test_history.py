"""`copctl log` and `copctl undo`: everything can be taken back, and taken back again."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from tests.conftest import Copctl, run

NOUNS = ("member", "organisation", "topic", "expertise", "evidence", "consent", "charter_version")


def dump() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every noun, as the store holds it."""
    with sqlite3.connect("community.db") as store:
        rows = {noun: store.execute(f"SELECT * FROM {noun} ORDER BY id").fetchall() for noun in NOUNS}
    store.close()
    return rows


def _prepare(succeed: Copctl) -> None:
    succeed(
        "member", "add", "--name", "Ana", "--email", "ana@example.org", "--organisation", "Org One",
        "--expertise", "storytelling:4; budgets:2", "--evidence", "talk: A talk (2026-01-02)", "--consent", "newsletter",
    )  # fmt: skip
    lines = [
        {"name": "Ana Lim", "email": "ANA@example.org", "organisation": "Org Two", "bio": "new",
         "expertise": [{"topic": "storytelling", "level": 1}, {"topic": "new", "level": 3}],
         "evidence": [{"kind": "project", "title": "P", "text": "t", "date": None}],
         "consents": [{"purpose": "newsletter", "given_on": "2026-01-01", "withdrawn_on": "2026-12-01"}]},
        {"name": "សុខា", "email": "sok@example.org", "organisation": "Org Three", "expertise": [{"topic": "x", "level": 1}]},
    ]  # fmt: skip
    Path("in.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    [
        ("member", "add", "--name", "Bo", "--email", "b@example.org", "--organisation", "New", "--expertise", "a:1; b:2"),
        ("member", "edit", "Ana", "--name", "Ana Lim", "--organisation", "Else", "--languages", "km, en"),
        ("member", "edit", "Ana", "--organisation", "", "--hours-per-quarter", "2.5", "--joined-on", "2025-01-01"),
        ("member", "edit", "Ana", "--drop-expertise", "storytelling", "--withdraw", "newsletter"),
        ("member", "edit", "Ana", "--expertise", "storytelling:1; new topic:2", "--evidence", "project: P"),
        ("member", "edit", "Ana", "--consent", "directory", "--email", "other@example.org"),
        ("member", "remove", "Ana"),
        ("member", "import", "in.jsonl"),
        ("organisation", "add", "Org Nine", "--country", "KH", "--about", "<b>"),
        ("charter", "edit", "--norms", "Be kind.\n## Really"),
    ],
)  # fmt: skip
def test_every_change_can_be_undone_and_done_again(succeed: Copctl, command: tuple[str, ...]) -> None:
    _prepare(succeed)
    before, before_text = dump(), succeed("member", "export", "--format", "jsonl").stdout
    succeed(*command)
    after = dump()
    assert after != before

    undone = succeed("undo")
    assert undone.stdout == f"Undid change 3 ({command[0]} {command[1]}).\n"
    assert dump() == before
    assert succeed("member", "export", "--format", "jsonl").stdout == before_text

    succeed("undo", "4")
    assert dump() == after
    succeed("undo", "3")
    assert dump() == before


def test_what_happens_is_journaled_field_by_field(succeed: Copctl) -> None:
    _prepare(succeed)
    succeed("member", "edit", "Ana", "--drop-expertise", "budgets", "--role", "Lead")

    rows = {(r["noun"], r["field"]): (r["before"], r["after"]) for r in succeed("log", "3", "--json").json}

    assert rows["member", "role"] == ("", "Lead")
    assert rows["expertise", "level"] == (2, None)
    assert set(rows) == {
        ("member", "role"),
        *(("expertise", f) for f in ("member_id", "topic_id", "level", "claimed_on", "said_by")),
    }


def test_undo_names_the_later_change_in_the_way(copctl: Copctl) -> None:
    copctl("member", "add", "--name", "Ana", "--email", "ana@example.org")
    copctl("member", "edit", "Ana", "--role", "Lead")

    result = copctl("undo", "2")

    assert result.exit_code == 1
    assert result.stderr == (
        "Error: Change 2 cannot be undone: change 3 touched the same records later.\n"
        "Try: copctl undo 3 first, or copctl log 3 to look at it\n"
    )
    assert copctl("undo", "3").exit_code == 0
    assert copctl("undo", "2").exit_code == 0


def test_undo_names_the_change_that_leans_on_it(copctl: Copctl) -> None:
    copctl("organisation", "add", "Org")
    copctl("member", "add", "--name", "Ana", "--email", "ana@example.org", "--organisation", "Org")
    before = dump()

    result = copctl("undo", "2")

    assert result.exit_code == 1
    assert "change 3 leans on what it added" in result.stderr
    assert dump() == before
    assert len(copctl("log", "--json").json) == 3


def test_undo_names_the_change_that_took_the_place(copctl: Copctl) -> None:
    copctl("member", "add", "--name", "Ana", "--email", "ana@example.org")
    copctl("member", "remove", "Ana")
    copctl("member", "add", "--name", "Other", "--email", "ana@example.org")

    result = copctl("undo", "3")

    assert result.exit_code == 1
    assert "change 4 put something else in its place" in result.stderr


def test_undoing_out_of_order_never_mixes_states(copctl: Copctl) -> None:
    copctl("member", "add", "--name", "Ana", "--email", "ana@example.org")
    copctl("member", "edit", "Ana", "--role", "one")
    copctl("member", "edit", "Ana", "--role", "two", "--bio", "x")
    assert copctl("undo", "4").exit_code == 0  # change 5
    assert copctl("undo", "3").exit_code == 0  # change 6
    result = copctl("undo", "5")

    assert result.exit_code == 1
    assert "change 6 touched the same records later" in result.stderr
    assert copctl("undo", "6").exit_code == 0
    assert copctl("undo", "5").exit_code == 0
    assert copctl("member", "show", "Ana", "--json").json["role"] == "two"


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (("undo", "99"), 3, "There is no change 99."),
        (("undo", "9" * 30), 3, "There is no change 9"),
        (("log", "99"), 3, "There is no change 99."),
        (("log", "9" * 30), 3, "Nothing has a number that large"),
        (("undo", "x"), 2, "not a valid int"),
    ],
)
def test_an_unknown_change_is_not_found(
    copctl: Copctl, arguments: tuple[str, ...], code: int, reason: str
) -> None:
    result = copctl(*arguments)

    assert (result.exit_code, result.stdout) == (code, "")
    assert reason in result.stderr


def test_a_change_is_undone_once(copctl: Copctl) -> None:
    copctl("member", "add", "--name", "Ana", "--email", "ana@example.org")
    copctl("undo")

    result = copctl("undo", "2")

    assert result.stderr == (
        "Error: Change 2 was undone already, by change 3.\nTry: copctl undo 3 does it again\n"
    )


def test_the_founding_cannot_be_undone(copctl: Copctl) -> None:
    result = copctl("undo")

    assert result.stderr == "Error: There is nothing to undo.\nTry: copctl log\n"
    assert result.exit_code == 3
    assert copctl("undo", "1").exit_code == 1
    assert "Learn from each other" in copctl("charter", "show").stdout


def _bytes_of_store() -> bytes:
    return b"".join(path.read_bytes() for path in Path().glob("community.db*"))


def test_an_erased_person_leaves_no_trace(succeed: Copctl) -> None:
    succeed(
        "member", "add", "--name", "Zebedee Quux", "--email", "zebedee.quux@example.org", "--bio", "Xylophonist " * 400,
        "--evidence", "talk: Marimbaland (2026-01-02)", "--expertise", "storytelling:3", "--consent", "newsletter",
    )  # fmt: skip
    succeed("member", "edit", "Zebedee Quux", "--brings", "A vibraphone")
    succeed("member", "add", "--name", "Ana", "--email", "ana@example.org", "--bio", "stays")
    assert b"Xylophonist" in _bytes_of_store()

    succeed("member", "remove", "zebedee.quux@example.org", "--erase", "--yes")

    left = _bytes_of_store().lower()
    for trace in (b"zebedee", b"quux", b"xylophonist", b"marimbaland", b"vibraphone"):
        assert trace not in left
    assert b"stays" in left
    newest = succeed("log", "--json").json[0]
    assert (newest["state"], "erased" in newest["what"]) == ("final", True)


def test_an_erasure_is_final(copctl: Copctl) -> None:
    copctl("member", "add", "--name", "Zebedee", "--email", "z@example.org")
    copctl("member", "remove", "Zebedee", "--erase", "--yes")

    for number in ("3", "2"):
        result = copctl("undo", number)
        assert result.exit_code == 1
        assert "erased" in result.stderr
    assert copctl("log", "3", "--json").json == []


def test_erasing_needs_a_yes_and_a_dry_run_does_nothing(copctl: Copctl) -> None:
    copctl("member", "add", "--name", "Ana", "--email", "ana@example.org")
    before = dump()

    assert copctl("member", "remove", "Ana", "--erase").exit_code == 2
    assert "Would erase Ana (member 1)" in copctl("member", "remove", "Ana", "--erase", "--dry-run").stdout
    assert dump() == before


def test_an_import_of_many_is_undone_in_one(succeed: Copctl) -> None:
    rows = "".join(f"Person {n},p{n}@example.org,Org {n % 7},t{n % 5}:2\n" for n in range(1_500))
    Path("in.csv").write_text("name,email,organisation,expertise\n" + rows)
    before = dump()
    succeed("member", "import", "in.csv")
    after = dump()

    succeed("undo")
    assert dump() == before
    succeed("undo", "3")
    assert dump() == after


PEOPLE = ["ana", "bo", "chan"]


class Moderating(RuleBasedStateMachine):
    """Any walk through add, edit, remove and undo: an undo that is allowed gives back the state before."""

    changes = Bundle("changes")

    def __init__(self) -> None:
        super().__init__()
        import os
        import tempfile

        self.home = os.getcwd()
        self.folder = tempfile.TemporaryDirectory()
        os.chdir(self.folder.name)
        self.around: dict[int, tuple[object, object]] = {}
        run("init", ".", "--name", "T", "--purpose", "P", "--moderator", "A <a@example.org>", "--timezone", "UTC",
            "--cadence", "x")  # fmt: skip
        self.last = 1

    def teardown(self) -> None:
        import os

        os.chdir(self.home)
        self.folder.cleanup()

    def change(self, *arguments: str) -> int:
        before = dump()
        result = run(*arguments)
        assert result.exit_code in (0, 1, 3), result.stderr
        after = dump()
        if result.exit_code != 0:
            assert after == before, result.stderr
            assert result.stderr.count("\n") == 2
            return 0
        numbers = [row["number"] for row in run("log", "--json").json]
        if numbers[0] != self.last:
            self.last = numbers[0]
            self.around[self.last] = (before, after)
            return self.last
        assert after == before
        return 0

    @rule(target=changes, who=st.sampled_from(PEOPLE), organisation=st.sampled_from(["One", "Two"]))
    def add(self, who: str, organisation: str) -> int:
        return self.change(
            "member", "add", "--name", who, "--email", f"{who}@example.org", "--organisation", organisation
        )

    @rule(
        target=changes,
        who=st.sampled_from(PEOPLE),
        topic=st.sampled_from(["x", "y"]),
        level=st.integers(1, 4),
    )
    def claim(self, who: str, topic: str, level: int) -> int:
        return self.change("member", "edit", who, "--expertise", f"{topic}:{level}", "--bio", str(level))

    @rule(target=changes, who=st.sampled_from(PEOPLE), email=st.sampled_from(PEOPLE))
    def readdress(self, who: str, email: str) -> int:
        return self.change(
            "member", "edit", who, "--email", f"{email}@example.org", "--consent", "newsletter"
        )

    @rule(target=changes, who=st.sampled_from(PEOPLE))
    def remove(self, who: str) -> int:
        return self.change("member", "remove", who)

    @rule(target=changes, number=consumes(changes))
    def undo(self, number: int) -> int:
        if not number:
            return 0
        made = self.change("undo", str(number))
        if made:
            touched = {(r["noun"], r["number"]) for r in run("log", str(number), "--json").json}
            before, _ = self.around[number]
            now = dump()
            for noun, row_id in touched:
                assert _row(now, noun, row_id) == _row(before, noun, row_id)
        return made

    @invariant()
    def references_hold(self) -> None:
        with sqlite3.connect("community.db") as store:
            assert store.execute("PRAGMA foreign_key_check").fetchall() == []
        store.close()


def _row(state: object, noun: str, row_id: int) -> object:
    assert isinstance(state, dict)
    store = sqlite3.connect("community.db")
    place = [column[1] for column in store.execute(f"PRAGMA table_info({noun})")].index("id")
    store.close()
    return next((row for row in state[noun] if row[place] == row_id), None)


Moderating.TestCase.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
TestModerating = Moderating.TestCase
