"""An import that is killed leaves all of itself or nothing."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Copctl
from tests.surveys.intake.world import GEDSI, HARVESTING, STORIES, SURVEY, write
from tests.test_bad_input import dump

ROWS = 6_000
WRITTEN = Path("community.db-wal")


def export(folder: Path) -> int:
    """A file of some thousand respondents, many of whom write something in; how many answers they give."""
    chance = random.Random(3)
    order = [STORIES, HARVESTING, GEDSI]
    rows, answers = [], 0
    for number in range(ROWS):
        chosen = chance.sample(order, chance.randint(0, 3)) or [f"Wish {number % 40}"]
        first, second, third = chance.sample(order, 3)
        rows.append([f"2026-11-{1 + number % 20:02} 10:00:00", f"p{number}@example.org", ", ".join(chosen), first, second, third,
                     str(1 + number % 5), "5", f"since {number}"])  # fmt: skip
        answers += len(chosen) + 6
    places = [f"Put these in order [{place} choice]" for place in ("1st", "2nd", "3rd")]
    header = ["Timestamp", "Email", "Which topics?", *places, "How useful is it? [The session]",
              "How useful is it? [The newsletter]", "Why?"]  # fmt: skip
    write(folder / "many.csv", [header, *rows])
    return answers


def counts() -> tuple[int, int]:
    """How many responses and answers the store holds."""
    with closing(sqlite3.connect("community.db")) as store:
        query = "SELECT (SELECT count(*) FROM response), (SELECT count(*) FROM answer)"
        responses, answers = store.execute(query).fetchone()
    return responses, answers


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL here")
@pytest.mark.parametrize(("size", "wait"), [(1, 0.05), (3_000_000, 0.0)])
def test_an_import_that_is_killed_leaves_all_or_nothing(
    succeed: Copctl, folder: Path, size: int, wait: float
) -> None:
    (folder / "w.md").write_text(SURVEY, encoding="utf-8")
    succeed("survey", "new", "wishes", "--from", "w.md")
    whole = (ROWS, export(folder))
    before = dump()

    _kill_an_import(size, wait)

    left = counts()
    assert left in ((0, 0), whole)
    assert left == whole or dump() == before
    told = succeed("survey", "import", "wishes", "many.csv", "--json").json
    assert (told["new"], told["unchanged"]) == ((0, ROWS) if left == whole else (ROWS, 0))
    assert counts() == whole


def _kill_an_import(size: int, wait: float) -> None:
    """Import, and kill it some time after so many bytes were written."""
    command = [sys.executable, "-m", "copctl", "survey", "import", "wishes", "many.csv"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline and not _has_written(size):
        time.sleep(0.002)
    time.sleep(wait)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)


def _has_written(size: int) -> bool:
    try:
        return WRITTEN.stat().st_size >= size
    except FileNotFoundError:
        return False
