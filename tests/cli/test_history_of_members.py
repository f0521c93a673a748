"""What members do in the portal, as the log and undo have it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from copctl.community import own_profile
from tests.community.portal import HARD, offer, portal, two_members
from tests.conftest import NOW, Copctl


@pytest.fixture(autouse=True)
def members(succeed: Copctl) -> None:
    two_members(succeed)


def mend(named: str = "dara@example.org", role: str = "Evaluator") -> None:
    with portal(named, "profile") as (db, member):
        own_profile.change(db, member, {"role": role}, today=NOW.date())


def test_the_log_says_which_member_did_it(succeed: Copctl) -> None:
    mend()

    assert succeed("log", "--most", "2").stdout == (
        "\n"
        " No.   When              Member     Command         What\n"
        " ──────────────────────────────────────────────────────────────────────────────────────────────────\n"
        "   4   2026-11-23        Sok Dara   portal          changed member Sok Dara\n"
        "       15:00                        profile\n"
        "   3   2026-11-23                   member add      added member Chea Bopha; added consent\n"
        "       15:00                                        newsletter\n"
        "\n"
    )
    newest, older = succeed("log", "--most", "2", "--json").json
    assert (newest["who"], newest["member"], newest["command"]) == ("Sok Dara", 1, "portal profile")
    assert (older["who"], older["member"]) == ("Ana Lim <ana@example.org>", None)
    assert list(newest) == ["number", "at", "who", "member", "command", "what", "state", "when"]


def test_a_log_without_members_looks_as_ever(succeed: Copctl) -> None:
    assert "Member" not in succeed("log").stdout


def test_the_name_is_the_present_one_and_goes_with_the_member(succeed: Copctl) -> None:
    mend()
    succeed("member", "edit", "1", "--name", HARD)
    assert succeed("log", "--json").json[1]["who"] == HARD
    assert "[red]" in succeed("log").stdout

    succeed("member", "remove", "1", "--erase", "--yes")

    row = next(row for row in succeed("log", "--json").json if row["member"] == 1)
    assert (row["who"], row["command"]) == ("a member", "portal profile")


def test_the_journal_itself_holds_only_a_number() -> None:
    mend()

    with sqlite3.connect("community.db") as held:
        whose = held.execute("SELECT who, command FROM change ORDER BY id DESC LIMIT 1").fetchone()
    held.close()
    assert whose == ("member 1", "portal profile")


def test_undo_takes_back_the_moderators_own_last_change(succeed: Copctl) -> None:
    succeed("topic", "add", "Storytelling")
    mend()
    offer("bopha@example.org")

    assert succeed("undo").stdout == "Undid change 4 (topic add).\n"
    assert succeed("member", "show", "1", "--json").json["role"] == "Evaluator"


def test_a_change_of_a_member_is_undone_by_its_number(succeed: Copctl) -> None:
    mend()

    assert succeed("undo", "4").stdout == "Undid change 4 (portal profile).\n"
    assert succeed("member", "show", "1", "--json").json["role"] == ""


def test_undo_names_the_members_change_in_the_way(succeed: Copctl, copctl: Copctl) -> None:
    succeed("member", "edit", "1", "--role", "Lead")
    mend()

    result = copctl("undo")

    assert result.stderr == (
        "Error: Change 4 cannot be undone: change 5 touched the same records later.\n"
        "Try: copctl undo 5 first, or copctl log 5 to look at it\n"
    )
    assert result.exit_code == 1


def test_a_moderator_who_is_called_as_a_member_is_the_moderator(succeed: Copctl) -> None:
    settings = Path("community.toml")
    settings.write_text(settings.read_text(encoding="utf-8").replace("Ana Lim", "member 1"), encoding="utf-8")
    succeed("topic", "add", "Storytelling")

    assert succeed("log", "--json").json[0]["who"] == "member 1 <ana@example.org>"
    assert succeed("undo").stdout == "Undid change 4 (topic add).\n"
