"""Bringing an older store up to date. Alembic is imported only when there is something to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Engine

from copctl.store.versions import CURRENT


def upgrade(engine: Engine, path: Path | None, found: int) -> None:
    """Migrate to this program's version; a SQLite store is copied beside itself first.

    Foreign keys are off while tables are rebuilt (Alembic's batch mode would delete child rows) and
    checked before the commit.
    """
    from alembic import command
    from alembic.config import Config

    if path is not None and found > 0:
        copy_store(path, path.with_name(f"{path.name}.before-{CURRENT:04d}"))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["engine"] = engine
    command.upgrade(config, "head")


def copy_store(path: Path, target: Path) -> None:
    """A consistent copy of a SQLite store, also while others write (in one step, or it may never end)."""
    with sqlite3.connect(path) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    source.close()
    copy.close()
