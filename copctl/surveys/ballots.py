"""What a tally counts, asked of the store in SQL: choices, rankings, scores, and who gave them.

Counts come from indexes alone; whole ballots (what one respondent said to a question) are read only by
counts that need them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, literal_column, select
from sqlalchemy.orm import Session

from copctl.errors import NotFound, WrongUsage
from copctl.names import did_you_mean
from copctl.store.schema import Answer, Choice, Member, Organisation, Question, Response, Survey
from copctl.store.schema.member import MemberStatus
from copctl.surveys import definitions

Count = tuple[int, int, int]
Score = tuple[int, int, float]
# Sets of choices that are liked alike, best first; a choice that was only made stands in one set.
Ballot = tuple[tuple[int, ...], ...]

# The traits to look at respondents by; the name of a `select_one` question does too.
TRAITS = ("organisation", "country", "status", "role", "membership")
NO_MEMBER, NOT_STATED, NO_ANSWER = "not a member", "not stated", "no answer"
_MEMBERSHIP = {
    MemberStatus.ACTIVE.value: "members",
    MemberStatus.DORMANT.value: "members",
    MemberStatus.PROSPECT.value: "prospects",
    MemberStatus.INVITED.value: "prospects",
    MemberStatus.LEFT.value: "former members",
}


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


def ballots(db: Session, survey_id: int, question_id: int) -> dict[int, Ballot]:
    """What each response said to a question of choices; choices of the same rank stand together."""
    rows = db.execute(
        select(Answer.response_id, func.coalesce(Answer.rank, 0).label("stands"), Answer.choice_id)
        .where(*_of(survey_id, [question_id]), Answer.choice_id.is_not(None))
        .order_by(Answer.response_id, literal_column("stands"), Answer.choice_id)
        .distinct()
    )
    return {
        int(response): tuple(
            tuple(int(choice) for _, _, choice in alike if choice is not None)
            for _, alike in groupby(said, key=itemgetter(1))
        )
        for response, said in groupby(rows.tuples(), key=itemgetter(0))
    }


def scores(db: Session, question_ids: Sequence[int]) -> list[Score]:
    """Every number that was given: (question, response, number)."""
    return [(int(q), int(r), float(n)) for q, r, n in db.execute(_numbers(question_ids))]


def texts(db: Session, question_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Every text that was written: (response, text)."""
    written = select(Answer.response_id, Answer.text).where(
        Answer.question_id.in_(question_ids), Answer.text.is_not(None)
    )
    return [(int(response), str(text)) for response, text in db.execute(written.order_by(Answer.id))]


def respondents(db: Session, survey_id: int) -> int:
    """How many responses a survey has."""
    return int(
        db.execute(
            select(func.count()).select_from(Response).where(Response.survey_id == survey_id)
        ).scalar_one()
    )


def respondents_and_partial(db: Session, survey_id: int) -> tuple[int, int]:
    """How many responses a survey has, and how many of them were not finished."""
    of_survey = Response.survey_id == survey_id
    everybody = select(func.count()).select_from(Response).where(of_survey)
    unfinished = everybody.where(Response.partial.is_(True))
    both = db.execute(select(everybody.scalar_subquery(), unfinished.scalar_subquery())).one()
    return int(both[0]), int(both[1])


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


def segments(db: Session, survey: Survey, by: str) -> dict[int, str]:
    """The segment of every response: its answer to a `select_one` question, or a trait of its member.

    Where a question is called as a trait is, the question is meant: also those answered it who are not in
    the list of members. `member:role` and `question:role` name either. Raises WrongUsage for what is
    neither.
    """
    kind, name = _split(by)
    question = None if kind == "member" else _question(survey, name)
    if question is not None:
        return _by_answer(db, survey.id, question)
    if kind != "question" and name in TRAITS:
        return _by_trait(db, survey.id, name)
    raise _no_segment(survey, by)


def ambiguity(survey: Survey, by: str) -> str | None:
    """What to say where `by` could be a question of the survey as well as a trait of its members."""
    if by not in TRAITS or _question(survey, by) is None:
        return None
    return (
        f"By {by} goes by this survey's own question; --by member:{by} goes by the list of members "
        f"(and --by question:{by} says the question)."
    )


def _split(by: str) -> tuple[str, str]:
    """A segment's kind (`question`, `member`, or none said) and its name."""
    kind, colon, name = by.partition(":")
    return (kind, name.strip()) if colon and kind in ("question", "member") else ("", by)


def _question(survey: Survey, name: str) -> Question | None:
    """The question of one answer that is called so."""
    try:
        question = definitions.find_question(survey, name)[0]
    except NotFound:
        return None
    return question if question.type == "select_one" else None


def _no_segment(survey: Survey, by: str) -> WrongUsage:
    known = [*TRAITS, *(q.name for q in survey.questions if q.type == "select_one" and q.name not in TRAITS)]
    return WrongUsage(
        f"Answers cannot be looked at by {by!r}.",
        hint=did_you_mean(by, known, f"choose one of: {', '.join(known)}"),
    )


def _by_trait(db: Session, survey_id: int, by: str) -> dict[int, str]:
    stated = func.coalesce(func.nullif(_trait(by), ""), NOT_STATED)
    stranger = literal("prospects" if by == "membership" else NO_MEMBER)
    query = (
        select(Response.id, case((Response.member_id.is_(None), stranger), else_=stated))
        .outerjoin(Member, Response.member_id == Member.id)
        .outerjoin(Organisation, Member.organisation_id == Organisation.id)
        .where(Response.survey_id == survey_id)
    )
    return {int(response): str(segment) for response, segment in db.execute(query)}


def _trait(by: str) -> ColumnElement[Any]:
    columns: dict[str, Any] = {
        "organisation": Organisation.name,
        "country": Member.country,
        "status": Member.status,
        "role": Member.role,
        "membership": case(_MEMBERSHIP, value=Member.status, else_=NOT_STATED),
    }
    trait: ColumnElement[Any] = columns[by]
    return trait


def _by_answer(db: Session, survey_id: int, question: Question) -> dict[int, str]:
    said = (
        select(Answer.response_id, func.min(Choice.position).label("position"))
        .join(Choice, Answer.choice_id == Choice.id)
        .where(*_of(survey_id, [question.id]))
        .group_by(Answer.response_id)
        .subquery()
    )
    query = (
        select(Response.id, said.c.position)
        .outerjoin(said, said.c.response_id == Response.id)
        .where(Response.survey_id == survey_id)
    )
    label = {choice.position: choice.label for choice in question.choices}
    return {int(response): label.get(position, NO_ANSWER) for response, position in db.execute(query)}


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


def _numbers(question_ids: Sequence[int]) -> Select[Any]:
    return (
        select(Answer.question_id, Answer.response_id, Answer.number)
        .where(Answer.question_id.in_(question_ids), Answer.number.is_not(None))
        .order_by(Answer.id)
    )
