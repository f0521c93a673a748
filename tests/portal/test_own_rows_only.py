"""A member changes their own rows and nobody else's, whatever fields they add to a form."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from copctl.portal.form_tokens import FIELD
from copctl.portal.routes import DOORS
from copctl.store.schema import Base, Member, Topic
from tests.conftest import Copctl
from tests.portal.conftest import Portal
from tests.portal.crawling import forms_of, signed_in, sound
from tests.portal.crowd import shared

# What a member may add to what all share: topics of their own, their employer, the index that finds pages.
SHARED = {"topic", "organisation", "change", "changed_row", "web_session", "sign_in"}


@pytest.fixture
def full(community: Path, succeed: Copctl, portal: Portal) -> Portal:
    shared(succeed, lambda what: f"Some {what}", "bo@example.org")
    bo = signed_in(portal, "bo@example.org")
    assert bo.fill("/sessions/2027-02", to="/sessions/2027-02/rsvp", answer="yes").status_code == 303
    assert bo.fill("/offer", kind="project", title="Bo's own", body="Words").status_code == 303
    return portal


def others(portal: Portal, number: int) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables that are not this member's; of what all share, the rows that there were."""
    found = {}
    with portal.database.reading() as db:
        for table in Base.metadata.sorted_tables:
            if table.name in SHARED - {"topic", "organisation"}:
                continue
            rows = db.execute(select(table)).mappings().all()
            mine = {"id"} if table.name == "member" else {"member_id"} & set(table.columns.keys())
            kept = [
                tuple(map(str, row.values())) for row in rows if not any(row[name] == number for name in mine)
            ]
            found[table.name] = sorted(kept)
    return found


def intruding(portal: Portal) -> dict[str, list[str]]:
    """Fields that no form has, with the numbers, names and addresses of somebody else."""
    bo = portal.number("bo@example.org")
    with portal.database.reading() as db:
        topics = db.execute(select(Topic.id)).scalars().all()
        name = db.execute(select(Member.name).where(Member.id == bo)).scalar_one()
    said = {
        "id": bo, "member_id": bo, "number": bo, "member": bo, "reader": bo, "user": bo, "by": bo, "by_id": bo,
        "email": "bo@example.org", "email_key": "bo@example.org", "who": name, "status": "left", "shown": "email",
        "consents": "directory", "purpose": "directory", "session": "2026-11", "code": "2026-11", "session_id": 1,
        "survey": "next", "slug": "draft", "survey_id": 2, "token": "x" * 43, "organisation_id": 1, "phrase": 9,
        "referred_by_id": bo, "verdict": "accepted", "said_by": "moderator", "contribution_id": 1, "source": "moderator",
        "name_key": "x", "respondent_key": "email:bo@example.org", "sequence": 9, "joined_on": "2001-01-01",
        **{f"level-{topic}": 4 for topic in (*topics, 99)},
    }  # fmt: skip
    return {key: [str(value)] for key, value in said.items()}


def test_no_field_of_any_form_reaches_somebody_elses_row(full: Portal) -> None:
    ana, number = signed_in(full), full.number("ana@example.org")
    before, more = others(full, number), intruding(full)
    forms = [form for form in forms_of(ana, ["/", "/me/leave"]).values() if form.method == "POST"]
    last = ("/me/leave", "/sign-out", "/sign-out-everywhere")
    forms.sort(key=lambda form: (urlsplit(form.to).path in last, form.to))
    tried = set()
    for form in forms:
        place = urlsplit(form.to).path
        if place.startswith("/sign-in"):
            continue
        tried.add(place)
        own = {key: values for key, values in form.fields.items() if values}
        for fields in (
            own,
            {},
            {"sure": ["on"], "answer": ["no"], "kind": ["story"], "title": ["T"], "body": ["B"]},
        ):
            ana = signed_in(full) if ana.get("/me").status_code == 303 and place not in last[:1] else ana
            if ana.get("/me").status_code != 303:
                sent = {**more, **fields, FIELD: [ana.token("/me")]}
                sound(
                    ana.post(f"{place}?member_id={full.number('bo@example.org')}&number=2", data=sent), place
                )
    after = others(full, number)

    assert len(tried) >= sum(door.method == "POST" and not door.is_open for door in DOORS) - 1
    for table, rows in before.items():
        gone, new = set(rows) - set(after[table]), set(after[table]) - set(rows)
        assert not gone, (table, gone)
        assert not new or table in SHARED | {"response", "answer", "question", "choice"} or "page" in table, (
            table,
            new,
        )


def test_ones_own_row_keeps_what_is_the_moderators_to_say(full: Portal) -> None:
    ana = signed_in(full)
    with full.database.reading() as db:
        before = db.execute(select(Member).where(Member.email == "ana@example.org")).scalar_one()

    for place in ("/me/profile", "/me/expertise", "/me/shown", "/me/consents"):
        more = intruding(full)
        del more["shown"]
        ana.post(place, data={**more, FIELD: [ana.token("/me")], "name": ["Ana Lim"], "directory": ["on"]})

    with full.database.reading() as db:
        after = db.execute(select(Member).where(Member.email == "ana@example.org")).scalar_one()
        for name in (
            "id",
            "status",
            "joined_on",
            "source",
            "referred_by_id",
            "phrase",
            "email",
            "email_key",
            "status_since",
        ):
            assert getattr(after, name) == getattr(before, name), name
        assert {claim.said_by for claim in after.expertise} == {"self"}


def test_an_answer_of_a_member_is_their_own_by_any_other_code(full: Portal) -> None:
    ana = signed_in(full)
    before = others(full, full.number("ana@example.org"))

    for code in ("2026-11", "2027-02", "2099-01", "2027-02/../2026-11"):
        fields = {
            FIELD: [ana.token("/me")],
            "answer": ["no"],
            "member": ["2"],
            "code": ["2027-02"],
            "by": ["bo@example.org"],
        }
        sound(ana.post(f"/sessions/{code}/rsvp", data=fields))

    assert others(full, full.number("ana@example.org"))["rsvp"] == before["rsvp"]
    with full.database.reading() as db:
        rows = db.execute(select(Base.metadata.tables["rsvp"])).mappings().all()
    assert sorted((row["member_id"], row["answer"]) for row in rows) == [(1, "no"), (2, "yes")]
