"""What each member said and did, piece by piece, in the index that suggestions read.

The index follows the journal: whoever was touched since it was last brought up to date is read anew.
So no room has to remember it, and undo is indexed too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from copctl import names
from copctl.speakers.stems import terms
from copctl.store import quick
from copctl.store.recall import Index

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.store.fulltext import Entry

BIO, BRINGS = "bio", "brings"
_CHUNK = 500
# People whose passages are written together: rarities are counted once for all of them.
_TOGETHER = 2_000
_LONGEST_TITLE = 80
# Nouns whose rows say something about a person; a change of any other leaves the index as it is.
_TELLING = ("member", "evidence", "response", "answer", "question")
# Answers to questions like "what do you bring" belong to a speaker's profile; other answers do not.
_OFFERING = ("bring", "offer", "contribute", "share")


@dataclass(frozen=True)
class Document:
    """One piece of what a person said or did. `kind` is one of evidence, or `bio`, or `brings`."""

    member: int
    kind: str
    title: str
    text: str
    dated: date | None = None

    @property
    def whole(self) -> str:
        """Title and text; the title of a bio or of what somebody brings is only its beginning."""
        return self.text if self.kind in (BIO, BRINGS) else f"{self.title}\n{self.text}"

    @property
    def digest(self) -> str:
        """What tells this text from others (BLAKE2b, 128 bits)."""
        # Only writing the index needs it, and a suggestion must start fast.
        import hashlib

        return hashlib.blake2b(self.whole.encode(), digest_size=16).hexdigest()


def is_stale(url: str) -> bool:
    """Whether anything that the index is made of was changed since it was brought up to date."""
    with quick.asking(url) as ask:
        listed = ", ".join(f"'{noun}'" for noun in _TELLING)  # our own names
        newer = f"SELECT 1 FROM changed_row WHERE id > :seen AND noun IN ({listed}) LIMIT 1"
        return bool(ask(newer, seen=Index(url, ask).seen()))


def refresh(db: Session, progress: Callable[[int], None] = lambda _done: None) -> None:
    """Bring the index up to date with the journal; `progress` is told how many people are done."""
    from sqlalchemy import func, select

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


def documents(db: Session, members: Sequence[int]) -> Iterator[Document]:
    """Every piece of what these members said and did: evidence, bio, and what they bring."""
    from sqlalchemy import select

    from copctl.store.schema import Evidence, Member

    deeds = select(Evidence.member_id, Evidence.kind, Evidence.title, Evidence.text, Evidence.dated)
    about = select(Member.id, Member.role, Member.bio, Member.brings)
    for start in range(0, len(members), _CHUNK):
        chunk = members[start : start + _CHUNK]
        for row in db.execute(deeds.where(Evidence.member_id.in_(chunk)).order_by(Evidence.id)):
            yield Document(*row)
        offered = offers(db, chunk)
        for number, role, bio, brings in db.execute(about.where(Member.id.in_(chunk)).order_by(Member.id)):
            yield from _said(number, BIO, bio or role, (role, bio))
            yield from _said(number, BRINGS, brings or offered.get(number, ""), (brings, offered.get(number)))


def _said(number: int, kind: str, title: str, parts: Iterable[str | None]) -> Iterator[Document]:
    text = "\n".join(dict.fromkeys(part for part in parts if part))
    if text:
        yield Document(number, kind, _shortened(title), text)


def _shortened(text: str) -> str:
    line = names.written(text)
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1].rstrip()}…"


def offers(db: Session, members: Collection[int]) -> dict[int, str]:
    """What members said in surveys that they bring, newest survey last."""
    from sqlalchemy import select

    from copctl.store.schema import Answer, Choice, Question, Response

    bringing = [
        number
        for number, name, label in db.execute(select(Question.id, Question.name, Question.label))
        if any(word in f"{name} {label}".casefold() for word in _OFFERING)
    ]
    if not bringing:
        return {}
    said = (
        select(Response.member_id, Answer.text, Choice.label)
        .join(Answer, Answer.response_id == Response.id)
        .outerjoin(Choice, Choice.id == Answer.choice_id)
        .where(Response.member_id.is_not(None), Answer.question_id.in_(bringing))
        .order_by(Answer.id)
    )
    if len(members) <= _CHUNK:
        said = said.where(Response.member_id.in_(members))
    wanted = set(members)
    found: dict[int, list[str]] = {}
    for number, text, label in db.execute(said):
        if number in wanted and (text or label):
            found.setdefault(number, []).append(text or label)
    return {number: "; ".join(dict.fromkeys(said)) for number, said in found.items()}
