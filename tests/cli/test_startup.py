"""Start-up: what a command loads, and the names that are only imported when they are called."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from copctl.cli.lazy import LazyCommand
from copctl.cli.main import CHAPTERS
from tests.conftest import Copctl

COMMANDS = [command for _, commands in CHAPTERS for command in commands]

# What `copctl --help` may load beside the standard library.
ALLOWED = {"copctl", "typer", "shellingham", "rich", "annotated_doc", "typing_extensions"}
HEAVY = {
    "sqlalchemy", "jinja2", "questionary", "prompt_toolkit", "alembic", "pydantic", "markdown_it", "nh3", "css_inline",
    "email_validator", "python_calamine", "icalendar", "psycopg", "PIL",
}  # fmt: skip
ROOMS = {
    "health", "onboarding", "sessions", "newsletter", "speakers", "topics", "surveys", "community", "mail", "store", "rendering",
    "tables",
}  # fmt: skip


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a command of its own process has loaded when it ends."""
    code = (
        "import sys, json\n"
        "before = set(sys.modules)\n"
        "from copctl.cli.main import entry\n"
        f"sys.argv = {['copctl', *arguments]!r}\n"
        "try:\n    entry()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


def roots(modules: set[str]) -> set[str]:
    standard = sys.stdlib_module_names
    found = {name.partition(".")[0] for name in modules} - standard
    return {name for name in found if not name.startswith(("_sysconfigdata", "__"))}


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_help_loads_no_room_and_nothing_heavy(folder: Path, arguments: tuple[str, ...]) -> None:
    modules = loaded_by(*arguments)

    assert roots(modules) <= ALLOWED
    assert not {
        name for name in modules if name.split(".")[:1] == ["copctl"] and name.split(".")[1:2] != ["cli"]
    } & {f"copctl.{room}" for room in ROOMS}
    assert not modules & {"rich.table", "rich.console", "typer.rich_utils", "sqlite3"}


def test_a_list_of_members_loads_no_sqlalchemy(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Ana", "--email", "ana@example.org")

    modules = loaded_by("member", "list")

    assert not roots(modules) & HEAVY


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_lazy_name_imports_and_says_what_it_said(command: LazyCommand) -> None:
    try:
        live = command.load()
    except ModuleNotFoundError as error:
        if error.name == command.target.partition(":")[0]:
            pytest.skip(f"{error.name} is not there yet")
        raise

    assert command.short_help == _first_sentence(live.help)
    assert live.name == command.name


def _first_sentence(text: str | None) -> str:
    paragraph = " ".join((text or "").strip().split("\n\n")[0].split())
    end = paragraph.find(". ")
    return paragraph if end < 0 else paragraph[: end + 1]


def test_every_command_is_listed_once() -> None:
    names = [command.name for command in COMMANDS]

    assert len(names) == len(set(names))


def test_help_shows_chapters_in_the_order_of_a_year(copctl_outside: Copctl) -> None:
    result = copctl_outside("--help")

    places = [result.stdout.index(f"\n{title}:") for title, _ in CHAPTERS]
    assert places == sorted(places)
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("typed", "completed"),
    [("copctl mem", "member"), ("copctl member im", "import"), ("copctl member import --skip", "--skip-bad"),
     ("copctl un", "undo")],
)  # fmt: skip
def test_completion_reaches_into_lazy_groups(folder: Path, typed: str, completed: str) -> None:
    environ = {
        **os.environ,
        "_COPCTL_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split()) - 1),
    }
    command = Path(sys.executable).with_name("copctl")
    if not command.exists():
        pytest.skip("copctl is not installed beside this Python")

    done = subprocess.run(
        [str(command)], env=environ, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stdout.split() == [completed]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("membr",), "Error: No such command 'membr'. Did you mean 'member'?\nTry: copctl --help\n"),
        (
            ("member", "improt"),
            "Error: No such command 'improt'. Did you mean 'import'?\nTry: copctl member --help\n",
        ),
    ],
)
def test_a_slip_of_the_finger_is_offered_the_command(
    copctl_outside: Copctl, typed: tuple[str, ...], says: str
) -> None:
    assert copctl_outside(*typed).stderr == says


def test_a_group_alone_shows_its_help(copctl_outside: Copctl) -> None:
    result = copctl_outside("member")

    assert "import" in result.stderr + result.stdout
    assert result.exit_code == 2


def test_no_input_may_stand_anywhere(copctl: Copctl) -> None:
    for words in (
        ("--no-input", "member", "add"),
        ("member", "add", "--no-input"),
        ("member", "--no-input", "add"),
    ):
        assert copctl(*words).stderr == "Error: --name is missing.\nTry: copctl member add --name ...\n"


def test_targets_are_typer_apps() -> None:
    for command in COMMANDS[1:3]:
        assert not isinstance(command.load(), typer.Typer)
