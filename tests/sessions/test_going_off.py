"""Unsubscribing by a token: the same whether it comes back by mail or is pressed on the web."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.mail import link_key
from copctl.mail.unsubscribing import token_of
from copctl.sessions import going_off
from tests.community.portal import store, two_members
from tests.conftest import NOW, Copctl

KEY = bytes(range(32))


@pytest.fixture
def key(succeed: Copctl, folder: Path) -> bytes:
    two_members(succeed)
    return link_key.load_or_make(folder)


def press(key: bytes | None, token: str, **how: Any) -> str | None:
    database = store()
    with database.transaction(who="member 1", command="portal unsubscribe", at=NOW) as db:
        member = going_off.unsubscribe(db, key, token, today=NOW.date(), now=NOW, **how)
        name = member.name if member is not None else None
    database.close()
    return name


def test_a_token_takes_the_newsletter_back_and_holds_back_what_goes_to_many(
    succeed: Copctl, key: bytes
) -> None:
    assert press(key, token_of(key, 1)) == "Sok Dara"

    about = succeed("member", "about", "1").json
    assert [(row["scope"], row["reason"], row["detail"]) for row in about["mail_held_back"]] == [
        ("list", "unsubscribed", "by one click")
    ]
    withdrawn = {c["purpose"]: c["withdrawn_on"] for c in about["consents"]}
    assert withdrawn == {"directory": None, "newsletter": "2026-11-23"}
    assert succeed("member", "about", "2").json["mail_held_back"] == []


def test_pressed_twice_it_is_done_once(succeed: Copctl, key: bytes) -> None:
    press(key, token_of(key, 1))
    before = succeed("log", "--json").json

    assert press(key, token_of(key, 1)) == "Sok Dara"

    assert succeed("log", "--json").json == before


@pytest.mark.parametrize("made", ["", "1-aaaaaaaaaaaaaaaaaaaaaaaaaa", "other", "gone", "no key"])
def test_what_is_no_token_of_ours_does_nothing(succeed: Copctl, key: bytes, made: str) -> None:
    before = succeed("log", "--json").json
    token = {"other": token_of(KEY, 1), "gone": token_of(key, 99), "no key": token_of(key, 1)}.get(made, made)

    assert press(None if made == "no key" else key, token) is None

    assert succeed("log", "--json").json == before


def test_looking_whose_it_is_changes_nothing(succeed: Copctl, key: bytes) -> None:
    database = store()
    with database.reading() as db:
        member = going_off.whose(db, key, token_of(key, 2))
        assert member is not None
        assert member.name == "Chea Bopha"
    database.close()

    assert succeed("member", "about", "2").json["mail_held_back"] == []


def test_an_unsubscription_can_be_undone(succeed: Copctl, key: bytes) -> None:
    press(key, token_of(key, 1))

    succeed("undo", "4")

    about = succeed("member", "about", "1").json
    assert about["mail_held_back"] == []
    assert {c["withdrawn_on"] for c in about["consents"]} == {None}


@given(st.text())
def test_no_text_is_a_token_by_chance(text: str) -> None:
    from copctl.mail.unsubscribing import member_of

    assert member_of(KEY, text) is None
