"""The deliverer as a process of its own, killed at random moments: nobody is lost, nobody written to twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Copctl, run
from tests.faults.conftest import name_server
from tests.faults.sink import Sink, sinking, wait_for_another

Waiting = Callable[[int], None]
# 100 by hand (COPCTL_TEST_KILLS=100), fewer where others wait for the tests.
KILLS = int(os.environ.get("COPCTL_TEST_KILLS", "15"))
EACH = 12
DELIVER = [sys.executable, "-m", "copctl", "mail", "deliver", "--no-input"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")


def started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(DELIVER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def killed_in_the_middle(sink: Sink, dice: random.Random) -> None:
    """Start a delivery and kill it somewhere from its first word to the server on."""
    before = sink.seen["banner"], sink.seen["dot"]
    child = started()
    while sink.seen["banner"] == before[0] and child.poll() is None:
        time.sleep(0.0005)
    wanted = before[1] + dice.randrange(EACH)
    end = time.monotonic() + 2
    while sink.seen["dot"] < wanted and child.poll() is None and time.monotonic() < end:
        time.sleep(0.0001)
    time.sleep(dice.random() * 0.004)
    child.send_signal(signal.SIGKILL)
    child.communicate()


def compared(sink: Sink, copctl: Copctl) -> dict[str, int]:
    """What the store says against what the server took: each mail once, unless it is said that nobody knows."""
    times = sink.times()
    rows = copctl("mail", "queue", "--all", "--json").json
    unknown = 0
    for row in rows:
        count = times[row["message_id"]]
        if row["status"] in ("unknown", "sending"):
            unknown += 1
            assert count <= 1, row
        else:
            assert count == (row["status"] == "sent"), row
    assert set(times) <= {row["message_id"] for row in rows}
    return {"unknown": unknown, "kept": len(sink.kept)}


def settle(sink: Sink, copctl: Copctl) -> tuple[int, int]:
    """Answer for what is unknown as it truly is; gives how many had arrived and how many had not."""
    rows = copctl("mail", "status", "--json").json["missed"]
    kept = sink.times()
    ids = {row["number"]: row["message_id"] for row in copctl("mail", "queue", "--all", "--json").json}
    arrived = 0
    for row in rows:
        assert row["status"] == "unknown", row
        there = kept[ids[row["number"]]] == 1
        arrived += there
        words = ["--arrived"] if there else []
        assert run("mail", "retry", str(row["number"]), *words).exit_code == 0
    return arrived, len(rows) - arrived


def test_killed_again_and_again_a_delivery_loses_nobody_and_repeats_nobody(
    copctl: Copctl, waiting: Waiting, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(5)
    waiting(KILLS * EACH // 2 + EACH)
    arrived = lost = 0
    with sinking() as sink:
        name_server(sink)
        for _ in range(KILLS):
            killed_in_the_middle(sink, dice)
            compared(sink, copctl)
            # The next delivery finds what the killed one had in hand: at most one mail is truly unknown.
            copctl("mail", "deliver", "--limit", "1")
            assert compared(sink, copctl)["unknown"] <= 1
            there, gone = settle(sink, copctl)
            arrived, lost = arrived + there, lost + gone
        last = copctl("mail", "deliver")
        assert (last.exit_code, standing(copctl)) == (0, {"sent"}), last.stderr
        times = sink.times()

    assert set(times.values()) == {1}
    assert len(times) == KILLS * EACH // 2 + EACH
    with capsys.disabled():
        print(f"\n{KILLS} kills, {len(times)} mails: 0 lost, 0 repeated; "
              f"unknown {arrived + lost} ({arrived} had arrived, {lost} had not)")  # fmt: skip


def standing(copctl: Copctl) -> set[str]:
    return {row["status"] for row in copctl("mail", "queue", "--all", "--json").json}


def test_what_a_killed_delivery_had_in_hand_is_unknown_until_somebody_decides(
    copctl: Copctl, waiting: Waiting
) -> None:
    waiting(3)
    with sinking(lambda phase, before: "hang" if phase == "dot" and before == 1 else "") as sink:
        name_server(sink, timeout=60)
        child = started()
        while sink.seen["dot"] < 2:
            time.sleep(0.01)
        child.kill()
        child.communicate()
        done = copctl("mail", "deliver")

        assert done.exit_code == 5
        assert done.stdout == "Sent 1 mail.\n"
        assert [to for _, to in sink.kept] == [f"p{n}@example.org" for n in range(3)]
        assert "Mail 2 may have arrived, or not" in done.stderr
        assert "copctl mail retry 2 --arrived" in done.stderr
        again = copctl("mail", "deliver")
        assert (again.stdout, again.exit_code) == ("No mail waits.\n", 5)
        assert again.stderr == (
            "1 mail of earlier deliveries may have arrived, or not, and nobody has said. Look: copctl mail status\n"
        )
        assert copctl("mail", "deliver", "--json").json["unknown"] == [2]
        assert len(sink.kept) == 3
    shown = copctl("mail", "show", "2", "--json").json
    assert (shown["status"], shown["attempts"][0]["said"]) == (
        "unknown",
        "The delivery ended before the server's answer came.",
    )
    assert copctl("mail", "retry", "2", "--arrived").stdout == "1 mail counts as sent.\n"
    name_server(sink)
    assert copctl("mail", "deliver").exit_code == 0
    assert copctl("mail", "show", "2", "--json").json["status"] == "sent"


def test_two_deliveries_at_once_share_the_work(copctl: Copctl, waiting: Waiting) -> None:
    waiting(120)
    with sinking() as sink:
        sink.script = wait_for_another(sink)
        name_server(sink, timeout=60)
        children = [started(), started()]
        ended = [child.communicate()[0].decode() for child in children]

    assert [child.returncode for child in children] == [0, 0], ended
    assert set(sink.times().values()) == {1}
    assert len(sink.kept) == 120
    assert sink.most_at_once == 2


def test_what_another_delivery_has_in_hand_is_not_called_unknown(copctl: Copctl, waiting: Waiting) -> None:
    waiting(52)  # two more than a delivery takes in hand
    with sinking(lambda phase, before: "hang" if phase == "dot" and before == 0 else "") as sink:
        name_server(sink, timeout=60)
        child = started()
        while sink.seen["dot"] < 1:
            time.sleep(0.01)
        done = copctl("mail", "deliver")
        assert (done.exit_code, done.stdout) == (0, "Sent 2 mails.\n"), done.stderr
        assert [row["status"] for row in copctl("mail", "queue", "--all", "--json").json] == [
            *["sending"] * 50,
            *["sent"] * 2,
        ]
        child.kill()
        child.communicate()


def test_ctrl_c_stops_after_the_mail_in_hand(copctl: Copctl, waiting: Waiting, folder: Path) -> None:
    waiting(300)
    with sinking() as sink:
        name_server(sink)
        child = started()
        while sink.seen["dot"] < 5:
            time.sleep(0.001)
        child.send_signal(signal.SIGINT)
        said = child.communicate()[0].decode()

    assert child.returncode == 130
    assert "Error: You stopped the delivery; nothing is half done." in said
    assert 5 <= len(sink.kept) < 300
    assert standing(copctl) == {"sent", "queued"}
    assert compared(sink, copctl)["unknown"] == 0
