"""One moment on several clocks: what time it is where the readers are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Clock:
    """Start and end as a clock shows them in `places`; `offset` is written `UTC+7`, empty where it is UTC."""

    places: str
    offset: str
    starts: datetime
    ends: datetime

    @property
    def zone(self) -> str:
        """Whose time it is: `Phnom Penh time (UTC+7)`."""
        return f"{self.places} time ({self.offset})" if self.offset else self.places


def clocks(starts: datetime, minutes: int, zones: Iterable[str]) -> list[Clock]:
    """The session on the clock of each zone, in the order given; zones that agree share one clock."""
    ends = starts.astimezone(UTC) + timedelta(minutes=minutes)
    shared: dict[timedelta, list[str]] = {}
    for zone in dict.fromkeys(zones):
        shared.setdefault(_offset(starts, zone), []).append(zone)
    return [
        Clock(
            places=" and ".join(dict.fromkeys(place(zone) for zone in names)),
            offset="" if any(place(zone) == "UTC" for zone in names) else offset_words(offset),
            starts=starts.astimezone(ZoneInfo(names[0])),
            ends=ends.astimezone(ZoneInfo(names[0])),
        )
        for offset, names in shared.items()
    ]


def _offset(moment: datetime, zone: str) -> timedelta:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def place(zone: str) -> str:
    """What people call a zone of the IANA database: the place at its end, `Phnom Penh`."""
    name = zone.rsplit("/", 1)[-1].replace("_", " ")
    return "UTC" if name in {"UTC", "UCT", "Zulu", "Universal", "Greenwich"} else name


def offset_words(offset: timedelta) -> str:
    """A distance from UTC: `UTC+7`, `UTC-3:30`, `UTC` for none."""
    minutes = round(offset.total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02d}" if rest else "")
