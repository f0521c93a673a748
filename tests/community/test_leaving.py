"""Who leaves is gone from the portal at once, and nothing of theirs waits or goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from copctl.community import leaving
from copctl.store.bulk import table_of
from copctl.store.schema import SignIn, WebSession
from tests.community.portal import offer, portal, store, two_members
from tests.conftest import NOW, Copctl

WHO = "dara@example.org"


@pytest.fixture(autouse=True)
def members(succeed: Copctl) -> None:
    two_members(succeed)
    for member in (1, 2):
        sign_in(member)


def sign_in(member: int) -> None:
    """A browser that is signed in, and a link that waits in a mailbox; outside of the journal, as it is."""
    database = store()
    until = NOW + timedelta(days=9)
    with database.unjournaled() as connection, connection.begin():
        connection.execute(insert(table_of(WebSession)).values(
            token_hash=f"t{member}", member_id=member, made_at=NOW, seen_at=NOW, expires_at=until))  # fmt: skip
        connection.execute(insert(table_of(SignIn)).values(
            nonce="n", link_hash=f"l{member}", salt="s", code_hash="c", made_at=NOW, expires_at=until, network="",
            wrong=0, address_key={1: WHO, 2: "bopha@example.org"}[member]))  # fmt: skip
    database.close()


def is_in(succeed: Copctl, member: int) -> bool:
    about = succeed("member", "about", str(member)).json
    assert bool(about["signed_in"]) == bool(about["asked_to_sign_in"])
    return bool(about["signed_in"])


def leave() -> None:
    with portal(WHO, "leave") as (db, member):
        leaving.leave(db, member, today=NOW.date())


def about(succeed: Copctl) -> Any:
    return succeed("member", "about", "1").json


def test_who_leaves_agrees_to_nothing_gets_nothing_and_is_signed_out(succeed: Copctl) -> None:
    succeed(
        "session",
        "plan",
        "--title",
        "Pumps",
        "--on",
        "2026-12-10 15:00",
        "--link",
        "https://meet.example.org",
    )
    succeed("invitation", "send", "2026-12")
    offer(title="Waits")
    offer(title="Was taken in")
    succeed("inbox", "accept", "2")

    leave()

    found = about(succeed)
    assert (found["person"]["status"], found["person"]["status_since"]) == ("left", "2026-11-23")
    assert found["steps"] == [{"on": "2026-11-23", "from": "active", "to": "left", "source": "portal"}]
    assert {c["withdrawn_on"] for c in found["consents"]} == {"2026-11-23"}
    assert [mail["status"] for mail in found["mails_to_you"]] == ["cancelled"]
    assert [(o["verdict"], o["note"]) for o in found["sent_in"]] == [
        ("accepted", ""), ("declined", "left the community"),
    ]  # fmt: skip
    assert not is_in(succeed, 1)
    assert is_in(succeed, 2)
    assert [mail["name"] for mail in succeed("mail", "queue", "--json").json] == ["Chea Bopha"]


def test_what_is_stored_stays_until_it_is_erased(succeed: Copctl) -> None:
    leave()

    assert about(succeed)["person"]["name"] == "Sok Dara"


def test_leaving_twice_is_leaving_once(succeed: Copctl) -> None:
    leave()
    before = about(succeed)

    leave()

    assert {**about(succeed), "done_in_the_portal": []} == {**before, "done_in_the_portal": []}


def test_leaving_is_undone_by_its_number_but_for_being_signed_in(succeed: Copctl) -> None:
    offer()
    before = about(succeed)
    leave()

    assert succeed("undo", "5").stdout == "Undid change 5 (portal leave).\n"

    signed_out = {"signed_in": [], "asked_to_sign_in": []}
    now = about(succeed)
    assert {**now, "earlier": [], "done_in_the_portal": []} == {
        **before, **signed_out, "earlier": [], "done_in_the_portal": [],
    }  # fmt: skip


@pytest.mark.parametrize("status", ["left", "invited", "prospect"])
def test_who_is_no_member_any_more_is_signed_out_at_once(succeed: Copctl, status: str) -> None:
    succeed("member", "edit", "1", "--status", status)

    assert not is_in(succeed, 1)
    assert is_in(succeed, 2)


def test_who_only_rests_stays_signed_in(succeed: Copctl) -> None:
    succeed("member", "edit", "1", "--status", "dormant")
    succeed("member", "edit", "1", "--role", "Lead")

    assert is_in(succeed, 1)


def test_a_file_that_says_they_left_signs_them_out_too(succeed: Copctl, folder: Any) -> None:
    (folder / "in.csv").write_text(f"name,email,status\nSok Dara,{WHO},left\n", encoding="utf-8")

    succeed("member", "import", "in.csv")

    assert not is_in(succeed, 1)
    assert is_in(succeed, 2)


def test_a_dry_run_signs_nobody_out(succeed: Copctl, folder: Any) -> None:
    (folder / "in.csv").write_text(f"name,email,status\nSok Dara,{WHO},left\n", encoding="utf-8")

    succeed("member", "import", "in.csv", "--dry-run")

    assert is_in(succeed, 1)
