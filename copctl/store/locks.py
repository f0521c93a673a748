"""Who is alive: a name that is held as long as its process lives, and let go however that ends.

Beside a SQLite store it is a lock on a file, which the system lifts when the process is gone, killed or not.
On PostgreSQL it is an advisory lock of a session, which ends with its connection.

Into the file its holder may write notes. They are there after the process was killed, but not for sure after
the machine went down: who reads them has to know which of the two it was.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from copctl.errors import StoreError
from copctl.store.engine import Database
from copctl.store.quick import sqlite_path

_BINARY = getattr(os, "O_BINARY", 0)
_FAR = 1 << 30


@dataclass(frozen=True)
class Hold:
    """A name that is held. `is_held` says whether it still is, which a broken connection may have ended.

    `note` writes a line that outlives the process; None where there is no file for it.
    """

    is_held: Callable[[], bool]
    note: Callable[[str], None] | None = None


@contextmanager
def held(database: Database, name: str) -> Iterator[Hold]:
    """Hold a name that nobody else uses until the end of the block, or of the process.

    StoreError when the place beside the store cannot be written.
    """
    path = sqlite_path(database.url)
    if path is None:
        with _held_by_session(database.writer, name) as hold:
            yield hold
        return
    file = _file(path, name)
    handle = _locked_file(file)

    def note(line: str) -> None:
        os.write(handle, f"{line}\n".encode())

    try:
        yield Hold(lambda: True, note)
    finally:
        _drop(file, handle)


def left_by(database: Database, name: str) -> list[str] | None:
    """What the process noted that held this name, nothing where it noted nothing; None while it lives.

    The notes are gone afterwards.
    """
    path = sqlite_path(database.url)
    if path is None:
        # By a reader, since writers wait for each other, and who asks may be writing.
        return None if _is_held_by_session(database.reader, name) else []
    file = _file(path, name)
    try:
        handle = os.open(file, os.O_RDWR | _BINARY)
    except OSError:
        return []
    if not _try_lock(handle):
        os.close(handle)
        return None
    with suppress(OSError):
        os.lseek(handle, 0, os.SEEK_SET)
    lines = _read(handle).decode("utf-8", "replace").splitlines()
    _drop(file, handle)
    return lines


# Files beside SQLite ---------------------------------------------------------------------------


def _file(store: Path, name: str) -> Path:
    # Not the name itself: it comes out of the store.
    return store.with_name(f".{store.name}-{sha256(name.encode()).hexdigest()[:16]}")


def _locked_file(file: Path) -> int:
    try:
        while True:
            handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)
            if _try_lock(handle) and _is_there(file, handle):
                return handle
            # Somebody looked whether it is held just now, and took the file away.
            os.close(handle)
    except OSError as error:
        raise StoreError(
            f"{file.parent} could not be written: {(error.strerror or str(error)).lower()}.",
            hint="check the free space and who may write there",
        ) from error


def _read(handle: int) -> bytes:
    parts = []
    while part := os.read(handle, 1 << 16):
        parts.append(part)
    return b"".join(parts)


def _is_there(file: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.stat(file), os.fstat(handle))
    except FileNotFoundError:
        return False


def _drop(file: Path, handle: int) -> None:
    """Take the file away while it is still locked, where the system allows that, and let go."""
    with suppress(OSError):
        file.unlink()
    os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            # Far behind the notes: what is locked there nobody else may even read.
            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


# Sessions of PostgreSQL ------------------------------------------------------------------------


def _key(name: str) -> int:
    """The name as the signed 64-bit number that advisory locks have."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)


@contextmanager
def _held_by_session(engine: Engine, name: str) -> Iterator[Hold]:
    # Without transactions: one that stood open for the whole time would keep the server from cleaning up.
    lone = create_engine(engine.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with lone.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _key(name)})

        def still() -> bool:
            mine = text(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            )
            return bool(connection.execute(mine).scalar_one())

        yield Hold(still)


def _is_held_by_session(engine: Engine, name: str) -> bool:
    with engine.connect() as connection:
        tried = text("SELECT pg_try_advisory_xact_lock(:key)")
        return not connection.execute(tried, {"key": _key(name)}).scalar_one()
