"""Schulze's method by pref_voting on the same rankings: CPU seconds, the building of its profile included."""

from __future__ import annotations

import sys
import time

import numpy as np
from pref_voting.margin_based_methods import beat_path
from pref_voting.profiles import Profile

table = np.load(sys.argv[1])
beat_path(Profile(table[:100]))  # what numba compiles is not counted
for form in (table, table.tolist()):
    seconds = []
    for _ in range(3):
        start = time.process_time()
        winners = beat_path(Profile(form))
        seconds.append(time.process_time() - start)
    print(sorted(seconds)[len(seconds) // 2], winners[0])
