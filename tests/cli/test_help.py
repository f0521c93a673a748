"""Help as a person sees it: no line of a group's list is cut off at 80 columns."""

from __future__ import annotations

import pytest

from copctl.cli.lazy import LazyCommand
from copctl.cli.main import CHAPTERS
from tests.conftest import Copctl

COMMANDS = [command for _, commands in CHAPTERS for command in commands]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_of_a_group_says_a_whole_sentence(
    copctl_outside: Copctl, command: LazyCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    listed = copctl_outside(command.name, "--help").stdout.partition("\nCommands:\n")[2]

    assert [line for line in listed.splitlines() if line.rstrip().endswith("...")] == []
