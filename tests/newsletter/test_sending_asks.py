"""`copctl newsletter send` in a real terminal, and what the checks found."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from copctl.errors import Refused
from copctl.newsletter import sending
from copctl.newsletter.sending import Order
from copctl.settings import load
from copctl.store.engine import Database
from copctl.when import parse_quarter
from tests.conftest import NOW, Copctl
from tests.newsletter.sent import SUBJECT, waiting


@pytest.fixture
def terminal(drafted: Copctl, folder: Path) -> Any:
    """Starts a command in a terminal of 100 columns."""
    if sys.platform == "win32":
        pytest.skip("pexpect needs a POSIX terminal")
    pexpect = pytest.importorskip("pexpect")
    world = {k: v for k, v in os.environ.items() if k not in ("CI", "COLUMNS", "COPCTL_COMMUNITY")}
    world |= {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}

    def spawn(*arguments: str) -> Any:
        return pexpect.spawn(
            sys.executable, ["-m", "copctl", *arguments],
            cwd=folder, env=world, dimensions=(30, 100), timeout=30, encoding="utf-8",
        )  # fmt: skip

    return spawn


@pytest.mark.parametrize(("answer", "count", "code"), [("y", 3, 0), ("n", 0, 130)])
def test_a_person_is_asked_with_count_and_subject(
    terminal: Any, drafted: Copctl, answer: str, count: int, code: int
) -> None:
    child = terminal("newsletter", "send", "2026Q4")
    child.expect("Languages of the fixed words: en 2, km 1")
    child.expect(f"Queue '{SUBJECT}' for 3 readers")
    child.send(answer)
    child.expect("Queued edition 1 of 2026Q4 for 3 readers" if count else "Nothing was changed")
    child.wait()
    child.close()

    assert child.exitstatus == code
    assert len(waiting(drafted)) == count


def test_what_the_checks_found_keeps_an_issue_back(drafted: Copctl, folder: Path) -> None:
    order = Order(load(folder, {}), parse_quarter("2026Q4"), NOW, faults=["A link is dead.", "No preheader."])
    database = Database.opened("sqlite:///community.db")

    with (
        pytest.raises(Refused) as refused,
        database.transaction(who="test", command="test", at=NOW) as db,
    ):
        sending.send(db, order)
    database.close()

    assert refused.value.message == "2026Q4 is not fit to be sent: A link is dead (and 1 more)."
    assert refused.value.hint == "copctl newsletter check 2026Q4"
    assert waiting(drafted) == []
