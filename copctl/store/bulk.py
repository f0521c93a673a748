"""Many rows at once: one compiled statement and plain tuples, the way SQLite is fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Table, func, insert, select, text
from sqlalchemy.orm import Session

from copctl.store import journal
from copctl.store.base import Base


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
) -> None:
    """Insert tuples of Python values in the order of `columns`, `id` among them; journaled unless said."""
    if not rows:
        return
    table = table_of(model)
    db.flush()
    connection = db.connection()
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places})"  # our own names
        connection.exec_driver_sql(statement, _bound(table, columns, rows, connection.dialect))
    else:
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
    if journaled:
        _journal(db, table, columns, rows)


def _journal(db: Session, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    key = columns.index("id")
    low, high = min(row[key] for row in rows), max(row[key] for row in rows)
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
