"""Making one member of two: A stays, B goes into A, and nothing that B said or did is lost.

Every change goes through the journal, so that undo brings B back whole. One thing no undo can part again:
that somebody took part in an anonymous survey stands in no journal (see `surveys.asking.links`), so it
stays with A.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from copctl.community import removal
from copctl.community.addresses import email_key
from copctl.community.twins.merged_fields import Line, settle
from copctl.community.twins.merged_parts import PARTS, hand_over
from copctl.errors import Refused
from copctl.store import journal
from copctl.store.bulk import table_of
from copctl.store.schema import (
    Answer,
    Change,
    ChangedRow,
    Consent,
    Endorsement,
    Member,
    MemberAddress,
    Message,
    Response,
    StatusChange,
    Survey,
    SurveyLink,
)
from copctl.store.schema.message import MessageStatus

# Stands in the journal beside the removal of B, so that erasing A finds what was B (no column is called so).
INTO = "@merged_into"
_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass
class Merged:
    """What became of two members: each field with both values and the kept one, then what hangs on them."""

    kept: int
    kept_name: str
    other: int
    other_name: str
    fields: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def merge(
    db: Session, kept: Member, other: Member, *, today: date, keep: Mapping[str, str] | None = None
) -> Merged:
    """Merge `other` (B) into `kept` (A); `keep` says of a field whose value is kept, `a` or `b`.

    Of two responses to one survey the newest whole one counts, as when somebody answers twice; a consent
    that either took back stays so. Refused for somebody and themselves.
    """
    if kept.id == other.id:
        raise Refused(f"{kept.name} is one member already.", hint="name two members")
    lines, values = settle(kept, other, keep or {})
    merged = Merged(kept.id, values["name"], other.id, other.name)
    if kept.country and other.country and kept.country != other.country:
        merged.notes.append(f"they stand in two countries, {kept.country} and {other.country}")
    consents = (_consents(kept), _consents(other))
    before = (_counts(db, kept.id), _counts(db, other.id))
    own = [email for email in (kept.email, other.email) if email]
    _note_status(db, kept, other, values, today)
    _gather(db, merged)
    _remove(db, kept, other)
    _write(kept, values, own)
    db.flush()
    _rename_keys(db, kept, other.id)
    db.flush()
    db.expire(kept)
    merged.fields = [*_shown(lines), *_consent_lines(*consents, kept), *_part_lines(before, db, kept)]
    return merged


def _note_status(db: Session, kept: Member, other: Member, values: Mapping[str, Any], today: date) -> None:
    """A status that comes from B is a step of A, unless one of B's own steps says so."""
    if values["status"] != kept.status and all(step.status != values["status"] for step in other.steps):
        on = values["status_since"] or today
        step = StatusChange(
            member_id=kept.id, status_before=kept.status, status=values["status"], changed_on=on
        )
        step.source = "merged"
        db.add(step)
        db.flush()


def _gather(db: Session, merged: Merged) -> None:
    """Give everything of B to A."""
    kept, other = merged.kept, merged.other
    # Nobody vouches for themselves.
    pair = (kept, other)
    within = select(Endorsement).where(Endorsement.member_id.in_(pair), Endorsement.by_id.in_(pair))
    for row in db.execute(within).scalars():
        db.delete(row)
        merged.notes.append("one vouched for the other: nobody vouches for themselves, so it goes")
    db.flush()
    for note in (*_keep_newest(db, kept, other), *_spare_second_mails(db, kept, other)):
        merged.notes.append(note)
    _share_participation(db, kept, other)
    # Whoever is signed in as B asks for a new link.
    removal.shut_out(db, other)
    for part in PARTS:
        hand_over(db, part, kept, other)


def _remove(db: Session, kept: Member, other: Member) -> None:
    """Take B out, who has nothing any more; the journal keeps into whom they went."""
    called = {"name": other.name}
    db.flush()
    trace = journal.Touched("member", other.id, called, called | {INTO: kept.id})
    journal.note(db, [trace])
    db.expire(other)
    db.delete(other)
    db.flush()


def _write(kept: Member, values: Mapping[str, Any], emails: Sequence[str]) -> None:
    """A's fields as they were settled; main addresses that are not the main one now become others."""
    for column, value in values.items():
        if getattr(kept, column) != value:
            setattr(kept, column, value)
    held = {address.email_key for address in kept.addresses}
    for email in emails:
        key = email_key(email)
        if key != kept.email_key and key not in held:
            kept.addresses.append(MemberAddress(email=email, email_key=key))


# Answers -----------------------------------------------------------------------------------------


def _keep_newest(db: Session, kept: int, other: int) -> Iterator[str]:
    """Of two responses to a survey the newest whole one counts: a person counts once in a tally."""
    both = select(Response).where(Response.member_id.in_((kept, other))).order_by(Response.id)
    by_survey: dict[int, list[Response]] = defaultdict(list)
    for response in db.execute(both).scalars():
        by_survey[response.survey_id].append(response)
    for survey_id, responses in by_survey.items():
        if len({response.member_id for response in responses}) > 1:
            newest = _newest(responses)
            for response in responses:
                if response is not newest:
                    _take_out(db, response)
            survey = db.get(Survey, survey_id)
            assert survey is not None
            when = f" of {newest.submitted_at:%Y-%m-%d}" if newest.submitted_at else ""
            yield f"both answered {survey.slug}: the newest whole answers{when} count, the others go"
    db.flush()


def _newest(responses: Sequence[Response]) -> Response:
    dated = all(response.submitted_at for response in responses)
    return max(responses, key=lambda r: (not r.partial, (dated and r.submitted_at) or _BEGINNING, r.id))


def _take_out(db: Session, response: Response) -> None:
    for answer in db.execute(select(Answer).where(Answer.response_id == response.id)).scalars():
        db.delete(answer)
    db.flush()
    db.delete(response)


def _rename_keys(db: Session, kept: Member, other: int) -> None:
    """Somebody without an address is known in a survey by their number: by A's address from now on.

    An import would not find them there otherwise, and count them twice.
    """
    key = f"email:{kept.email_key}" if kept.email_key else f"member:{kept.id}"
    for number in {kept.id, other}:
        for response in db.execute(
            select(Response).where(Response.respondent_key == f"member:{number}")
        ).scalars():
            there = select(Response.id).where(
                Response.survey_id == response.survey_id, Response.respondent_key == key
            )
            if db.execute(there).first() is None:
                response.respondent_key = key


def _share_participation(db: Session, kept: int, other: int) -> None:
    """Who took part as B took part as A. Outside the journal, as `surveys.asking.links` has it.

    Every row of such a survey is written anew, since PostgreSQL keeps which transaction wrote one last.
    """
    table = table_of(SurveyLink)
    shared = select(table.c.survey_id).where(table.c.member_id == other)
    took_part = shared.where(table.c.answered.is_(True)).scalar_subquery()
    db.execute(
        update(table).where(table.c.member_id == kept, table.c.survey_id.in_(took_part)).values(answered=True)
    )
    surveys = list(db.execute(shared).scalars())
    db.execute(update(table).where(table.c.survey_id.in_(surveys)).values(answered=table.c.answered))
    db.expire_all()


def _spare_second_mails(db: Session, kept: int, other: int) -> Iterator[str]:
    """A mail that waits for B does not go out where A has the same one."""
    mine = select(Message).where(Message.member_id == kept, Message.status != MessageStatus.CANCELLED.value)
    known = {_about(message, kept) for message in db.execute(mine).scalars()}
    waiting = select(Message).where(Message.member_id == other, Message.status == MessageStatus.QUEUED.value)
    for message in db.execute(waiting).scalars():
        if _about(message, other) in known:
            message.status = MessageStatus.CANCELLED.value
            yield f"the {message.kind} to {message.recipient} waits no more: the same went to the other entry"
    db.flush()


def _about(message: Message, number: int) -> tuple[str, ...]:
    return tuple("" if part == str(number) else part for part in message.about.split(":"))


# What is shown -----------------------------------------------------------------------------------


def _shown(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [{"field": line.field, "a": line.a, "b": line.b, "kept": line.kept} for line in lines]


def _consents(member: Member) -> dict[str, str]:
    return {consent.purpose: _standing(consent) for consent in member.consents}


def _standing(consent: Consent) -> str:
    return f"withdrawn {consent.withdrawn_on}" if consent.withdrawn_on else f"since {consent.given_on}"


def _consent_lines(
    mine: Mapping[str, str], theirs: Mapping[str, str], kept: Member
) -> Iterator[dict[str, Any]]:
    for purpose, now in _consents(kept).items():
        a, b = mine.get(purpose), theirs.get(purpose)
        yield {"field": f"consent: {purpose}", "a": a, "b": b, "kept": now}


def _counts(db: Session, number: int) -> dict[str, int]:
    return {part.label: len(part.rows(db, number)) for part in PARTS if part.label != "consents"}


def _part_lines(
    before: tuple[Mapping[str, int], Mapping[str, int]], db: Session, kept: Member
) -> Iterator[dict[str, Any]]:
    now = _counts(db, kept.id)
    for label, count in now.items():
        a, b = before[0][label], before[1][label]
        if a or b or count:
            yield {"field": label, "a": a, "b": b, "kept": count}


def once_merged(db: Session, number: int) -> list[int]:
    """The numbers of all members that went into this one, however far back; the journal knows them.

    A merging that was undone does not count.
    """
    found: list[int] = []
    looking = [number]
    while looking:
        into = ChangedRow.after[INTO].as_integer() == looking.pop()
        standing = Change.undone_by.is_(None), Change.undoes.is_(None)
        rows = (
            select(ChangedRow.row_id)
            .join(Change, ChangedRow.change_id == Change.id)
            .where(ChangedRow.noun == "member", into, *standing)
        )
        new = [row for row in db.execute(rows).scalars() if row not in found]
        found += new
        looking += new
    return found
