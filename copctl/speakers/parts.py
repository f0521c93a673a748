"""What speaks for somebody, part by part, each from 0 to 1. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from copctl.speakers.candidate import Candidate, Claimed, Occasion

_YEAR = 365.25
# Evidence loses half its weight in two years: practice moves on, but slowly.
_HALF_LIFE = 2 * _YEAR
_HIGHEST = 4
# What a level counts on one person's own word, with one who agrees, and with more or the moderator.
_ALONE, _SECONDED, _VOUCHED, _DOUBTED = 0.9, 0.95, 1.0, 0.1
# Nobody likes to speak before the first hour or to begin after the second; four hours off is night.
_MORNING, _EVENING, _NIGHT = 8, 18, 4
_UNKNOWN = 0.5
# One rare word among a hundred others: who is nearest with so little is not near.
_FAINT = 0.1
# Who was asked and said no has been bothered, if less than who stood up and spoke.
_DECLINED = 0.5


def parts_of(person: Candidate, best: float, occasion: Occasion) -> dict[str, float]:
    """Every part of a person's score by name; `best` is the highest relevance of anybody's words."""
    return {
        "text": text_of(person.text, best),
        "level": level_of(person.claims),
        "recency": round(_recency(person, occasion.on), 4),
        "willingness": _UNKNOWN if person.speaking is None else float(person.speaking),
        "availability": round(_availability(person, occasion), 4),
        "load": round(_load(person, occasion.on), 4),
        "fairness": float(person.first_timer),
        "language": _language(person, occasion.language),
    }


def text_of(relevance: float, best: float) -> float:
    """How well somebody's words fit, over the best of anybody's; where that is faint, all are."""
    return round(min(max(relevance / max(best, _FAINT), 0.0), 1.0), 4)


def level_of(claims: Iterable[Claimed]) -> float:
    """The best of these levels, over the highest there is, less where little stands behind it."""
    worth = [claim.level / _HIGHEST * trust(claim) * claim.share for claim in claims]
    return round(max(worth, default=0.0), 4)


def trust(claim: Claimed) -> float:
    """How much a level counts: less on one's own word alone, and less where others put it lower."""
    # What peers say is said by the first of them, so one of those who agree is no second voice.
    seconds = len(claim.agree) - (claim.said_by == "peer")
    if claim.said_by == "moderator" or "moderator" in claim.agree or seconds > 1:
        standing = _VOUCHED
    else:
        standing = _SECONDED if seconds > 0 else _ALONE
    return standing - _DOUBTED * (claim.doubts > len(claim.agree))


def _recency(person: Candidate, on: date) -> float:
    """Of the newest fitting evidence, halved every two years."""
    fitting = (piece.dated for piece in person.evidence if piece.fits)
    ages = [max((on - dated).days, 0) for dated in fitting if dated is not None]
    return 0.5 ** (min(ages) / _HALF_LIFE) if ages else 0.0


def _availability(person: Candidate, occasion: Occasion) -> float:
    if occasion.starts_at is None:
        # No day was named: an absence now is a nuisance, and no obstacle.
        return 1.0 if person.free_at_that_time else _UNKNOWN
    if not person.free_at_that_time:
        return 0.0
    there = local_start(person, occasion)
    # Who said that they come knows the hour.
    if there is None or person.coming == "yes":
        return 1.0
    hour = there.hour + there.minute / 60
    return max(1 - max(_MORNING - hour, hour - _EVENING, 0.0) / _NIGHT, 0.0)


def local_start(person: Candidate, occasion: Occasion) -> datetime | None:
    """When the session begins on the person's clock; None without a session or a known zone."""
    if occasion.starts_at is None or person.timezone is None:
        return None
    return occasion.starts_at.astimezone(ZoneInfo(person.timezone))


def _load(person: Candidate, on: date) -> float:
    """1 for nobody who was bothered within twelve months; a talk halves it, a refusal half as much."""
    asked = len(within_a_year(person.spoke_on, on)) + _DECLINED * len(within_a_year(person.declined_on, on))
    return float(0.5**asked)


def within_a_year(days: Iterable[date], on: date) -> list[date]:
    """The days of the twelve months before a day."""
    return [day for day in days if 0 <= (on - day).days < _YEAR]


def _language(person: Candidate, wanted: str) -> float:
    if not wanted:
        return 1.0
    if not person.languages:
        return _UNKNOWN
    return float(speaks(person, wanted))


def speaks(person: Candidate, wanted: str) -> bool:
    """Whether a language is among theirs, regions aside: `pt-BR` speaks `pt`."""
    return wanted.casefold().partition("-")[0] in {
        language.partition("-")[0] for language in person.languages
    }
