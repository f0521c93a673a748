"""CPU seconds of `copctl member duplicates`, its start-up included, and of RapidFuzz's cdist alone, in turn.

Runs in the peers' environment, since cdist needs NumPy: duplicates_once.py COPCTL COMMUNITY NAMES
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

from rapidfuzz import fuzz, process


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    copctl, community, names = sys.argv[1:]
    called = Path(names).read_text(encoding="utf-8").splitlines()
    for turn in range(6):
        before = children()
        subprocess.run(
            [copctl, "--community", community, "member", "duplicates", "--json"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        mine = children() - before
        start = time.process_time()
        process.cdist(called, called, scorer=fuzz.ratio)
        theirs = time.process_time() - start
        if turn:
            print(mine, theirs)


if __name__ == "__main__":
    main()
