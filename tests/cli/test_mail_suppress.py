"""Holding mail back by hand: who, from what, and letting it go again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Copctl


@pytest.fixture
def bo(succeed: Copctl) -> Copctl:
    succeed("member", "add", "--name", "Bo", "--email", "Bo@example.org", "--consent", "newsletter")
    succeed("member", "edit", "Bo", "--other-email", "bo@home.example")
    return succeed


def emails(copctl: Copctl) -> list[tuple[str, str, str]]:
    return [(r["email"], r["scope"], r["reason"]) for r in copctl("mail", "suppressed", "--json").json]


def test_who_unsubscribed_is_held_back_with_every_address_and_undo_takes_it_back(bo: Copctl) -> None:
    result = bo("mail", "suppress", "bo@home.example", "--reason", "unsubscribed", "--detail", "told me")

    assert result.stdout == "Bo gets no mail to many any more.\n"
    assert emails(bo) == [
        ("Bo@example.org", "list", "unsubscribed"), ("bo@home.example", "list", "unsubscribed"),
    ]  # fmt: skip
    assert bo("member", "show", "Bo", "--json").json["consents"][0]["withdrawn_on"] == "2026-11-23"
    assert bo("mail", "suppress", "bo@example.org", "--reason", "unsubscribed").stdout == (
        "Bo got no mail to many already.\n"
    )

    bo("undo")
    assert emails(bo) == []
    assert bo("member", "show", "Bo", "--json").json["consents"][0]["withdrawn_on"] is None


def test_holding_back_and_letting_go_can_be_tried(bo: Copctl) -> None:
    tried = bo("mail", "suppress", "bo@example.org", "--reason", "unsubscribed", "--dry-run")
    assert tried.stdout == "Would note: Bo gets no mail to many any more.\n"
    assert emails(bo) == []

    bo("mail", "suppress", "bo@example.org", "--reason", "unsubscribed")
    held = emails(bo)
    assert bo("mail", "allow", "bo@example.org", "--dry-run").stdout.startswith("Would note: Bo@example.org")
    assert emails(bo) == held


def test_one_address_alone_is_held_back_from_everything(bo: Copctl) -> None:
    bo("mail", "suppress", "BO@example.org", "--all", "--reason", "bounced", "--detail", "550 no such user")

    listed = bo("mail", "suppressed")
    assert emails(bo) == [("BO@example.org", "all", "bounced")]
    assert "BO@example.org mail bounced 2026-11-23 15:00 550 no such user" in " ".join(listed.stdout.split())
    assert bo("mail", "suppress", "bo@example.org").stdout == "bo@example.org got no mail already.\n"

    assert bo("mail", "allow", "bo@example.org").stdout == "BO@example.org gets mail again.\n"
    assert bo("mail", "suppressed").stdout == "No address is held back.\n"


def test_agreeing_to_the_newsletter_again_lets_mail_go_again(bo: Copctl) -> None:
    bo("mail", "suppress", "bo@example.org", "--reason", "unsubscribed")

    bo("member", "edit", "Bo", "--consent", "newsletter")

    assert emails(bo) == []


def test_an_unsubscription_follows_the_person_to_a_new_address(bo: Copctl) -> None:
    bo("mail", "suppress", "bo@example.org", "--reason", "unsubscribed")
    bo("member", "edit", "Bo", "--email", "bo@new.example")

    assert ("bo@new.example", "list", "unsubscribed") in emails(bo)
    bo("mail", "allow", "bo@new.example")
    assert [email for email, _, _ in emails(bo)] == ["Bo@example.org"]


def test_an_address_of_nobody_can_be_held_back_before_it_is_anybodys(bo: Copctl) -> None:
    assert (
        bo("mail", "suppress", "New@example.org").stdout == "New@example.org gets no mail to many any more.\n"
    )

    assert emails(bo) == [("New@example.org", "list", "asked")]


@pytest.mark.parametrize(
    ("command", "sentence", "code"),
    [
        (("suppress", "nobody"), "'nobody' is not an email address", 1),
        (("suppress", "bo@example.org", "--reason", "hates us"), "There is no reason 'hates us'.", 2),
        (("allow", "bo@example.org"), "Nothing is held back from bo@example.org.", 3),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    copctl: Copctl, bo: Copctl, command: tuple[str, ...], sentence: str, code: int
) -> None:
    result = copctl("mail", *command)

    assert result.stderr.startswith(f"Error: {sentence}")
    assert result.exit_code == code


def test_a_mail_to_many_is_held_back_when_it_is_delivered(bo: Copctl, folder: Path) -> None:
    bo("member", "add", "--name", "Prospect", "--email", "p@example.org", "--status", "prospect")
    bo("member", "invite")
    bo("mail", "suppress", "p@example.org", "--reason", "unsubscribed")

    result = bo("mail", "deliver", "--to-folder", "mail")

    assert "has unsubscribed" in result.stderr
    assert not list(folder.glob("mail/*.eml"))
