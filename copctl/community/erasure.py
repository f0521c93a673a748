"""Erasing a person for good: from the members, from their answers, from the journal and the index."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import people
from copctl.store import fulltext, journal
from copctl.store.schema import (
    Answer,
    ChangedRow,
    Contribution,
    Member,
    Message,
    NameMatch,
    Response,
    SurveyLink,
)

Place = tuple[str, int]
_PARTS = ("consent", "expertise", "evidence", "member_address", "survey_link", "name_match", "message")


def erase(db: Session, member: Member) -> None:
    """Remove a member; their answers lose name and address, and the journal forgets what it held.

    Cannot be undone, and the journal says so. The store's files are clean after
    `Database.forget_deleted`; copies of them that were made before are not.
    """
    addresses = {member.email_key, *(held.email_key for held in member.addresses)} - {None}
    own = {member.name_key} | addresses
    touched = [("member", member.id), *_parts(db, member)]
    responses = _responses(db, member, addresses)
    touched += [place for response in responses for place in _anonymised(db, response, own)]
    touched += _unsigned(db, own)
    touched += _unnamed(db, member, addresses)
    number = member.id
    people.remove(db, member)
    for noun, row_id in touched:
        _blank(db, noun, row_id)
    fulltext.forget(db, number)
    journal.mark_final(db, "a person was erased")


def _parts(db: Session, member: Member) -> Iterator[Place]:
    """Every row that is or was a part of the member, also those taken out before."""
    for rows in (member.consents, member.expertise, member.evidence, member.addresses):
        yield from ((row.__tablename__, row.id) for row in rows)
    whose = or_(
        ChangedRow.before["member_id"].as_integer() == member.id,
        ChangedRow.after["member_id"].as_integer() == member.id,
    )
    once = select(ChangedRow.noun, ChangedRow.row_id).where(ChangedRow.noun.in_(_PARTS), whose).distinct()
    yield from db.execute(once).tuples()


def _unnamed(db: Session, member: Member, addresses: set[str | None]) -> list[Place]:
    """Remove what names the person beside their own row: links, mails of any age, confirmed names."""
    mails = (Message.member_id == member.id) | func.lower(Message.recipient).in_(addresses)
    named = (NameMatch.member_id == member.id) | (NameMatch.name_key == member.name_key)
    rows = [
        *db.execute(select(SurveyLink).where(SurveyLink.member_id == member.id)).scalars(),
        *db.execute(select(Message).where(mails)).scalars(),
        *db.execute(select(NameMatch).where(named)).scalars(),
    ]
    places = [(row.__tablename__, row.id) for row in rows]
    for row in rows:
        db.delete(row)
    return places


def _responses(db: Session, member: Member, addresses: set[str | None]) -> list[Response]:
    mine = (Response.member_id == member.id) | func.lower(Response.email).in_(addresses)
    return list(db.execute(select(Response).where(mine)).scalars())


def _anonymised(db: Session, response: Response, own: set[str | None]) -> Iterator[Place]:
    """Take name and address out of a response and of the answers that only repeat them."""
    response.email, response.name = None, ""
    response.respondent_key = f"erased:{response.id}"
    yield "response", response.id
    for answer in db.execute(select(Answer).where(Answer.response_id == response.id)).scalars():
        if answer.text is not None and names.key(answer.text) in own:
            answer.text = None
            yield "answer", answer.id


def _unsigned(db: Session, own: set[str | None]) -> Iterator[Place]:
    """Stories that went out with this person's consent have none any more."""
    for piece in db.execute(select(Contribution).where(Contribution.consent_by != "")).scalars():
        if names.key(piece.consent_by) in own:
            piece.consent_by, piece.consent_on = "", None
            yield "contribution", piece.id


def _blank(db: Session, noun: str, row_id: int) -> None:
    rows = update(ChangedRow).where(ChangedRow.noun == noun, ChangedRow.row_id == row_id)
    db.execute(rows.values(before=None, after=None))
