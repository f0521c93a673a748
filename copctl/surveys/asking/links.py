"""Personal links: whose code it is, and who took part.

For an anonymous survey the table of links is all that is known about a person, and nothing in it may
lead to an answer: not a key, not a time, and not the order in which rows were written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from copctl.store.bulk import insert_rows, next_ids, table_of
from copctl.store.schema import Member, Survey, SurveyLink
from copctl.surveys.definitions import is_anonymous

_CHUNK = 500
_Value = TypeVar("_Value", str, int)
_LINK = ("id", "survey_id", "member_id", "answered")


def members_by_code(db: Session, survey: Survey, hashes: Collection[str]) -> dict[str, int]:
    """Hash of a code (`codes.hash_of`) -> number of the member it was made for; others are left out."""
    found: dict[str, int] = {}
    for chunk in _chunks(sorted(set(hashes))):
        rows = select(SurveyLink.code_hash, SurveyLink.member_id).where(
            SurveyLink.survey_id == survey.id, SurveyLink.code_hash.in_(chunk)
        )
        found |= {str(code_hash): int(number) for code_hash, number in db.execute(rows)}
    return found


def mark_answered(db: Session, survey: Survey, member_id: int) -> None:
    """Note that somebody took part; see `mark_answered_many`."""
    mark_answered_many(db, survey, [member_id])


def mark_answered_many(db: Session, survey: Survey, member_ids: Collection[int]) -> None:
    """Note that these people took part in an anonymous survey, in a way that says nothing else.

    A survey that is not anonymous says so by its responses: nothing is noted. `answered` is not in the
    journal: beside the response in one change it would tell who said what.
    So `copctl undo` of an import takes the answers back, but not who took part.
    """
    if not member_ids or not is_anonymous(survey):
        return
    _give_everybody_a_row(db, survey)
    db.flush()
    table = table_of(SurveyLink)
    mine = table.c.survey_id == survey.id
    for chunk in _chunks(sorted(set(member_ids))):
        db.execute(update(table).where(mine, table.c.member_id.in_(chunk)).values(answered=True))
    # Every row is written anew: PostgreSQL keeps which transaction wrote a row last.
    db.execute(update(table).where(mine).values(answered=table.c.answered))


def _give_everybody_a_row(db: Session, survey: Survey) -> None:
    """A row made for one participant would stand beside their answer; so all members get theirs at once."""
    has_one = select(SurveyLink.member_id).where(SurveyLink.survey_id == survey.id)
    without = (
        db.execute(select(Member.id).where(Member.id.not_in(has_one)).order_by(Member.id)).scalars().all()
    )
    numbers = next_ids(db, SurveyLink, len(without)) if without else []
    rows = [(n, survey.id, member_id, False) for n, member_id in zip(numbers, without, strict=True)]
    insert_rows(db, SurveyLink, _LINK, rows)


def _chunks(values: Sequence[_Value]) -> Iterator[list[_Value]]:
    for start in range(0, len(values), _CHUNK):
        yield list(values[start : start + _CHUNK])
