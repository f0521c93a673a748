"""copctl and the libraries for voting, each from the same ballots: seconds, memory, and the ratio."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import HERE, voters_csv


def main() -> None:
    """Run abcvoting once and copctl nine times on a million ballots."""
    peers = Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as place:
        ballots = voters_csv(Path(place) / "ballots.csv", 1_000_000)
        ours = printed([sys.executable, str(HERE / "ballots_once.py"), str(ballots)])
        seconds = sorted(line[0] for line in ours)[len(ours) // 2]
        theirs, memory = printed(
            [str(peers / "bin" / "python"), str(HERE / "abcvoting_once.py"), str(ballots)]
        )[0]
    print(
        f"1,000,000 approval ballots to ranking and sequential Phragmén: abcvoting {theirs:.1f} s CPU "
        f"without the reading and {memory:.0f} MB; copctl {seconds:.2f} s with it and {ours[-1][2]:.0f} MB: "
        f"{theirs / seconds:.0f} times as long"
    )


def printed(command: list[str]) -> list[list[float]]:
    """The numbers that a script prints, line by line."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [[float(number) for number in line.split()] for line in done.stdout.splitlines()]


if __name__ == "__main__":
    main()
