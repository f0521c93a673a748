"""Where everybody stands and what is next with whom, read quickly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from copctl.community.pipeline import Traveller
from copctl.community.sources import kind_of
from copctl.store import quick

_PEOPLE = """
SELECT m.id AS number, m.status AS status, m.status_since AS since, m.joined_on AS joined_on,
       m.source AS source, m.referred_by_id AS referred_by
FROM member m
"""
_STEPS = (
    "SELECT s.member_id AS number, s.status_before AS status_before, s.status AS status FROM status_change s"
)
_NEXT = """
SELECT m.id AS number, m.name AS name, m.status AS status, m.next_step AS next_step, m.next_step_on AS due
FROM member m WHERE m.next_step <> ''
"""


def travellers(url: str) -> list[Traveller]:
    """Everybody, with where they have been."""
    been: dict[int, set[str]] = {}
    for step in quick.rows(url, _STEPS):
        been.setdefault(step["number"], set()).update((step["status_before"], step["status"]))
    return [
        Traveller(
            row["status"],
            _day(row["since"]),
            kind_of(row["source"], is_referred=row["referred_by"] is not None),
            _day(row["joined_on"]),
            frozenset(been.get(row["number"], ())),
        )
        for row in quick.rows(url, _PEOPLE)
    ]


def next_steps(url: str, *, by: date | None = None) -> list[dict[str, Any]]:
    """Next steps, the earliest first and those without a day last.

    With a day only those due `by` it; with who has left nothing is due.
    """
    found = [{**row, "due": _day(row["due"])} for row in quick.rows(url, _NEXT)]
    if by is not None:
        found = [row for row in found if is_waiting(row) and row["due"] <= by]
    return sorted(found, key=lambda row: (row["due"] or date.max, row["number"]))


def is_waiting(step: Mapping[str, Any]) -> bool:
    """Whether a next step has a day, and is with somebody who has not left."""
    return step["due"] is not None and step["status"] != "left"


def _day(stored: date | str | None) -> date | None:
    return date.fromisoformat(str(stored)) if stored else None
