"""Plain questions to the store without SQLAlchemy, for what a moderator types all day.

Importing SQLAlchemy takes longer than every other part of a listing together, so listings read a
SQLite store through the standard library. On any other database the same SQL goes through the
engine. A test runs every question both ways.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from copctl.errors import NotFound, StoreError
from copctl.store.versions import CURRENT

SQLITE = "sqlite:///"
Row = dict[str, Any]
# Asks one question of an open store: plain SQL with `:name` parameters, a tuple a row.
Ask = Callable[..., list[tuple[Any, ...]]]


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite address, or None for another database."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def stored_version(path: Path) -> int:
    """The schema version of a SQLite store, 0 for an empty file.

    Raises NotFound when there is no file, StoreError when it is no database.
    """
    if not path.exists():
        raise NotFound(
            f"The store {path} is missing.", hint="put the backup back, or make a new community: copctl init"
        )
    with reading_file(path) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def address_for_reading(path: Path) -> str:
    """The URI that opens a store for looking, also in a folder where nobody may write.

    SQLite wants to make files beside a store in WAL mode even to read it, unless it is told that
    nothing can change; that may only be said while there is no log waiting to be read.
    """
    log = path.with_name(f"{path.name}-wal")
    frozen = not os.access(path.absolute().parent, os.W_OK) and not log.exists()
    return f"{path.absolute().as_uri()}?{'immutable=1' if frozen else 'mode=rw'}"


@contextmanager
def reading_file(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write; SQLite's own errors become sentences."""
    try:
        connection = sqlite3.connect(address_for_reading(path), uri=True, timeout=5)
        try:
            connection.execute("PRAGMA query_only = 1")
            yield connection
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise broken(str(error), path) from error


def broken(reason: str, path: Path | str) -> StoreError:
    """The sentence and the hint for what SQLite says."""
    hints = {
        "not a database": "it was overwritten or damaged; put a backup back",
        "malformed": "it was damaged; put a backup back",
        "readonly": "copy the folder to a place where you may write",
        "unable to open": "copy the folder to a place where you may write",
        "full": "free some space and try again; nothing was changed",
        "disk i/o": "free some space and check the disk; nothing was changed",
        "locked": "another copctl is writing; try again when it is done",
    }
    hint = next((h for sign, h in hints.items() if sign in reason.lower()), "put a backup back")
    return StoreError(f"The store {path} could not be used: {reason}.", hint=hint)


def refuse_other_version(found: int, place: Path | str) -> None:
    """Raise StoreError for a store of a newer program."""
    if found > CURRENT:
        raise StoreError(
            f"The store {place} was written by a newer copctl (version {found}, this one knows {CURRENT}).",
            hint="pip install --upgrade copctl",
        )


def rows(url: str, sql: str, **values: Any) -> list[Row]:
    """Answer a question in plain SQL with `:name` parameters, a dict a row.

    Only names of tables and columns and portable functions: the same text runs on both databases.
    JSON columns and dates come as SQLite stores them (text) or as the other driver gives them.
    """
    path = sqlite_path(url)
    found = 0 if path is None else stored_version(path)
    if path is None or found < CURRENT:
        return _rows_by_engine(url, sql, values)
    refuse_other_version(found, path)
    with reading_file(path) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql, values)]


def _rows_by_engine(url: str, sql: str, values: Row) -> list[Row]:
    from sqlalchemy import text

    from copctl.store.engine import Database

    with Database.opened(url).reading() as db:
        return [dict(row) for row in db.execute(text(sql), values).mappings()]


@contextmanager
def asking(url: str) -> Iterator[Ask]:
    """Several questions about one state of the store, for what must fit together.

    The function that it gives takes SQL and the values of its `:name` parameters. SQL that the two
    databases do not share is chosen by the caller (`sqlite_path` tells which one it is).
    """
    path = sqlite_path(url)
    found = 0 if path is None else stored_version(path)
    if path is None or found < CURRENT:
        with _asking_engine(url) as ask:
            yield ask
        return
    refuse_other_version(found, path)
    with reading_file(path) as connection:
        connection.execute("BEGIN")
        yield lambda sql, **values: connection.execute(sql, values).fetchall()


@contextmanager
def _asking_engine(url: str) -> Iterator[Ask]:
    from sqlalchemy import text

    from copctl.store.engine import Database

    with Database.opened(url).reading() as db:
        yield lambda sql, **values: [tuple(row) for row in db.execute(text(sql), values)]
