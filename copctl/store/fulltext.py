"""The index of passages: FTS5 on SQLite, tsvector on PostgreSQL, the same words for both.

A passage is one thing that a person said or did. It comes with its words as they are compared (folded,
stemmed, in every script), so both databases hold and find the same, and nothing a person types is ever
search syntax. Beside the words stand how many passages hold each (the index knows all rarities without
reading itself) and the vectors of meaning. All of it is made from what is journaled, so it is not
journaled itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.orm import Session

_CHUNK = 2_000
_NAMEABLE = 500


@dataclass(frozen=True)
class Entry:
    """A passage as the index keeps it. `words` are separated by blanks; `digest` is that of its text."""

    member: int
    kind: str
    title: str
    dated: date | None
    digest: str
    words: str


def create_index(connection: Connection) -> None:
    """Make the index's tables, as a new store has them (migrations keep their own words)."""
    for sentence in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(sentence))
    for sentence in _BOTH:
        connection.execute(text(sentence))


_SQLITE = (
    "CREATE TABLE passage (id INTEGER PRIMARY KEY, member_id INTEGER NOT NULL, kind TEXT NOT NULL,"
    " title TEXT NOT NULL, dated DATE, digest TEXT NOT NULL, words TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE passage_search"
    " USING fts5(words, content='passage', content_rowid='id', tokenize='ascii')",
    "CREATE TABLE passage_term (term TEXT PRIMARY KEY, held INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE passage_vector (passage_id BIGINT PRIMARY KEY, digest TEXT NOT NULL,"
    " model TEXT NOT NULL, vector BLOB NOT NULL)",
    "CREATE TABLE page_entry (id INTEGER PRIMARY KEY, place TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
    " title TEXT NOT NULL, about TEXT NOT NULL, digest TEXT NOT NULL, words TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE page_search"
    " USING fts5(words, content='page_entry', content_rowid='id', tokenize='ascii')",
)
_POSTGRESQL = (
    "CREATE TABLE passage (id BIGINT PRIMARY KEY, member_id BIGINT NOT NULL, kind TEXT NOT NULL,"
    " title TEXT NOT NULL, dated DATE, digest TEXT NOT NULL, words TEXT NOT NULL,"
    " search TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED)",
    "CREATE INDEX ix_passage_search ON passage USING gin (search)",
    "CREATE TABLE passage_term (term TEXT PRIMARY KEY, held BIGINT NOT NULL)",
    "CREATE TABLE passage_vector (passage_id BIGINT PRIMARY KEY, digest TEXT NOT NULL,"
    " model TEXT NOT NULL, vector BYTEA NOT NULL)",
    "CREATE TABLE page_entry (id BIGINT PRIMARY KEY, place TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
    " title TEXT NOT NULL, about TEXT NOT NULL, digest TEXT NOT NULL, words TEXT NOT NULL,"
    " search TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED)",
    "CREATE INDEX ix_page_search ON page_entry USING gin (search)",
)
_BOTH = (
    "CREATE INDEX ix_passage_member_id ON passage (member_id)",
    # The last journal row that the index knows of, and how many passages it holds.
    "CREATE TABLE passage_state (seen BIGINT NOT NULL, held BIGINT NOT NULL)",
    "INSERT INTO passage_state VALUES (0, 0)",
    # The last journal row that the members' pages were indexed at.
    "CREATE TABLE page_state (seen BIGINT NOT NULL)",
    "INSERT INTO page_state VALUES (0)",
)


def seen(db: Session) -> int:
    """The last journal row that the index knows of."""
    return int(db.execute(text("SELECT seen FROM passage_state")).scalar_one())


def mark_seen(db: Session, upto: int) -> None:
    """Say that the index is up to date as of journal row `upto`."""
    db.execute(text("UPDATE passage_state SET seen = :upto"), {"upto": upto})


def is_sqlite(db: Session) -> bool:
    """Whether the store is a file of SQLite."""
    return db.get_bind().dialect.name == "sqlite"


def replace(db: Session, members: Sequence[int], entries: Iterable[Entry]) -> None:
    """Let the index hold exactly these passages of these people; those that stay keep their number."""
    wanted = Counter(entries)
    gone: list[tuple[int, Entry]] = []
    for number, held in _held(db, members):
        if wanted[held] > 0:
            wanted[held] -= 1
        else:
            gone.append((number, held))
    added = list(wanted.elements())
    _remove(db, gone)
    _add(db, added)
    _count(db, [entry.words for _, entry in gone], [entry.words for entry in added])


def forget(db: Session, member: int) -> None:
    """Take a person's words out of the index, also out of the parts it has not tidied yet."""
    replace(db, [member], ())
    if is_sqlite(db):
        db.execute(text("INSERT INTO passage_search (passage_search) VALUES ('optimize')"))


def without_vectors(db: Session, members: Sequence[int], model: str) -> list[tuple[int, str]]:
    """Number and digest of these people's passages that have no vector of this model."""
    question = text(
        "SELECT p.id, p.digest FROM passage p LEFT JOIN passage_vector v"
        " ON v.passage_id = p.id AND v.digest = p.digest AND v.model = :model"
        " WHERE v.passage_id IS NULL AND p.member_id IN :members ORDER BY p.id"
    ).bindparams(bindparam("members", expanding=True))
    found: list[tuple[int, str]] = []
    for start in range(0, len(members), _NAMEABLE):
        values = {"model": model, "members": list(members[start : start + _NAMEABLE])}
        found += [(number, digest) for number, digest in db.execute(question, values)]
    return found


def keep_vectors(db: Session, made: Sequence[tuple[int, str, bytes]], model: str) -> None:
    """Store vectors of passages: number, digest of the text, and the vector as bytes."""
    if not made:
        return
    # Those of another model, or of what the passage said before.
    db.execute(text("DELETE FROM passage_vector WHERE passage_id = :id"), [{"id": n} for n, _, _ in made])
    db.execute(
        text("INSERT INTO passage_vector VALUES (:id, :digest, :model, :vector)"),
        [{"id": n, "digest": digest, "model": model, "vector": vector} for n, digest, vector in made],
    )


def _held(db: Session, members: Sequence[int]) -> Iterable[tuple[int, Entry]]:
    question = text(
        "SELECT id, member_id, kind, title, dated, digest, words FROM passage"
        " WHERE member_id IN :members ORDER BY id"
    ).bindparams(bindparam("members", expanding=True))
    for start in range(0, len(members), _NAMEABLE):
        chunk = list(members[start : start + _NAMEABLE])
        for number, member, kind, title, dated, digest, words in db.execute(question, {"members": chunk}):
            day = date.fromisoformat(dated) if isinstance(dated, str) else dated
            yield number, Entry(member, kind, title, day, digest, words)


def _remove(db: Session, gone: Sequence[tuple[int, Entry]]) -> None:
    if not gone:
        return
    if is_sqlite(db):
        # The index has no words of its own: it is told which ones go.
        db.connection().exec_driver_sql(
            "INSERT INTO passage_search (passage_search, rowid, words) VALUES ('delete', ?, ?)",
            [(number, entry.words) for number, entry in gone],
        )
    numbers = [{"id": number} for number, _ in gone]
    db.execute(text("DELETE FROM passage_vector WHERE passage_id = :id"), numbers)
    db.execute(text("DELETE FROM passage WHERE id = :id"), numbers)


def _add(db: Session, added: Sequence[Entry]) -> None:
    if not added:
        return
    last = int(db.execute(text("SELECT COALESCE(MAX(id), 0) FROM passage")).scalar_one())
    statement = text(
        "INSERT INTO passage (id, member_id, kind, title, dated, digest, words)"
        " VALUES (:id, :member, :kind, :title, :dated, :digest, :words)"
    )
    for start in range(0, len(added), _CHUNK):
        chunk = added[start : start + _CHUNK]
        rows = [
            {**vars(entry), "id": last + start + place, "dated": _day(db, entry.dated)}
            for place, entry in enumerate(chunk, start=1)
        ]
        db.execute(statement, rows)
    if is_sqlite(db):
        db.execute(
            text("INSERT INTO passage_search (rowid, words) SELECT id, words FROM passage WHERE id > :last"),
            {"last": last},
        )


def _day(db: Session, day: date | None) -> date | str | None:
    return day.isoformat() if day is not None and is_sqlite(db) else day


def _count(db: Session, gone: Iterable[str], added: Iterable[str]) -> None:
    """Keep how many passages there are and how many hold each word."""
    change: Counter[str] = Counter()
    passages = 0
    for words in added:
        change.update(set(words.split()))
        passages += 1
    for words in gone:
        change.subtract(set(words.split()))
        passages -= 1
    changed = sorted((term, more) for term, more in change.items() if more)
    rows = [{"term": term, "more": more} for term, more in changed]
    if rows:
        db.execute(
            text(
                "INSERT INTO passage_term (term, held) VALUES (:term, :more)"
                " ON CONFLICT (term) DO UPDATE SET held = passage_term.held + excluded.held"
            ),
            rows,
        )
    if any(more < 0 for _, more in changed):
        # A word that nobody uses any more is nobody's business.
        db.execute(text("DELETE FROM passage_term WHERE held <= 0"))
    if passages:
        db.execute(text("UPDATE passage_state SET held = held + :more"), {"more": passages})
