"""The one full-text module: FTS5 on SQLite, tsvector on PostgreSQL, the same words for both.

Texts are folded and split by `names.tokens` before they are stored, so that both databases hold and
find the same words in every script, and nothing a person types is ever search syntax.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from copctl.names import tokens

_CHUNK = 2_000


def create_index(connection: Connection) -> None:
    """Make the index's tables, as a new store has them (migrations keep their own words)."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("CREATE VIRTUAL TABLE profile_search USING fts5(words, tokenize='ascii')"))
    else:
        connection.execute(
            text("CREATE TABLE profile_search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        )
        connection.execute(text("CREATE INDEX ix_profile_search_words ON profile_search USING gin (words)"))
    connection.execute(text("CREATE TABLE profile_search_state (seen BIGINT NOT NULL)"))
    connection.execute(text("INSERT INTO profile_search_state VALUES (0)"))


def seen(db: Session) -> int:
    """The last journal row that the index knows of."""
    return int(db.execute(text("SELECT seen FROM profile_search_state")).scalar_one())


def refresh(db: Session, profiles: Mapping[int, str | None], upto: int) -> None:
    """Index the texts of these people (None removes one), as of journal row `upto`."""
    gone = [{"id": number} for number in profiles]
    if gone:
        db.execute(text("DELETE FROM profile_search WHERE rowid = :id"), gone)
    added = "INSERT INTO profile_search (rowid, words) VALUES (:id, :words)"
    if db.get_bind().dialect.name != "sqlite":
        added = "INSERT INTO profile_search (rowid, words) VALUES (:id, to_tsvector('simple', :words))"
    for chunk in _chunks((n, t) for n, t in profiles.items() if t):
        db.execute(text(added), [{"id": n, "words": " ".join(tokens(t))} for n, t in chunk])
    db.execute(text("UPDATE profile_search_state SET seen = :upto"), {"upto": upto})


def forget(db: Session, number: int) -> None:
    """Take a person's words out of the index, also out of the parts it has not tidied yet."""
    db.execute(text("DELETE FROM profile_search WHERE rowid = :id"), {"id": number})
    if db.get_bind().dialect.name == "sqlite":
        db.execute(text("INSERT INTO profile_search (profile_search) VALUES ('optimize')"))


def _chunks(pairs: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    chunk: list[tuple[int, str]] = []
    for pair in pairs:
        chunk.append(pair)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def search(db: Session, wanted: str) -> dict[int, float]:
    """People whose texts hold any of these words (or words that begin so): number -> relevance > 0.

    Relevance is BM25 (Robertson and Zaragoza 2009) on SQLite and cover density on PostgreSQL; only
    its order within one search means something.
    """
    words = list(dict.fromkeys(tokens(wanted)))
    if not words:
        return {}
    if db.get_bind().dialect.name == "sqlite":
        query = " OR ".join(f'"{word}"*' for word in words)
        found = db.execute(
            text("SELECT rowid, -bm25(profile_search) FROM profile_search WHERE profile_search MATCH :query"),
            {"query": query},
        )
    else:
        query = " | ".join(f"'{word}':*" for word in words)
        found = db.execute(
            text(
                "SELECT rowid, ts_rank_cd(words, query) FROM profile_search,"
                " to_tsquery('simple', :query) AS query WHERE words @@ query"
            ),
            {"query": query},
        )
    return {int(number): max(float(score), 1e-9) for number, score in found}
