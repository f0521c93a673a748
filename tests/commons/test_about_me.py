"""All that is stored about somebody: no column is forgotten, and nothing of others comes along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from copctl.commons import about_me
from copctl.community import people
from copctl.community.people import email_key
from copctl.store.base import Base
from copctl.store.schema import (
    Choice,
    Consent,
    Contribution,
    Member,
    Message,
    Picture,
    ReceivedMail,
    Response,
    Rsvp,
    SessionSpeaker,
    SignIn,
    SpeakerStep,
    Suppression,
    SurveyLink,
    WebSession,
)
from copctl.store.schema.survey import Answer
from tests.community.portal import HARD, offer, two_members
from tests.community.test_merging import NAMED, NOW, OTHER, A, B, World, everything_of
from tests.conftest import Copctl

LATER = NOW + timedelta(hours=1)
# Columns that say nothing of the person, or that no copy may hold, and why.
LEFT_OUT = {
    "member_address": {"email_key"},
    "expertise": {"topic_id"},  # the topic's label
    "endorsement": {"topic_id", "by_id"},  # the label, and the name
    "survey_link": {"survey_id", "code_hash", "answered"},  # the survey's slug; took_part for an anonymous one
    "response": {"survey_id", "intake_id", "respondent_key", "digest", "partial"},  # `whole` says it
    "name_match": {"survey_id"},
    "rsvp": {"session_id", "sequence", "stamp"},  # the session's code; what its calendar program counted
    "attendance": {"session_id"},
    "session_speaker": {"session_id"},
    "contribution": {"organisation_id", "session_id", "picture_id"},
    "community_duty": {"organisation_id"},
    # Which other rows a mail belongs to; its words, which are in their mailbox and may open a door.
    "message": {"about", "survey_id", "session_id", "letter_id", "edition_id", "name", "text", "html", "words",
                "calendar_sequence", "to_list", "message_id", "due_at", "tries", "run"},
    "received_mail": {"key", "settled", "message_id"},
    "offer": {"agreed"},  # of a story alone
    "sign_in": {"address_key", "network", "browser", "nonce", "link_hash", "salt", "code_hash", "wrong",
                "expires_at", "looked_up_at"},
    "web_session": {"token_hash"},
    "member": {"name_key", "email_key", "organisation_id", "referred_by_id"},
}  # fmt: skip


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.add(*everything_of(A), *everything_of(B))
    with made.changing() as db:
        db.execute(update(Member).where(Member.id == OTHER).values(referred_by_id=A))
        member = people.find(db, str(A))
        member.bio, member.role = "A bio", "Lead"
        db.add(SignIn(nonce="nonce", link_hash="hash-of-link", salt="salt", code_hash="hash-of-code", made_at=NOW,
                      expires_at=NOW, used_at=LATER, member_id=A))  # fmt: skip
        db.add(WebSession(token_hash="hash-of-token", member_id=A, made_at=NOW, seen_at=LATER,
                          expires_at=NOW + timedelta(days=9)))  # fmt: skip
    return made


def gathered(world: World, number: int = A) -> dict[str, Any]:
    with world.database.reading() as db:
        found = about_me.gather(db, people.find(db, str(number)))
    return json.loads(json.dumps(found, ensure_ascii=False))


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for held in value.values() if isinstance(value, dict) else value:
            yield from leaves(held)
    else:
        yield value


def test_every_column_that_names_a_member_is_in_it(world: World) -> None:
    assert set(about_me.COVERED) == NAMED
    assert set(about_me.COVERED.values()) <= set(about_me.PARTS)

    found = gathered(world)

    assert [part for part in about_me.COVERED.values() if not found[part]] == []
    assert found["person"]["brought_in"] == ["somebody who is not in the directory"]


@pytest.mark.parametrize(("table", "column"), sorted(NAMED))
def test_all_of_a_row_is_told_but_what_is_left_out_on_purpose(world: World, table: str, column: str) -> None:
    if (table, column) in {("member", "referred_by_id"), ("endorsement", "by_id")}:
        pytest.skip("rows of others: only what connects them is told")
    part = gathered(world)[about_me.COVERED[table, column]]
    held = Base.metadata.tables[table]
    with world.database.reading() as db:
        rows = db.execute(select(held).where(held.c[column] == A)).mappings().all()

    said = set(leaves(part))
    assert rows
    for row in rows:
        values = {
            name: value
            for name, value in row.items()
            if name not in LEFT_OUT.get(table, set()) | {"id", column}
        }
        missing = {name: plain(value) for name, value in values.items() if plain(value) not in said}
        assert {name: value for name, value in missing.items() if value is not None} == {}


def test_every_field_of_their_own_row_is_in_it(world: World) -> None:
    columns = set(Member.__table__.columns.keys()) - LEFT_OUT["member"]

    assert columns - {"id", "phrase"} <= set(gathered(world)["person"])
    assert {"number", "pass_phrases", "organisation", "referred_by"} <= set(gathered(world)["person"])


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def test_no_hash_key_or_text_of_a_mail_is_in_it(world: World) -> None:
    text = json.dumps(gathered(world))

    for secret in ("hash-of-link", "hash-of-code", "hash-of-token", "salt", "nonce", '"h1"', '"i1"'):
        assert secret not in text


def test_nothing_of_another_entry_comes_along(world: World) -> None:
    text = json.dumps(gathered(world, B))

    for of_a in ("m1@example.org", "x1@b.example", 'said 1"', "P1", "Q1", 'n1"', "Sok Dara", "A bio"):
        assert of_a not in text
    assert "P2" in text


def test_who_is_in_the_directory_is_named(world: World) -> None:
    world.add(Consent(member_id=OTHER, purpose="directory", given_on=NOW.date()))

    found = gathered(world)

    assert found["person"]["brought_in"] == ["Chea Bopha"]
    assert [word["by"] for word in found["endorsements_received"]] == ["Chea Bopha", None]
    assert [word["of"] for word in found["endorsements_given"]] == ["Chea Bopha"]


def test_answers_are_told_in_words(world: World) -> None:
    world.add(
        Choice(id=1, question_id=1, position=1, name="oh", label="Outcome harvesting"),
        Answer(survey_id=1, question_id=1, response_id=1, choice_id=1, place=2, rank=3),
        Answer(survey_id=1, question_id=1, response_id=1, number=2.5, place=3),
    )

    [response] = gathered(world)["responses"]
    assert response["answers"] == [
        {"question": "why", "answer": "said 1"},
        {"question": "why", "answer": "Outcome harvesting", "rank": 3},
        {"question": "why", "answer": 2.5},
    ]


def test_of_an_anonymous_survey_it_says_only_that_they_took_part(world: World) -> None:
    with world.changing() as db:
        db.execute(update(SurveyLink).where(SurveyLink.member_id == A).values(answered=True))
        # Even if some row said who answered: an anonymous survey promises that nobody is told.
        db.add(Response(id=99, survey_id=3, respondent_key="x", member_id=A, digest="x", submitted_at=NOW))
        db.flush()
        db.add(Answer(survey_id=3, question_id=3, response_id=99, text="whispered"))
        db.add(SurveyLink(survey_id=3, member_id=A, answered=True, invited_on=NOW.date()))

    found = gathered(world)

    assert "whispered" not in json.dumps(found)
    assert [r["survey"] for r in found["responses"]] == ["s1"]
    assert found["surveys"][-1] == {
        "survey": "s3", "title": "S", "anonymous": True, "invited_on": "2026-11-23", "reminded_on": None,
        "took_part": True,
    }  # fmt: skip
    assert found["surveys"][0]["took_part"] is None


def test_what_stood_there_before_is_in_it(world: World) -> None:
    assert [(row["field"], row["was"]) for row in gathered(world)["earlier"]] == [("role", ""), ("bio", "")]


# The command ----------------------------------------------------------------------------------------


def test_the_command_writes_the_same_to_a_file(succeed: Copctl, folder: Path) -> None:
    two_members(succeed)
    succeed("member", "edit", "1", "--name", HARD)
    offer(title="The pump")

    printed = succeed("member", "about", "1")
    written = succeed("member", "about", "dara@example.org", "--out", "about.json")

    assert printed.json["person"]["name"] == HARD
    assert [piece["title"] for piece in printed.json["sent_in"]] == ["The pump"]
    assert printed.json["done_in_the_portal"] == [{"at": "2026-11-23T08:00:00+00:00", "what": "portal offer"}]
    assert (folder / "about.json").read_text(encoding="utf-8") == printed.stdout
    assert written.stdout == ""
    assert written.stderr == f"Wrote all about {HARD} to about.json: send it to nobody else.\n"


def test_an_unknown_member_or_folder_is_one_sentence(succeed: Copctl, copctl: Copctl) -> None:
    two_members(succeed)

    assert copctl("member", "about", "nobody@example.org").exit_code == 3
    assert (
        "There is no folder elsewhere." in copctl("member", "about", "1", "--out", "elsewhere/a.json").stderr
    )


def test_mail_to_and_from_their_address_is_theirs(world: World) -> None:
    world.add(
        Message(about="x", kind="invitation to join", recipient="M1@example.org", subject="Join us", text="Secret",
                message_id="x", status="sent", queued_at=NOW, sent_at=NOW),
        ReceivedMail(key="x", kind="other", received_at=NOW, sender="M1@Example.org", subject="Hello"),
        Suppression(email="m1@example.org", email_key=email_key("m1@example.org"), scope="list",
                    reason="unsubscribed", since=NOW),
    )  # fmt: skip

    found = gathered(world)

    assert "Join us" in {mail["subject"] for mail in found["mails_to_you"]}
    assert "Hello" in {mail["subject"] for mail in found["mails_from_you"]}
    assert [row["address"] for row in found["mail_held_back"]] == ["m1@example.org"]
    assert "Secret" not in json.dumps(found)


def test_what_is_published_with_their_consent_is_in_it(world: World) -> None:
    def story(title: str, by: str, **more: Any) -> Contribution:
        return Contribution(kind="story", title=title, dated=NOW.date(), consent_by=by, body="",
                            consent_on=NOW.date(), agreed=f"{title}\n\n", **more)  # fmt: skip

    unpublished = story("Untold", "Sok Dara, by phone")
    unpublished.agreed = "Other words\n\n"
    world.add(
        story("Told", "sok dara, by phone"),
        story("Of another", "Sok Daravuth, by phone"),
        unpublished,
        Picture(
            file="a.jpg",
            digest="x",
            kind="jpeg",
            width=1,
            height=1,
            size=1,
            alt="At the well",
            consent_by="Sok Dara",
            added_on=NOW.date(),
        ),
    )

    assert [piece["title"] for piece in gathered(world)["consents_to_publish"]] == ["Told", "At the well"]


def test_who_takes_the_name_of_another_learns_nothing_of_their_consents(world: World) -> None:
    agreed = {"kind": "story", "dated": NOW.date(), "body": "", "consent_on": NOW.date()}
    world.add(
        Contribution(title="One", consent_by="Other, Person, by phone", agreed="One\n\n", **agreed),
        Contribution(title="Own", consent_by="Other, by phone", agreed="Own\n\n", member_id=A, **agreed),
    )
    with world.changing() as db:
        for number, name in ((A, "Other"), (B, "Other, Person")):
            member = db.get_one(Member, number)
            member.name, member.name_key = name, name.lower()

    assert [piece["title"] for piece in gathered(world)["consents_to_publish"]] == ["Own"]


def test_the_steps_of_a_talk_and_an_answer_are_in_it(world: World) -> None:
    with world.changing() as db:
        speaker = db.execute(select(SessionSpeaker).where(SessionSpeaker.member_id == A)).scalar_one()
        speaker.talk = "How pumps fail"
        speaker.steps.append(SpeakerStep(status="asked", noted_on=NOW.date()))
        answer = db.execute(select(Rsvp).where(Rsvp.member_id == A)).scalar_one()
        answer.comment = "From the bus"

    found = gathered(world)

    assert found["talks"][0]["steps"] == [{"status": "asked", "on": "2026-11-23"}]
    assert found["talks"][0]["talk"] == "How pumps fail"
    assert found["rsvps"][0]["comment"] == "From the bus"
