"""Schulze's method by copctl on rankings in a .npy file: CPU seconds from the array, then from lists."""

from __future__ import annotations

import sys
import time

import numpy as np

from copctl.topics.rules.condorcet import schulze_of
from copctl.topics.rules.pairwise import duels_of_arrays
from copctl.topics.rules.ties import TieBreak

table = np.load(sys.argv[1])
for form in (table, table.tolist()):
    seconds = []
    for _ in range(9):
        start = time.process_time()
        elected = schulze_of(duels_of_arrays(form), 1, ties=TieBreak())
        seconds.append(time.process_time() - start)
    print(sorted(seconds)[len(seconds) // 2], elected.winners[0])
