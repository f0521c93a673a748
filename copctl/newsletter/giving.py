"""What members gave the newsletter, and what is said about it to one who is asked for more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from copctl.when import Quarter, months_before

# A year without anything is long: four issues.
_LONG = 12
_BEFORE_THE_END, _AT_LEAST = timedelta(days=14), timedelta(days=7)


@dataclass(frozen=True)
class Giver:
    """A member by number, their organisation's number and their country's code where they are known."""

    member: int
    organisation: int | None = None
    country: str | None = None


@dataclass(frozen=True)
class Gift:
    """Something that was given: a project, resource or story, and by whom as far as that is known."""

    kind: str
    title: str
    dated: date
    member: int | None = None
    organisation: int | None = None
    country: str | None = None


@dataclass(frozen=True)
class Quiet:
    """Nothing came for a year: since which day, None for ever."""

    since: date | None = None


@dataclass(frozen=True)
class Spur:
    """What a member is reminded of: what they gave last, or else their organisation.

    Where that is long ago, so that it counts as quiet, their country may be quiet as well.
    """

    own: Gift | None = None
    organisation: Gift | Quiet | None = None
    country: Quiet | None = None


class Given:
    """What was given so far: the newest of each member, organisation and country, of one day the last."""

    def __init__(self, gifts: Iterable[Gift]) -> None:
        self.by_member: dict[int | None, Gift] = {}
        self.by_organisation: dict[int | None, Gift] = {}
        self.by_country: dict[str | None, Gift] = {}
        for gift in sorted(gifts, key=lambda gift: gift.dated):
            self.by_member[gift.member] = gift
            self.by_organisation[gift.organisation] = gift
            self.by_country[gift.country] = gift

    def spur(self, giver: Giver, first: date) -> Spur:
        """What one member is reminded of, for the quarter that begins on `first`."""
        long_ago = months_before(first, _LONG)
        own = _lately(self.by_member.get(giver.member), long_ago)
        if isinstance(own, Gift):
            return Spur(own=own)
        organisation = None
        if giver.organisation is not None:
            organisation = _lately(self.by_organisation.get(giver.organisation), long_ago)
        country = _lately(self.by_country.get(giver.country), long_ago) if giver.country else None
        if isinstance(organisation, Gift) or isinstance(country, Gift):
            country = None
        return Spur(organisation=organisation, country=country)


def _lately(gift: Gift | None, long_ago: date) -> Gift | Quiet:
    """The gift, if it is not too old."""
    if gift is None:
        return Quiet()
    return gift if gift.dated >= long_ago else Quiet(gift.dated)


def deadline(quarter: Quarter, today: date) -> date:
    """Until when items are asked for: two weeks before the quarter ends, but at least a week from now."""
    return max(quarter.last - _BEFORE_THE_END, today + _AT_LEAST)
