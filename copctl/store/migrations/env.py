"""Alembic's environment: one transaction, foreign keys off while tables are rebuilt."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Engine, text

import copctl.store.schema  # noqa: F401 - makes every table known
from copctl.store.base import Base
from copctl.store.engine import mark_version
from copctl.store.versions import CURRENT

engine: Engine = context.config.attributes["engine"]
with engine.connect() as connection:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # The pragma does nothing inside a transaction, so it goes to the driver before BEGIN.
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
    with connection.begin():
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=sqlite,
            transactional_ddl=True,
        )
        context.run_migrations()
        if sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"the migration would break {len(broken)} references: {broken[:3]}")
        mark_version(connection, CURRENT)
