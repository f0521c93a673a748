"""Who a respondent is: by any address, by a personal link, and by a name when the moderator says so."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from copctl.cli.desk import Desk
from copctl.cli.main import main
from tests.conftest import NOW, Copctl, Result
from tests.surveys.intake.world import write

ENTER, DOWN = "\r", "\x1b[B"


@pytest.fixture
def people(succeed: Copctl, folder: Path) -> None:
    succeed("member", "add", "--name", "Nguyễn Thị Hoa", "--email", "hoa@example.org")
    succeed("member", "add", "--name", "Dara Sok", "--email", "dara@example.org")
    succeed("member", "add", "--name", "សុខ ដារា", "--email", "sokdara@example.org")
    write(
        folder / "a.csv",
        [
            ["Name", "Why?"],
            ["Nguyen Thi Hoa", "a"],
            ["SOK Dara", "b"],
            ["anonymous", "c"],
            ["Somebody Else", "d"],
        ],
    )


def _members(copctl: Copctl, slug: str = "s") -> list[tuple[str, str | None]]:
    import json

    shown = copctl("survey", "export", slug, "--format", "jsonl", "--out", "-").stdout.splitlines()
    return [(next(iter(r["answers"].values())), r["member"]) for r in map(json.loads, shown)]


@pytest.mark.usefixtures("people")
def test_names_are_proposed_and_never_taken_without_a_word(succeed: Copctl) -> None:
    result = succeed("survey", "import", "s", "a.csv", "--infer")
    outcome = succeed("survey", "import", "s", "a.csv", "--json").json

    assert "Note: 'SOK Dara' may be Dara Sok (100)." in result.stderr
    assert "Note: 'Nguyen Thi Hoa' may be Nguyễn Thị Hoa (99)." in result.stderr
    assert "copctl survey import s FILE --review asks who is meant." in result.stderr
    assert (outcome["matched_members"], outcome["unmatched"]) == (0, 4)
    assert [p["name"] for p in outcome["proposals"]] == ["Nguyen Thi Hoa", "SOK Dara"]
    assert {member for _, member in _members(succeed)} == {None}


@pytest.mark.usefixtures("people")
def test_what_is_said_of_a_name_is_remembered_for_the_next_export(succeed: Copctl, folder: Path) -> None:
    said = ("--match", "SOK Dara=dara@example.org", "--match", "Nguyen Thi Hoa=")
    first = succeed("survey", "import", "s", "a.csv", "--infer", *said, "--json").json

    assert (first["matched_members"], first["unmatched"], "proposals" in first) == (1, 3, False)
    assert dict(_members(succeed)) == {"a": None, "b": "Dara Sok", "c": None, "d": None}
    write(folder / "a.csv", [["Name", "Why?"], ["Sok DARA", "e"]])
    newer = succeed("survey", "import", "s", "a.csv", "--json").json
    assert (newer["new"], newer["matched_members"], "proposals" in newer) == (1, 1, False)
    assert dict(_members(succeed))["e"] == "Dara Sok"
    succeed("undo")
    succeed("undo")
    assert succeed("survey", "list", "--json").json == []


def _at_a_terminal(folder: Path, keys: str, *arguments: str) -> Result:
    """Run a command at a desk whose both ends are terminals, with these keys pressed."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out, err = Terminal(), io.StringIO()
    desk = Desk(clock=lambda: NOW, environ={}, stdin=Terminal(), stdout=out, stderr=err)
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        with redirect_stdout(out), redirect_stderr(err):
            code = main(list(arguments), desk)
    return Result(out.getvalue(), err.getvalue(), code)


@pytest.mark.usefixtures("people")
def test_the_moderator_is_asked_name_by_name(succeed: Copctl, folder: Path) -> None:
    succeed("survey", "import", "s", "a.csv", "--infer")

    # Hoa: the first that is offered; Dara: one below is "nobody of these".
    result = _at_a_terminal(folder, ENTER + DOWN + ENTER, "survey", "import", "s", "a.csv", "--review")

    assert result.exit_code == 0, result.stderr
    assert dict(_members(succeed))["a"] == "Nguyễn Thị Hoa"
    assert dict(_members(succeed))["b"] is None
    assert "proposals" not in succeed("survey", "import", "s", "a.csv", "--json").json


@pytest.mark.usefixtures("people")
def test_stopping_in_the_middle_of_a_review_changes_nothing(succeed: Copctl, folder: Path) -> None:
    succeed("survey", "import", "s", "a.csv", "--infer")
    before = succeed("log", "--json").json

    result = _at_a_terminal(folder, ENTER + "\x03", "survey", "import", "s", "a.csv", "--review")

    assert result.exit_code == 130
    assert succeed("log", "--json").json == before


@pytest.mark.usefixtures("people")
def test_review_needs_somebody_to_ask(copctl: Copctl) -> None:
    refused = copctl("survey", "import", "s", "a.csv", "--infer", "--review")

    assert (refused.exit_code, refused.stderr) == (
        2,
        "Error: --review asks, and nobody can be asked here.\n"
        "Try: copctl survey import s FILE --match 'NAME=MEMBER'\n",
    )


@pytest.mark.usefixtures("people")
def test_two_addresses_of_one_person_are_one_respondent(succeed: Copctl, folder: Path) -> None:
    write(folder / "one.csv", [["Email", "Why?"], ["dara@work.example", "early"]])
    succeed("survey", "import", "s", "one.csv", "--infer")
    succeed("member", "edit", "dara@example.org", "--other-email", "dara@work.example")
    write(
        folder / "two.csv", [["Email", "Why?"], ["DARA@work.example", "early"], ["dara@example.org", "late"]]
    )

    outcome = succeed("survey", "import", "s", "two.csv", "--json").json

    assert (outcome["new"], outcome["updated"], outcome["skipped"]) == (0, 1, 1)
    assert _members(succeed) == [("late", "Dara Sok")]


@pytest.mark.usefixtures("people")
def test_a_personal_link_names_its_member(succeed: Copctl, folder: Path) -> None:
    (folder / "w.md").write_text(
        "# survey\n\n| type | name | label |\n|---|---|---|\n| text | why | Why? |\n"
    )
    succeed("survey", "new", "w", "--from", "w.md")
    succeed("survey", "open", "w")
    succeed("survey", "invite", "w", "--url", "https://forms.example/x?entry.1={code}", "--yes")
    succeed("mail", "deliver", "--to-folder", "out")
    import re
    from email import message_from_bytes, policy

    codes = {}
    for file in sorted((folder / "out").glob("**/*.eml")):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        assert body is not None
        found = re.search(r"entry\.1=([a-z2-7]{26})", body.get_content())
        assert found is not None
        codes[str(mail["To"])] = found[1]
    dara = next(
        code for to, code in codes.items() if "dara@example.org" in to and "sok" not in to.split("<")[-1]
    )
    write(folder / "w.csv", [["Your code", "Why?"], [dara, "by link"], ["a" * 26, "by nobody's"]])

    outcome = succeed("survey", "import", "w", "w.csv", "--json").json

    assert (outcome["matched_members"], outcome["unmatched"]) == (1, 1)
    assert dict(_members(succeed, "w")) == {"by link": "Dara Sok", "by nobody's": None}
    # The same person by address later is the same respondent.
    write(folder / "w.csv", [["Email", "Why?"], ["dara@example.org", "by address"]])
    assert succeed("survey", "import", "w", "w.csv", "--json").json["updated"] == 1


@pytest.mark.usefixtures("people")
def test_strangers_with_addresses_make_no_response_rate(succeed: Copctl, folder: Path) -> None:
    write(folder / "x.csv", [["Email", "Which?"], ["x@elsewhere.example", "A"], ["y@elsewhere.example", "A"]])
    succeed("survey", "import", "x", "x.csv", "--infer")

    counted = succeed("survey", "tally", "x", "--question", "Which?", "--json").json

    assert counted["response_rate"] is None
    assert "No respondent is a member by their address, so there is no response rate." in counted["warnings"]
