"""Many rows at once: one compiled statement and plain tuples, the way SQLite is fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Table, func, insert, select, text
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
        key = columns.index("id")
        journal.note(
            db,
            [
                journal.Touched(
                    table.name,
                    row[key],
                    None,
                    {c: journal.plain(v) for c, v in zip(columns, row, strict=True)},
                )
                for row in rows
            ],
        )


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
