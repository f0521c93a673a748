"""The short names of sessions: the month they were planned for, and a number after the first in it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import count


def next_code(day: date, taken: Collection[str]) -> str:
    """The first free code of the day's month: `2026-03`, then `2026-03-2`, `2026-03-3` ...

    A code stays with its session when the session moves to another month: it stands in invitations.
    """
    month = f"{day.year:04d}-{day.month:02d}"
    if month not in taken:
        return month
    return next(code for number in count(2) if (code := f"{month}-{number}") not in taken)
