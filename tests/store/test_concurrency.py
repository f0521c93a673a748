"""Two at once, and one that is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Copctl

ADDING = """
import sys
from copctl.cli.main import main
from copctl.cli.desk import Desk
codes = [
    main(["member", "add", "--name", f"P {who} {n}", "--email", f"{who}{n}@example.org", "--expertise", "shared:2"], Desk())
    for who in sys.argv[1:] for n in range(10)
]
sys.exit(max(codes))
"""


def test_two_that_add_at_once_lose_nothing(succeed: Copctl) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", ADDING, who], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for who in ("a", "b")
    ]

    ends = [(process.communicate(timeout=120)[1].decode(), process.returncode) for process in running]

    assert [code for _, code in ends] == [0, 0], ends
    assert len(succeed("member", "list", "--json").json) == 20
    changes = succeed("log", "--most", "100", "--json").json
    assert len([change for change in changes if change["command"] == "member add"]) == 20
    assert [change["number"] for change in changes] == list(range(21, 0, -1))


# So many that they are written long before the import is through.
MANY = 60_000


def size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL here")
def test_an_import_that_is_killed_leaves_nothing(succeed: Copctl) -> None:
    rows = "".join(f"Person {n},p{n}@example.org,Org {n % 50},topic {n % 9}:2\n" for n in range(MANY))
    Path("in.csv").write_text("name,email,organisation,expertise\n" + rows)
    before = succeed("log", "--json").stdout
    log = Path("community.db-wal")
    process = subprocess.Popen([sys.executable, "-m", "copctl", "member", "import", "in.csv"])
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline and size(log) <= 200_000:
        time.sleep(0.005)

    process.send_signal(signal.SIGKILL)

    assert process.wait(timeout=30) == -signal.SIGKILL
    assert succeed("member", "list", "--json").json == []
    assert succeed("organisation", "list", "--json").json == []
    assert succeed("log", "--json").stdout == before
    result = json.loads(succeed("member", "import", "in.csv", "--json").stdout)
    assert result["new"] == MANY
