"""The index of members' pages: FTS5 on SQLite, tsvector on PostgreSQL, the same words for both.

A page is known by its place (`/members/12`). As in `fulltext`, its words come folded and stemmed, and what is
sought is quoted word by word, so nothing a person types is ever search syntax. The index is made from what
is journaled, so it is not journaled itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, column, func, literal, literal_column, select, table, text
from sqlalchemy.orm import Session

from copctl.store.fulltext import is_sqlite

_CHUNK = 500
# What stands for a page in a condition beside others of SQLAlchemy.
PAGE = table(
    "page_entry",
    column("id"), column("place"), column("kind"), column("title"), column("about"), column("digest"),
    column("words"),
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A page as the index keeps it: title and a line about it are shown, `words` (parted by blanks) found."""

    place: str
    kind: str
    title: str
    about: str
    words: str

    @cached_property
    def digest(self) -> str:
        """What tells this entry from another of its place (BLAKE2b, 128 bits)."""
        whole = "\x00".join((self.kind, self.title, self.about, self.words))
        return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Hit:
    """A page that was found; a higher `rank` fits better (BM25, or PostgreSQL's rank)."""

    place: str
    kind: str
    title: str
    about: str
    rank: float


@dataclass(frozen=True)
class Sought:
    """What is sought: groups of words, of which one has to be there; a word ending in `*` may go on.

    All groups have to be there, or `loose`, any of them.
    """

    groups: tuple[tuple[str, ...], ...] = field(default=())
    loose: bool = False


def pages_seen(db: Session) -> int:
    """The last journal row that the index knows of."""
    return int(db.execute(text("SELECT seen FROM page_state")).scalar_one())


def mark_pages_seen(db: Session, upto: int) -> None:
    """Say that the index is up to date as of journal row `upto`."""
    db.execute(text("UPDATE page_state SET seen = :upto"), {"upto": upto})


def forget_pages(db: Session) -> None:
    """Empty the index, so that it is made anew: nobody knows which pages hold a person's words."""
    if is_sqlite(db):
        db.execute(text("INSERT INTO page_search (page_search) VALUES ('delete-all')"))
    db.execute(text("DELETE FROM page_entry"))
    mark_pages_seen(db, 0)


def replace_pages(
    db: Session,
    entries: Iterable[Entry],
    *,
    places: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
) -> int:
    """Let the index hold exactly these of the places, or kinds, named; of all pages where neither is.

    Gives how many were written, taken out or both. Those that stay as they are are not touched.
    """
    wanted = {entry.place: entry for entry in entries}
    gone: list[int] = []
    for number, place, digest in _held(db, places, kinds):
        if place in wanted and wanted[place].digest == digest:
            del wanted[place]
        else:
            gone.append(number)
    _remove(db, gone)
    _add(db, list(wanted.values()))
    return len(gone) + len(wanted)


def found(
    db: Session, sought: Sought, conditions: Sequence[ColumnElement[bool]], *, most: int, skip: int = 0
) -> tuple[int, list[Hit]]:
    """How many pages fit, and so many of them from the best on; `conditions` are on `PAGE`."""
    if not sought.groups:
        return 0, []
    query, rank = _matching(db, sought)
    matched = query.where(*conditions)
    counted = matched.add_columns(func.count().over())
    shown = counted.order_by(rank.desc(), PAGE.c.place).limit(most).offset(skip)
    rows = db.execute(shown).tuples().all()
    if not rows and skip:
        return int(db.execute(matched.with_only_columns(func.count())).scalar_one()), []
    return rows[0][-1] if rows else 0, [Hit(*row[:-1]) for row in rows]


def _matching(db: Session, sought: Sought) -> tuple[Select[Any], ColumnElement[float]]:
    columns = (PAGE.c.place, PAGE.c.kind, PAGE.c.title, PAGE.c.about)
    if is_sqlite(db):
        index = table("page_search", column("rowid"), column("rank"))
        rank: ColumnElement[float] = -literal_column("page_search.rank")
        matches = literal_column("page_search").op("MATCH")(literal(_in_fts5(sought)))
        query = select(*columns, rank).join_from(PAGE, index, PAGE.c.id == index.c.rowid)
        return query.where(matches), rank
    asked = func.to_tsquery(literal_column("'simple'"), _in_tsquery(sought))
    search: ColumnElement[Any] = literal_column("page_entry.search")
    rank = func.ts_rank(search, asked)
    return select(*columns, rank).select_from(PAGE).where(search.op("@@")(asked)), rank


# Words are letters, marks and digits only, so quotes are all that is needed.


def _in_fts5(sought: Sought) -> str:
    def one(word: str) -> str:
        return f'"{word[:-1]}" *' if word.endswith("*") else f'"{word}"'

    return _joined(sought, [[one(word) for word in group] for group in sought.groups], " AND ", " OR ")


def _in_tsquery(sought: Sought) -> str:
    def one(word: str) -> str:
        return f"'{word[:-1]}':*" if word.endswith("*") else f"'{word}'"

    return _joined(sought, [[one(word) for word in group] for group in sought.groups], " & ", " | ")


def _joined(sought: Sought, groups: Sequence[Sequence[str]], every: str, either: str) -> str:
    return (either if sought.loose else every).join(f"({either.join(group)})" for group in groups)


def _held(
    db: Session, places: Collection[str] | None, kinds: Collection[str] | None
) -> Iterator[tuple[int, str, str]]:
    held = select(PAGE.c.id, PAGE.c.place, PAGE.c.digest)
    if places is None:
        if kinds is not None:
            held = held.where(PAGE.c.kind.in_(list(kinds)))
        yield from db.execute(held).tuples()
        return
    named = list(places)
    for start in range(0, len(named), _CHUNK):
        yield from db.execute(held.where(PAGE.c.place.in_(named[start : start + _CHUNK]))).tuples()


def _remove(db: Session, gone: Sequence[int]) -> None:
    for start in range(0, len(gone), _CHUNK):
        mine = PAGE.c.id.in_(gone[start : start + _CHUNK])
        if is_sqlite(db):
            # The index has no words of its own: it is told which ones go.
            words = db.execute(select(PAGE.c.id, PAGE.c.words).where(mine)).tuples().all()
            db.connection().exec_driver_sql(
                "INSERT INTO page_search (page_search, rowid, words) VALUES ('delete', ?, ?)",
                [tuple(row) for row in words],
            )
        db.execute(PAGE.delete().where(mine))


def _add(db: Session, added: Sequence[Entry]) -> None:
    if not added:
        return
    last = int(db.execute(select(func.coalesce(func.max(PAGE.c.id), 0))).scalar_one())
    rows = [
        {"id": number, "place": entry.place, "kind": entry.kind, "title": entry.title, "about": entry.about,
         "digest": entry.digest, "words": entry.words}
        for number, entry in enumerate(added, start=last + 1)
    ]  # fmt: skip
    db.execute(PAGE.insert(), rows)
    if is_sqlite(db):
        db.execute(
            text("INSERT INTO page_search (rowid, words) SELECT id, words FROM page_entry WHERE id > :last"),
            {"last": last},
        )
