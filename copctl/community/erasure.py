"""Erasing a person for good: from the members, from their answers, from the journal and the index."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import mentions, people, publishing, removal
from copctl.community.twins import merging
from copctl.store import fulltext, journal, page_index
from copctl.store.base import Base
from copctl.store.schema import (
    Answer,
    Attendance,
    ChangedRow,
    Contribution,
    Endorsement,
    Member,
    Message,
    NameMatch,
    Offer,
    Picture,
    ReceivedMail,
    Response,
    Rsvp,
    Suppression,
    SurveyLink,
)

_CHUNK = 500

Place = tuple[str, int]
# Every column that names a member stands in one of these two, or in `removal.SIGNED_OUT`; a test compares
# them with the schema.
# Rows that are about the person or by them: the journal forgets what they held.
OWN = {
    ("consent", "member_id"), ("expertise", "member_id"), ("evidence", "member_id"),
    ("member_address", "member_id"), ("status_change", "member_id"), ("community_duty", "member_id"),
    ("absence", "member_id"), ("endorsement", "member_id"), ("endorsement", "by_id"),
    ("session_speaker", "member_id"), ("survey_link", "member_id"), ("name_match", "member_id"),
    ("message", "member_id"), ("rsvp", "member_id"), ("received_mail", "member_id"), ("offer", "member_id"),
}  # fmt: skip
# Rows that are another's: they only lose the person's number, and the journal keeps nothing else of them.
# Responses lose name and address too, attendance the name.
OF_OTHERS = {
    ("response", "member_id"), ("contribution", "member_id"), ("member", "referred_by_id"),
    ("attendance", "member_id"),
}  # fmt: skip


def erase(db: Session, member: Member, spared: Collection[str] = (), *, today: date) -> mentions.Mentions:
    """Remove a member; their answers lose name and address, and the journal forgets what it held.

    That goes for every entry that was merged into theirs, too. Whom they vouched for keeps a word without a
    name. Mails to others that name them are emptied, and issues that were sent lose their name; `spared` are
    keys of the name and address that stand in every mail. Cannot be undone, and the journal says so. The
    store's files are clean after `Database.forget_deleted`; copies of them that were made before are not.
    """
    numbers = [member.id, *merging.once_merged(db, member.id)]
    wanted, unsought = mentions.sought(numbers, _ever_written(db, member, numbers), spared)
    addresses = {member.email_key, *(held.email_key for held in member.addresses)} - {None}
    addresses |= _formerly(db, numbers[1:], "email_key")
    called = {member.name_key} | _formerly(db, numbers[1:], "name_key") | _once_called(db, member)
    own = called | addresses
    touched = [*(("member", number) for number in numbers), *_parts(db, numbers)]
    responses = _responses(db, member, addresses)
    touched += [place for response in responses for place in _anonymised(db, response, own)]
    touched += _taken_out(db, numbers)
    touched += _unsigned(db, own)
    touched += _unlisted(db, member, called)
    touched += _unnamed(db, member, addresses, called)
    _silence(db, member)
    found, emptied = mentions.take_out(db, wanted, today)
    touched += emptied
    people.remove(db, member)
    for noun, row_id in touched:
        _blank(db, noun, row_id)
    for number in numbers:
        fulltext.forget(db, number)
    # Which of the members' pages name them is not worth finding out: they are indexed anew.
    page_index.forget_pages(db)
    journal.mark_final(db, "a person was erased")
    found.unsought = unsought
    return found


def _ever_written(db: Session, member: Member, numbers: list[int]) -> set[str]:
    """Every name and address that the person has or had."""
    held = {member.name, member.email, *(address.email for address in member.addresses)}
    held |= _formerly(db, numbers, "name") | _formerly(db, numbers, "email")
    return {text for text in held if text}


def _formerly(db: Session, numbers: list[int], column: str) -> set[str | None]:
    """What a column held of members that are no more, as the journal has it."""
    rows = select(ChangedRow.before, ChangedRow.after).where(
        ChangedRow.noun == "member", ChangedRow.row_id.in_(numbers)
    )
    held = {values.get(column) for row in db.execute(rows) for values in row if values is not None}
    return held - {None}


def _once_called(db: Session, member: Member) -> set[str | None]:
    """Names that the person had before they mended them; one that is another's by now is left alone."""
    former = _formerly(db, [member.id], "name_key")
    others = select(Member.name_key).where(Member.name_key.in_(former), Member.id != member.id)
    return former - set(db.execute(others).scalars())


def _parts(db: Session, numbers: list[int]) -> Iterator[Place]:
    """Every row that is or was a part of the member, also those taken out before."""
    pieces: set[int] = set()
    for noun, column in sorted(OWN):
        found = _rows_naming(db, noun, column, numbers)
        pieces |= {row_id for row_id in found if noun == "evidence"}
        yield from ((noun, row_id) for row_id in found)
    yield from (
        ("evidence_topic", row_id)
        for row_id in _rows_naming(db, "evidence_topic", "evidence_id", sorted(pieces))
    )


def _rows_naming(db: Session, noun: str, column: str, numbers: list[int]) -> set[int]:
    """Rows of a table that name one of these numbers in a column, now or in the journal."""
    table = Base.metadata.tables[noun]
    found: set[int] = set()
    for start in range(0, len(numbers), _CHUNK):
        chunk = numbers[start : start + _CHUNK]
        whose = or_(
            ChangedRow.before[column].as_integer().in_(chunk),
            ChangedRow.after[column].as_integer().in_(chunk),
        )
        found |= set(db.execute(select(table.c.id).where(table.c[column].in_(chunk))).scalars())
        found |= set(
            db.execute(select(ChangedRow.row_id).where(ChangedRow.noun == noun, whose).distinct()).scalars()
        )
    return found


def _silence(db: Session, member: Member) -> None:
    """What they wrote when they vouched for others goes."""
    for said in db.execute(select(Endorsement).where(Endorsement.by_id == member.id)).scalars():
        said.note = ""


def _unnamed(db: Session, member: Member, addresses: set[str | None], called: set[str | None]) -> list[Place]:
    """Remove what names the person beside their own row: links, mails of any age, confirmed names."""
    mails = (Message.member_id == member.id) | func.lower(Message.recipient).in_(addresses)
    named = (NameMatch.member_id == member.id) | NameMatch.name_key.in_(called)
    came = ReceivedMail.member_id == member.id, func.lower(ReceivedMail.sender).in_(addresses)
    sent = list(db.execute(select(Message.id).where(mails)).scalars())
    removal.let_attempts_stand(db, sent)
    rows = [
        *db.execute(select(SurveyLink).where(SurveyLink.member_id == member.id)).scalars(),
        *db.execute(select(ReceivedMail).where(or_(*came, ReceivedMail.message_id.in_(sent)))).scalars(),
        *db.execute(select(Suppression).where(Suppression.email_key.in_(addresses))).scalars(),
        *db.execute(select(Rsvp).where(Rsvp.member_id == member.id)).scalars(),
        *db.execute(select(Offer).where(Offer.member_id == member.id)).scalars(),
        *db.execute(select(Message).where(mails)).scalars(),
        *db.execute(select(NameMatch).where(named)).scalars(),
    ]
    places = [(row.__tablename__, row.id) for row in rows]
    for row in rows:
        db.delete(row)
    return places


def _unlisted(db: Session, member: Member, called: set[str | None]) -> Iterator[Place]:
    """Take the name out of lists of who came; that somebody came still counts."""
    for row in db.execute(select(Attendance)).scalars():
        if row.member_id == member.id or names.key(row.name) in called:
            row.member_id, row.name = None, ""
            yield "attendance", row.id


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


def _taken_out(db: Session, numbers: list[int]) -> Iterator[Place]:
    """Responses of theirs that are no more, with their answers: only the journal still holds them."""
    theirs = _rows_naming(db, "response", "member_id", numbers)
    gone = {row_id for row_id in theirs if db.get(Response, row_id) is None}
    yield from (("response", row_id) for row_id in gone)
    yield from (("answer", row_id) for row_id in _rows_naming(db, "answer", "response_id", sorted(gone)))


def _unsigned(db: Session, own: set[str | None]) -> Iterator[Place]:
    """Stories and pictures that went out with this person's consent have none any more."""
    for piece in db.execute(select(Contribution).where(Contribution.consent_by != "")).scalars():
        if _is_own(piece, own):
            publishing.take_back(piece)
            piece.agreed = ""
            yield "contribution", piece.id
    for picture in db.execute(select(Picture)).scalars():
        is_own, is_credited = _is_own(picture, own), names.key(picture.credit) in own
        if is_own:
            publishing.take_back(picture)
        if is_credited:
            picture.credit = ""
        if is_own or is_credited:
            yield "picture", picture.id


def _is_own(piece: publishing.Published, own: set[str | None]) -> bool:
    """Whether somebody called so gave the consent."""
    return any(publishing.is_signed_by(piece.consent_by, name) for name in own if name)


def _blank(db: Session, noun: str, row_id: int) -> None:
    rows = update(ChangedRow).where(ChangedRow.noun == noun, ChangedRow.row_id == row_id)
    db.execute(rows.values(before=None, after=None))
