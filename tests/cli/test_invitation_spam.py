"""What a spam filter says of an invitation as it goes out."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Copctl

MOST = 0.5


@pytest.mark.skipif(
    shutil.which("spamassassin") is None, reason="SpamAssassin is not installed (Debian: spamassassin)"
)
def test_spamassassin_finds_next_to_nothing_in_an_invitation(succeed: Copctl, folder: Path) -> None:
    succeed(
        "member",
        "add",
        "--name",
        "Nguyễn Thị Mai",
        "--email",
        "mai@example.org",
        "--timezone",
        "Australia/Sydney",
    )
    succeed(
        "session", "plan", "--title", "Outcome harvesting", "--on", "2026-12-10 14:00", "--minutes", "90",
        "--link", "https://meet.example.org/x", "--agenda", "10 Welcome", "--agenda", "60 Three harvests",
        "--about", "Three stories from partners, and **what made people read them**. Bring a draft of your own.",
    )  # fmt: skip
    succeed("invitation", "render", "2026-12", "--each", "--out", "each")

    judged = subprocess.run(
        ["spamassassin", "-t", "-L"], input=(folder / "each" / "000001.eml").read_bytes(), capture_output=True,
        check=True, timeout=120,
    ).stdout.decode(errors="replace")  # fmt: skip

    points = re.search(r"Content analysis details:\s+\((-?[\d.]+) points", judged)
    assert points is not None, judged[-2000:]
    assert float(points[1]) <= MOST, judged[-2000:]
