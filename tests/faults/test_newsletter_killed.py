"""Sending an issue as a process of its own, killed at random moments: all is queued, or nothing is."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Copctl
from tests.faults.conftest import name_server
from tests.faults.sink import sinking

# 50 by hand (COPCTL_TEST_KILLS=50), fewer where others wait for the tests.
KILLS = min(50, int(os.environ.get("COPCTL_TEST_KILLS", "6")))
READERS = 2_000
COPCTL = [sys.executable, "-m", "copctl"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")


def readers(succeed: Copctl, count: int) -> None:
    """So many members who agreed to the newsletter, and an issue for them."""
    rows = "".join(f"P {n},p{n}@example.org,active\n" for n in range(count))
    Path("people.csv").write_text(f"name,email,status\n{rows}", encoding="utf-8")
    succeed("member", "import", "people.csv")
    with sqlite3.connect("community.db") as store:
        store.execute(
            "INSERT INTO consent (member_id, purpose, given_on, source) "
            "SELECT id, 'newsletter', '2026-01-01', 'test' FROM member"
        )
    succeed("project", "add", "--title", "A well")
    succeed("newsletter", "draft", "2026Q4")


def found() -> tuple[int, int, int]:
    """How many mails, letters and editions the store has."""
    with sqlite3.connect("community.db") as store:
        one = "SELECT (SELECT count(*) FROM message), (SELECT count(*) FROM form_letter), "
        return tuple(store.execute(f"{one} (SELECT count(*) FROM edition)").fetchone())


def test_a_killed_send_leaves_everything_or_nothing(
    succeed: Copctl, capsys: pytest.CaptureFixture[str]
) -> None:
    readers(succeed, READERS)
    dice = random.Random(6)
    send = [*COPCTL, "newsletter", "send", "2026Q4", "--yes"]
    began = time.monotonic()
    subprocess.run(send, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    lasts = time.monotonic() - began
    nothing, whole = (0, 0, 0), (READERS, 1, 1)
    assert found() == whole
    seen = []
    for _ in range(KILLS):
        if found() == whole:
            succeed("undo")
        assert found() == nothing
        child = subprocess.Popen(send, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(lasts * (0.4 + dice.random()))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        seen.append(found())
        assert seen[-1] in (nothing, whole)
    with capsys.disabled():
        print(f"\n{KILLS} kills of a send to {READERS} readers: {seen.count(nothing)} times nothing, "
              f"{seen.count(whole)} times all")  # fmt: skip


def test_a_killed_delivery_of_an_issue_goes_on_and_repeats_nobody(succeed: Copctl, copctl: Copctl) -> None:
    readers(succeed, 120)
    succeed("newsletter", "send", "2026Q4", "--yes")
    with sinking() as sink:
        name_server(sink, timeout=60)
        child = subprocess.Popen([*COPCTL, "mail", "deliver", "--no-input"], stdout=subprocess.DEVNULL)
        while sink.seen["dot"] < 20:
            time.sleep(0.001)
        child.kill()
        child.communicate()
        assert (
            copctl("newsletter", "send", "2026Q4", "--yes").stdout
            == "Queued no mail. 120 had theirs already.\n"
        )
        copctl("mail", "deliver")
        for row in succeed("mail", "status", "--json").json["missed"]:
            arrived = row["to"] in {to for _, to in sink.kept}
            succeed("mail", "retry", str(row["number"]), *(["--arrived"] if arrived else []))
        copctl("mail", "deliver")

    assert sorted(to for _, to in sink.kept) == sorted(f"p{n}@example.org" for n in range(120))
    assert succeed("newsletter", "list", "--json").json[0]["readers"] == {
        "sent": 120,
        "queued": 0,
        "failed": 0,
    }


def test_a_correction_after_a_killed_delivery_corrects_only_who_may_have_a_wrong_one(
    succeed: Copctl, copctl: Copctl
) -> None:
    readers(succeed, 120)
    succeed("newsletter", "send", "2026Q4", "--yes")
    with sinking() as sink:
        name_server(sink, timeout=60)
        child = subprocess.Popen([*COPCTL, "mail", "deliver", "--no-input"], stdout=subprocess.DEVNULL)
        while sink.seen["dot"] < 20:
            time.sleep(0.001)
        child.kill()
        child.communicate()
    reached = {to for _, to in sink.kept}
    draft = Path("issues/2026Q4.md")
    draft.write_text(draft.read_text(encoding="utf-8").replace("A well", "A deep well"), encoding="utf-8")

    done = succeed("newsletter", "send", "2026Q4", "--correction", "--yes", "--json").json

    corrected = {
        row["to"] for row in succeed("mail", "queue", "--json").json if "Correction" in row["subject"]
    }
    assert reached <= corrected
    assert len(corrected - reached) <= 1
    assert len(done["queued"]) + len(done["rewritten"]) == 120
