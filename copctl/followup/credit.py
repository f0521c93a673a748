"""Which session somebody's joining is owed to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

# The day on which somebody became a member.
Joining: TypeAlias = date


@dataclass(frozen=True)
class Visit:
    """One person at one session (by number) on a day."""

    member: int
    session: int
    on: date


def credited(visits: Iterable[Visit], joinings: Mapping[int, Sequence[Joining]]) -> dict[int, set[int]]:
    """Session number -> who joined because of it: the last one that they came to on or before that day.

    So nobody is counted twice, and who joined before they ever came is owed to none.
    """
    found: dict[int, set[int]] = {}
    by_member: dict[int, list[Visit]] = {}
    for visit in visits:
        by_member.setdefault(visit.member, []).append(visit)
    for member, days in joinings.items():
        # Who left and joined again is owed once, to the session before they first stayed.
        for day in sorted(days):
            before = [visit for visit in by_member.get(member, ()) if visit.on <= day]
            if before:
                last = max(before, key=lambda visit: (visit.on, visit.session))
                found.setdefault(last.session, set()).add(member)
                break
    return found
