"""`copctl member merge`, from the outside."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout

import pytest

from copctl.cli.desk import Desk
from copctl.cli.main import main
from tests.conftest import NOW, Copctl, Result


@pytest.fixture
def people(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Sok [red] Dara", "--email", "sok@a.example", "--country", "KH")
    succeed("member", "add", "--name", "Dara Sok", "--email", "dara@b.example", "--country", "LA",
            "--bio", "=1+1 <b>" + " long" * 60, "--consent", "newsletter")  # fmt: skip
    succeed("member", "add", "--name", "Sok D.", "--email", "d@c.example", "--expertise", "storytelling:3")


@pytest.mark.usefixtures("people")
def test_each_field_is_shown_with_what_is_kept(succeed: Copctl) -> None:
    result = succeed("member", "merge", "sok@a.example", "2", "--yes")

    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["country", "KH", "LA", "KH"] in lines
    assert ["email", "sok@a.example", "dara@b.example", "sok@a.example"] in lines
    assert "Sok [red] Dara" in result.stdout
    assert result.stdout.endswith("Merged 2 (Dara Sok) into 1 (Sok [red] Dara).\n")
    assert len(max(result.stdout.splitlines(), key=len)) <= 100
    shown = succeed("member", "show", "dara@b.example", "--json").json
    assert (shown["number"], shown["other_emails"]) == (1, ["dara@b.example"])


@pytest.mark.usefixtures("people")
def test_undo_brings_back_what_was_merged(succeed: Copctl) -> None:
    before = succeed("member", "export", "--format", "jsonl").stdout

    succeed("member", "merge", "1", "2", "3", "--yes")
    assert [m["number"] for m in succeed("member", "list", "--json").json] == [1]
    succeed("undo")

    assert succeed("member", "export", "--format", "jsonl").stdout == before


@pytest.mark.usefixtures("people")
def test_whose_value_is_kept_can_be_said_for_each(succeed: Copctl) -> None:
    result = succeed("member", "merge", "1", "2", "3", "--keep", "email=c", "--keep", "country=b",
                     "--yes", "--json").json  # fmt: skip

    assert (result["kept"], [m["other"] for m in result["merged"]]) == (1, [2, 3])
    shown = succeed("member", "show", "1", "--json").json
    assert (shown["email"], shown["country"]) == ("d@c.example", "LA")
    assert sorted(shown["other_emails"]) == ["dara@b.example", "sok@a.example"]
    assert shown["expertise"][0]["topic"] == "storytelling"


@pytest.mark.usefixtures("people")
def test_a_dry_run_shows_and_changes_nothing(succeed: Copctl) -> None:
    shown = succeed("member", "merge", "1", "2", "--dry-run", "--json").json

    assert shown["dry_run"]
    assert {"field": "country", "a": "KH", "b": "LA", "kept": "KH"} in shown["merged"][0]["fields"]
    assert len(succeed("member", "list", "--json").json) == 3


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("1", "2"), 2, "Error: Merge Dara Sok (2) into Sok [red] Dara (1)? It needs a yes.\nTry: copctl member merge ... --yes\n"),
        (("1",), 2, "Error: Two members are needed.\nTry: copctl member merge A B; A stays\n"),
        (("1", "sok@a.example", "--yes"), 1, "Error: Sok [red] Dara is one member already.\nTry: name two members\n"),
        (("1", "9", "--yes"), 3, "Error: There is no member '9'.\nTry: copctl member list\n"),
        (("1", "2", "--keep", "nam=b"), 2, "Error: No field is called 'nam'.\nTry: did you mean name?\n"),
        (("1", "2", "--keep", "name"), 2, "Error: 'name' does not say whose name is kept.\nTry: --keep name=a, or name=b\n"),
        (("1", "2", "--keep", "name=c"), 2, "Error: --keep name=c names nobody: 2 members were given.\nTry: --keep name=a or --keep name=b\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_merged_is_one_sentence(
    copctl: Copctl, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = copctl("member", "merge", *arguments)

    assert (result.exit_code, result.stderr) == (code, message)
    assert len(copctl("member", "list", "--json").json) == 3


@pytest.mark.usefixtures("people")
def test_a_person_sees_the_difference_and_is_asked(succeed: Copctl) -> None:
    refused = _at_a_terminal("n", "member", "merge", "1", "2")
    agreed = _at_a_terminal("y", "member", "merge", "1", "2")

    assert "country" in refused.stdout
    assert refused.exit_code == 130
    assert agreed.exit_code == 0
    assert len(succeed("member", "list", "--json").json) == 2


def _at_a_terminal(keys: str, *arguments: str) -> Result:
    """Run a command at a desk whose both ends are terminals, with these keys pressed."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out, err = Terminal(), io.StringIO()
    desk = Desk(clock=lambda: NOW, environ={}, stdin=Terminal(), stdout=out, stderr=err)
    with (
        create_pipe_input() as pipe,
        create_app_session(input=pipe, output=DummyOutput()),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        pipe.send_text(keys)
        code = main(list(arguments), desk)
    return Result(out.getvalue(), err.getvalue(), code)
