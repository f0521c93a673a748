"""The mail that asks for items, written out once for all readers to whom it says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from copctl.community import addresses, charter
from copctl.community.countries import country_name
from copctl.newsletter.giving import Gift, Quiet, Spur
from copctl.rendering import dates, letters, translations
from copctl.settings import Settings
from copctl.store.schema import FormLetter, Member
from copctl.store.schema.contribution import ContributionKind
from copctl.when import Quarter

_TEMPLATE = "newsletter/call"
_NAME, _TITLE, _WHEN = "%NAME%", "%TITLE%", "%WHEN%"
_ORGANISATION, _COUNTRY, _COUNTRY_WHEN = "%ORGANISATION%", "%COUNTRY%", "%COUNTRYWHEN%"
# A mark that stands in no text: until which day the mail asks for an answer.
BY = "%@by%"
# A story's title is as much its people's as the story: it is not passed on in a mail that nobody checks.
_TITLED = (ContributionKind.PROJECT.value, ContributionKind.RESOURCE.value)


@dataclass(frozen=True)
class Call:
    """What is asked: items for which quarter, until when, by which form (none: by answering).

    `again` says that its readers were asked before.
    """

    quarter: Quarter
    by: date
    link: str = ""
    again: bool = False


class Writing:
    """Letters of one call: each language and each kind of reminder is written once."""

    def __init__(self, db: Session, settings: Settings, call: Call) -> None:
        self.db, self.settings, self.call = db, settings, call
        agreed = charter.current(db)
        self.purpose = agreed.purpose if agreed else ""
        self.written: dict[tuple[str, tuple[str, ...]], FormLetter] = {}

    def letter_for(self, member: Member, spur: Spur) -> tuple[FormLetter, Mapping[str, str]]:
        """The letter in the first of a reader's languages that there is, and their words in it."""
        own = self.settings.folder / "templates"
        language = translations.language_for(own, _TEMPLATE, member.languages or [self.settings.language])
        key = (language, _shape(spur))
        if key not in self.written:
            said = self._said(spur, language)
            letter = letters.write(self.settings, self.purpose, _TEMPLATE, language, said)
            self.written[key] = FormLetter(subject=letter.subject, text=letter.text, html=letter.html)
            self.db.add(self.written[key])
        words = {_NAME: addresses.greeted(member), BY: self.call.by.isoformat()}
        return self.written[key], words | _words(member, spur, language)

    def _said(self, spur: Spur, language: str) -> dict[str, Any]:
        quarter = self.call.quarter
        return {
            "name": _NAME,
            "quarter": str(quarter),
            "months": dates.months(quarter.first, quarter.last, language),
            "by": self.call.by,
            "link": self.call.link,
            "again": self.call.again,
            "unsubscribe": self.settings.mail.unsubscribe or self.settings.moderator.email,
            "own": _gift(spur.own) if spur.own else None,
            "organisation": _organisation(spur.organisation),
            "country": _quiet(_COUNTRY, _COUNTRY_WHEN, _country(spur)),
        }


def _shape(spur: Spur) -> tuple[str, ...]:
    """What decides how the sentences read; the words in them are each reader's."""
    return tuple(_kind(part) for part in (spur.own, spur.organisation, _country(spur)))


def _country(spur: Spur) -> Quiet | None:
    """The country; quiet for as long as the organisation, its day need not be said again."""
    country, organisation = spur.country, spur.organisation
    is_told = isinstance(organisation, Quiet) and country is not None and country.since == organisation.since
    return Quiet() if is_told else country


def _kind(part: Gift | Quiet | None) -> str:
    if isinstance(part, Quiet):
        return "since" if part.since else "never"
    return part.kind if part is not None else ""


def _gift(gift: Gift) -> dict[str, str]:
    return {"kind": gift.kind, "title": _TITLE if gift.kind in _TITLED else "", "when": _WHEN}


def _organisation(part: Gift | Quiet | None) -> dict[str, str] | None:
    if isinstance(part, Gift):
        return {"name": _ORGANISATION, **_gift(part)}
    return _quiet(_ORGANISATION, _WHEN, part)


def _quiet(name: str, when: str, part: Quiet | None) -> dict[str, str] | None:
    if part is None:
        return None
    return {"name": name, "kind": "", "title": "", "when": when if part.since else ""}


def _words(member: Member, spur: Spur, language: str) -> dict[str, str]:
    """What stands for each mark in this reader's letter."""
    words: dict[str, str] = {}
    gift = spur.own or spur.organisation
    day = gift.dated if isinstance(gift, Gift) else gift.since if gift is not None else None
    if day is not None:
        words[_WHEN] = dates.month_and_year(day, language)
    if isinstance(gift, Gift) and gift.kind in _TITLED:
        words[_TITLE] = gift.title
    if spur.organisation is not None and member.organisation is not None:
        words[_ORGANISATION] = member.organisation.name
    country = _country(spur)
    if country is not None:
        words[_COUNTRY] = country_name(country_of(member))
        if country.since is not None:
            words[_COUNTRY_WHEN] = dates.month_and_year(country.since, language)
    return words


def country_of(member: Member) -> str | None:
    """Where a member is: as they say, else where their organisation is."""
    return member.country or (member.organisation.country if member.organisation else None)
