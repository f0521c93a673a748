"""How long a survey takes, roughly: what an invitation may promise."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

# Seconds by type, generous: a promise that is kept.
_SECONDS = {"select_one": 12, "select_multiple": 20, "rank": 40, "range": 10, "text": 45, "note": 5}
_OTHER = 10


def minutes(types: Iterable[str]) -> int:
    """Whole minutes for questions of these types, at least 1."""
    return max(1, ceil(sum(_SECONDS.get(kind, _OTHER) for kind in types) / 60))
