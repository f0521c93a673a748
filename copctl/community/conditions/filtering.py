"""Members that fit a condition: `--where "country=KH and topic>=storytelling:3 and status=active"`.

Nothing here imports SQLAlchemy until a session is handed in, so a listing stays as quick as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from copctl import names
from copctl.community.carets import misread
from copctl.community.conditions.condition_fields import topic_slug
from copctl.community.conditions.condition_sql import Compiled
from copctl.community.conditions.conditions import compiled
from copctl.community.conditions.where import Value, looks_like_condition, parse
from copctl.store import quick

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.store.schema import Member

_TOPICS = "SELECT t.slug AS slug FROM topic t UNION SELECT a.slug AS slug FROM topic_alias a"
_CALLED = """
SELECT m.id AS number FROM member m
WHERE m.name_key = :named OR m.email_key = :named OR CAST(m.id AS TEXT) = :named LIMIT 1
"""
_NUMBERS = "SELECT m.id AS number FROM member m WHERE {} ORDER BY m.id"

Ask = Callable[..., Sequence[Mapping[str, Any]]]


def numbers(url: str, where: str) -> list[int]:
    """Numbers of the members that fit, ascending; `url` is the address of the store.

    WrongUsage points at the character where the condition goes wrong.
    """
    return _numbers(lambda sql, **values: quick.rows(url, sql, **values), where)


def condition(url: str, where: str) -> Compiled:
    """A condition as SQL about `member m`, its topics known to the store."""
    return _checked(lambda sql, **values: quick.rows(url, sql, **values), where)


def members(db: Session, where: str) -> list[Member]:
    """The members that fit, by name."""
    from sqlalchemy import select, text

    from copctl.store.schema import Member

    def ask(sql: str, **values: Any) -> Sequence[Mapping[str, Any]]:
        return [dict(row) for row in db.execute(text(sql), values).mappings()]

    found = set(_numbers(ask, where))
    # A condition may fit more members than a database takes parameters.
    everyone = db.execute(select(Member)).scalars() if len(found) > 500 else _few(db, found)
    return sorted((m for m in everyone if m.id in found), key=lambda m: (m.name_key, m.id))


def _few(db: Session, found: set[int]) -> list[Member]:
    from sqlalchemy import select

    from copctl.store.schema import Member

    return list(db.execute(select(Member).where(Member.id.in_(found))).scalars())


def chosen(db: Session, query: str) -> list[Member]:
    """Members by a query: a condition, or somebody's name, number or address.

    WrongUsage for a condition that cannot be read, NotFound for somebody who is not there.
    """
    from copctl.community import people

    return members(db, query) if is_condition(db, query) else [people.find(db, query)]


def is_condition(db: Session, query: str) -> bool:
    """Whether a query is a condition, and does not name somebody."""
    from copctl.community import people

    return looks_like_condition(query) and people.by_email(db, names.written(query)) is None


def _numbers(ask: Ask, where: str) -> list[int]:
    made = _checked(ask, where)
    return [int(row["number"]) for row in ask(_NUMBERS.format(made.sql), **made.values)]


def _refuse_unknown(ask: Ask, where: str, value: Value) -> None:
    """Raise WrongUsage for a person of a condition who is not there."""
    if not ask(_CALLED, named=names.key(value.text)):
        known = [row["name"] for row in ask("SELECT m.name AS name FROM member m")]
        hint = names.did_you_mean(value.text, known, "copctl member list")
        raise misread(where, value.at, f"Nobody is called {names.written(value.text)!r}.", hint)


def _checked(ask: Ask, where: str) -> Compiled:
    made = compiled(parse(where), where)
    for value in made.people:
        _refuse_unknown(ask, where, value)
    if made.topics:
        known = {row["slug"] for row in ask(_TOPICS)}
        for value in made.topics:
            slug = topic_slug(value)
            if slug not in known:
                hint = names.did_you_mean(slug, known, "copctl topic list")
                raise misread(where, value.at, f"There is no topic {slug!r}.", hint)
    return made
