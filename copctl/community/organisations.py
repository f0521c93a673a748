"""Organisations: who they are and how they are found by name."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community.countries import country_code
from copctl.community.twins.forms import one_spelling
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


def known_as(db: Session, name: str) -> Organisation | None:
    """The organisation of this name; else the first that differs by blanks or its legal form only."""
    found = by_name(db, name)
    if found is not None:
        return found
    spelling = one_spelling(names.key(name))
    everyone = db.execute(select(Organisation).order_by(Organisation.id)).scalars()
    return next((one for one in everyone if one_spelling(one.name_key) == spelling), None)


def find(db: Session, name: str) -> Organisation:
    """The organisation of this name or number; NotFound offers near names."""
    found = known_as(db, name)
    if found is None and names.is_number(name):
        found = db.get(Organisation, int(name))
    if found is None:
        known = db.execute(select(Organisation.name)).scalars()
        raise NotFound(
            f"There is no organisation {names.written(name)!r}.",
            hint=names.did_you_mean(name, known, "copctl organisation list"),
        )
    return found


def find_or_add(db: Session, name: str, country: str | None = None) -> tuple[Organisation, bool]:
    """The organisation of this name (`known_as`), made when it is new; Refused when a near name exists.

    A near name is more often a slip of the pen than a second organisation.
    """
    found = known_as(db, name)
    if found is not None:
        return found, False
    near = names.near(name, db.execute(select(Organisation.name)).scalars(), most=1)
    if near and names.key(near[0])[:3] == names.key(name)[:3]:
        raise Refused(
            f"There is no organisation {names.written(name)!r}, but there is {near[0]!r}.",
            hint=f"use that name, or first: copctl organisation add {names.written(name)!r}",
        )
    return add(db, name=name, country=country), True


def taken_for(organisation: Organisation | None, said: str | None) -> dict[str, str]:
    """What was said -> the organisation that it was taken for, where that is written otherwise."""
    if not said or organisation is None or names.written(said) == organisation.name:
        return {}
    return {names.written(said): organisation.name}


@dataclass
class Spellings:
    """The organisations of the store by each way to write them, for a list that names many.

    `taken` are names that were read as an organisation that is written otherwise: as said -> as known.
    """

    db: Session
    taken: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_key: dict[str, tuple[int, str]] = {}
        self._by_spelling: dict[str, tuple[int, str]] = {}
        known = select(Organisation.name_key, Organisation.id, Organisation.name).order_by(Organisation.id)
        for key, number, name in self.db.execute(known).tuples():
            self._learn(key, number, name)

    def _learn(self, key: str, number: int, name: str) -> None:
        self._by_key[key] = number, name
        self._by_spelling.setdefault(one_spelling(key), (number, name))

    def number(self, name: str, country: str | None) -> int:
        """The number of an organisation, made when no spelling of it is known."""
        key = names.key(name)
        found = self._by_key.get(key) or self._by_spelling.get(one_spelling(key))
        if found is None:
            made = Organisation(name=name, name_key=key, country=country)
            self.db.add(made)
            self.db.flush()
            self._learn(key, made.id, name)
            return made.id
        if found[1] != names.written(name):
            self.taken[names.written(name)] = found[1]
        return found[0]


def rename(db: Session, organisation: Organisation, name: str) -> None:
    """Give an organisation another name; Refused for an empty one and for that of another."""
    written = names.written(name)
    if not written:
        raise Refused("The new name is empty.", hint="copctl organisation rename 'The name' 'The new name'")
    other = by_name(db, written)
    if other is not None and other is not organisation:
        raise Refused(
            f"There is another organisation {other.name}.",
            hint=f"copctl organisation merge {other.id} {organisation.id} makes one of both",
        )
    organisation.name, organisation.name_key = written, names.key(written)


def with_counts(db: Session) -> list[tuple[Organisation, int]]:
    """Every organisation with the number of its active members, by name."""
    counted = (
        select(Organisation, func.count(Member.id))
        .outerjoin(Member, (Member.organisation_id == Organisation.id) & (Member.status == "active"))
        .group_by(Organisation.id)
        .order_by(Organisation.name_key)
    )
    return [(organisation, count) for organisation, count in db.execute(counted)]
