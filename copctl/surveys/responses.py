"""Taking an export's answers in: who is new, who answered otherwise, what cannot be placed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import people
from copctl.errors import Refused
from copctl.store.schema import Intake, Member, Response, Survey
from copctl.surveys import columns, definitions, recognition
from copctl.surveys.asking import links
from copctl.surveys.asking.codes import hash_of
from copctl.surveys.intake import mapping
from copctl.surveys.intake.answers import Findings
from copctl.surveys.intake.export import Sheet
from copctl.surveys.intake.mapping import Plan
from copctl.surveys.intake.respondents import Known, Respondent, Roll, call
from copctl.surveys.intake.shape import Role, cells
from copctl.surveys.outgoing import own_exports
from copctl.surveys.outgoing.own_exports import Stored
from copctl.surveys.recognition import Proposal
from copctl.surveys.writing import Pair, Seen, Writer, unseen


@dataclass
class Outcome:
    """What an import did: rows = new + updated + unchanged + skipped; how often questions were answered.

    `partial` counts the responses of the file that are not finished. `matched` and `unmatched` count its
    respondents that are members and those that nobody knows; `proposals` are names that look like a
    member's. `columns` has the name and type of the question that each column answers, by position.
    """

    rows: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    partial: int = 0
    matched: int = 0
    unmatched: int = 0
    questions: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    columns: dict[int, tuple[str, str]] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)


def take_in(
    db: Session,
    survey: Survey,
    sheet: Sheet,
    *,
    zone: ZoneInfo,
    now: datetime,
    said: Sequence[str] = (),
    seen: Seen = unseen,
) -> Outcome:
    """Bring the answers of an export into a survey; a file that was taken in already changes nothing.

    `said` are assignments of columns, `COLUMN=QUESTION`; they are remembered for the survey. `seen` is
    called with the number of responses written so far. Refused when no column answers any question,
    or when dates could be read two ways.
    """
    plan = _plan(db, survey, sheet, said)
    anonymous = definitions.is_anonymous(survey)
    known = _known(db, survey, plan, sheet)
    roll = call(plan, sheet.rows, zone, anonymous=anonymous, known=known, day_first=_order(db, survey, sheet))
    _refuse_two_ways(sheet, roll)
    called = recognition.with_names(db, survey, roll.respondents)
    stored = _stored(db, survey, known)
    warnings = [*_left_out(plan, stays=bool(stored)), *roll.warnings]
    outcome = Outcome(len(sheet.rows), skipped=roll.replaced, warnings=warnings)
    if sheet.export.is_own:
        stored = own_exports.as_exported(db, survey, stored, known, zone)
    new, changed = _compare(stored, called, outcome)
    _count(outcome, plan, called, roll)
    if not anonymous:
        outcome.proposals = recognition.proposals(db, survey, called)
    if new or changed:
        findings = Findings()
        writer = Writer(db, survey, plan, findings)
        writer.write(new, changed, _record(db, survey, sheet, now), seen)
        outcome.warnings += findings.sentences()
    links.mark_answered_many(db, survey, roll.took_part)
    if sheet.day_first is not None:
        columns.remember_order(db, survey, day_first=sheet.day_first)
    return outcome


def _plan(db: Session, survey: Survey, sheet: Sheet, said: Sequence[str]) -> Plan:
    if sheet.export.is_own and not said:
        # It says of itself what its columns are; what is remembered was said of other tools' columns.
        export, chosen = sheet.export, own_exports.questions_of(survey, sheet.export)
    else:
        export, chosen = columns.assign(db, survey, sheet.export, said)
    items = [definitions.item_of(question) for question in survey.questions]
    lists = {question.name: definitions.options_of(question) for question in survey.questions}
    plan = mapping.plan(items, lists, export, sheet.rows, chosen)
    if not plan.targets:
        raise Refused(
            f"No column of {sheet.file} answers a question of {survey.slug}.",
            hint=f"--map 'COLUMN=QUESTION' says which does; copctl survey show {survey.slug} lists questions",
        )
    return plan


def _order(db: Session, survey: Survey, sheet: Sheet) -> bool | None:
    return sheet.day_first if sheet.day_first is not None else columns.remembered_order(db, survey)


def _refuse_two_ways(sheet: Sheet, roll: Roll) -> None:
    if roll.contested:
        shown = " and ".join(map(repr, roll.contested))
        raise Refused(
            f"{sheet.file} has dates that could be read two ways: {shown}.",
            hint="--date-order dmy says that the day stands first, --date-order mdy the month",
        )


def _left_out(plan: Plan, *, stays: bool) -> Iterator[str]:
    for column in plan.unmatched:
        yield f"the column {column.header!r} answers no question and was left out"
    for item in plan.missing:
        kept = "; what is stored of it stays" if stays else ""
        yield f"the question {item.heading!r} has no column in this file{kept}"


def _known(db: Session, survey: Survey, plan: Plan, sheet: Sheet) -> Known:
    """Who can be recognised: by any address, and by the links that stand in this file."""
    position = plan.export.position(Role.CODE)
    hashes = {hash_of(text) for text in cells(sheet.rows, position)} if position is not None else set()
    addresses = people.members_by_address(db)
    keys = {
        number: f"email:{key}" if key else f"member:{number}"
        for number, key in db.execute(select(Member.id, Member.email_key)).tuples()
    }
    return Known(addresses, links.members_by_code(db, survey, hashes) if hashes else {}, keys)


def _compare(
    stored: Mapping[str, Stored], called: Sequence[Respondent], outcome: Outcome
) -> tuple[list[Respondent], list[Pair]]:
    """The respondents that are new, and those whose answers changed with the number of their response."""
    new: list[Respondent] = []
    changed: list[Pair] = []
    older = begun = 0
    for respondent in called:
        row = stored.get(respondent.key)
        if row is None:
            new.append(respondent)
        elif respondent.partial and not row.partial:
            begun += 1
        elif _is_older(respondent, row):
            older += 1
        elif _differs(respondent, row):
            changed.append((row.number, respondent))
        else:
            outcome.unchanged += 1
    outcome.new, outcome.updated = len(new), len(changed)
    outcome.skipped += older + begun
    outcome.warnings += _left_as_stored(older, "older than what is stored")
    outcome.warnings += _left_as_stored(begun, "only begun, and what is stored is finished")
    return new, changed


def _left_as_stored(count: int, why: str) -> Iterator[str]:
    if count:
        yield f"{count} {'row is' if count == 1 else 'rows are'} {why}, which stays"


def _stored(db: Session, survey: Survey, known: Known) -> dict[str, Stored]:
    rows = db.execute(
        select(
            Response.id, Response.respondent_key, Response.digest, Response.submitted_at, Response.member_id,
            Response.partial, Response.submitted_as_written,
        ).where(Response.survey_id == survey.id)
    )  # fmt: skip
    found = {row[1]: Stored(*row) for row in rows.tuples()}
    for key, row in list(found.items()):
        # What was stored under an address that is known as a member's other address by now.
        member = known.addresses.get(key.removeprefix("email:")) if key.startswith("email:") else None
        if member is not None:
            found.setdefault(known.keys[member], row)
    return found


def _is_older(respondent: Respondent, stored: Stored) -> bool:
    if respondent.partial != stored.partial:
        # A whole response takes the place of a beginning, whenever that was.
        return False
    if respondent.as_written and respondent.as_written == stored.as_written:
        # The same time, which may have been read otherwise before.
        return False
    at = respondent.submitted_at
    return at is not None and stored.submitted_at is not None and at < stored.submitted_at


def _differs(respondent: Respondent, stored: Stored) -> bool:
    joined = stored.member_id is None and respondent.member_id is not None
    return (
        respondent.digest != stored.digest
        or respondent.partial != stored.partial
        or respondent.key != stored.key
        or respondent.submitted_at != stored.submitted_at
        or joined
    )


def _count(outcome: Outcome, plan: Plan, called: Sequence[Respondent], roll: Roll) -> None:
    """Fill in what is counted over the whole file."""
    outcome.partial = sum(respondent.partial for respondent in called)
    outcome.matched = len(roll.took_part) or sum(r.member_id is not None for r in called)
    outcome.unmatched = len(called) - outcome.matched
    outcome.questions = [
        {
            "name": target.item.name,
            "label": target.item.heading,
            "type": target.item.type,
            "answered": sum(respondent.readings[place] is not None for respondent in called),
        }
        for place, target in enumerate(plan.targets)
    ]
    outcome.columns = {
        position: (target.item.name, target.item.type)
        for target in plan.targets
        for position in target.positions
    }
    outcome.roles = {column.position: column.role for column in plan.export.columns}


def _record(db: Session, survey: Survey, sheet: Sheet, now: datetime) -> int:
    """Note the file; the responses that it brings lean on it."""
    intake = Intake(
        survey_id=survey.id,
        file=sheet.file,
        # With it, a guess at who said what could be tried out against the whole file.
        sha256="" if definitions.is_anonymous(survey) else sheet.sha256,
        tool=sheet.export.tool,
        rule=sheet.export.rule,
        rows=len(sheet.rows),
        taken_at=now,
    )
    db.add(intake)
    db.flush()
    return intake.id
