"""Stretches of days as people type them: a month, a year, so long ago. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from copctl.errors import WrongUsage
from copctl.when import months_before, parse_day

_PART = re.compile(r"(\d{4})(?:-(\d{1,2}))?")
_SPAN = re.compile(r"(\d{1,4}) ?(d|days?|w|weeks?|m|months?|y|years?)")


def period(text: str) -> tuple[date, date]:
    """The first and the last day of `2026-10-01`, `2026-10` or `2026`; WrongUsage for anything else."""
    found = _PART.fullmatch(text.strip())
    if found is None:
        day = parse_day(text)
        return day, day
    year, month = int(found[1]), int(found[2] or 1)
    if not (1 <= year < date.max.year and 1 <= month <= 12):
        raise WrongUsage(f"{text!r} is no month.", hint="write it as 2026-10 (year-month)")
    months = year * 12 + month - 1 + (1 if found[2] else 12)
    return date(year, month, 1), date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def before(day: date, span: str) -> date:
    """The day that lies a span such as `14d`, `2w`, `6m` or `1y` before another.

    WrongUsage for a text that is no span, or that reaches further back than calendars do.
    """
    found = _SPAN.fullmatch(span.strip().lower())
    if found is None:
        raise WrongUsage(f"{span!r} is no length of time.", hint="write 14d, 2w, 6m or 1y")
    number, unit = int(found[1]), found[2][0]
    try:
        if unit in "dw":
            return day - timedelta(days=number * (7 if unit == "w" else 1))
        return months_before(day, number * (12 if unit == "y" else 1))
    except (OverflowError, ValueError) as error:
        raise WrongUsage(f"{span} ago is out of reach.", hint="write 14d, 2w, 6m or 1y") from error
