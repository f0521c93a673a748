"""What a moderator should look at before a report is believed: its day, its zone. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median_low

from copctl.sessions.attendance.moments import Frame, days_of
from copctl.sessions.attendance.shape import Report

_ZONE_OFF = timedelta(hours=2)


def doubts_about(report: Report, frame: Frame, minutes: int, now: datetime) -> Iterator[str]:
    """Sentences without a full stop; `minutes` is how long the session was planned to take."""
    seen = [entry.span.start for entry in report.entries if entry.span is not None]
    if any(entry.came for entry in report.entries) and frame.starts > now:
        yield "the session only begins in the future"
    ends = frame.starts + timedelta(minutes=minutes)
    days = {frame.day, ends.astimezone(frame.zone).date()}
    if not seen:
        held = days_of(report.held, frame)
        if held and not held & days:
            yield f"the file says that the meeting began on {report.held}, and the session was on {frame.day}"
        return
    middle = median_low(seen)
    day = middle.astimezone(frame.zone).date()
    if day not in days:
        yield f"people joined on {day}, and the session was on {frame.day}"
    elif middle < frame.starts - _ZONE_OFF or middle > ends + _ZONE_OFF:
        yield (
            f"people joined about {middle.astimezone(frame.zone):%H:%M}, and the session began at "
            f"{frame.starts.astimezone(frame.zone):%H:%M}; --timezone ZONE if the file is in another zone"
        )
    elif report.assumed_zone:
        yield f"the file names no time zone; its times are taken as those of {frame.zone}"
