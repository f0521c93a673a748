"""One tally in one process, ours or as plain SQL on the same index, many times over so that start-up fades."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from copctl.store.engine import Database
from copctl.topics import counting

TIMES = 10

# Both sides pay for the same imports, so that only the counting differs.
way, folder = sys.argv[1], Path(sys.argv[2])
url = f"sqlite:///{folder / 'community.db'}"
database = Database.opened(url)
with database.reading() as db:
    counting.count(db, "s")  # warms SQLAlchemy's caches and the file's pages on both sides

if way == "ours":
    for _ in range(TIMES):
        with database.reading() as db:
            result = counting.count(db, "s")
    assert sum(line.votes for line in result.lines) == 1_000_000
else:
    for _ in range(TIMES):
        connection = sqlite3.connect(folder / "community.db")
        rows = connection.execute(
            "SELECT choice_id, count(*) FROM answer WHERE survey_id = 1 AND question_id = 1 "
            "AND choice_id IS NOT NULL GROUP BY choice_id"
        ).fetchall()
        connection.close()
    assert sum(count for _, count in rows) == 1_000_000
