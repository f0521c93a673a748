"""Taking copctl's own export back in: which question a column is, and whether a row says anything new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from copctl import names
from copctl.store.schema import Survey
from copctl.surveys import definitions
from copctl.surveys.intake import copctl_export, mapping
from copctl.surveys.intake.respondents import Known, call
from copctl.surveys.intake.shape import Export, Role
from copctl.surveys.outgoing import answer_files, answers_export
from copctl.tables import Row


@dataclass(frozen=True)
class Stored:
    """What the store holds of a response, to compare with a row."""

    number: int
    key: str
    digest: str
    submitted_at: datetime | None
    member_id: int | None
    partial: bool
    as_written: str = ""


def questions_of(survey: Survey, export: Export) -> dict[int, str]:
    """By position the questions that the columns of an own export name."""
    known = {names.key(question.name): question.name for question in survey.questions}
    return {
        column.position: known[names.key(column.code)]
        for column in export.columns
        if column.role is Role.QUESTION and column.code and names.key(column.code) in known
    }


def as_exported(
    db: Session, survey: Survey, stored: Mapping[str, Stored], known: Known, zone: ZoneInfo
) -> dict[str, Stored]:
    """What is stored, with the digest that each response would have if it came from an own export.

    The stored digest is of what another tool's file said, or of what was typed in; so a row of an own
    export is compared with the row that would be exported now. Keys are those that
    the row would have here.
    """
    found = answers_export.of_survey(db, survey, by_name=False, zone=zone)
    header, rows = answer_files.as_texts(found)
    export = copctl_export.export_of(header, [], "")
    items = [definitions.item_of(question) for question in survey.questions]
    lists = {question.name: definitions.options_of(question) for question in survey.questions}
    held = [Row(line, cells) for line, cells in enumerate(rows, start=2)]
    plan = mapping.plan(items, lists, export, held, questions_of(survey, export))
    by_number = sorted(stored.values(), key=lambda row: row.number)
    roll = call(plan, held, zone, anonymous=not found.layout.named, known=known)
    told = {respondent.line: respondent for respondent in roll.respondents}
    again = dict(stored)
    for line, row in enumerate(by_number, start=2):
        if line in told:
            again[told[line].key] = replace(row, key=told[line].key, digest=told[line].digest)
    return again
