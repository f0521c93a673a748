"""Who may be written to is asked at delivery: every line of the table in `mail.permission`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from copctl.community import consent, people
from copctl.community.suppression import unsubscribe
from copctl.mail import kinds
from copctl.mail.permission import objection, objections
from copctl.store.engine import Database
from copctl.store.schema import LearningSession, Member, MemberAddress, Message, Rsvp
from copctl.store.suppression import of_address, suppress, suppress_many

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 8, tzinfo=UTC)
UNSUBSCRIBED = "has unsubscribed"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Session]:
    database = Database.created(f"sqlite:///{tmp_path / 'c.db'}")
    with database.transaction(who="Ana", command="test", at=NOW) as session:
        yield session


@pytest.fixture
def bo(db: Session) -> Member:
    member = Member(
        name="Bo", name_key="bo", email="Bo@example.org", email_key="bo@example.org", languages=[]
    )
    member.addresses = [MemberAddress(email="bo@home.example", email_key="bo@home.example")]
    db.add(member)
    db.flush()
    return member


def mail(db: Session, member: Member, kind: str = "session invitation", *, to_list: bool = True) -> Message:
    number = f"{kind}:{to_list}:{datetime.now(UTC).timestamp()}"
    message = Message(
        about=number, kind=kind, member_id=member.id, recipient=member.email or "", subject="Hello", text="x",
        message_id=number, queued_at=NOW, to_list=to_list,
    )  # fmt: skip
    db.add(message)
    db.flush()
    return message


def why(db: Session, member: Member, kind: str = "session invitation", *, to_list: bool = True) -> str:
    message = mail(db, member, kind, to_list=to_list)
    said = objection(db, message, member)
    assert objections(db, [message]) == ({message.id: said} if said else {})
    return said


def test_without_a_reason_mail_goes(db: Session, bo: Member) -> None:
    assert why(db, bo) == why(db, bo, "welcome", to_list=False) == ""


def test_nobody_and_those_who_left_get_nothing(db: Session, bo: Member) -> None:
    assert objection(db, mail(db, bo), None) == "is no member any more"
    bo.status = "left"
    assert why(db, bo, to_list=False) == "has left"
    bo.status, bo.email, bo.email_key = "prospect", None, None
    assert why(db, bo, to_list=False) == "has no address any more"


@pytest.mark.parametrize("reason", ["bounced", "complained", "asked", "unsubscribed"])
def test_a_dead_address_gets_nothing_at_all_but_another_of_the_same_person_does(
    db: Session, bo: Member, reason: str
) -> None:
    suppress(db, "BO@example.org", scope="all", reason=reason, detail="", now=NOW)

    assert why(db, bo)
    assert why(db, bo, "welcome", to_list=False)

    bo.email, bo.email_key = "bo@new.example", "bo@new.example"
    assert why(db, bo) == why(db, bo, "welcome", to_list=False) == ""


def test_who_unsubscribed_gets_what_is_for_them_alone(db: Session, bo: Member) -> None:
    assert unsubscribe(db, bo, today=TODAY, now=NOW, source="by mail")
    assert not unsubscribe(db, bo, today=TODAY, now=NOW, source="by mail")

    assert why(db, bo) == why(db, bo, "survey invitation") == UNSUBSCRIBED
    assert why(db, bo, "welcome", to_list=False) == ""


def test_any_address_of_theirs_counts(db: Session, bo: Member) -> None:
    suppress(db, "bo@home.example", scope="list", reason="unsubscribed", detail="", now=NOW)

    assert why(db, bo) == UNSUBSCRIBED


@pytest.mark.parametrize("kind", [kinds.NEWSLETTER, kinds.NEWSLETTER_CALL])
def test_the_newsletter_needs_a_consent_that_stands(db: Session, bo: Member, kind: str) -> None:
    assert why(db, bo, kind) == "has not agreed to get the newsletter"
    consent.give(bo, "newsletter", today=TODAY, source="moderator")
    db.flush()
    assert why(db, bo, kind) == ""
    consent.withdraw(bo, "newsletter", today=TODAY)
    db.flush()
    assert why(db, bo, kind) == "has not agreed to get the newsletter"
    assert why(db, bo) == ""


def test_a_consent_taken_back_ends_invitations_to_join_and_one_never_given_does_not(
    db: Session, bo: Member
) -> None:
    assert why(db, bo, kinds.INVITATION_TO_JOIN) == ""
    consent.give(bo, "newsletter", today=TODAY, source="moderator")
    consent.withdraw(bo, "newsletter", today=TODAY)
    db.flush()

    assert why(db, bo, kinds.INVITATION_TO_JOIN) == "took back their consent to the newsletter"
    assert why(db, bo, kinds.REMINDER_TO_JOIN) == "took back their consent to the newsletter"


def test_a_prospect_who_took_it_back_gets_nothing_that_goes_to_many(db: Session, bo: Member) -> None:
    consent.give(bo, "newsletter", today=TODAY, source="Mailchimp")
    consent.withdraw(bo, "newsletter", today=TODAY)
    db.flush()
    assert why(db, bo) == ""

    bo.status = "prospect"

    assert why(db, bo) == "took back their consent to the newsletter, and is no member"
    assert why(db, bo, "speaker request", to_list=False) == ""


@pytest.mark.parametrize(("answer", "goes"), [("yes", True), ("maybe", True), ("no", False)])
def test_who_said_they_come_hears_that_it_is_off_though_they_unsubscribed(
    db: Session, bo: Member, answer: str, goes: bool
) -> None:
    session = LearningSession(
        code="2026-12", title="T", starts_at=NOW, timezone="UTC", minutes=60, calendar_uid="x"
    )
    db.add(session)
    db.flush()
    db.add(Rsvp(session_id=session.id, member_id=bo.id, answer=answer, said_at=NOW, source="mail"))
    unsubscribe(db, bo, today=TODAY, now=NOW, source="by mail")
    other = mail(db, bo, kinds.SESSION_CANCELLATION)
    message = mail(db, bo, kinds.SESSION_UPDATE)
    message.session_id = session.id
    invitation = mail(db, bo)
    invitation.session_id = session.id
    db.flush()

    held = objections(db, [other, message, invitation])

    assert held == {other.id: UNSUBSCRIBED, invitation.id: UNSUBSCRIBED} | (
        {} if goes else {message.id: UNSUBSCRIBED}
    )
    suppress(db, "bo@example.org", scope="all", reason="bounced", detail="", now=NOW)
    assert objection(db, message, bo)


def test_the_stronger_reason_stays(db: Session) -> None:
    assert suppress(db, "a@example.org", scope="list", reason="unsubscribed", detail="", now=NOW)
    assert suppress(db, "A@example.org", scope="all", reason="bounced", detail="550", now=NOW)
    assert not suppress(db, "a@example.org", scope="list", reason="unsubscribed", detail="", now=NOW)

    row = of_address(db, "a@EXAMPLE.org")
    assert row is not None
    assert (row.scope, row.reason, row.detail) == ("all", "bounced", "550")


def test_many_addresses_are_held_back_at_once(db: Session) -> None:
    suppress(db, "a@example.org", scope="all", reason="bounced", detail="", now=NOW)
    many = [f"p{n}@example.org" for n in range(700)]

    assert (
        suppress_many(
            db, ["A@example.org", *many, "P1@example.org"], reason="unsubscribed", detail="x", now=NOW
        )
        == 700
    )
    assert suppress_many(db, many, reason="unsubscribed", detail="x", now=NOW) == 0
    assert of_address(db, "p699@example.org").scope == "list"


def test_agreeing_again_takes_an_unsubscription_back_but_no_complaint(db: Session, bo: Member) -> None:
    unsubscribe(db, bo, today=TODAY, now=NOW, source="by mail")
    people.agree(bo, ["speaking"], today=TODAY)
    assert why(db, bo) == UNSUBSCRIBED
    people.agree(bo, ["newsletter"], today=TODAY)
    assert why(db, bo) == why(db, bo, kinds.NEWSLETTER) == ""

    suppress(db, "bo@example.org", scope="list", reason="complained", detail="", now=NOW)
    people.agree(bo, ["newsletter"], today=TODAY)
    assert why(db, bo) == UNSUBSCRIBED
