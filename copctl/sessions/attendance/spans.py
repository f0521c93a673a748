"""Intervals of time: what two devices saw together is counted once. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

_MINUTE = 60


@dataclass(frozen=True, order=True)
class Span:
    """From one moment to another, both in UTC; the end is never before the start."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """How long it is, in whole seconds."""
        return int((self.end - self.start).total_seconds())


def span_of(one: datetime | None, other: datetime | None) -> Span | None:
    """The span between two moments in either order; None when one of them is not known."""
    if one is None or other is None:
        return None
    return Span(min(one, other), max(one, other))


def union(spans: Iterable[Span]) -> list[Span]:
    """The time that at least one of the spans covers, as spans in order that do not touch."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def covered(spans: Iterable[Span]) -> int:
    """How many seconds at least one of the spans covers."""
    return int(sum((span.end - span.start for span in union(spans)), timedelta()).total_seconds())


def minutes(seconds: int) -> int:
    """Seconds as minutes: from half a minute on the next one counts."""
    return (seconds + _MINUTE // 2) // _MINUTE
