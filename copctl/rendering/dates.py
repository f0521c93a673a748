"""Days and times as people say them, in English or in the language that a template is written in."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def day(moment: date, zone: ZoneInfo | None = None, language: str = "") -> str:
    """A date as people say it: `Thursday 10 December 2026`; `language` is empty for English."""
    if isinstance(moment, datetime) and zone is not None:
        moment = moment.astimezone(zone)
    if _is_english(language):
        return f"{moment:%A} {moment.day} {moment:%B %Y}"
    from babel.dates import format_date

    return str(format_date(moment, "full", locale=_locale(language)))


def clock(moment: datetime, zone: ZoneInfo | None = None, language: str = "") -> str:
    """A time of day: `14:00`, in other languages as they write it."""
    there = moment.astimezone(zone) if zone else moment
    if _is_english(language):
        return f"{there:%H:%M}"
    from babel.dates import format_time

    # Told the zone, Babel would move the time into it; what stands on this clock is meant.
    return str(format_time(there.time(), "short", locale=_locale(language)))


def month(moment: date, language: str = "") -> str:
    """The name of a month, short enough for a leaf of a calendar: `Dec`."""
    if _is_english(language):
        return f"{moment:%B}"[:3]
    from babel.dates import format_date

    return str(format_date(moment, "MMM", locale=_locale(language)))


def month_and_year(moment: date, language: str = "") -> str:
    """A month of a year: `March 2026`."""
    if _is_english(language):
        return f"{moment:%B %Y}"
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMMM", moment, locale=_locale(language)))


def months(first: date, last: date, language: str = "") -> str:
    """The months from one day to another of the same year: `October to December 2026`."""
    if _is_english(language):
        return f"{first:%B} to {last:%B %Y}"
    from babel.dates import format_interval

    return str(format_interval(first, last, "yMMMM", locale=_locale(language)))


def _is_english(language: str) -> bool:
    return language.partition("-")[0] in ("", "en")


def _locale(language: str) -> str:
    """The locale of a language (BCP 47) that Babel knows, English for one that nobody described."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return "en"
