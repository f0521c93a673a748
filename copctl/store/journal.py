"""The journal: what every transaction changed, written by the store itself so that no room forgets.

A change is one command; its rows say what each touched row held before and after. `undo` puts the
rows back, as a change of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, event, insert, inspect, or_, select, update
from sqlalchemy.orm import Session, object_session

from copctl.store.base import Base
from copctl.store.schema.journal import Change, ChangedRow

Values = dict[str, Any]
# One encoder for all: `json.dumps` with arguments makes a new one for each row.
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# The one entry of a range of added rows: the number of the last (no column is called so).
THROUGH = "@through"
_UNJOURNALED = {"change", "changed_row"}


@dataclass(frozen=True)
class Author:
    """Who changes things, with which command, when."""

    who: str
    command: str
    at: datetime


# Who makes a change in the portal is named by number: the journal holds no personal data.
_BY_MEMBER = re.compile(r"member ([0-9]{1,18})")


def by_member(number: int) -> str:
    """How a change says that a member made it, in the portal."""
    return f"member {number}"


def member_of(who: str) -> int | None:
    """The number of the member who made a change in the portal; None for the moderator's own."""
    found = _BY_MEMBER.fullmatch(who)
    return int(found[1]) if found else None


def is_moderators() -> ColumnElement[bool]:
    """The changes that no member made, as a condition on `Change`; a moderator has an address in <>."""
    return or_(Change.who.not_like("member %"), Change.who.like("%<%"))


@dataclass(frozen=True)
class Touched:
    """One row of one table, before and after (None where it did not exist)."""

    noun: str
    row_id: int
    before: Values | None
    after: Values | None


def follow(db: Session, author: Author) -> None:
    """Journal everything that this session flushes."""
    db.info["author"] = author
    event.listen(db, "before_flush", _before_flush)
    event.listen(db, "after_flush", _after_flush)


def _before_flush(db: Session, _context: Any, _instances: Any) -> None:
    # A flush that failed leaves nothing behind for the next.
    db.info["touched"], db.info["before"] = [], {}


def _after_flush(db: Session, _context: Any) -> None:
    touched, db.info["touched"] = db.info["touched"], []
    note(db, sorted(touched, key=_place))


# The session's own lists (new, dirty, deleted) miss rows that are removed as orphans, and attributes
# know no old value when they were never loaded: so each row is looked at as it is written.


def _journal_of(target: Any) -> dict[Any, Any]:
    db = object_session(target)
    return db.info if db is not None and "author" in db.info else {}


@event.listens_for(Base, "before_update", propagate=True)
def _remember_altered(mapper: Any, connection: Connection, target: Any) -> None:
    # Also called for rows that only look changed, such as those whose parts did.
    db = object_session(target)
    if db is not None and db.is_modified(target, include_collections=False):
        _remember(mapper, connection, target)


@event.listens_for(Base, "before_delete", propagate=True)
def _remember(_mapper: Any, connection: Connection, target: Any) -> None:
    journal = _journal_of(target)
    if journal:
        table = target.__table__
        stored = connection.execute(select(table).where(table.c.id == target.id)).mappings().one_or_none()
        if stored is not None:
            before = {name: plain(stored[name]) for name in kept(table)}
            journal["before"][target.__tablename__, target.id] = before


@event.listens_for(Base, "after_insert", propagate=True)
def _added(_mapper: Any, _connection: Any, target: Any) -> None:
    _record(target, None, dict.fromkeys(kept(target.__table__)) | _now(target))


@event.listens_for(Base, "after_update", propagate=True)
def _edited(_mapper: Any, _connection: Any, target: Any) -> None:
    before = _before(target)
    if before is not None:
        _record(target, before, before | _now(target))


@event.listens_for(Base, "after_delete", propagate=True)
def _removed(_mapper: Any, _connection: Any, target: Any) -> None:
    before = _before(target)
    if before is not None:
        _record(target, before, None)


def _before(target: Any) -> Values | None:
    found: Values | None = _journal_of(target).get("before", {}).pop((target.__tablename__, target.id), None)
    return found


def _now(target: Any) -> Values:
    """What the object holds, without asking the database for what it does not."""
    held = inspect(target).dict
    return {name: plain(held[name]) for name in kept(target.__table__) if name in held}


def _record(target: Any, before: Values | None, after: Values | None) -> None:
    journal = _journal_of(target)
    if journal and before != after:
        journal["touched"].append(Touched(target.__tablename__, target.id, before, after))


def _place(touched: Touched) -> tuple[int, int, int]:
    """Where a row stands in the order of a flush: parents come before children and go after them.

    Undo walks the journal backwards, so each of its steps must leave a state that the constraints allow.
    """
    table = _order()[touched.noun]
    if touched.after is None:
        return 1, -table, touched.row_id
    return 0, table, 0 if touched.before is not None else touched.row_id


@cache
def _order() -> dict[str, int]:
    return {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}


def note(db: Session, touched: Sequence[Touched]) -> None:
    """Write rows into the journal under this transaction's change (bulk paths call it themselves)."""
    if not touched:
        return
    number = change_number(db)
    rows = [
        (number, t.noun, t.row_id, _dumped(t.before), _dumped(t.after))
        for t in touched
        if t.noun not in _UNJOURNALED
    ]
    statement = insert(ChangedRow.__table__)  # type: ignore[arg-type]
    if db.get_bind().dialect.name == "sqlite":
        # One compiled statement and plain tuples: a third of the time of dictionaries.
        db.connection().exec_driver_sql(
            "INSERT INTO changed_row (change_id, noun, row_id, before, after) VALUES (?, ?, ?, ?, ?)", rows
        )
    else:
        db.connection().execute(
            statement,
            [
                {
                    "change_id": number,
                    "noun": t.noun,
                    "row_id": t.row_id,
                    "before": t.before,
                    "after": t.after,
                }
                for t in touched
                if t.noun not in _UNJOURNALED
            ],
        )


def note_range(db: Session, noun: str, first: int, last: int) -> None:
    """Note that all rows of these numbers were added, without what they hold."""
    row = {
        "change_id": change_number(db), "noun": noun, "row_id": first, "before": None,
        "after": {THROUGH: last},
    }  # fmt: skip
    db.connection().execute(insert(ChangedRow.__table__), [row])  # type: ignore[arg-type]


def through(touched: Touched) -> int | None:
    """The last number of a range of added rows; None for a single row."""
    if touched.before is not None or touched.after is None or set(touched.after) != {THROUGH}:
        return None
    return int(touched.after[THROUGH])


def change_number(db: Session) -> int:
    """The number of this transaction's change, which begins with its first changed row."""
    if "change" not in db.info:
        author: Author = db.info["author"]
        statement = insert(Change.__table__).values(  # type: ignore[arg-type]
            at=author.at, who=author.who, command=author.command, final=""
        )
        key = db.connection().execute(statement).inserted_primary_key
        assert key is not None
        db.info["change"] = int(key[0])
    return int(db.info["change"])


def is_changed(db: Session) -> bool:
    """Whether this transaction has changed anything yet."""
    db.flush()
    return "change" in db.info


def mark_final(db: Session, reason: str) -> None:
    """Say that this transaction's change cannot be undone, and why."""
    db.execute(update(Change).where(Change.id == change_number(db)).values(final=reason))


def _dumped(values: Values | None) -> str | None:
    return None if values is None else _ENCODE(values)


@cache
def kept(table: Table) -> tuple[str, ...]:
    """The columns that the journal keeps: all but those whose `info` says `journaled` is False."""
    return tuple(column.name for column in table.c if column.info.get("journaled", True))


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def typed(table: Table, values: Values) -> Values:
    """Values as the journal keeps them (JSON), as the table's columns take them."""
    return {
        name: _typed(table.c[name].type.python_type, value)
        for name, value in values.items()
        if name in table.c
    }


def _typed(kind: type, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if issubclass(kind, datetime):
        return datetime.fromisoformat(value)
    if issubclass(kind, date):
        return date.fromisoformat(value)
    return value
