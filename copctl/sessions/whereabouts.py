"""Where the members are: whose clock a session is on, and whose holidays count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl.sessions import clashes
from copctl.sessions.bearable import SATURDAY_AND_SUNDAY, Place
from copctl.speakers.zones import zone_for
from copctl.store.schema import Member
from copctl.store.schema.member import MemberStatus


def places(db: Session, community_zone: str) -> list[Place]:
    """The members' clocks by country, most members first.

    Who gave no zone is in their country's, where it has only one, else in the community's.
    """
    counted: Counter[tuple[str, str]] = Counter()
    for country, zone, number in _members(db):
        counted[(country or "", zone_for(zone, country, community_zone))] += number
    found = [Place(zone, number, country, _weekend(country)) for (country, zone), number in counted.items()]
    return sorted(found, key=lambda place: (-place.members, place.country, place.zone))


def by_country(places: Iterable[Place]) -> dict[str, int]:
    """Country -> how many members are there; who has none is left out."""
    counted: Counter[str] = Counter()
    for place in places:
        if place.country:
            counted[place.country] += place.members
    return dict(counted)


def _weekend(country: str) -> frozenset[int]:
    return clashes.weekend(country) if country else SATURDAY_AND_SUNDAY


def _members(db: Session) -> Iterable[tuple[str | None, str | None, int]]:
    counted = (
        select(Member.country, Member.timezone, func.count())
        .where(Member.status == MemberStatus.ACTIVE)
        .group_by(Member.country, Member.timezone)
    )
    return db.execute(counted).tuples()
