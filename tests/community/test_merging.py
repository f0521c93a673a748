"""Merging keeps all that hangs on two entries, and undo brings the second back whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import erasure, people, removal
from copctl.community.twins import merged_fields, merging
from copctl.community.twins.merged_parts import PARTS
from copctl.community.twins.merging import Merged
from copctl.store import undo
from copctl.store.base import Base
from copctl.store.engine import Database
from copctl.store.schema import (
    Absence,
    Answer,
    Attendance,
    ChangedRow,
    CommunityDuty,
    Consent,
    Contribution,
    Endorsement,
    Evidence,
    EvidenceTopic,
    Expertise,
    LearningSession,
    Member,
    MemberAddress,
    Message,
    NameMatch,
    Offer,
    Organisation,
    Question,
    ReceivedMail,
    Response,
    Rsvp,
    SessionSpeaker,
    StatusChange,
    Survey,
    SurveyLink,
    Topic,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAY = date(2026, 3, 1)
LATER = date(2026, 9, 1)
A, B, OTHER = 1, 2, 3
NAMED = {
    (key.parent.table.name, key.parent.name)
    for table in Base.metadata.tables.values()
    for key in table.foreign_keys
    if key.column.table.name == "member"
}


class World:
    """A store with two entries of one person, and somebody else."""

    def __init__(self, path: Path) -> None:
        self.database = Database.created(f"sqlite:///{path / 'community.db'}")
        with self.changing() as db:
            db.add_all([Organisation(id=1, name="Mekong Watch", name_key="mekong watch")])
            db.add_all([Topic(id=n, slug=f"t{n}", label=f"Topic {n}") for n in (1, 2, 3)])
            for number, name in ((A, "Sok Dara"), (B, "Dara Sok"), (OTHER, "Chea Bopha")):
                email = f"m{number}@example.org"
                db.add(Member(id=number, name=name, name_key=name.lower(), email=email, email_key=email,
                              status="active", languages=[]))  # fmt: skip
                db.flush()
            db.add_all([Survey(id=n, slug=f"s{n}", title="S", status="open", settings={}) for n in (1, 2)])
            db.add(Survey(id=3, slug="s3", title="S", status="open", settings={"anonymous": "yes"}))
            db.flush()
            db.add_all([Question(id=n, survey_id=n, position=1, name="why", type="text") for n in (1, 2, 3)])
            for n in (1, 2):
                db.add(LearningSession(id=n, code=f"2026-0{n}", title="T", starts_at=NOW, timezone="UTC",
                                       minutes=60, calendar_uid=str(n)))  # fmt: skip

    @contextmanager
    def changing(self) -> Iterator[Session]:
        with self.database.transaction(who="Ana", command="test", at=NOW) as db:
            yield db

    def add(self, *rows: Any) -> None:
        with self.changing() as db:
            for row in rows:
                db.add(row)
                db.flush()

    def merge(self, **keep: str) -> Merged:
        with self.changing() as db:
            kept, other = people.find(db, str(A)), people.find(db, str(B))
            return merging.merge(db, kept, other, today=TODAY, keep=keep)

    def rows(self, model: type[Any]) -> list[Any]:
        with self.database.reading() as db:
            return list(db.execute(select(model).order_by(model.id)).scalars())

    def member(self) -> Member:
        with self.database.reading() as db:
            found = people.find(db, str(A))
            _ = (found.addresses, found.expertise, found.consents, found.steps, found.duties, found.absences)
            return found

    def everything(self) -> dict[str, list[Any]]:
        """All rows of all tables but the journal's own."""
        with self.database.reading() as db:
            return {
                table.name: [tuple(row) for row in db.execute(select(table).order_by(table.c.id))]
                for table in Base.metadata.sorted_tables
                if table.name not in ("change", "changed_row")
            }


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def response(number: int, survey: int, member: int | None, on: date, *, partial: bool = False) -> list[Any]:
    at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    given = Response(id=number, survey_id=survey, respondent_key=f"email:m{member}@{number}", member_id=member,
                     submitted_at=at, digest="x", partial=partial)  # fmt: skip
    return [given, Answer(survey_id=survey, question_id=survey, response_id=number, text=f"said {number}")]


def mail(number: int, member: int, survey: int | None, status: str = "queued") -> Message:
    return Message(id=number, about=f"survey:s{survey}:invite:{member}", kind="survey invitation",
                   member_id=member, survey_id=survey, recipient=f"m{member}@example.org", subject="S",
                   text="T", message_id=str(number), status=status, queued_at=NOW)  # fmt: skip


def everything_of(number: int) -> list[Any]:
    """A row in every table that names a member; half of them is what A and B both have."""
    other = {A: LATER, B: DAY}[number]
    return [
        MemberAddress(member_id=number, email=f"x{number}@b.example", email_key=f"x{number}@b.example"),
        StatusChange(member_id=number, status_before="invited", status="active", changed_on=DAY),
        CommunityDuty(member_id=number, kind="core", since=other),
        Absence(member_id=number, first_day=DAY, last_day=DAY),
        Consent(member_id=number, purpose="newsletter", given_on=DAY),
        Expertise(member_id=number, topic_id=1, level=number, claimed_on=other),
        Expertise(member_id=number, topic_id=1 + number, level=1, claimed_on=DAY),
        Endorsement(member_id=number, topic_id=1, voice="peer", by_id=OTHER, level=3, given_on=other),
        Endorsement(member_id=number, topic_id=2, voice="moderator", level=3, given_on=other),
        Endorsement(member_id=OTHER, topic_id=1, voice="peer", by_id=number, given_on=other, note="good"),
        Evidence(id=number, member_id=number, kind="talk", title="The pump", dated=DAY),
        EvidenceTopic(evidence_id=number, topic_id=number),
        SessionSpeaker(session_id=1, member_id=number, status="accepted", since=other),
        Rsvp(session_id=1, member_id=number, answer="yes", said_at=NOW, source="mail"),
        Attendance(session_id=1, member_id=number, name=f"n{number}", minutes=10 * number),
        ReceivedMail(key=f"r{number}", kind="reply", received_at=NOW, member_id=number),
        Contribution(kind="project", title=f"P{number}", member_id=number, dated=DAY),
        Offer(kind="project", title=f"Q{number}", member_id=number, offered_at=NOW),
        mail(number, number, 1),
        SurveyLink(survey_id=1, member_id=number, code_hash=f"h{number}", invited_on=other),
        SurveyLink(survey_id=2 + (number == B), member_id=number, code_hash=f"i{number}"),
        NameMatch(survey_id=1, name_key=f"n{number}", member_id=number),
        *response(number, 1, number, other),
        *response(10 + number, 2, number if number == B else None, other),
    ]


def test_every_column_that_names_a_member_is_known() -> None:
    assert {part.place for part in PARTS} | removal.SIGNED_OUT == NAMED
    assert erasure.OWN | erasure.OF_OTHERS | removal.SIGNED_OUT == NAMED
    assert not erasure.OWN & erasure.OF_OTHERS


def test_every_field_of_a_member_is_known() -> None:
    columns = {column for columns, _ in merged_fields.FIELDS.values() for column in columns}

    assert columns == set(Member.__table__.columns.keys()) - {"id"}


def whole(world: World) -> None:
    world.add(*everything_of(A), *everything_of(B))
    with world.changing() as db:
        people.find(db, str(OTHER)).referred_by_id = B


def test_nothing_names_the_second_any_more_and_undo_brings_all_of_it_back(world: World) -> None:
    whole(world)
    before = world.everything()
    with world.database.reading() as db:
        assert all(part.rows(db, B) for part in PARTS), "every table must have a row that names B"

    merged = world.merge()
    after = world.everything()

    with world.database.reading() as db:
        assert not any(part.rows(db, B) for part in PARTS)
    assert [m.id for m in world.rows(Member)] == [A, OTHER]
    assert next(f for f in merged.fields if f["field"] == "topics") == {
        "field": "topics", "a": 2, "b": 2, "kept": 3
    }  # fmt: skip
    with world.changing() as db:
        undone = undo.undo(db)
    assert world.everything() == before
    with world.changing() as db:
        undo.undo(db, undone.by)
    assert world.everything() == after


def test_what_both_have_becomes_one(world: World) -> None:
    whole(world)
    world.merge()

    member = world.member()
    assert sorted(a.email for a in member.addresses) == ["m2@example.org", "x1@b.example", "x2@b.example"]
    assert [(c.topic_id, c.level, c.claimed_on) for c in member.expertise] == [
        (1, 2, LATER), (2, 1, DAY), (3, 1, DAY)
    ]  # fmt: skip
    assert [(d.kind, d.since) for d in member.duties] == [("core", DAY)]
    assert len(member.steps) == 1
    assert [(e.member_id, e.topic_id, e.by_id) for e in world.rows(Endorsement)] == [
        (A, 1, OTHER), (A, 2, None), (OTHER, 1, A)
    ]  # fmt: skip
    assert [(e.evidence_id, e.topic_id) for e in world.rows(EvidenceTopic)] == [(A, 1), (A, 2)]
    assert [(s.session_id, s.member_id) for s in world.rows(SessionSpeaker)] == [(1, A)]
    assert [(r.id, r.survey_id, r.member_id) for r in world.rows(Response)] == [
        (1, 1, A), (11, 2, None), (12, 2, A)
    ]  # fmt: skip
    assert [(m.id, m.status) for m in world.rows(Message)] == [(1, "queued"), (2, "cancelled")]
    assert [(link.survey_id, link.code_hash) for link in world.rows(SurveyLink)] == [
        (1, "h1"), (2, "i1"), (3, "i2")
    ]  # fmt: skip


@pytest.mark.parametrize("gone", [A, B])
def test_a_consent_that_either_took_back_stays_so(world: World, gone: int) -> None:
    for number in (A, B):
        given = LATER if number != gone else DAY
        back = date(2026, 4, 1) if number == gone else None
        world.add(Consent(member_id=number, purpose="newsletter", given_on=given, withdrawn_on=back))

    merged = world.merge()

    [consent] = world.member().consents
    assert consent.withdrawn_on == date(2026, 4, 1)
    line = next(f for f in merged.fields if f["field"] == "consent: newsletter")
    assert line["kept"] == "withdrawn 2026-04-01"


@pytest.mark.parametrize(
    ("mine", "theirs", "counts"),
    [((DAY, False), (LATER, False), 2), ((LATER, False), (DAY, False), 1), ((DAY, False), (LATER, True), 1)],
)
def test_of_two_responses_the_newest_whole_one_counts(
    world: World, mine: tuple[date, bool], theirs: tuple[date, bool], counts: int
) -> None:
    world.add(*response(1, 1, A, mine[0], partial=mine[1]), *response(2, 1, B, theirs[0], partial=theirs[1]))

    merged = world.merge()

    assert [(r.id, r.member_id) for r in world.rows(Response)] == [(counts, A)]
    assert [a.text for a in world.rows(Answer)] == [f"said {counts}"]
    assert merged.notes[0].startswith("both answered s1: the newest whole answers of 2026-")


def test_who_was_known_by_a_number_is_known_by_the_address(world: World) -> None:
    set_fields(world, B, email=None, email_key=None, status="prospect")
    world.add(Response(survey_id=1, respondent_key="member:2", member_id=B, digest="x"))

    world.merge()

    assert [r.respondent_key for r in world.rows(Response)] == ["email:m1@example.org"]


def test_nobody_vouches_for_themselves(world: World) -> None:
    world.add(
        Endorsement(member_id=A, topic_id=1, voice="peer", by_id=B, given_on=DAY),
        Endorsement(member_id=B, topic_id=1, voice="peer", by_id=A, given_on=DAY),
    )

    world.merge()

    assert world.rows(Endorsement) == []


def test_who_took_part_unnamed_has_taken_part_and_no_journal_says_so(world: World) -> None:
    world.add(SurveyLink(survey_id=3, member_id=A), SurveyLink(survey_id=3, member_id=B, answered=True))

    world.merge()

    [link] = world.rows(SurveyLink)
    assert (link.member_id, link.answered) == (A, True)
    assert not any("answered" in (row.before or {}) | (row.after or {}) for row in world.rows(ChangedRow))


def test_a_link_that_went_out_goes_on_working(world: World) -> None:
    world.add(
        SurveyLink(survey_id=1, member_id=A, code_hash="mine"),
        SurveyLink(survey_id=1, member_id=B, code_hash="theirs"),
        mail(2, B, 1, "sent"),
    )

    world.merge()

    assert [link.code_hash for link in world.rows(SurveyLink)] == ["theirs"]


def set_fields(world: World, number: int, **values: Any) -> None:
    with world.changing() as db:
        for column, value in values.items():
            setattr(people.find(db, str(number)), column, value)


def test_what_the_first_lacks_comes_from_the_second(world: World) -> None:
    set_fields(world, A, country="KH", joined_on=LATER, languages=["km"], status="prospect")
    set_fields(world, B, country="LA", joined_on=DAY, languages=["en", "km"], bio="Long", organisation_id=1,
               referred_by_id=A, status_since=DAY)  # fmt: skip

    merged = world.merge()

    member = world.member()
    assert (member.country, member.joined_on, member.languages) == ("KH", DAY, ["km", "en"])
    assert (member.bio, member.organisation_id, member.referred_by_id) == ("Long", 1, None)
    assert (member.status, member.status_since) == ("active", DAY)
    assert [(s.status_before, s.status, s.changed_on) for s in member.steps] == [("prospect", "active", DAY)]
    assert {"field": "country", "a": "KH", "b": "LA", "kept": "KH"} in merged.fields


def test_keep_overrules(world: World) -> None:
    set_fields(world, A, languages=["km"])
    set_fields(world, B, languages=["en"])

    world.merge(name="b", email="b", languages="b")

    member = world.member()
    assert (member.name, member.name_key, member.email) == ("Dara Sok", "dara sok", "m2@example.org")
    assert member.languages == ["en"]
    assert [a.email for a in member.addresses] == ["m1@example.org"]


def test_a_name_with_its_marks_is_kept(world: World) -> None:
    set_fields(world, A, name="Nguyen Thi Huong")
    set_fields(world, B, name="Nguyễn Thị Hương")

    world.merge()

    assert world.member().name == "Nguyễn Thị Hương"


@pytest.mark.parametrize(
    ("left", "came", "status"), [(DAY, LATER, "active"), (LATER, DAY, "left"), (None, DAY, "left")]
)
def test_who_left_stays_gone_unless_they_came_back(
    world: World, left: date | None, came: date, status: str
) -> None:
    set_fields(world, A, status="left", status_since=left)
    set_fields(world, B, status="active", status_since=came)

    world.merge()

    assert world.member().status == status


def test_erasing_forgets_the_merged_entry_too(world: World) -> None:
    whole(world)
    with world.changing() as db:
        for talk in db.execute(select(SessionSpeaker)).scalars():
            db.delete(talk)
    world.merge()

    with world.changing() as db:
        erasure.erase(db, people.find(db, str(A)), today=TODAY)

    assert [m.id for m in world.rows(Member)] == [OTHER]
    held = [f"{r.noun} {r.before} {r.after}" for r in world.rows(ChangedRow)]
    for trace in ("Sok", "sok", "m1@", "m2@", "x1@", "x2@", "The pump", "good"):
        assert not [line for line in held if trace in line], trace
    assert [(e.by_id, e.note) for e in world.rows(Endorsement)] == [(None, "")]
    journaled = {row.noun for row in world.rows(ChangedRow) if row.before is None and row.after is None}
    assert {noun for noun, _ in erasure.OWN} | {"evidence_topic", "member"} <= journaled


def test_a_merging_that_was_undone_leaves_two_people(world: World) -> None:
    world.merge()
    with world.changing() as db:
        undo.undo(db)

    with world.changing() as db:
        erasure.erase(db, people.find(db, str(A)), today=TODAY)

    assert [m.name for m in world.rows(Member)] == ["Dara Sok", "Chea Bopha"]
    assert any("Dara Sok" in str(row.after) for row in world.rows(ChangedRow))
