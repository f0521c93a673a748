"""Ballots in a CSV file to a ranking and a committee, and Python's csv module reading the same file, in turn.

Prints CPU seconds of each and the peak memory in MB, a pair a line.
"""

from __future__ import annotations

import csv
import resource
import sys
import time
from pathlib import Path

from copctl.topics import ballot_table
from copctl.topics.rules.approval import approval
from copctl.topics.rules.phragmen import seqphragmen
from copctl.topics.rules.ties import TieBreak

PAIRS = 9
SEATS = 5
path = Path(sys.argv[1])


def ours() -> None:
    ballots = ballot_table.read(path)
    ranking = approval(ballots.profile, SEATS, ties=TieBreak())
    committee = seqphragmen(ballots.profile, SEATS, ties=TieBreak())
    assert len(ranking.order) > SEATS
    assert len(committee.winners) == SEATS


def plain() -> None:
    with path.open(encoding="utf-8", newline="") as text:
        for _ in csv.reader(text):
            pass


ours(), plain()  # the first round imports what is needed and warms the file
for _ in range(PAIRS):
    seconds = []
    for way in (ours, plain):
        start = time.process_time()
        way()
        seconds.append(time.process_time() - start)
    print(*seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
