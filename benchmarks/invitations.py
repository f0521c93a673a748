"""Building and queueing personal invitations, beside Python's EmailMessage building the same mails."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from measure import COPCTL, HERE, community, cpu_seconds, members_csv, report

READERS, A_SECOND, RUNS = 5_000, 200, 3
QUEUED = f"{READERS:,} invitations queued, to EmailMessage building them"
WRITTEN = f"{READERS:,} invitations queued and written as .eml, to EmailMessage building them"


def invited(place: Path, only: str) -> list[bool]:
    """Measure what was chosen: whole commands, with all that they read and write."""
    chosen = [name for name in (QUEUED, WRITTEN) if only in name]
    if not chosen:
        return []
    folder = community(place / "invited")
    people = members_csv(place / "readers.csv", READERS)
    ours = [*COPCTL, "--community", str(folder)]
    _quietly([*ours, "member", "import", str(people)])
    _quietly(
        [*ours, "session", "plan", "--title", "Outcome harvesting", "--on", "2030-01-10 14:00",
         "--link", "https://meet.example.org/x", "--agenda", "10 Welcome", "--agenda", "60 Three harvests",
         "--about", "What came of it, and how we know. " * 20]
    )  # fmt: skip
    _quietly([*ours, "invitation", "render", "2030-01"])
    shutil.copy(folder / "community.db", place / "uninvited.db")
    return [_measured(name, place, folder, people, ours) for name in chosen]


def _measured(name: str, place: Path, folder: Path, people: Path, ours: list[str]) -> bool:
    peer = [sys.executable, str(HERE / "invitations_peer.py"), str(people), str(folder / "out" / "2030-01"),
            str(place / "peer.eml")]  # fmt: skip
    pairs = []
    for turn in range(RUNS + 1):
        for left in folder.glob("community.db-*"):
            left.unlink()
        shutil.copy(place / "uninvited.db", folder / "community.db")
        shutil.rmtree(place / "mails", ignore_errors=True)
        mine, _ = cpu_seconds([*ours, "invitation", "send", "2030-01"])
        if name == WRITTEN:
            mine += cpu_seconds([*ours, "mail", "deliver", "--to-folder", str(place / "mails")])[0]
        theirs, _ = cpu_seconds(peer)
        if turn:  # the first pair warms the caches
            pairs.append((mine, theirs))
    slowest = READERS / max(mine for mine, _ in pairs)
    print(f"     {slowest:.0f} a second of CPU at least (target {A_SECOND})", flush=True)
    return report(name, 1.0, pairs) and slowest >= A_SECOND


def _quietly(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
