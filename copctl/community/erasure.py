"""Erasing a person for good: from the members, from their answers, from the journal and the index."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import people
from copctl.store import fulltext, journal
from copctl.store.schema import Answer, ChangedRow, Contribution, Member, Response

Place = tuple[str, int]
_PARTS = ("consent", "expertise", "evidence")


def erase(db: Session, member: Member) -> None:
    """Remove a member; their answers lose name and address, and the journal forgets what it held.

    Cannot be undone, and the journal says so. The store's files are clean after
    `Database.forget_deleted`; copies of them that were made before are not.
    """
    own = {member.name_key, member.email_key} - {None}
    touched = [("member", member.id), *_parts(db, member)]
    touched += [place for response in _responses(db, member) for place in _anonymised(db, response, own)]
    touched += _unsigned(db, own)
    number = member.id
    people.remove(db, member)
    for noun, row_id in touched:
        _blank(db, noun, row_id)
    fulltext.forget(db, number)
    journal.mark_final(db, "a person was erased")


def _parts(db: Session, member: Member) -> Iterator[Place]:
    """Every row that is or was a part of the member, also those taken out before."""
    for rows in (member.consents, member.expertise, member.evidence):
        yield from ((row.__tablename__, row.id) for row in rows)
    whose = or_(
        ChangedRow.before["member_id"].as_integer() == member.id,
        ChangedRow.after["member_id"].as_integer() == member.id,
    )
    once = select(ChangedRow.noun, ChangedRow.row_id).where(ChangedRow.noun.in_(_PARTS), whose).distinct()
    yield from db.execute(once).tuples()


def _responses(db: Session, member: Member) -> list[Response]:
    mine = Response.member_id == member.id
    if member.email_key is not None:
        mine = mine | (func.lower(Response.email) == member.email_key)
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
