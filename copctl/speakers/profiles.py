"""What the community knows of each member in words, kept in the full-text index.

The index follows the journal: whoever was touched since it was last brought up to date is read anew.
So no room has to remember it, and undo is indexed too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl.store import fulltext
from copctl.store.schema import (
    Answer,
    ChangedRow,
    Choice,
    Evidence,
    Expertise,
    Member,
    Question,
    Response,
    Topic,
    TopicAlias,
)

_CHUNK = 500
# Nouns whose rows say something about a person, and where the person's number stands in them.
_OWNERS = {
    "member": "id",
    "expertise": "member_id",
    "evidence": "member_id",
    "response": "member_id",
}
# Answers to questions like "what do you bring" belong to a speaker's profile; other answers do not.
_OFFERING = ("bring", "offer", "contribute", "share")


def is_stale(db: Session) -> bool:
    """Whether anything was changed since the index was brought up to date."""
    return _newest(db) > fulltext.seen(db)


def _newest(db: Session) -> int:
    return int(db.execute(select(func.max(ChangedRow.id))).scalar() or 0)


def refresh(db: Session) -> None:
    """Bring the index up to date with the journal."""
    seen, newest = fulltext.seen(db), _newest(db)
    if newest == seen:
        return
    touched = _touched(db, seen)
    for start in range(0, len(touched), _CHUNK):
        chunk = touched[start : start + _CHUNK]
        fulltext.refresh(db, dict.fromkeys(chunk) | texts(db, chunk), newest)
    if not touched:
        fulltext.refresh(db, {}, newest)


def _touched(db: Session, seen: int) -> list[int]:
    """Everybody whom a change since journal row `seen` is about; everybody, after a topic was renamed."""
    fresh = select(ChangedRow.noun, ChangedRow.row_id, ChangedRow.before, ChangedRow.after)
    people: set[int] = set()
    for noun, row_id, before, after in db.execute(fresh.where(ChangedRow.id > seen)):
        if noun in {"topic", "topic_alias"} and before is not None:
            return sorted(db.execute(select(Member.id)).scalars())
        owner = _OWNERS.get(noun)
        if owner is None:
            continue
        numbers = [row_id] if owner == "id" else [(values or {}).get(owner) for values in (before, after)]
        people.update(number for number in numbers if number is not None)
    return sorted(people)


def texts(db: Session, numbers: Iterable[int]) -> dict[int, str]:
    """Everything said about these members, in one text each."""
    wanted = list(numbers)
    parts: dict[int, list[str]] = {}
    about = select(Member.id, Member.role, Member.bio, Member.brings).where(Member.id.in_(wanted))
    for number, *said in db.execute(about):
        parts[number] = [text for text in said if text]
    _collect(parts, db, _topics(wanted))
    _collect(parts, db, _deeds(wanted))
    for number, text in offers(db, wanted).items():
        parts.setdefault(number, []).append(text)
    return {number: "\n".join(said) for number, said in parts.items()}


def _collect(parts: dict[int, list[str]], db: Session, question: Any) -> None:
    for number, *said in db.execute(question):
        parts.setdefault(number, []).extend(text for text in said if text)


def _topics(wanted: list[int]) -> Any:
    return (
        select(Expertise.member_id, Topic.label, TopicAlias.label)
        .join(Topic, Topic.id == Expertise.topic_id)
        .outerjoin(TopicAlias, TopicAlias.topic_id == Topic.id)
        .where(Expertise.member_id.in_(wanted))
    )


def _deeds(wanted: list[int]) -> Any:
    return select(Evidence.member_id, Evidence.title, Evidence.text).where(Evidence.member_id.in_(wanted))


def offers(db: Session, numbers: Iterable[int]) -> dict[int, str]:
    """What members said in surveys that they bring, newest survey last."""
    bringing = [
        question.id
        for question in db.execute(select(Question)).scalars()
        if any(word in f"{question.name} {question.label}".casefold() for word in _OFFERING)
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
    wanted = set(numbers)
    found: dict[int, list[str]] = {}
    for number, text, label in db.execute(said):
        if number in wanted and (text or label):
            found.setdefault(number, []).append(text or label)
    return {number: "; ".join(dict.fromkeys(said)) for number, said in found.items()}
