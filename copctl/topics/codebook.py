"""The codebook of a question: its answers, the decisions about them, and how many bear each code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.errors import Refused
from copctl.store.schema import Answer, Choice, CodingDecision, Question, Survey
from copctl.surveys import definitions
from copctl.surveys.questionnaire import CHOOSING
from copctl.topics.coding.changes import Changes, changes
from copctl.topics.coding.decisions import Decision, stored
from copctl.topics.coding.replay import Coded, replay

_FREE = ("text",)


@dataclass(frozen=True)
class Said:
    """One answer in free text, and the response that it belongs to."""

    response: int
    text: str


@dataclass(frozen=True)
class CodeCount:
    """How many respondents bear a code. `answers` are what they wrote, shortest first."""

    code: str
    respondents: int
    answers: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Themes:
    """A question's free text by code, most respondents first, ties by alphabet.

    `answered` respondents wrote something; `uncoded` of them bear no code, `ignored` of them said nothing
    to code.
    """

    answered: int
    counts: list[CodeCount]
    uncoded: int
    ignored: int


def questions_to_code(db: Session, survey: Survey) -> list[Question]:
    """The survey's questions with free text: text questions, and choices that respondents wrote in."""
    return [question for question in survey.questions if _is_free(question) and answers(db, question)]


def _is_free(question: Question) -> bool:
    if question.type in CHOOSING:
        return any(choice.written_in for choice in question.choices)
    return question.type in _FREE


def find_question(db: Session, survey: Survey, text: str | None) -> Question:
    """The question to code: the one named, or the only one with free text.

    Refused for one that has none, and where several could be meant.
    """
    if text is not None:
        question = definitions.find_question(survey, text)[0]
        if not _is_free(question):
            raise Refused(
                f"{question.name} has no free text to code: its type is {question.type}.",
                hint=f"copctl survey tally {survey.slug} --question {question.name}",
            )
        return question
    candidates = questions_to_code(db, survey)
    if not candidates:
        raise Refused(
            f"Nobody has written anything in {survey.slug} yet.", hint=f"copctl survey show {survey.slug}"
        )
    if len(candidates) > 1:
        listed = ", ".join(question.name for question in candidates)
        raise Refused(
            f"{survey.slug} has several questions with free text: {listed}.",
            hint=f"copctl survey code {survey.slug} --question {candidates[0].name}",
        )
    return candidates[0]


def answers(db: Session, question: Question) -> list[Said]:
    """What respondents wrote to a question, in the order of their responses."""
    query = select(Answer.response_id, Choice.label if question.type in CHOOSING else Answer.text)
    if question.type in CHOOSING:
        query = query.join(Choice, Answer.choice_id == Choice.id).where(Choice.written_in)
    rows = db.execute(
        query.where(Answer.question_id == question.id).order_by(Answer.response_id, Answer.place, Answer.id)
    )
    return [Said(response, text) for response, text in rows.tuples() if text and text.strip()]


def decisions(db: Session, question: Question) -> list[Decision]:
    """The decisions about a question, in their order."""
    return [stored(row.action, row.details) for row in _rows(db, question)]


def days(db: Session, question: Question) -> dict[int, date]:
    """The day of each decision about a question, by its place."""
    return {place: row.decided_on for place, row in enumerate(_rows(db, question), start=1)}


def _rows(db: Session, question: Question) -> list[CodingDecision]:
    query = select(CodingDecision).where(CodingDecision.question_id == question.id)
    return list(db.execute(query.order_by(CodingDecision.position)).scalars())


def keep(db: Session, question: Question, wanted: Sequence[Decision], *, today: date) -> Changes:
    """Let these be the decisions about a question; gives what changed."""
    rows = _rows(db, question)
    before = [stored(row.action, row.details) for row in rows]
    for position, decision in enumerate(wanted, start=1):
        if position > len(rows):
            db.add(
                CodingDecision(
                    question_id=question.id,
                    position=position,
                    action=decision.action.value,
                    details=decision.details(),
                    decided_on=today,
                )
            )
        elif before[position - 1] != decision:
            row = rows[position - 1]
            row.action, row.details, row.decided_on = decision.action.value, decision.details(), today
    for row in rows[len(wanted) :]:
        db.delete(row)
    db.flush()
    return changes(before, wanted)


def coded(db: Session, question: Question) -> tuple[list[Said], Coded]:
    """A question's answers, and the decisions replayed on them."""
    said = answers(db, question)
    return said, replay(decisions(db, question), [one.text for one in said])


def coded_counts(db: Session, question: Question, within: Collection[int] | None = None) -> Themes | None:
    """How many respondents bear each code of a question; None where nothing was decided yet.

    `within` holds the numbers of the responses to look at (a segment); everybody without it. A respondent
    counts once a code, however often they wrote it. Small groups are the caller's to suppress, and so are
    the answers of small groups.
    """
    taken = decisions(db, question)
    if not taken:
        return None
    said = [one for one in answers(db, question) if within is None or one.response in within]
    found = replay(taken, [one.text for one in said])
    bearers: dict[str, dict[int, str]] = {code: {} for code in found.codes}
    states: dict[int, set[str]] = defaultdict(set)
    for one, assignment in zip(said, found.assignments, strict=True):
        for code in assignment.codes:
            bearers[code].setdefault(one.response, one.text)
        states[one.response].add(_state(bool(assignment.codes), bool(assignment.ignored)))
    counts = [
        CodeCount(code, len(texts), sorted(texts.values(), key=lambda text: (len(text), text)))
        for code, texts in bearers.items()
    ]
    return Themes(
        answered=len(states),
        counts=sorted(counts, key=lambda count: (-count.respondents, count.code)),
        uncoded=sum("coded" not in state and "uncoded" in state for state in states.values()),
        ignored=sum(state == {"ignored"} for state in states.values()),
    )


def codes_by_response(db: Session, question: Question) -> dict[int, set[str]] | None:
    """The codes that each response bears, none for what is uncoded; None where nothing was decided yet.

    Responses whose answers are all ignored said nothing that counts, and are left out.
    """
    taken = decisions(db, question)
    if not taken:
        return None
    said = answers(db, question)
    found = replay(taken, [one.text for one in said])
    bearing: dict[int, set[str]] = {}
    for one, assignment in zip(said, found.assignments, strict=True):
        if not assignment.ignored:
            bearing.setdefault(one.response, set()).update(assignment.codes)
    return bearing


def _state(is_coded: bool, is_ignored: bool) -> str:
    if is_coded:
        return "coded"
    return "ignored" if is_ignored else "uncoded"
