"""Whether an answer is outdated: a yes to the old time is no yes to the new one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class When:
    """When a session is, and whether it is off."""

    starts_at: datetime
    minutes: int
    is_off: bool = False


@dataclass(frozen=True)
class Version:
    """A version of a session that somebody was told of: since when they know of it, and what it says."""

    sequence: int
    sent_at: datetime
    when: When


def is_outdated(sequence: int | None, said_at: datetime, versions: Sequence[Version], now: When) -> bool:
    """Whether somebody answered another time than the one that they know of, or that is planned by now.

    `sequence` is the version that a calendar or a page of ours answered; without one it is what they knew
    when they said so. `versions` are those that they were told of, in that order. Who answered a newer one
    than any of those saw it on a page. Of a session that is off nobody answers anew.
    """
    if not versions or now.is_off:
        return False
    if sequence is not None and sequence > versions[-1].sequence:
        return False
    known = [one for one in versions if _knew(one, sequence, said_at)]
    answered = known[-1] if known else versions[0]
    since = [one.when for one in versions if one.sequence > answered.sequence]
    return any(when != answered.when for when in (*since, now))


def _knew(version: Version, sequence: int | None, said_at: datetime) -> bool:
    return version.sent_at <= said_at if sequence is None else version.sequence <= sequence
