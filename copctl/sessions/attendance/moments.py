"""When somebody joined and left, as tools write it; the session's own day settles day and month. Pure.

Labels and words are translated, so what counts is the order of the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from copctl.surveys.intake.timestamps import DAY_FIRST, MONTH_FIRST, Reader, reader_for

_DATE = re.compile(r"(?<!\d)(\d{1,4})\s*[./年년-]\s*(\d{1,2})\s*[./月월-]\s*(\d{1,4})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s*[:.：時时시h]\s*(\d{2})(?:\s*[:.：分분]\s*(\d{2}))?(?!\d)")
_AFTERNOON = ("pm", "p.m", "p. m", "下午", "午後", "오후", "ch", "หลังเที่ยง", "ល្ងាច", "μμ", "μ.μ", "م")
_MORNING = ("am", "a.m", "a. m", "上午", "午前", "오전", "sa", "ก่อนเที่ยง", "ព្រឹក", "πμ", "π.μ", "ص")
# Thai calendars count from the Buddhist era, 543 years ahead; of such a year two digits are 43 ahead.
_AHEAD, _AHEAD_SHORT, _BUDDHIST = 543, 43, 2400
_NEAR = timedelta(days=1)
_LONGEST = 80
_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class Frame:
    """What is known beside the file: when the session starts, where, and what the moderator says of dates.

    `day_first` is None where nobody said how 3/4/2026 is meant.
    """

    starts: datetime
    zone: tzinfo
    day_first: bool | None = None

    @property
    def day(self) -> date:
        """The session's day, where it was planned."""
        return self.starts.astimezone(self.zone).date()


@dataclass(frozen=True)
class Moments:
    """Reads the moments of one file. `contested` holds dates that could be two days."""

    frame: Frame
    order: str | None
    contested: tuple[str, ...] = ()

    def read(self, text: str) -> datetime | None:
        """The moment in UTC, or None when it cannot be told."""
        return _read(text, self.frame, self.order)

    def clock(self, text: str, day: date | None = None) -> datetime | None:
        """A time of the day without a date, on this day (else the session's) or the one beside it."""
        hours = _clock_of(text)
        if hours is None:
            return None
        local = datetime.combine(day or self.frame.day, datetime.min.time(), self.frame.zone)
        moment = (local + hours).astimezone(UTC)
        if day is None:
            away = moment - self.frame.starts
            moment -= timedelta(days=1) * ((away > _HALF_A_DAY) - (away < -_HALF_A_DAY))
        return moment


def moments_of(texts: Iterable[str], frame: Frame) -> Moments:
    """A reader for a file's moments: of two ways to read its dates, the one that finds the session's day.

    Where both or none do, the dates themselves must show it (a 13 is no month); else they are contested.
    """
    written = list(dict.fromkeys(texts))
    if frame.day_first is not None:
        return Moments(frame, DAY_FIRST if frame.day_first else MONTH_FIRST)
    near = {
        order: sum(_is_near(text, frame, order) for text in written) for order in (DAY_FIRST, MONTH_FIRST)
    }
    if near[DAY_FIRST] != near[MONTH_FIRST]:
        return Moments(frame, max(near, key=lambda order: near[order]))
    shown = reader_for(map(_date_alone, written), frame.zone)
    if shown.order is None and near[DAY_FIRST]:
        return Moments(frame, DAY_FIRST)
    return Moments(frame, shown.order, shown.contested)


def days_of(text: str, frame: Frame) -> set[date]:
    """The days that a moment can be of, where the session was planned: two where day and month may change."""
    readings = (_read(text, frame, order) for order in (DAY_FIRST, MONTH_FIRST))
    return {moment.astimezone(frame.zone).date() for moment in readings if moment is not None}


def is_moment(text: str) -> bool:
    """Whether a text has the shape of a date with a time."""
    if len(text) > _LONGEST or not any(c.isdigit() for c in text):
        return False
    match = _DATE.search(text)
    if match is not None:
        return _CLOCK.search(_around(text, match)) is not None or "T" in text
    return _CLOCK.search(text) is not None and Reader(UTC, DAY_FIRST).read(text) is not None


def is_clock(text: str) -> bool:
    """Whether a text is a time of the day without a date, such as `10:02 AM`."""
    return len(text) <= 20 and not _DATE.search(text) and _clock_of(text) is not None


def _date_alone(text: str) -> str:
    match = _DATE.search(text)
    return re.sub(r"\s", "", match[0]) if match else ""


def _is_near(text: str, frame: Frame, order: str) -> bool:
    moment = _read(text, frame, order)
    return moment is not None and abs(moment.astimezone(frame.zone).date() - frame.day) <= _NEAR


def _read(text: str, frame: Frame, order: str | None) -> datetime | None:
    if len(text) > _LONGEST:
        return None
    written = " ".join(text.replace("\u200e", "").replace("\u200f", "").split())
    try:
        moment = Reader(frame.zone, order).read(written)
        if moment is None:
            moment = _by_numbers(written, frame, order)
        if moment is not None and moment.year - _AHEAD_SHORT == frame.day.year:
            moment = moment.replace(year=moment.year - _AHEAD_SHORT)
    except (ValueError, OverflowError):
        return None
    return moment


def _by_numbers(text: str, frame: Frame, order: str | None) -> datetime | None:
    match = _DATE.search(text)
    if match is None:
        return None
    hours = _clock_of(_around(text, match))
    numbers = [int(part) for part in match.groups()]
    if len(match[1]) == 4:
        year, month, day = numbers
    elif order is None:
        return None
    else:
        year = numbers[2] + 2000 * (len(match[3]) == 2)
        day, month = numbers[:2] if order == DAY_FIRST else numbers[1::-1]
    if year > _BUDDHIST:
        year -= _AHEAD
    if hours is None:
        return None
    return (datetime(year, month, day, tzinfo=frame.zone) + hours).astimezone(UTC)


def _around(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _clock_of(text: str) -> timedelta | None:
    """The time of the day in a text, in hours from midnight."""
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups())
    beside = f"{text[: match.start()]} {text[match.end() :]}".casefold()
    if any(sign in beside for sign in _AFTERNOON):
        hour = hour % 12 + 12
    elif any(sign in beside for sign in _MORNING):
        hour %= 12
    if hour > 23 or minute > 59 or second > 59:
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second)
