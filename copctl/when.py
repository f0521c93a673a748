"""Days, moments, zones and quarters as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from copctl.errors import NotFound, Refused, WrongUsage
from copctl.names import near

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MOMENT = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[ T](\d{1,2}):(\d{2})")
_QUARTER = re.compile(r"(\d{4})[ -]?[qQ]([1-4])")


def parse_day(text: str) -> date:
    """A calendar day written `2026-12-10`; Refused for one that does not exist."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise WrongUsage(f"{text!r} is not a date.", hint="write it as 2026-12-10 (year-month-day)")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise Refused(
            f"The date {text.strip()} does not exist.", hint="check the month and the day"
        ) from error


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """A local time written `2026-12-10 14:00`, in this zone, as a moment in UTC.

    Refused for a day or time that does not exist, and for an hour that the clocks skip there.
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise WrongUsage(f"{text!r} is not a date and time.", hint="write it as '2026-12-10 14:00'")
    day, hour, minute = parse_day(match[1]), int(match[2]), int(match[3])
    if hour > 23 or minute > 59:
        raise Refused(
            f"The time {match[2]}:{match[3]} does not exist.", hint="use the 24-hour clock, such as 14:00"
        )
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)
        there = moment.astimezone(zone)
    except OverflowError as error:
        raise Refused(f"The date {match[1]} is out of reach.", hint="check the year") from error
    if (there.hour, there.minute) != (hour, minute):
        raise Refused(
            f"{text.strip()} does not exist in {zone.key}: the clocks go forward over it.",
            hint="choose an hour later",
        )
    return moment


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def parse_zone(text: str) -> str:
    """The name of a time zone of the IANA database; Refused with near names for an unknown one."""
    typed = text.strip()
    name = _zones().get(typed.replace(" ", "_").casefold())
    if name is None:
        places = {zone.rsplit("/", 1)[-1].replace("_", " "): zone for zone in sorted(_zones().values())}
        meant = [places[place] for place in near(typed.rsplit("/", 1)[-1].replace("_", " "), places)]
        hint = f"did you mean {' or '.join(meant)}?" if meant else "use a name such as Asia/Phnom_Penh"
        raise Refused(f"There is no time zone {typed!r}.", hint=hint)
    return name


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year; written `2026Q4`."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> Quarter:
        """The quarter before it."""
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)


def quarter_of(day: date) -> Quarter:
    """The quarter that a day is in."""
    return Quarter(day.year, (day.month - 1) // 3 + 1)


def parse_quarter(text: str) -> Quarter:
    """A quarter written `2026Q4`; NotFound for anything else, since no issue can have that name."""
    match = _QUARTER.fullmatch(text.strip())
    if match is None or not 1900 <= int(match[1]) <= 2999:
        raise NotFound(f"{text!r} is not a quarter.", hint="write it as 2026Q4")
    return Quarter(int(match[1]), int(match[2]))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month."""
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)
