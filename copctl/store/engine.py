"""Opening the store, and the two ways to use it: reading, and one transaction that changes things."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, ProgrammingError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from copctl.errors import CopctlError, NotFound, Refused, StoreError
from copctl.store import journal
from copctl.store.base import Base
from copctl.store.quick import address_for_reading, broken, refuse_other_version, sqlite_path, stored_version
from copctl.store.versions import CURRENT

# The number of the lock that writers on PostgreSQL hold in turn; any will do that nobody else takes.
_WRITERS = 7_065_112_106


@dataclass(frozen=True)
class Database:
    """A store that is there and of this program's version.

    One writer at a time: on SQLite they begin with BEGIN IMMEDIATE, on PostgreSQL with a lock for as long as
    the transaction lasts. By the drivers' defaults, two that read and then write would lose each other's
    updates silently, and rows of the journal would come to be seen out of order. Readers wait for nobody,
    and have one view of the store.
    """

    url: str
    writer: Engine
    reader: Engine

    @classmethod
    def opened(cls, url: str) -> Database:
        """Open a store, bringing an older one up to date first (with a copy beside it).

        Raises NotFound when it is missing, StoreError when it is damaged or newer than this program.
        """
        database = cls.at(url)
        found = database.version()
        refuse_other_version(found, sqlite_path(url) or "database")
        if found == CURRENT:
            return database
        if found == 0:
            database.refuse_tables_of_others()
            return cls.created(url)
        from copctl.store.migrations import upgrade

        with translated(url):
            upgrade(database.writer, sqlite_path(url), found)
        return database

    @classmethod
    def at(cls, url: str) -> Database:
        """The store at this address, whatever state it is in; Refused for an address that is none."""
        address = _address(url)
        return cls(url, _engine(address, writing=True), _engine(address, writing=False))

    @classmethod
    def created(cls, url: str) -> Database:
        """Make the tables of a new store; raises StoreError when the place cannot be written."""
        import copctl.store.schema  # noqa: F401 - makes every table known
        from copctl.store.fulltext import create_index

        database = cls.at(url)
        with translated(url), database.writer.begin() as connection:
            Base.metadata.create_all(connection)
            create_index(connection)
            mark_version(connection, CURRENT)
        return database

    def version(self) -> int:
        """The schema version that the store says it has."""
        path = sqlite_path(self.url)
        if path is not None:
            return stored_version(path)
        with translated(self.url), self.reader.connect() as connection:
            if not connection.dialect.has_table(connection, "alembic_version"):
                return 0
            return int(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())

    def is_empty(self) -> bool:
        """Whether the database has no tables at all, as one that was just made for a community."""
        with translated(self.url), self.reader.connect() as connection:
            return not inspect(connection).get_table_names()

    def refuse_tables_of_others(self) -> None:
        """Raise StoreError for a database that holds tables, but no store of copctl."""
        if not self.is_empty():
            place = sqlite_path(self.url) or "The database"
            raise StoreError(f"{place} holds tables that are not copctl's.", hint="name an empty database")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking; nothing it does is kept."""
        with translated(self.url), Session(self.reader, autoflush=False) as db:
            yield db

    @contextmanager
    def transaction(self, *, who: str, command: str, at: datetime) -> Iterator[Session]:
        """A session whose changes are all kept and journaled, or none of them."""
        with translated(self.url), Session(self.writer, expire_on_commit=False) as db:
            journal.follow(db, journal.Author(who=who, command=command, at=at))
            yield db
            db.commit()

    @contextmanager
    def unjournaled(self, patience: float = 60) -> Iterator[Connection]:
        """A connection for many small transactions that the journal does not keep: the states of mails.

        It waits so many seconds for others that write before it raises StoreError: long, since what it has to
        note must not get lost.
        """
        with translated(self.url), self.writer.connect() as connection:
            milliseconds = int(patience * 1000)
            driver = connection.connection
            if connection.dialect.name == "sqlite":
                driver.cursor().execute(f"PRAGMA busy_timeout = {milliseconds}")
            else:
                driver.cursor().execute(f"SET lock_timeout = {milliseconds}")
                driver.commit()
            yield connection

    def forget_deleted(self) -> None:
        """Make sure that nothing of what was deleted is left in the store's files.

        SQLite keeps deleted rows in free pages and in its log until they are written over; PostgreSQL
        forgets them when it next vacuums by itself.
        """
        if sqlite_path(self.url) is None:
            return
        with translated(self.url), self.writer.connect() as connection:
            driver = connection.connection.cursor()
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the files."""
        self.writer.dispose()
        self.reader.dispose()


def mark_version(connection: Connection, version: int) -> None:
    """Write the schema version where `Database.version` and Alembic look for it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {int(version)}")
    connection.execute(
        # In Alembic's own words, so that a store has one shape whoever made it.
        text(
            "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL,"
            " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text("DELETE FROM alembic_version"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": f"{version:04d}"})


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turn what the database says into one sentence, where a moderator can do something about it."""
    place = sqlite_path(url) or "database"
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # a mistake of ours, not of the disk: it keeps its traceback
    except DatabaseError as error:
        raise _sentence(str(error.orig), place) from error
    except sqlite3.DatabaseError as error:
        raise _sentence(str(error), place) from error
    except OverflowError as error:
        if "SQLite INTEGER" not in str(error):
            raise
        raise NotFound("Nothing has a number that large.", hint="check the number") from error


def _sentence(reason: str, place: Path | str) -> CopctlError:
    first = reason.strip().splitlines()[0] if reason.strip() else "no reason given"
    if isinstance(place, Path):
        return broken(first, place)
    return StoreError(f"The database could not be used: {first}.", hint="check database_url and the server")


def _address(url: str) -> URL:
    path = sqlite_path(url)
    if path is not None:
        # Not by parsing: a folder's name may hold `?` or `%`.
        return URL.create("sqlite", database=str(path))
    try:
        address = make_url(url)
        if address.drivername in {"postgres", "postgresql"}:
            address = address.set(drivername="postgresql+psycopg")
        address.get_dialect().import_dbapi()
    except ImportError as error:
        raise StoreError(
            "PostgreSQL needs a part of copctl that is not installed.",
            hint="pip install 'copctl[postgresql]'",
        ) from error
    except ArgumentError as error:
        raise Refused(
            "database_url is no address of a database that copctl knows.",
            hint='database_url = "postgresql+psycopg://user@host/name" in community.toml',
        ) from error
    return address


def _engine(address: URL, *, writing: bool) -> Engine:
    if address.drivername != "sqlite":
        return _writing_on_server(address) if writing else _reading_on_server(address)
    path = Path(address.database or "")

    def connect() -> sqlite3.Connection:
        if writing:
            return sqlite3.connect(path, timeout=5)
        return sqlite3.connect(address_for_reading(path), uri=True, timeout=5)

    engine = create_engine(address, poolclass=NullPool, creator=connect)
    event.listen(engine, "connect", _configure_writer if writing else _configure_reader)
    event.listen(engine, "begin", _begin_immediate if writing else _begin_snapshot)
    return engine


def _writing_on_server(address: URL) -> Engine:
    engine = create_engine(address, poolclass=NullPool)
    event.listen(engine, "begin", _begin_alone)
    return engine


def _reading_on_server(address: URL) -> Engine:
    alike = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return create_engine(address, poolclass=NullPool, execution_options=alike)


def _begin_alone(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")


def _configure(connection: Any) -> None:
    # SQLAlchemy's driver would otherwise start transactions by itself, too late.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 5000")


def _configure_writer(connection: Any, _record: Any) -> None:
    _configure(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    # A moderator's laptop loses power: consent, votes, sends and the journal must outlive that.
    connection.execute("PRAGMA synchronous = FULL")
    # What is deleted is overwritten, not only let go.
    connection.execute("PRAGMA secure_delete = ON")


def _configure_reader(connection: Any, _record: Any) -> None:
    _configure(connection)
    connection.execute("PRAGMA query_only = 1")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_snapshot(connection: Connection) -> None:
    # One view of the store for all that a command reads.
    connection.exec_driver_sql("BEGIN")
