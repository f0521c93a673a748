"""Acting on mails once: twice changes nothing, and the order in which they come does not matter."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import people
from copctl.community.profile import Profile
from copctl.mail.sorting import Arrived, arrived
from copctl.sessions import incoming, planning, rsvps
from copctl.store.engine import Database
from copctl.store.schema import Attempt, Consent, LearningSession, Member, Message, Rsvp, Suppression
from copctl.store.schema.message import ReceivedMail
from tests.mail import arriving

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WHO = ("ana", "bo", "chea")


def store(folder: str) -> Database:
    """Three members, a session, and a mail to each of them that went out."""
    database = Database.created(f"sqlite:///{Path(folder) / 'community.db'}")
    with database.transaction(who="t", command="t", at=NOW) as db:
        session = planning.plan(
            db, planning.Plan(on="2026-12-10 14:00", timezone="UTC", title="X"), today=NOW.date()
        )
        session.calendar_uid = "uid@copctl"
        for name in WHO:
            member = people.add(db, Profile(name=name, email=f"{name}@example.org"), today=NOW.date())
            db.add(Message(about=name, kind="invitation", member_id=member.id, session_id=session.id,
                           recipient=f"{name}@example.org", subject="x", text="x", message_id=f"{name}@copctl",
                           status="sent", queued_at=NOW, sent_at=NOW))  # fmt: skip
    return database


def held(db: Session) -> dict[str, list[tuple[Any, ...]]]:
    """All that a mail could change."""
    models = (Rsvp, Suppression, Attempt, ReceivedMail, Consent)
    found = {
        model.__tablename__: [tuple(row) for row in db.execute(select(*model.__table__.c)).all()]
        for model in models
    }
    found["message"] = [tuple(row) for row in db.execute(select(Message.id, Message.status)).all()]
    return found


def taken(database: Database, mails: list[Arrived]) -> dict[str, list[tuple[Any, ...]]]:
    with database.transaction(who="t", command="mail fetch", at=NOW) as db:
        incoming.take_in(db, mails, now=NOW, today=NOW.date(), link_key=None)
    with database.reading() as db:
        return held(db)


people_ = st.sampled_from(WHO)
minutes = st.integers(0, 59).map(lambda minute: f"20261123T03{minute:02}00Z")


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    """A mail of any kind, from or about any of the three."""
    name, key = draw(people_), str(draw(st.integers(0, 10**9)))
    email = f"{name}@example.org"
    partstat = draw(st.sampled_from(["ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"]))
    return draw(
        st.sampled_from([
            arriving.gmail(arriving.calendar("uid@copctl", email, partstat, stamp=draw(minutes)), key=key, sender=email),
            arriving.bounce(email, f"{name}@copctl", status=draw(st.sampled_from(["5.1.1", "5.2.2"])), key=key),
            arriving.complaint(f"{name}@copctl", key=key),
            arriving.mail(f"[2026-12] {draw(st.sampled_from(['yes', 'no']))}", sender=email, key=key),
            arriving.mail("Hello", sender=email, key=key),
            arriving.mail("unsubscribe", sender=email, key=key),
        ])
    )  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(mails(), max_size=8), st.randoms(use_true_random=False))
def test_taking_mails_in_twice_changes_nothing(contents: list[bytes], random: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = store(folder)
        once = taken(database, [arrived(content) for content in contents])
        random.shuffle(contents)

        assert taken(database, [arrived(content) for content in contents + contents]) == once
        for content in contents:
            assert taken(database, [arrived(content)]) == once
        database.close()


replies = st.tuples(
    people_, st.sampled_from(["ACCEPTED", "DECLINED", "TENTATIVE"]), st.integers(0, 2), minutes
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(replies, max_size=7, unique_by=lambda reply: (reply[0], reply[2], reply[3])), st.integers(1, 7)
)
def test_whichever_order_replies_come_in_the_last_version_counts(
    said: list[tuple[str, str, int, str]], apart: int
) -> None:
    """RFC 5546, section 2.1.5, against the greatest (SEQUENCE, DTSTAMP) of each."""
    expected = {}
    for name, partstat, _, _ in sorted(said, key=lambda reply: reply[2:]):
        expected[name] = {"ACCEPTED": "yes", "DECLINED": "no", "TENTATIVE": "maybe"}[partstat]
    come = [
        arrived(arriving.gmail(
            arriving.calendar("uid@copctl", f"{name}@example.org", partstat, sequence=sequence, stamp=stamp),
            key=str(number), sender=f"{name}@example.org",
        ))
        for number, (name, partstat, sequence, stamp) in enumerate(said)
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        database = store(folder)
        taken(database, come[:apart])
        taken(database, come[apart:])
        with database.reading() as db:
            found = select(Member.name, Rsvp.answer).join(Rsvp, Rsvp.member_id == Member.id)
            assert dict(db.execute(found).tuples().all()) == expected
        database.close()


def test_an_answer_of_a_clock_that_goes_wrong_does_not_bar_the_next(tmp_path: Path) -> None:
    database = store(str(tmp_path))
    with database.transaction(who="t", command="t", at=NOW) as db:
        ahead = arriving.calendar("uid@copctl", stamp="20990101T000000Z")
        incoming.take_in(
            db, [arrived(arriving.gmail(ahead, key="1"))], now=NOW, today=NOW.date(), link_key=None
        )
    later = NOW + timedelta(days=1)
    with database.transaction(who="t", command="t", at=later) as db:
        changed = arriving.calendar("uid@copctl", partstat="DECLINED", stamp="20261123T120000Z")
        incoming.take_in(
            db, [arrived(arriving.gmail(changed, key="2"))], now=later, today=later.date(), link_key=None
        )
        session = db.execute(select(LearningSession)).scalar_one()
        bo = people.find(db, "bo")
        answer = rsvps.of_member(db, session, bo)
        assert answer is not None
        assert answer.answer == "no"
    database.close()


def test_the_address_that_was_invited_is_known_though_the_member_has_another_now(tmp_path: Path) -> None:
    database = store(str(tmp_path))
    with database.transaction(who="t", command="t", at=NOW) as db:
        bo = people.find(db, "bo")
        bo.email, bo.email_key = "bo@new.example", "bo@new.example"
        db.flush()
        intake = incoming.take_in(
            db,
            [arrived(arriving.gmail(arriving.calendar("uid@copctl")))],
            now=NOW,
            today=NOW.date(),
            link_key=None,
        )
        assert [mail.note for mail in intake.placed] == ["bo says yes to session 2026-12"]
    database.close()
