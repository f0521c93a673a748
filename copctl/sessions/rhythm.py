"""How often sessions are held, as people write it: `3 months`, `2 weeks`, `quarter`. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from copctl.errors import Refused, WrongUsage
from copctl.names import written
from copctl.when import months_before

_NUMBERS = (
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
)  # fmt: skip
_NUMBER = {"a": 1, "an": 1, "other": 2, "second": 2, "third": 3} | {
    word: number for number, word in enumerate(_NUMBERS, start=1)
}
# Unit -> (months, days).
_UNITS = {
    "day": (0, 1),
    "week": (0, 7),
    "fortnight": (0, 14),
    "month": (1, 0),
    "quarter": (3, 0),
    "year": (12, 0),
}
_ALONE = {
    "daily": "day", "weekly": "week", "fortnightly": "fortnight", "biweekly": "fortnight", "monthly": "month",
    "bimonthly": "2 months", "quarterly": "quarter", "yearly": "year", "annually": "year",
}  # fmt: skip
_FORM = re.compile(r"(?:every |each |once )?(?:(\d{1,4}|[a-z]+) )?([a-z]+?)s?")
_TIMES = re.compile(r"(twice|(?:\d{1,2}|[a-z]+) times) (?:a|per|each|every) (year|month|quarter)")
_LONGEST = 10 * 366
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Rhythm:
    """The distance from one session to the next: so many months and days, one of them 0."""

    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        number, unit = (self.months, "month") if self.months else (self.days, "day")
        if not self.months and self.days % 7 == 0:
            number, unit = self.days // 7, "week"
        return f"{number} {unit}{'s' * (number != 1)}"

    def after(self, day: date, times: int = 1) -> date:
        """The day so many steps after a day; the 31st becomes the last day of a shorter month.

        Raises OverflowError where the calendar ends.
        """
        if not self.months:
            return day + timedelta(days=self.days * times)
        try:
            return months_before(day, -self.months * times)
        except ValueError as error:
            raise OverflowError("the calendar ends there") from error

    @property
    def half(self) -> timedelta:
        """Half a step: two sessions are never nearer to each other."""
        return timedelta(days=max((self.months * 30 + self.days) // 2, 1))

    @property
    def reach(self) -> int:
        """How many days a session may move and still keep the rhythm: a week, less where it is quick."""
        step = self.months * 30 + self.days
        return min(7, max((step - 1) // 2, 0))


def read(text: str) -> Rhythm:
    """A rhythm as written; WrongUsage for what is none, Refused for one of no days or beyond ten years."""
    words = written(text).casefold().rstrip(".")
    rhythm = _times_a_year(words) or _every(_ALONE.get(words, words))
    if rhythm is None:
        raise WrongUsage(f"{written(text)!r} is no rhythm.", hint="--every '3 months', '6 weeks', or quarter")
    if not 0 < rhythm.months * 30 + rhythm.days <= _LONGEST:
        raise Refused(f"{written(text)!r} is no rhythm for sessions.", hint="--every '3 months'")
    return rhythm


def _every(words: str) -> Rhythm | None:
    match = _FORM.fullmatch(words)
    if match is None or match[2] not in _UNITS:
        return None
    number = _counted(match[1] or "a")
    if number is None:
        return None
    months, days = _UNITS[match[2]]
    return Rhythm(months * number, days * number)


def _times_a_year(words: str) -> Rhythm | None:
    """`twice a year`, `4 times a year`: the year in as many whole months, where it has them."""
    match = _TIMES.fullmatch(words)
    if match is None:
        return None
    times = 2 if match[1] == "twice" else _counted(match[1].split()[0])
    months = _UNITS[match[2]][0]
    if not times:
        return None
    return Rhythm(months // times) if months % times == 0 else Rhythm(days=max(months * 30 // times, 1))


def _counted(word: str) -> int | None:
    return int(word) if word.isdecimal() else _NUMBER.get(word)


def read_weekday(text: str) -> int:
    """A weekday by its English name or the first letters of it; Monday is 0."""
    typed = text.strip().casefold()
    found = [place for place, name in enumerate(WEEKDAYS) if name.startswith(typed)]
    if len(typed) < 2 or len(found) != 1:
        raise WrongUsage(f"{text!r} is no weekday.", hint="--weekday thursday")
    return found[0]


def on_weekday(day: date, weekday: int, *, earliest: date) -> date:
    """The nearest such weekday to a day that is not before the earliest one."""
    ahead = (weekday - day.weekday()) % 7
    near = day + timedelta(days=ahead if ahead <= 3 else ahead - 7)
    return near if near >= earliest else earliest + timedelta(days=(weekday - earliest.weekday()) % 7)
