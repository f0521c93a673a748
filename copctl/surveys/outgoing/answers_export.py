"""Giving a survey's answers back: read from the store in portions, laid out, written as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.store.schema import Answer, Member, Question, Response, Survey
from copctl.surveys import ballots, definitions, nameless
from copctl.surveys.asking.visibility import refuse_hidden
from copctl.surveys.outgoing import answer_cells
from copctl.surveys.outgoing.answer_layouts import OF_NOBODY, Answered, Asked, Layout, Place, Returned

_PORTION = 1_000
_NAMES = {"name", "full-name", "your-name", "respondent"}
# Keys that hold nobody's address, name or number at a tool; all others stay inside for an anonymous survey.
_OF_NOBODY = ("time:", "digest:")


@dataclass(frozen=True)
class Export:
    """A survey's answers on their way out. `responses` is read as it is asked for."""

    survey: str
    count: int
    layout: Layout
    responses: Iterator[Returned]


def export(db: Session, slug: str, *, by_name: bool, zone: ZoneInfo) -> Export:
    """Every answer of a survey, responses in the order in which they came.

    `by_name` gives the names of choices instead of their labels; moments are told in `zone`. An anonymous
    survey gives no address, no name and no member. NotFound for an unknown survey, Refused for one whose
    results wait for its close.
    """
    survey = definitions.find(db, slug)
    refuse_hidden(survey)
    return of_survey(db, survey, by_name=by_name, zone=zone)


def of_survey(db: Session, survey: Survey, *, by_name: bool, zone: ZoneInfo) -> Export:
    """The same of a survey at hand, whether or not its results may be seen."""
    named = not definitions.is_anonymous(survey)
    layout = Layout(_asked(db, survey, by_name=by_name, named=named), named)
    return Export(survey.slug, ballots.respondents(db, survey.id), layout, returned(db, survey, zone))


def _asked(db: Session, survey: Survey, *, by_name: bool, named: bool) -> list[Asked]:
    """The questions that have columns, those of a repeated group once for each record."""
    answered = ballots.answered(db, survey.id)
    records = _records(db, survey)
    asked = []
    for question in survey.questions:
        if question.type == "note" or not (answered.get(question.id) or _stays(question)):
            continue
        if question.type == "email" and not named:
            continue
        made = _asking(question, by_name=by_name)
        asked += [made((question.id, record)) for record in records.get(question.id, [None])]
    return asked


def _stays(question: Question) -> bool:
    """Whether a question that nobody answered has a column; who answered has columns of its own."""
    return question.type != "email" and not (question.type == "text" and names.slug(question.name) in _NAMES)


def _asking(question: Question, *, by_name: bool) -> Callable[[Place], Asked]:
    options = definitions.options_of(question)
    spelled = answer_cells.spelled(options, by_name=by_name)
    by_number = list(zip(question.choices, spelled, strict=True))
    item = definitions.item_of(question)

    def asked(place: Place) -> Asked:
        return Asked(
            place=place,
            name=question.name,
            label=item.heading,
            type=question.type,
            spelled={choice.id: text for choice, text in by_number},
            shown={c.id: c.name if by_name and not c.written_in else c.label for c, _ in by_number},
            names={choice.id: choice.name for choice, _ in by_number},
        )

    return asked


def _records(db: Session, survey: Survey) -> dict[int, list[int | None]]:
    """The numbers of the records of each question in a repeated group, None first where there is both."""
    repeated = select(Answer.question_id).where(Answer.survey_id == survey.id, Answer.instance.is_not(None))
    found: dict[int, list[int | None]] = {}
    query = (
        select(Answer.question_id, Answer.instance)
        .where(Answer.survey_id == survey.id, Answer.question_id.in_(repeated))
        .distinct()
    )
    for question, record in sorted(db.execute(query), key=lambda row: row[1] or 0):
        found.setdefault(int(question), []).append(record)
    return found


def returned(db: Session, survey: Survey, zone: ZoneInfo) -> Iterator[Returned]:
    """The responses of a survey with their answers, in the order of their numbers."""
    named = not definitions.is_anonymous(survey)
    last = nameless.BEFORE_ALL
    while portion := db.execute(_responses(survey.id, last)).all():
        first, last = portion[0].id, portion[-1].id
        answers = _answers(db, first, last)
        for row in portion:
            yield Returned(
                key=row.respondent_key if named else _unnamed(row.respondent_key, row.id),
                submitted=row.submitted_at.astimezone(zone) if row.submitted_at else None,
                as_written=row.submitted_as_written,
                partial=row.partial,
                email=(row.email or "") if named else "",
                name=row.name if named else "",
                member=(row.member or "") if named else "",
                answers=answers.get(row.id, {}),
            )


def _responses(survey_id: int, after: int) -> Any:
    held = (
        Response.id, Response.respondent_key, Response.submitted_at, Response.submitted_as_written,
        Response.partial, Response.email, Response.name, Member.name.label("member"),
    )  # fmt: skip
    return (
        select(*held)
        .outerjoin(Member, Response.member_id == Member.id)
        .where(Response.survey_id == survey_id, Response.id > after)
        .order_by(Response.id)
        .limit(_PORTION)
    )


def _unnamed(key: str, number: int) -> str:
    return key if key.startswith(OF_NOBODY) else f"row:{number}"


def _answers(db: Session, first: int, last: int) -> dict[int, dict[Place, list[Answered]]]:
    """The answers of a run of responses, by response, question and record."""
    query = (
        select(
            Answer.response_id, Answer.question_id, Answer.instance,
            Answer.place, Answer.choice_id, Answer.rank, Answer.number, Answer.text,
        )
        # Without the survey: SQLite would take its index and walk through all of its answers every time.
        .where(Answer.response_id.between(first, last))
        .order_by(Answer.response_id, Answer.place, Answer.id)
    )  # fmt: skip
    found: dict[int, dict[Place, list[Answered]]] = {}
    for response, question, record, *answer in db.execute(query):
        found.setdefault(response, {}).setdefault((question, record), []).append(Answered(*answer))
    return found
