"""Results of the quarter's surveys, as far as they may be shown to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.newsletter import wording
from copctl.newsletter.sections import Item, Scope, item
from copctl.newsletter.wording import Place, Result
from copctl.store.schema import LearningSession, Survey, TopicOrigin
from copctl.store.schema.survey import SurveyStatus
from copctl.surveys import ballots
from copctl.surveys.asking.visibility import is_hidden
from copctl.surveys.forms import starters
from copctl.topics import counting, turnout
from copctl.topics.box import CHOSEN
from copctl.topics.counted import Count, Manner

TOP = 3
_FEEDBACK = "session-feedback"


def results(db: Session, scope: Scope) -> Iterator[Item]:
    """Surveys that were closed, or whose topics were adopted, since the issue before; by their day.

    Feedback on a session is for those who ran it, and results that wait for the close are not shown.
    """
    adopted = _adopted(db, scope)
    for survey in db.execute(select(Survey).order_by(Survey.closed_on, Survey.id)).scalars():
        key = f"survey:{survey.slug}"
        if not (_is_closed_in(survey, scope) or survey.id in adopted) or key in scope.told:
            continue
        if not is_hidden(survey) and not _is_feedback(db, survey):
            yield item(key, survey.title, wording.results(_result(db, survey, scope), scope.say))


def _adopted(db: Session, scope: Scope) -> set[int]:
    wanted = select(TopicOrigin.survey_id).where(
        TopicOrigin.survey_id.is_not(None), TopicOrigin.noted_on.between(scope.since, scope.quarter.last)
    )
    return {number for number in db.execute(wanted).scalars() if number is not None}


def _is_closed_in(survey: Survey, scope: Scope) -> bool:
    is_closed = survey.status == SurveyStatus.CLOSED and survey.closed_on is not None
    return is_closed and scope.spans(survey.closed_on)  # type: ignore[arg-type]


def _is_feedback(db: Session, survey: Survey) -> bool:
    asked = select(LearningSession.id).where(LearningSession.feedback_survey_id == survey.id).limit(1)
    if db.execute(asked).first() is not None:
        return True
    starter = {question.name for question in starters.find(_FEEDBACK).definition.questions}
    return {question.name for question in survey.questions} == starter


def _result(db: Session, survey: Survey, scope: Scope) -> Result:
    people = ballots.respondents_and_partial(db, survey.id)[0]
    took_part = turnout.of(db, survey, people)
    least = scope.settings.tally.min_group
    counted = None
    if people >= least and any(question.type in CHOSEN for question in survey.questions):
        counted = counting.count(db, survey.slug, manner=Manner(least=least))
    return Result(
        title=survey.title,
        answered=people if took_part.members is None else took_part.members,
        asked=took_part.eligible if took_part.members is not None else None,
        question=counted.label if counted else "",
        base=people,
        places=tuple(_places(counted, survey, least)) if counted else (),
    )


def _places(counted: Count, survey: Survey, least: int) -> Iterator[Place]:
    """The first three places, those who share one together; what a few wrote in themselves stays theirs."""
    written = {
        choice.label
        for question in survey.questions
        if question.name == counted.name
        for choice in question.choices
        if choice.written_in
    }
    lines = [
        line
        for line in counted.lines
        if line.rank <= TOP and line.votes and (line.topic not in written or line.votes >= least)
    ]
    for _, alike in groupby(lines, key=lambda line: line.rank):
        tied = list(alike)
        yield Place(tuple(line.topic for line in tied), tuple(line.votes for line in tied))
