"""Many rows at once: one compiled statement and plain tuples, the way SQLite is fast."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table, func, insert, select, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, DropIndex

from copctl.store import journal
from copctl.store.base import Base

# Rows of one statement; SQLite takes 32,766 variables at most (its limit since 3.32).
_GROUP, _VARIABLES = 100, 32_766
# From so many rows on, building indexes afterwards is worth its own cost.
_WORTH_IT = 20_000


def table_of(model: type[Base]) -> Table:
    """The table behind a mapped class."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def next_ids(db: Session, model: type[Base], count: int) -> range | list[int]:
    """Numbers for so many new rows, which nobody else gets."""
    table = table_of(model)
    if db.get_bind().dialect.name == "sqlite":
        # Writers hold the lock from BEGIN IMMEDIATE on, so nobody comes in between.
        used = db.execute(
            text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name}
        ).scalar()
        highest = db.execute(select(func.max(table.c.id))).scalar()
        first = max(used or 0, highest or 0) + 1
        return range(first, first + count)
    wanted = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return [int(n) for n in db.execute(wanted, {"name": table.name, "count": count}).scalars()]


def insert_rows(
    db: Session,
    model: type[Base],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    journaled: bool = True,
    as_range: bool = False,
) -> None:
    """Insert tuples of Python values in the order of `columns`, `id` among them; journaled unless said.

    `as_range` notes only which numbers were added, not what they hold: for rows that come by the
    hundred thousand and can be told from the store itself.
    """
    if not rows:
        return
    table = table_of(model)
    db.flush()
    connection = db.connection()
    if connection.dialect.name == "sqlite":
        _insert_bound(connection, table, columns, _bound(table, columns, rows, connection.dialect))
    else:
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
    if journaled:
        _journal(db, table, columns, rows, as_range=as_range)


def _insert_bound(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert rows as the driver takes them, many in one statement: two thirds of the time of one by one."""
    group = max(1, min(_GROUP, _VARIABLES // len(columns)))
    head = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES "  # our own names
    one = f"({', '.join('?' * len(columns))})"
    whole = len(rows) - len(rows) % group
    if whole:
        together = [tuple(chain.from_iterable(rows[i : i + group])) for i in range(0, whole, group)]
        connection.exec_driver_sql(head + ", ".join([one] * group), together)
    if whole < len(rows):
        connection.exec_driver_sql(head + one, [tuple(row) for row in rows[whole:]])


def insert_many(
    db: Session, model: type[Base], fixed: Mapping[str, int], columns: Sequence[str], flat: Sequence[Any]
) -> None:
    """Insert a great many rows of whole numbers and texts, and note their numbers only.

    `flat` holds the values of all rows one after the other, in the order of `columns`; `fixed` what is
    the same in each. The store numbers the rows, which nobody else can come between on SQLite.
    """
    count = len(flat) // len(columns)
    if not count:
        return
    table = table_of(model)
    width = len(columns)
    if db.get_bind().dialect.name != "sqlite":
        numbers = next_ids(db, model, count)
        rows = [(n, *fixed.values(), *flat[i * width : (i + 1) * width]) for i, n in enumerate(numbers)]
        insert_rows(db, model, ("id", *fixed, *columns), rows, as_range=True)
        return
    db.flush()
    connection = db.connection()
    head = f"INSERT INTO {table.name} ({', '.join([*fixed, *columns])}) VALUES "  # our own names
    one = f"({', '.join([*(str(int(value)) for value in fixed.values()), *('?' * width)])})"
    group = max(1, min(_GROUP, _VARIABLES // width)) * width
    whole = len(flat) - len(flat) % group
    if whole:
        together = [tuple(flat[i : i + group]) for i in range(0, whole, group)]
        connection.exec_driver_sql(head + ", ".join([one] * (group // width)), together)
    rest = [tuple(flat[i : i + width]) for i in range(whole, len(flat), width)]
    if rest:
        connection.exec_driver_sql(head + one, rest)
    used = db.execute(
        text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name}
    ).scalar_one()
    journal.note_range(db, table.name, int(used) - count + 1, int(used))


@contextmanager
def indexes_last(db: Session, model: type[Base], adding: int) -> Iterator[None]:
    """Build a table's indexes after so many rows are in, when they are more than it holds (SQLite).

    Sorting once takes a third of the time of finding a place for each row; the transaction takes the
    indexes back as well when it fails.
    """
    table = table_of(model)
    few = adding < _WORTH_IT or db.get_bind().dialect.name != "sqlite"
    if few or adding < (db.execute(select(func.max(table.c.id))).scalar() or 0):
        yield
        return
    db.flush()
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    for index in indexes:
        db.execute(DropIndex(index))
    yield
    for index in indexes:
        db.execute(CreateIndex(index))


def _journal(
    db: Session, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, as_range: bool
) -> None:
    key = columns.index("id")
    low, high = min(row[key] for row in rows), max(row[key] for row in rows)
    if as_range and high - low + 1 == len(rows):
        journal.note_range(db, table.name, low, high)
        return
    if db.get_bind().dialect.name == "sqlite" and high - low + 1 == len(rows):
        _journal_inside(db, table, low, high)
        return
    kept = journal.kept(table)
    added = [{c: journal.plain(v) for c, v in zip(columns, row, strict=True) if c in kept} for row in rows]
    journal.note(db, [journal.Touched(table.name, row["id"], None, row) for row in added])


def _journal_inside(db: Session, table: Table, low: int, high: int) -> None:
    """Let SQLite itself write what it was given into the journal: a third of the time of doing it here."""
    kept = [table.c[name] for name in journal.kept(table)]
    pairs = ", ".join(f"'{column.name}', {_as_json(column)}" for column in kept)
    db.connection().exec_driver_sql(
        "INSERT INTO changed_row (change_id, noun, row_id, before, after) "  # names of our own tables
        f"SELECT ?, '{table.name}', id, NULL, json_object({pairs}) "
        f"FROM {table.name} WHERE id BETWEEN ? AND ? ORDER BY id",
        (journal.change_number(db), low, high),
    )


def journal_removed(db: Session, table: Table, low: int, high: int) -> None:
    """Note what rows hold that are about to be removed, as `before`; SQLite writes it itself."""
    number = journal.change_number(db)
    if db.get_bind().dialect.name == "sqlite":
        pairs = ", ".join(f"'{column.name}', {_as_json(column)}" for column in table.c)
        db.connection().exec_driver_sql(
            "INSERT INTO changed_row (change_id, noun, row_id, before, after) "  # names of our own tables
            f"SELECT ?, '{table.name}', id, json_object({pairs}), NULL "
            f"FROM {table.name} WHERE id BETWEEN ? AND ? ORDER BY id",
            (number, low, high),
        )
        return
    held = db.execute(select(table).where(table.c.id.between(low, high)).order_by(table.c.id)).mappings()
    journal.note(
        db,
        [
            journal.Touched(table.name, row["id"], {n: journal.plain(v) for n, v in row.items()}, None)
            for row in held
        ],
    )


def _as_json(column: Column[Any]) -> str:
    """A stored column as `journal.plain` would write it."""
    kind = column.type.python_type
    if kind is bool:
        return f"json(CASE {column.name} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"
    if kind is datetime:
        # Stored as `2026-11-23 08:00:00.000000`, in UTC.
        return f"replace(replace({column.name}, ' ', 'T'), '.000000', '') || '+00:00'"
    return f"json({column.name})" if isinstance(column.type, JSON) else column.name


def _bound(table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]], dialect: Any) -> list[Any]:
    """The rows as the driver takes them: dates and lists as text."""
    processors: list[tuple[int, Callable[[Any], Any]]] = []
    for place, column in enumerate(columns):
        process = table.c[column].type.dialect_impl(dialect).bind_processor(dialect)
        if process is not None:
            processors.append((place, process))
    if not processors:
        return [tuple(row) for row in rows]
    bound = []
    for row in rows:
        values = list(row)
        for place, bind in processors:
            values[place] = bind(values[place])
        bound.append(tuple(values))
    return bound
