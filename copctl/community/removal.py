"""Taking somebody out of the store, and what hangs on them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from copctl.errors import Refused
from copctl.store.schema import (
    Attempt,
    Attendance,
    Contribution,
    Endorsement,
    Member,
    Message,
    NameMatch,
    Offer,
    ReceivedMail,
    Response,
    Rsvp,
    SessionSpeaker,
    SignIn,
    SurveyLink,
    WebSession,
)
from copctl.store.schema.message import MessageStatus

# Columns that name a member in rows that the journal does not keep: they go as soon as anything happens.
SIGNED_OUT = {("sign_in", "member_id"), ("web_session", "member_id")}


def belongings(db: Session, member: Member) -> str:
    """What hangs on a member, in words."""
    answers = db.execute(select(func.count()).where(Response.member_id == member.id)).scalar_one()
    parts = [
        (len(member.expertise), "topic"),
        (len(member.evidence), "evidence line"),
        (len(member.consents), "consent"),
        (answers, "survey response"),
    ]
    words = [f"{count} {noun}{'s' * (count != 1)}" for count, noun in parts if count]
    return ", ".join(words) or "nothing else is stored"


def remove(db: Session, member: Member) -> None:
    """Take a member out of the store; what they answered stays, without them. Can be undone.

    Mails that wait for them go too. What an undo cannot bring back is that they took part in an
    anonymous survey, which no journal knows. Refused for somebody who stands on a session's programme.
    """
    speaks = db.execute(select(SessionSpeaker).where(SessionSpeaker.member_id == member.id)).scalars().first()
    if speaks is not None:
        raise Refused(
            f"{member.name} is a speaker of session {speaks.session.code}.",
            hint=f"copctl session edit {speaks.session.code} --drop-speaker {member.id}, "
            f"or copctl member edit {member.id} --status left",
        )
    _forget_in_others(db, member)
    _let_go(db, member)
    db.flush()
    db.delete(member)
    db.flush()


def _forget_in_others(db: Session, member: Member) -> None:
    """What others said of them, or they of others, stays without their number."""
    for response in db.execute(select(Response).where(Response.member_id == member.id)).scalars():
        response.member_id = None
    for piece in db.execute(select(Contribution).where(Contribution.member_id == member.id)).scalars():
        piece.member_id = None
    for brought in db.execute(select(Member).where(Member.referred_by_id == member.id)).scalars():
        brought.referred_by_id = None
    for said in db.execute(select(Endorsement).where(Endorsement.by_id == member.id)).scalars():
        said.by_id = None


def _let_go(db: Session, member: Member) -> None:
    """Take out the links, confirmed names, answers to invitations and waiting mails of a member.

    Mails that went out stay, and so does what counts who came.
    """
    for presence in db.execute(select(Attendance).where(Attendance.member_id == member.id)).scalars():
        presence.member_id = None
    for received in db.execute(select(ReceivedMail).where(ReceivedMail.member_id == member.id)).scalars():
        received.member_id = None
    shut_out(db, member.id, member.email_key)
    for model in (SurveyLink, NameMatch, Rsvp, Offer):
        for row in db.execute(select(model).where(model.member_id == member.id)).scalars():
            db.delete(row)
    for message in db.execute(select(Message).where(Message.member_id == member.id)).scalars():
        if message.status == MessageStatus.QUEUED:
            let_attempts_stand(db, [message.id])
            db.delete(message)
        else:
            message.member_id = None


def shut_out(db: Session, number: int, email_key: str | None = None) -> None:
    """Sign a member out of the portal everywhere; links and codes that they asked for count no more."""
    db.execute(delete(WebSession).where(WebSession.member_id == number))
    asked = SignIn.member_id == number
    if email_key:
        asked |= SignIn.address_key == email_key
    db.execute(delete(SignIn).where(asked))


def let_attempts_stand(db: Session, numbers: Sequence[int]) -> None:
    """Part attempts from mails that go: without number and words they only count for a provider's limits."""
    of_these = update(Attempt).where(Attempt.message_id.in_(numbers))
    db.execute(of_these.values(message_id=None, said=""))
