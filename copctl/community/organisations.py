"""Organisations: who they are and how they are found by name."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community.countries import country_code
from copctl.errors import NotFound, Refused
from copctl.store.schema import Member, Organisation


def add(
    db: Session, *, name: str, country: str | None = None, website: str = "", about: str = ""
) -> Organisation:
    """Add an organisation; Refused when there is one of that name."""
    written = names.written(name)
    if not written:
        raise Refused(
            "The organisation's name is empty.", hint="copctl organisation add 'Name of the organisation'"
        )
    if by_name(db, written) is not None:
        raise Refused(f"There already is an organisation {written}.", hint="copctl organisation list")
    organisation = Organisation(
        name=written,
        name_key=names.key(written),
        country=country_code(country) if country else None,
        website=names.written(website) or None,
        about=names.prose(about),
    )
    db.add(organisation)
    db.flush()
    return organisation


def by_name(db: Session, name: str) -> Organisation | None:
    """The organisation of this name, without regard to case."""
    return db.execute(
        select(Organisation).where(Organisation.name_key == names.key(name))
    ).scalar_one_or_none()


def find(db: Session, name: str) -> Organisation:
    """The organisation of this name; NotFound offers near names."""
    found = by_name(db, name)
    if found is None:
        known = db.execute(select(Organisation.name)).scalars()
        raise NotFound(
            f"There is no organisation {names.written(name)!r}.",
            hint=names.did_you_mean(name, known, "copctl organisation list"),
        )
    return found


def find_or_add(db: Session, name: str, country: str | None = None) -> tuple[Organisation, bool]:
    """The organisation of this name, made when it is new; Refused when a near name exists.

    A near name is more often a slip of the pen than a second organisation.
    """
    found = by_name(db, name)
    if found is not None:
        return found, False
    near = names.near(name, db.execute(select(Organisation.name)).scalars(), most=1)
    if near and names.key(near[0])[:3] == names.key(name)[:3]:
        raise Refused(
            f"There is no organisation {names.written(name)!r}, but there is {near[0]!r}.",
            hint=f"use that name, or first: copctl organisation add {names.written(name)!r}",
        )
    return add(db, name=name, country=country), True


def with_counts(db: Session) -> list[tuple[Organisation, int]]:
    """Every organisation with the number of its active members, by name."""
    counted = (
        select(Organisation, func.count(Member.id))
        .outerjoin(Member, (Member.organisation_id == Organisation.id) & (Member.status == "active"))
        .group_by(Organisation.id)
        .order_by(Organisation.name_key)
    )
    return [(organisation, count) for organisation, count in db.execute(counted)]
