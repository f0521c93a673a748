"""Which recordings a newcomer should watch first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

MOST = 3
# One word in common, among many others, makes nothing near.
_NEAR = 0.1


@dataclass(frozen=True)
class Recorded:
    """A session that was recorded: its code, title, day, topics and the address of the recording."""

    code: str
    title: str
    held_on: date
    link: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pick:
    """A recording to watch, and why in words; no words where it is only the newest."""

    recorded: Recorded
    why: str


def to_watch(
    interests: Collection[str],
    recordings: Iterable[Recorded],
    nearness: Mapping[str, float],
    most: int = MOST,
) -> list[Pick]:
    """The recordings nearest to the interests (topics), the newest where nothing is near.

    `nearness` says by code how near a session's words are to the newcomer's own, from 0 to 1; a shared
    topic counts as much as the nearest words.
    """
    scored = [
        (len(set(found.topics) & set(interests)) + nearness.get(found.code, 0.0), found)
        for found in recordings
    ]
    scored.sort(key=lambda pair: (-round(pair[0], 9), -pair[1].held_on.toordinal(), pair[1].code))
    return [Pick(found, _why(found, interests, score)) for score, found in scored[:most]]


def _why(found: Recorded, interests: Collection[str], score: float) -> str:
    shared = [topic for topic in found.topics if topic in interests]
    if shared:
        return f"on {shared[0]}, which you named"
    return "near to what you care about" if score >= _NEAR else ""
