"""People in a line: those who agreed to be found, with what they do as far as they show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, exists, func, or_, select

from copctl.commons.view import View
from copctl.community import visible
from copctl.community.countries import country_name
from copctl.store.schema import CommunityDuty, Expertise, Member, Organisation, SessionTopic, Topic
from copctl.store.schema.member import Duty


@dataclass(frozen=True)
class Named:
    """Somebody who may be named, by the number of their page."""

    number: int
    name: str
    work: str = ""


_COLUMNS = (Member.id, Member.name, Member.role, Organisation.name, Member.country, Member.shown)


def people(
    view: View, which: ColumnElement[bool], order: Iterable[Any] = (), most: int | None = None
) -> list[Named]:
    """Those of the directory whom a condition on `Member` holds for, by name where no order is given."""
    wanted = (
        select(*_COLUMNS)
        .join(Organisation, Organisation.id == Member.organisation_id, isouter=True)
        .where(visible.listed(), which)
        .order_by(*order, Member.name_key, Member.id)
        .limit(most)
    )
    return [_line(*row) for row in view.db.execute(wanted).tuples()]


def _line(
    number: int, name: str, role: str, organisation: str | None, country: str | None, shown: list[str] | None
) -> Named:
    chosen = visible.chosen(shown)
    parts = {"role": role, "organisation": organisation, "country": country_name(country)}
    return Named(number, name, " · ".join(text for field, text in parts.items() if text and field in chosen))


def one(member: Member) -> Named | None:
    """Somebody as others may name them, or None."""
    if not visible.is_listed(member):
        return None
    organisation = member.organisation.name if member.organisation else ""
    return _line(member.id, member.name, member.role, organisation, member.country, member.shown)


def showing(field: str) -> ColumnElement[bool]:
    """Members who let others see a field."""
    return or_(Member.shown.is_(None), cast(Member.shown, Text).contains(f'"{field}"'))


def topics() -> ColumnElement[bool]:
    """Topics that members may know of: asked for, in a session, of a taxonomy, or known by who shows it.

    A tag that only hidden people have would tell that there are such people.
    """
    seen = exists().where(
        Expertise.topic_id == Topic.id,
        Member.id == Expertise.member_id,
        visible.listed(),
        showing("expertise"),
    )
    held = exists().where(SessionTopic.topic_id == Topic.id)
    return or_(Topic.status.is_not(None), Topic.scheme != "", held, seen)


def count(view: View, which: ColumnElement[bool]) -> int:
    """How many of the directory a condition on `Member` holds for."""
    wanted = select(func.count()).select_from(Member).where(visible.listed(), which)
    return int(view.db.execute(wanted).scalar_one())


def has_duty(duty: Duty) -> ColumnElement[bool]:
    """Members who have a duty now."""
    having = select(CommunityDuty.member_id).where(
        CommunityDuty.kind == duty.value, CommunityDuty.until.is_(None)
    )
    return Member.id.in_(having)
