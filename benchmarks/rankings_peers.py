"""copctl and pref_voting on the same 100,000 rankings in memory: seconds, and how many times as fast."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
BALLOTS, CANDIDATES, TARGET = 100_000, 10, 50


def main() -> None:
    """Count by both; exit with 1 where they disagree or the target is missed."""
    peers = Path(sys.argv[1]).absolute() / "bin" / "python"
    chance = np.random.default_rng(17)
    # Candidates differ in how well they are liked, voters in how much they agree with that.
    liked = np.linspace(0, 1, CANDIDATES) + chance.normal(0, 0.8, (BALLOTS, CANDIDATES))
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "rankings.npy"
        np.save(path, np.argsort(-liked, axis=1))
        ours = printed([sys.executable, str(HERE / "rankings_ours.py"), str(path)])
        theirs = printed([str(peers), str(HERE / "rankings_peer.py"), str(path)])
    met = True
    for form, (mine, winner), (peer, other) in zip(("array", "lists"), ours, theirs, strict=True):
        good = peer / mine >= TARGET and winner == other
        met = met and good
        print(
            f"{'ok  ' if good else 'MISS'} Schulze on {BALLOTS:,} rankings of {CANDIDATES} in memory, "
            f"from the same {form}:\n     pref_voting {peer:.2f} s CPU, copctl {mine:.4f} s, "
            f"{peer / mine:.0f} times as fast (target {TARGET})"
        )
    sys.exit(0 if met else 1)


def printed(command: list[str]) -> list[tuple[float, int]]:
    """The seconds and the winner that a script prints, line by line."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    pairs = (line.split() for line in done.stdout.splitlines())
    return [(float(seconds), int(winner)) for seconds, winner in pairs]


if __name__ == "__main__":
    main()
