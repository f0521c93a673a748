"""What a member said and did, piece by piece: evidence, what they say of themselves, what they bring."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.store.schema import Answer, Choice, Evidence, Member, Question, Response

BIO, BRINGS = "bio", "brings"
_CHUNK = 500
_LONGEST_TITLE = 80
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
        return hashlib.blake2b(self.whole.encode(), digest_size=16).hexdigest()


def documents(db: Session, members: Sequence[int]) -> Iterator[Document]:
    """Every piece of what these members said and did: evidence, bio, and what they bring."""
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
