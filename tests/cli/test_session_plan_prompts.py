"""`copctl session plan` in a real terminal: it asks for what was not said, and again after a slip."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Copctl

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pexpect needs a POSIX terminal")


@pytest.fixture
def terminal(succeed: Copctl, folder: Path) -> Any:
    """Starts a command in a terminal of 80 columns."""
    pexpect = pytest.importorskip("pexpect")
    world = {k: v for k, v in os.environ.items() if k not in ("CI", "COLUMNS", "COPCTL_COMMUNITY")}
    world |= {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}

    def spawn(*arguments: str) -> Any:
        return pexpect.spawn(
            sys.executable, ["-m", "copctl", *arguments],
            cwd=folder, env=world, dimensions=(30, 80), timeout=30, encoding="utf-8",
        )  # fmt: skip

    return spawn


def test_plan_asks_for_topic_and_time_and_again_for_one_that_cannot_be(
    terminal: Any, succeed: Copctl
) -> None:
    succeed("topic", "add", "Storytelling")

    child = terminal("session", "plan")
    child.expect("What is it about")
    child.send("storytelling\r")
    child.expect("When does it start")
    child.send("2031-02-30 14:00\r")
    child.expect("does not exist")
    child.send("\x15")  # empties the line
    child.send("2031-02-20 14:00\r")
    child.expect("Planned session 2031-02: Storytelling")
    child.close()

    [session] = succeed("session", "list", "--json").json
    assert session["local"] == "2031-02-20T14:00:00+07:00"
    assert [topic["slug"] for topic in session["topics"]] == ["storytelling"]


def test_a_declined_slot_offers_the_next_one_and_asks_them_at_once(terminal: Any, succeed: Copctl) -> None:
    for name, level in (("Sokha", 4), ("Maly", 3)):
        succeed(
            "member", "add", "--name", name, "--email", f"{name.lower()}@example.org",
            "--expertise", f"storytelling:{level}",
        )  # fmt: skip
    succeed("session", "plan", "--topic", "storytelling", "--on", "2031-02-20 14:00")
    succeed("speakers", "ask", "2031-02", "sokha@example.org")

    child = terminal("speakers", "decline", "2031-02", "sokha@example.org")
    child.expect("Next in the ranking: Maly")
    child.expect("Ask Maly now")
    child.send("\r")
    child.expect("Asked for session 2031-02")
    child.close()

    speakers = succeed("session", "show", "2031-02", "--json").json["speakers"]
    assert {s["member"]: s["status"] for s in speakers} == {"Sokha": "declined", "Maly": "asked"}
