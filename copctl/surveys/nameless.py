"""Writing what a member says in an anonymous survey by themselves, so that nothing tells when they did.

Whoever comes by browser leaves traces of their own: a sign-in, a visit, an RSVP in the same minute. So the
response stands outside of the journal, without a time, and its rows are numbered by lot: neither a log nor
the order of rows can be laid beside those traces.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.store.base import Base
from copctl.store.bulk import insert_rows, table_of
from copctl.store.schema import Answer, Choice, Question, Response, Survey
from copctl.surveys.kinds import choice_names
from copctl.surveys.replies import Said

# Numbers by lot are below zero (a key has 32 bits on PostgreSQL): those that count up never meet them, and
# no range of added rows in the journal holds one.
BEFORE_ALL = -(2**31)
# Places by lot for what is written in, after every place that counts up.
_PLACES = 2**30
_REPEAT = "repeat"
_RESPONSE = ("id", "survey_id", "respondent_key", "name", "submitted_as_written", "digest", "partial",
             "matched_by")  # fmt: skip
_ANSWER = ("id", "survey_id", "question_id", "response_id", "choice_id", "place", "rank", "number", "text",
           "instance")  # fmt: skip
_CHOICE = ("id", "question_id", "position", "name", "label", "written_in", "extra")


def key_by_lot() -> str:
    """A key that tells a response from others, and nothing else."""
    return f"lot:{secrets.token_hex(16)}"


def instance_of(question: Question) -> int | None:
    """The number of the record that an answer belongs to: the first, where a group repeats."""
    return 1 if _REPEAT in question.extra else None


def write(db: Session, survey: Survey, understood: Mapping[str, Sequence[Said]], *, digest: str) -> None:
    """Write a response with its answers, outside of the journal and with numbers by lot."""
    (number,) = _lots(db, Response, 1)
    row = (number, survey.id, key_by_lot(), "", "", digest, False, "")
    insert_rows(db, Response, _RESPONSE, [row], journaled=False)
    said = [
        (question, place, value)
        for question in survey.questions
        for place, value in enumerate(understood.get(question.name, ()), start=1)
    ]
    rows = [
        (lot, survey.id, question.id, number, _choice(db, question, value.choice), place, value.rank,
         value.number, value.text, instance_of(question))
        for lot, (question, place, value) in zip(_lots(db, Answer, len(said)), said, strict=True)
    ]  # fmt: skip
    insert_rows(db, Answer, _ANSWER, rows, journaled=False)


def _choice(db: Session, question: Question, named: str | None) -> int | None:
    """The number of a choice, made where it was written in."""
    known = {choice.name: choice.id for choice in question.choices}
    if named is None or named in known:
        return known.get(named or "")
    name = next(choice_names([named], set(known)))
    (number,) = _lots(db, Choice, 1)
    position = _PLACES + secrets.randbelow(_PLACES)
    row: tuple[Any, ...] = (number, question.id, position, name, named, True, {})
    insert_rows(db, Choice, _CHOICE, [row], journaled=False)
    db.expire(question, ["choices"])
    return number


def _lots(db: Session, model: type[Base], count: int) -> list[int]:
    """So many numbers by lot that no row has."""
    drawn: dict[int, None] = {}
    while len(drawn) < count:
        drawn[BEFORE_ALL + 1 + secrets.randbelow(-BEFORE_ALL - 1)] = None
        if len(drawn) == count:
            column = table_of(model).c.id
            taken = db.execute(select(column).where(column.in_(list(drawn)))).scalars()
            for number in taken:
                del drawn[number]
    return list(drawn)
