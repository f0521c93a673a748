"""The same ballots through abcvoting: CPU seconds from ballots in memory, and the peak memory in MB.

Runs in the peers' own virtual environment; it imports nothing of copctl.
"""

from __future__ import annotations

import csv
import resource
import sys
import time

from abcvoting import abcrules
from abcvoting.preferences import Profile

SEATS = 5
numbers: dict[str, int] = {}
ballots = []
with open(sys.argv[1], encoding="utf-8", newline="") as text:
    rows = csv.reader(text)
    next(rows)
    for row in rows:
        chosen = filter(None, row[1].split(";"))
        ballots.append([numbers.setdefault(choice, len(numbers)) for choice in chosen])

start = time.process_time()
profile = Profile(len(numbers))
profile.add_voters(filter(None, ballots))
for rule in ("av", "seqphragmen"):
    abcrules.compute(rule, profile, committeesize=SEATS, resolute=True)
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
