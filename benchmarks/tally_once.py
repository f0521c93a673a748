"""The tally of one question and the plain SQL that counts it, in turn in one process: CPU seconds of each."""

from __future__ import annotations

import sqlite3
import sys
import time
from pathlib import Path

from copctl.store.engine import Database
from copctl.topics import counting

PAIRS = 9
PLAIN = (
    "SELECT choice_id, count(*) FROM answer WHERE survey_id = 1 AND question_id = 1 "
    "AND choice_id IS NOT NULL GROUP BY choice_id"
)
folder = Path(sys.argv[1])
database = Database.opened(f"sqlite:///{folder / 'community.db'}")


def ours() -> int:
    with database.reading() as db:
        return sum(line.votes for line in counting.count(db, "s").lines)


def plain() -> int:
    connection = sqlite3.connect(folder / "community.db")
    rows = connection.execute(PLAIN).fetchall()
    connection.close()
    return sum(count for _, count in rows)


ours(), plain()  # the first round compiles statements and warms the file
for _ in range(PAIRS):
    seconds = []
    for way in (ours, plain):
        start = time.process_time()
        assert way() == 1_000_000
        seconds.append(time.process_time() - start)
    print(*seconds)
