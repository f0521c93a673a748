"""Older stores are brought up to date; the first migration makes what the models say."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine

import copctl.store.migrations as migrations
from copctl.store.engine import Database
from copctl.store.schema import Base
from copctl.store.versions import CURRENT

VERSIONS = sorted((Path(migrations.__file__).parent / "versions").glob("[0-9]*.py"))
needs_versions = pytest.mark.skipif(not VERSIONS, reason="the first migration is not written yet")


def shape(path: Path) -> dict[str, str]:
    """Every table, index and trigger with its definition, blanks aside."""
    store = sqlite3.connect(path)
    rows = store.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    store.close()
    return {name: " ".join(sql.replace('"', "").split()) for name, sql in rows}


def columns(path: Path) -> dict[str, object]:
    store = sqlite3.connect(path)
    tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found: dict[str, object] = {
        table: (
            sorted(row[1:] for row in store.execute(f"PRAGMA table_info({table})")),
            sorted(row[2:] for row in store.execute(f"PRAGMA foreign_key_list({table})")),
        )
        for table in tables
    }
    store.close()
    return found


def migrated(path: Path) -> Database:
    sqlite3.connect(path).close()
    path.touch()
    database = Database.at(f"sqlite:///{path}")
    migrations.upgrade(database.writer, path, 0)
    return database


@needs_versions
def test_migrating_from_nothing_gives_the_schema_of_the_models(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    migrated(tmp_path / "migrated.db").close()
    Database.created(f"sqlite:///{tmp_path / 'created.db'}").close()

    engine = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    with engine.connect() as connection:
        options = {
            "include_name": lambda name, kind, _: (
                kind != "table" or not str(name).startswith(("passage", "page_", "alembic_"))
            )
        }
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []
    engine.dispose()
    assert columns(tmp_path / "migrated.db") == columns(tmp_path / "created.db")
    assert set(shape(tmp_path / "migrated.db")) == set(shape(tmp_path / "created.db"))
    for name, sql in shape(tmp_path / "created.db").items():
        assert ("AUTOINCREMENT" in sql) == ("AUTOINCREMENT" in shape(tmp_path / "migrated.db")[name]), name
        assert sql.count("CONSTRAINT") == shape(tmp_path / "migrated.db")[name].count("CONSTRAINT"), name


@needs_versions
def test_the_newest_migration_is_the_version_that_is_written(tmp_path: Path) -> None:
    assert VERSIONS[-1].name.startswith(f"{CURRENT:04d}_")
    migrated(tmp_path / "store.db").close()

    store = sqlite3.connect(tmp_path / "store.db")
    assert store.execute("PRAGMA user_version").fetchone() == (CURRENT,)
    assert store.execute("SELECT version_num FROM alembic_version").fetchall() == [(f"{CURRENT:04d}",)]
    store.close()


def test_a_new_store_says_its_version_where_both_look(tmp_path: Path) -> None:
    Database.created(f"sqlite:///{tmp_path / 'store.db'}").close()

    store = sqlite3.connect(tmp_path / "store.db")
    assert store.execute("PRAGMA user_version").fetchone() == (CURRENT,)
    assert store.execute("SELECT version_num FROM alembic_version").fetchall() == [(f"{CURRENT:04d}",)]
    store.close()


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "store.db").touch()

    database = Database.opened(f"sqlite:///{tmp_path / 'store.db'}")

    assert database.version() == CURRENT
    database.close()


def test_a_folder_may_be_called_anything(tmp_path: Path) -> None:
    folder = tmp_path / "what? 100% #1 សហគមន៍"
    folder.mkdir()

    Database.created(f"sqlite:///{folder / 'community.db'}").close()

    assert (folder / "community.db").stat().st_size > 0
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_a_store_of_the_first_version_keeps_its_people_and_answers(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    _made_by_version_one(path)
    store = sqlite3.connect(path)
    store.execute(
        "INSERT INTO member (name, name_key, languages, status, source, role, motivations, brings, bio) "
        "VALUES ('Ana', 'ana', '[]', 'active', '', '', '', '', '')"
    )
    store.execute("INSERT INTO survey (slug, title, status, settings) VALUES ('s', 'S', 'open', '{}')")
    store.execute(
        "INSERT INTO question (survey_id, position, name, type, label, hint, required, list_name, parameters, grid, extra) "
        "VALUES (1, 1, 'q', 'text', 'Q', '', 0, '', '', '', '{}')"
    )
    store.execute(
        "INSERT INTO response (survey_id, respondent_key, member_id, name, submitted_as_written, digest) "
        "VALUES (1, 'email:a', 1, 'Ana', '', 'd')"
    )
    store.execute(
        "INSERT INTO answer (survey_id, question_id, response_id, place, text) VALUES (1, 1, 1, 1, 'x')"
    )
    store.commit()
    store.close()

    Database.opened(f"sqlite:///{path}").close()

    store = sqlite3.connect(path)
    assert store.execute("SELECT name, partial, matched_by FROM response").fetchall() == [("Ana", 0, "")]
    assert store.execute("SELECT text, instance FROM answer").fetchall() == [("x", None)]
    assert store.execute("SELECT name FROM member").fetchall() == [("Ana",)]
    assert store.execute("PRAGMA user_version").fetchone() == (CURRENT,)
    assert store.execute("PRAGMA foreign_key_check").fetchall() == []
    store.close()
    Database.created(f"sqlite:///{tmp_path / 'new.db'}").close()
    assert columns(path) == columns(tmp_path / "new.db")
    assert path.with_name(f"old.db.before-{CURRENT:04d}").exists()


def _made_by_version_one(path: Path) -> None:
    """A store as the first migration alone makes it."""
    from importlib import util

    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    specification = util.spec_from_file_location("first", VERSIONS[0])
    assert specification is not None
    assert specification.loader is not None
    module = util.module_from_spec(specification)
    specification.loader.exec_module(module)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        module.upgrade()
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
        connection.exec_driver_sql("PRAGMA user_version = 1")
    engine.dispose()
