"""Taking an export's answers in: who is new, who answered otherwise, what cannot be placed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import people
from copctl.errors import Refused
from copctl.store.bulk import insert_rows, next_ids
from copctl.store.schema import Answer, Choice, Intake, Member, Question, Response, Survey
from copctl.surveys import definitions
from copctl.surveys.infer import choice_names
from copctl.surveys.intake import mapping
from copctl.surveys.intake.answers import Findings, Value, raw, read
from copctl.surveys.intake.export import Sheet
from copctl.surveys.intake.mapping import Plan
from copctl.surveys.intake.respondents import Respondent, Roll, call

_CHUNK = 500
_ANSWER = ("id", "survey_id", "question_id", "response_id", "choice_id", "place", "rank", "number", "text")
_RESPONSE = (
    "id", "survey_id", "respondent_key", "member_id", "intake_id", "email", "name", "submitted_at",
    "submitted_as_written", "digest",
)  # fmt: skip
Pair = tuple[int, Respondent]


@dataclass
class Outcome:
    """What an import did: rows = new + updated + unchanged + skipped; how often questions were answered.

    `columns` has the name and type of the question that each column answers, by position.
    """

    rows: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    questions: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    columns: dict[int, tuple[str, str]] = field(default_factory=dict)


Seen = Callable[[int], object]


def _unseen(_done: int) -> None:
    """Nobody watches."""


def take_in(
    db: Session, survey: Survey, sheet: Sheet, *, zone: ZoneInfo, now: datetime, seen: Seen = _unseen
) -> Outcome:
    """Bring the answers of an export into a survey; a file that was taken in already changes nothing.

    `seen` is called with the number of responses written so far. Refused when no column answers any
    question.
    """
    plan = _plan(survey, sheet)
    roll = call(plan, sheet.rows, zone, anonymous=definitions.is_anonymous(survey))
    outcome = Outcome(len(sheet.rows), skipped=roll.replaced, warnings=[*_left_out(plan), *roll.warnings])
    new, changed = _compare(db, survey, roll, outcome)
    outcome.new, outcome.updated = len(new), len(changed)
    outcome.questions = _answered(plan, roll)
    outcome.columns = {
        position: (target.item.name, target.item.type)
        for target in plan.targets
        for position, _ in target.columns
    }
    if new or changed:
        findings = Findings()
        writer = _Writer(db, survey, plan, findings)
        writer.write(new, changed, _record(db, survey, sheet, now), seen)
        outcome.warnings += findings.sentences()
    return outcome


def _plan(survey: Survey, sheet: Sheet) -> Plan:
    items = [definitions.item_of(question) for question in survey.questions]
    lists = {question.name: definitions.options_of(question) for question in survey.questions}
    plan = mapping.plan(items, lists, sheet.export, sheet.rows)
    if not plan.targets:
        raise Refused(
            f"No column of {sheet.file} answers a question of {survey.slug}.",
            hint=f"head the columns with its questions' labels or names: copctl survey show {survey.slug}",
        )
    return plan


def _left_out(plan: Plan) -> Iterator[str]:
    for column in plan.unmatched:
        yield f"the column {column.header!r} answers no question and was left out"
    for item in plan.missing:
        yield f"the question {item.heading!r} has no column in this file"


def _compare(
    db: Session, survey: Survey, roll: Roll, outcome: Outcome
) -> tuple[list[Respondent], list[Pair]]:
    """The respondents that are new, and those whose answers changed with the number of their response."""
    stored = {
        row.respondent_key: row
        for row in db.execute(
            select(
                Response.respondent_key,
                Response.id,
                Response.digest,
                Response.submitted_at,
                Response.member_id,
                Response.email,
            ).where(Response.survey_id == survey.id)
        )
    }
    members = _members(db)
    new: list[Respondent] = []
    changed: list[Pair] = []
    older = 0
    for respondent in roll.respondents:
        row = stored.get(respondent.key)
        if row is None:
            new.append(respondent)
        elif _is_older(respondent, row.submitted_at):
            older += 1
        elif row.digest != respondent.digest or _joined_since(respondent, row.member_id, members):
            changed.append((row.id, respondent))
        else:
            outcome.unchanged += 1
    outcome.skipped += older
    if older:
        outcome.warnings.append(f"{older} rows are older than what is stored, which stays")
    return new, changed


def _is_older(respondent: Respondent, stored: datetime | None) -> bool:
    at = respondent.submitted_at
    return at is not None and stored is not None and at < stored


def _joined_since(respondent: Respondent, member_id: int | None, members: Mapping[str, int]) -> bool:
    """Whether a respondent whom nobody knew has become a member."""
    return (
        member_id is None and respondent.email is not None and people.email_key(respondent.email) in members
    )


def _members(db: Session) -> dict[str, int]:
    known = db.execute(select(Member.email_key, Member.id).where(Member.email_key.is_not(None)))
    return {str(key): int(number) for key, number in known}


def _answered(plan: Plan, roll: Roll) -> list[dict[str, Any]]:
    return [
        {
            "name": target.item.name,
            "label": target.item.heading,
            "type": target.item.type,
            "answered": sum(bool(raw(target, respondent.row)) for respondent in roll.respondents),
        }
        for target in plan.targets
    ]


def _record(db: Session, survey: Survey, sheet: Sheet, now: datetime) -> int:
    """Note the file; the responses that it brings lean on it."""
    intake = Intake(
        survey_id=survey.id,
        file=sheet.file,
        sha256=sheet.sha256,
        tool=sheet.export.tool,
        rule=sheet.export.rule,
        rows=len(sheet.rows),
        taken_at=now,
    )
    db.add(intake)
    db.flush()
    return intake.id


class _Writer:
    """Puts responses and answers into the store, making the choices that respondents wrote in."""

    def __init__(self, db: Session, survey: Survey, plan: Plan, findings: Findings) -> None:
        self.db, self.survey, self.plan, self.findings = db, survey, plan, findings
        self.members = _members(db)
        self.questions = {question.name: question for question in survey.questions}
        self.choices = {name: _choice_numbers(question) for name, question in self.questions.items()}

    def write(self, new: Sequence[Respondent], changed: Sequence[Pair], intake_id: int, seen: Seen) -> None:
        """Write all responses and then all answers, so that undo can take them back in turn."""
        numbers = next_ids(self.db, Response, len(new)) if new else []
        fresh = list(zip(numbers, new, strict=True))
        rows = [
            (n, self.survey.id, r.key, self._member(r), intake_id, r.email, r.name, r.submitted_at,
             r.as_written, r.digest)
            for n, r in fresh
        ]  # fmt: skip
        insert_rows(self.db, Response, _RESPONSE, rows)
        self._change(changed, intake_id)
        pairs = [*fresh, *changed]
        for start in range(0, len(pairs), _CHUNK):
            self._write_answers(pairs[start : start + _CHUNK])
            seen(min(start + _CHUNK, len(pairs)))

    def _member(self, respondent: Respondent) -> int | None:
        return self.members.get(people.email_key(respondent.email)) if respondent.email else None

    def _change(self, changed: Sequence[Pair], intake_id: int) -> None:
        """Bring stored responses up to date and take their old answers out."""
        for start in range(0, len(changed), _CHUNK):
            chunk = dict(changed[start : start + _CHUNK])
            for response in self.db.execute(select(Response).where(Response.id.in_(chunk))).scalars():
                self._update(response, chunk[response.id], intake_id)
            for answer in self.db.execute(select(Answer).where(Answer.response_id.in_(chunk))).scalars():
                self.db.delete(answer)
            self.db.flush()

    def _update(self, response: Response, respondent: Respondent, intake_id: int) -> None:
        response.intake_id = intake_id
        response.member_id = self._member(respondent) or response.member_id
        response.email, response.name = respondent.email, respondent.name
        response.submitted_at = respondent.submitted_at
        response.submitted_as_written = respondent.as_written
        response.digest = respondent.digest

    def _write_answers(self, pairs: Sequence[Pair]) -> None:
        rows = [row for number, respondent in pairs for row in self._answers(number, respondent)]
        # Choices that were written in must be there before the answers that name them.
        self.db.flush()
        numbers = next_ids(self.db, Answer, len(rows)) if rows else []
        insert_rows(self.db, Answer, _ANSWER, [(n, *row) for n, row in zip(numbers, rows, strict=True)])

    def _answers(self, response_id: int, respondent: Respondent) -> Iterator[tuple[Any, ...]]:
        for target in self.plan.targets:
            question = self.questions[target.item.name]
            said: dict[int | None, Value] = {}
            for value in read(target, respondent.row, self.findings):
                # A label and a name may be two spellings of one choice; the first counts.
                said.setdefault(self._choice(question, value), value)
            for place, (choice, value) in enumerate(said.items(), start=1):
                yield (
                    self.survey.id, question.id, response_id, choice, place, value.rank, value.number,
                    value.text,
                )  # fmt: skip

    def _choice(self, question: Question, value: Value) -> int | None:
        """The number of the choice that an answer names, made when nobody offered it."""
        if value.choice is None:
            return None
        known = self.choices[question.name]
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


def _choice_numbers(question: Question) -> dict[str, int]:
    """Spelling -> number; a label goes before another choice's name of the same spelling."""
    spelled = [
        (place, names.key(text), choice.id)
        for choice, option in zip(question.choices, definitions.options_of(question), strict=True)
        for place, text in enumerate(mapping.spellings(option))
    ]
    numbers: dict[str, int] = {}
    for _, key, number in sorted(spelled, key=lambda entry: entry[0]):
        numbers.setdefault(key, number)
    return numbers
