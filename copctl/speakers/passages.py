"""The index of what each member said and did, brought up to date with the journal.

Whoever was touched since it was last brought up to date is read anew. So no room has to remember it, and
undo is indexed too. A suggestion looks whether it is stale each time, so nothing heavy is imported for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from copctl.store import quick
from copctl.store.recall import Index

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.speakers.documents import Document
    from copctl.store.fulltext import Entry

# People whose passages are written together: rarities are counted once for all of them.
_TOGETHER = 2_000
# Nouns whose rows say something about a person; a change of any other leaves the index as it is.
_TELLING = ("member", "evidence", "response", "answer", "question")


def is_stale(url: str) -> bool:
    """Whether anything that the index is made of was changed since it was brought up to date."""
    with quick.asking(url) as ask:
        listed = ", ".join(f"'{noun}'" for noun in _TELLING)  # our own names
        newer = f"SELECT 1 FROM changed_row WHERE id > :seen AND noun IN ({listed}) LIMIT 1"
        return bool(ask(newer, seen=Index(url, ask).seen()))


def refresh(db: Session, progress: Callable[[int], None] = lambda _done: None) -> None:
    """Bring the index up to date with the journal; `progress` is told how many people are done."""
    from sqlalchemy import func, select

    from copctl.speakers.documents import documents
    from copctl.store import fulltext
    from copctl.store.schema import ChangedRow

    newest = int(db.execute(select(func.max(ChangedRow.id))).scalar() or 0)
    people = touched(db, fulltext.seen(db))
    for start in range(0, len(people), _TOGETHER):
        chunk = people[start : start + _TOGETHER]
        fulltext.replace(db, chunk, _entries(documents(db, chunk)))
        progress(start + len(chunk))
    fulltext.mark_seen(db, newest)


def _entries(found: Iterable[Document]) -> Iterator[Entry]:
    from copctl.speakers.stems import terms
    from copctl.store.fulltext import Entry

    for document in found:
        words = " ".join(terms(document.whole))
        if words:
            kind, title = document.kind, document.title
            yield Entry(document.member, kind, title, document.dated, document.digest, words)


def touched(db: Session, seen: int) -> list[int]:
    """Everybody whom a change since journal row `seen` is about; everybody there is where it is 0."""
    from sqlalchemy import select

    from copctl.store.journal import Touched
    from copctl.store.schema import ChangedRow, Member

    if not seen:
        return sorted(db.execute(select(Member.id)).scalars())
    fresh = select(ChangedRow.noun, ChangedRow.row_id, ChangedRow.before, ChangedRow.after).where(
        ChangedRow.id > seen, ChangedRow.noun.in_(_TELLING)
    )
    rows = [Touched(*row) for row in db.execute(fresh)]
    people = {number for row in rows for number in _own(row)}
    people.update(_of_rows(db, rows))
    if any(row.noun == "question" and row.before is not None for row in rows):
        people.update(_respondents(db))
    return sorted(people)


def _own(row: Any) -> Iterator[int]:
    """The people whom a row of the journal names itself."""
    if row.noun == "member":
        yield row.row_id
    for values in (row.before, row.after):
        number = (values or {}).get("member_id")
        if number is not None:
            yield int(number)


def _of_rows(db: Session, rows: Iterable[Any]) -> Iterator[int]:
    """The people whom ranges of rows and answers are about: the journal does not name them."""
    from sqlalchemy import select

    from copctl.store.journal import through
    from copctl.store.schema import Answer, Evidence, Member, Response

    owners: dict[str, tuple[Any, Any]] = {
        "member": (Member.id, select(Member.id)),
        "evidence": (Evidence.id, select(Evidence.member_id)),
        "response": (Response.id, select(Response.member_id)),
        "answer": (Answer.id, select(Response.member_id).join(Answer, Answer.response_id == Response.id)),
    }
    for first, last, noun in _spans((row.noun, row.row_id, through(row)) for row in rows):
        number, owner = owners[noun]
        for member in db.execute(owner.where(number.between(first, last)).distinct()).scalars():
            if member is not None:
                yield member


def _spans(rows: Iterable[tuple[str, int, int | None]]) -> Iterator[tuple[int, int, str]]:
    """First and last number of rows to look up, neighbours together."""
    open_span: tuple[int, int, str] | None = None
    for noun, first, last in sorted((n, f, t or f) for n, f, t in rows if t or n == "answer"):
        if open_span and open_span[2] == noun and first <= open_span[1] + 1:
            open_span = (open_span[0], max(last, open_span[1]), noun)
            continue
        if open_span:
            yield open_span
        open_span = (first, last, noun)
    if open_span:
        yield open_span


def _respondents(db: Session) -> Iterable[int]:
    from sqlalchemy import select

    from copctl.store.schema import Response

    whose = select(Response.member_id).where(Response.member_id.is_not(None)).distinct()
    return [number for number in db.execute(whose).scalars() if number is not None]
