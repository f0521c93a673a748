"""Writing responses and their answers into the store, thousands at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.store import bulk
from copctl.store.bulk import insert_rows, next_ids
from copctl.store.schema import Answer, Choice, Question, Response, Survey
from copctl.surveys import definitions
from copctl.surveys.intake.answers import Findings, Reading, Value
from copctl.surveys.intake.mapping import Plan
from copctl.surveys.intake.respondents import Respondent
from copctl.surveys.intake.targets import Target, spellings
from copctl.surveys.kinds import choice_names

_CHUNK = 2_000
_IN = 500
_ANSWER = ("question_id", "response_id", "choice_id", "place", "rank", "number", "text", "instance")
_RESPONSE = (
    "id", "survey_id", "respondent_key", "member_id", "intake_id", "email", "name", "submitted_at",
    "submitted_as_written", "digest", "partial", "matched_by",
)  # fmt: skip
Pair = tuple[int, Respondent]
Seen = Callable[[int], object]
Said = tuple[int | None, int, int | None, float | None, str | None, int | None]


def unseen(_done: int) -> None:
    """Nobody watches."""


class Writer:
    """Puts responses and answers into the store, making the choices that respondents wrote in."""

    def __init__(self, db: Session, survey: Survey, plan: Plan, findings: Findings) -> None:
        self.db, self.survey, self.plan, self.findings = db, survey, plan, findings
        self.questions = {question.name: question for question in survey.questions}
        self.choices = {
            target.item.name: _choice_numbers(self.questions[target.item.name]) for target in plan.targets
        }
        # What a reading comes to in the store, by the reading itself: many respondents share one.
        self.said: list[dict[int, list[Said]]] = [{} for _ in plan.targets]

    def write(self, new: Sequence[Respondent], changed: Sequence[Pair], intake_id: int, seen: Seen) -> None:
        """Write all responses and then all answers, so that undo can take them back in turn."""
        numbers = next_ids(self.db, Response, len(new)) if new else []
        fresh = list(zip(numbers, new, strict=True))
        rows = [
            (n, self.survey.id, r.key, r.member_id, intake_id, r.email, r.name, r.submitted_at,
             r.as_written, r.digest, r.partial, r.matched_by)
            for n, r in fresh
        ]  # fmt: skip
        insert_rows(self.db, Response, _RESPONSE, rows)
        self._change(changed, intake_id)
        pairs = [*fresh, *changed]
        answers = sum(reading is not None for _, r in pairs for reading in r.readings)
        with bulk.indexes_last(self.db, Answer, answers):
            for start in range(0, len(pairs), _CHUNK):
                self._write_answers(pairs[start : start + _CHUNK])
                seen(min(start + _CHUNK, len(pairs)))

    def _change(self, changed: Sequence[Pair], intake_id: int) -> None:
        """Bring stored responses up to date and take their old answers out.

        Answers to questions that this file does not hold stay: it says nothing of them.
        """
        asked = [self.questions[target.item.name].id for target in self.plan.targets]
        for start in range(0, len(changed), _IN):
            chunk = dict(changed[start : start + _IN])
            for response in self.db.execute(select(Response).where(Response.id.in_(chunk))).scalars():
                _update(response, chunk[response.id], intake_id)
            old = select(Answer).where(Answer.response_id.in_(chunk), Answer.question_id.in_(asked))
            for answer in self.db.execute(old).scalars():
                self.db.delete(answer)
            self.db.flush()

    def _write_answers(self, pairs: Sequence[Pair]) -> None:
        flat = self._answers(pairs)
        # Choices that were written in must be there before the answers that name them.
        self.db.flush()
        bulk.insert_many(self.db, Answer, {"survey_id": self.survey.id}, _ANSWER, flat)

    def _answers(self, pairs: Sequence[Pair]) -> list[Any]:
        """The values of all answers, one after the other; a list of lists would take half as long again."""
        ready = [
            (place, self.questions[target.item.name].id, self.said[place])
            for place, target in enumerate(self.plan.targets)
            if not target.is_identity
        ]
        flat: list[Any] = []
        add = flat.extend
        for response_id, respondent in pairs:
            readings = respondent.readings
            for place, question_id, said in ready:
                reading = readings[place]
                if reading is None:
                    continue
                rows = said.get(id(reading))
                if rows is None:
                    rows = said[id(reading)] = self._resolved(self.plan.targets[place], reading)
                if reading.findings:
                    self.findings.note(self.plan.targets[place].item.heading, reading.findings)
                for row in rows:
                    add((question_id, response_id))
                    add(row)
        return flat

    def _resolved(self, target: Target, reading: Reading) -> list[Said]:
        """A reading's answers as rows: choice, place, rank, number, text, record.

        A label and a name may be two spellings of one choice; the first counts.
        """
        question = self.questions[target.item.name]
        once: dict[tuple[int | None, int | None, str | None], Value] = {}
        for value in reading.values:
            choice = self._choice(question, value)
            once.setdefault((choice, value.instance, value.text if choice is None else None), value)
        return [
            (choice, place, v.rank, v.number, v.text, v.instance)
            for place, ((choice, _, _), v) in enumerate(once.items(), start=1)
        ]

    def _choice(self, question: Question, value: Value) -> int | None:
        """The number of the choice that an answer names, made when nobody offered it."""
        if value.choice is None:
            return None
        known = self.choices[question.name]
        if value.named is not None:
            named = next((choice.id for choice in question.choices if choice.name == value.named), None)
            if named is not None:
                return named
        key = names.key(value.choice)
        if key not in known:
            used = {choice.name for choice in question.choices}
            name = next(choice_names([value.choice], used))
            made = Choice(
                position=len(question.choices) + 1, name=name, label=value.choice, written_in=True, extra={}
            )
            question.choices.append(made)
            self.db.flush()
            known[key] = made.id
        return known[key]


def _update(response: Response, respondent: Respondent, intake_id: int) -> None:
    response.intake_id = intake_id
    response.respondent_key = respondent.key
    if respondent.member_id is not None:
        response.member_id, response.matched_by = respondent.member_id, respondent.matched_by
    response.email, response.name = respondent.email, respondent.name
    response.submitted_at = respondent.submitted_at
    response.submitted_as_written = respondent.as_written
    response.digest, response.partial = respondent.digest, respondent.partial


def _choice_numbers(question: Question) -> dict[str, int]:
    """Spelling -> number; a label goes before another choice's name of the same spelling."""
    spelled = [
        (place, names.key(text), choice.id)
        for choice, option in zip(question.choices, definitions.options_of(question), strict=True)
        for place, text in enumerate(spellings(option))
    ]
    numbers: dict[str, int] = {}
    for _, key, number in sorted(spelled, key=lambda entry: entry[0]):
        numbers.setdefault(key, number)
    return numbers
