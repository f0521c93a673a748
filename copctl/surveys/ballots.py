"""What a tally counts, asked of the store in SQL: choices, rankings, scores and who gave them.

Every question comes in two forms: for everybody, and `..._by` a trait of the matched member
(organisation, country, status or role), which gives a dictionary from the trait to the same shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal_column, select
from sqlalchemy.orm import Session

from copctl.errors import WrongUsage
from copctl.names import did_you_mean
from copctl.store.schema import Answer, Member, Organisation, Response

Count = tuple[int, int, int]
Score = tuple[int, int, float]

# The traits to look at responses by. A respondent who is no member, and a member without the trait.
TRAITS = ("organisation", "country", "status", "role")
NO_MEMBER, NOT_STATED = "not a member", "not stated"


def counts(db: Session, survey_id: int, question_ids: Sequence[int]) -> list[Count]:
    """How often each choice was made: (question, choice, count).

    One pass over the index `ix_answer_tally` for each question (grouping by two columns would take
    half as long again); a response names a choice once at most.
    """
    return [
        (question, int(choice), int(count))
        for question in question_ids
        for choice, count in db.execute(_counting(survey_id, question))
    ]


def counts_by(db: Session, survey_id: int, question_ids: Sequence[int], by: str) -> dict[str, list[Count]]:
    """The same, by a trait of the member."""
    query = _joined(
        select(_trait(by).label("trait"), Answer.question_id, Answer.choice_id, func.count())
        .join_from(Answer, Response, Answer.response_id == Response.id)
        .where(*_of(survey_id, question_ids), Answer.choice_id.is_not(None))
        .group_by("trait", Answer.question_id, Answer.choice_id)
    )
    return _by_segment((trait, (int(q), int(c), int(n))) for trait, q, c, n in db.execute(query))


def rankings(db: Session, question_id: int) -> list[list[int]]:
    """One list of choices, best first, for each response that ranked any."""
    rows = db.execute(_ranks(question_id)).all()
    return list(_ballots((int(r), int(c)) for r, c in rows).values())


def rankings_by(db: Session, question_id: int, by: str) -> dict[str, list[list[int]]]:
    """The same, by a trait of the member."""
    ballots = _ballots((int(r), int(c)) for r, c in db.execute(_ranks(question_id)))
    trait_of = dict(_traits(db, Answer.question_id == question_id, by))
    return _by_segment((trait_of[response], ballot) for response, ballot in ballots.items())


def scores(db: Session, question_ids: Sequence[int]) -> list[Score]:
    """Every number that was given: (question, response, number)."""
    return [(int(q), int(r), float(n)) for q, r, n in db.execute(_numbers(question_ids))]


def scores_by(db: Session, question_ids: Sequence[int], by: str) -> dict[str, list[Score]]:
    """The same, by a trait of the member."""
    trait_of = dict(_traits(db, Answer.question_id.in_(question_ids), by))
    return _by_segment((trait_of[score[1]], score) for score in scores(db, question_ids))


def respondents(db: Session, survey_id: int) -> int:
    """How many responses a survey has."""
    return int(
        db.execute(
            select(func.count()).select_from(Response).where(Response.survey_id == survey_id)
        ).scalar_one()
    )


def respondents_by(db: Session, survey_id: int, by: str) -> dict[str, int]:
    """The same, by a trait of the member."""
    query = _joined(
        select(_trait(by).label("trait"), func.count())
        .select_from(Response)
        .where(Response.survey_id == survey_id)
        .group_by("trait")
    )
    return {str(trait): int(count) for trait, count in db.execute(query)}


def answered(db: Session, survey_id: int) -> dict[int, int]:
    """How many responses answer each question; one pass over the index `ix_answer_first`."""
    query = (
        select(Answer.question_id, func.count())
        .where(Answer.survey_id == survey_id, Answer.place == literal_column("1"))
        .group_by(Answer.question_id)
    )
    return {int(question): int(count) for question, count in db.execute(query)}


def answering(db: Session, survey_id: int, question_id: int) -> int:
    """How many responses answer one question: a count without groups, twice as quick."""
    first = (
        Answer.survey_id == survey_id,
        Answer.question_id == question_id,
        Answer.place == literal_column("1"),
    )
    return int(db.execute(select(func.count()).select_from(Answer).where(*first)).scalar_one())


def answered_by(db: Session, survey_id: int, question_ids: Sequence[int], by: str) -> dict[str, int]:
    """How many responses answer any of these questions, by a trait of the member."""
    query = _joined(
        select(_trait(by).label("trait"), func.count(func.distinct(Answer.response_id)))
        .join_from(Answer, Response, Answer.response_id == Response.id)
        .where(*_of(survey_id, question_ids), Answer.place == literal_column("1"))
        .group_by("trait")
    )
    return {str(trait): int(count) for trait, count in db.execute(query)}


def _counting(survey_id: int, question_id: int) -> Select[Any]:
    return (
        select(Answer.choice_id, func.count())
        .where(
            Answer.survey_id == survey_id, Answer.question_id == question_id, Answer.choice_id.is_not(None)
        )
        .group_by(Answer.choice_id)
    )


def _of(survey_id: int, question_ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return Answer.survey_id == survey_id, Answer.question_id.in_(question_ids)


def _ranks(question_id: int) -> Select[Any]:
    return (
        select(Answer.response_id, Answer.choice_id)
        .where(Answer.question_id == question_id, Answer.choice_id.is_not(None), Answer.rank.is_not(None))
        .order_by(Answer.response_id, Answer.rank, Answer.id)
    )


def _numbers(question_ids: Sequence[int]) -> Select[Any]:
    return (
        select(Answer.question_id, Answer.response_id, Answer.number)
        .where(Answer.question_id.in_(question_ids), Answer.number.is_not(None))
        .order_by(Answer.id)
    )


def _ballots(rows: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    ballots: dict[int, list[int]] = {}
    for response, choice in rows:
        ballots.setdefault(response, []).append(choice)
    return ballots


def _trait(by: str) -> ColumnElement[str]:
    """The trait as text; WrongUsage for one that is none."""
    columns: dict[str, Any] = {
        "organisation": Organisation.name,
        "country": Member.country,
        "status": Member.status,
        "role": Member.role,
    }
    if by not in columns:
        raise WrongUsage(
            f"Answers cannot be looked at by {by!r}.",
            hint=did_you_mean(by, TRAITS, f"choose one of: {', '.join(TRAITS)}"),
        )
    stated = func.coalesce(func.nullif(columns[by], ""), NOT_STATED)
    return case((Response.member_id.is_(None), NO_MEMBER), else_=stated)


def _joined(query: Select[Any]) -> Select[Any]:
    return query.outerjoin(Member, Response.member_id == Member.id).outerjoin(
        Organisation, Member.organisation_id == Organisation.id
    )


def _traits(db: Session, answers: ColumnElement[bool], by: str) -> list[tuple[int, str]]:
    """The trait of every response that these answers belong to."""
    held = select(Answer.response_id).where(answers)
    query = _joined(select(Response.id, _trait(by)).select_from(Response).where(Response.id.in_(held)))
    return [(int(number), str(trait)) for number, trait in db.execute(query)]


def _by_segment(rows: Iterable[tuple[Any, Any]]) -> dict[str, list[Any]]:
    segments: dict[str, list[Any]] = {}
    for trait, value in rows:
        segments.setdefault(str(trait), []).append(value)
    return segments
