"""A day, a month or a year as a stretch of days. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from copctl.errors import WrongUsage
from copctl.when import parse_day

_PART = re.compile(r"(\d{4})(?:-(\d{1,2}))?")


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
