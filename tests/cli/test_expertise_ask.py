"""`copctl expertise ask` and `checked`, from the outside."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Copctl

LATER = datetime(2027, 6, 1, 8, 0, tzinfo=UTC)
MUCH_LATER = datetime(2028, 1, 10, 8, 0, tzinfo=UTC)


@pytest.fixture
def people(succeed: Copctl) -> Copctl:
    """Four people: two active, one of whom said nothing yet, a dormant one, and a prospect without address."""
    succeed("member", "add", "--name", "<b>សុខា</b> [red]", "--email", "sok@example.org", "--role", "MEL lead",
            "--organisation", "Mekong & Co", "--country", "KH", "--languages", "km en",
            "--expertise", "storytelling:3; budgets:1", "--consent", "speaking")  # fmt: skip
    succeed("member", "add", "--name", "Mai", "--email", "mai@example.org")
    succeed("member", "add", "--name", "Dao", "--email", "dao@example.org", "--status", "dormant")
    succeed("member", "add", "--name", "Noy", "--email", "", "--status", "prospect")
    return succeed


def asked(people: Copctl, *words: str, **world: Any) -> tuple[list[str], int, int]:
    """Who would be asked, how many are up to date, and how many were asked already."""
    found = people("expertise", "ask", "--json", *words, **world).json
    return [row["name"] for row in found["queued"]], found["up_to_date"], found["already"]


def test_who_said_what_they_know_lately_is_not_asked(people: Copctl) -> None:
    assert asked(people, "--dry-run") == (["Mai"], 1, 0)
    assert asked(people, "--dry-run", now=LATER) == (["<b>សុខា</b> [red]", "Mai"], 0, 0)
    assert asked(people, "--dry-run", "--older-than", "2y", now=LATER) == (["Mai"], 1, 0)
    assert people("mail", "queue", "--json").json == []


def test_nobody_is_asked_twice_within_the_time(people: Copctl) -> None:
    assert asked(people, now=LATER) == (["<b>សុខា</b> [red]", "Mai"], 0, 0)
    assert asked(people, now=LATER) == ([], 0, 2)
    people("mail", "cancel", "2", now=LATER)
    assert asked(people, now=LATER) == (["Mai"], 0, 1)
    assert asked(people, "--older-than", "0d", now=LATER) == ([], 0, 2)
    assert asked(people, now=MUCH_LATER)[0] == ["<b>សុខា</b> [red]", "Mai"]


def test_who_has_checked_is_not_asked_for_a_while(people: Copctl, copctl: Copctl) -> None:
    noted = people("expertise", "checked", "Mai", "--on", "2026-11-01")

    assert noted.stdout == "Noted: Mai checked their profile on 2026-11-01.\n"
    assert asked(people, "--dry-run") == ([], 2, 0)
    assert asked(people, "--dry-run", "--older-than", "2w")[0] == ["Mai"]
    assert people("expertise", "show", "member:Mai", "--json").json["checked_on"] == "2026-11-01"
    late = copctl("expertise", "checked", "Mai", "--on", "2027-01-01")
    assert (late.exit_code, late.stderr) == (
        1,
        "Error: 2027-01-01 lies in the future.\nTry: check the year\n",
    )


def test_the_mail_shows_what_is_held_and_how_to_answer(people: Copctl, folder: Path) -> None:
    people("expertise", "endorse", "sok@example.org", "storytelling", "--level", "4")
    people("expertise", "ask", "sok@example.org", "--older-than", "0d", now=LATER)

    mail = people("mail", "show", "1", "--json", now=LATER).json
    assert (mail["kind"], mail["subject"]) == ("profile check", "Is this still right?")
    for line in (
        "Dear <b>សុខា</b> [red],", "MEL lead, Mekong & Co", "Cambodia", "Languages: Khmer, English",
        "Speaking in a session: yes, we may ask you", "- storytelling: 4 can teach it (the moderator says so)",
        "- budgets: 1 interested (you said so)",
    ):  # fmt: skip
        assert line in mail["text"].splitlines()
    assert "&lt;b&gt;សុខា&lt;/b&gt; [red]" in mail["html"]
    assert "Mekong &amp; Co" in mail["html"]
    assert "mailto:ana@example.org?subject=My%20profile" in mail["html"]
    people("mail", "deliver", "--to-folder", "out/mail", now=LATER)
    assert len(list((folder / "out" / "mail").iterdir())) == 1


def test_a_condition_says_whom_and_who_cannot_be_asked_is_named(people: Copctl, copctl: Copctl) -> None:
    result = people("expertise", "ask", "country=KH or status=dormant or status=prospect", now=LATER)

    assert result.stdout == "Queued 1 mail about a profile.\n"
    assert "Left out, is dormant: Dao." in result.stderr
    assert "Left out, is prospect: Noy." in result.stderr
    assert copctl("expertise", "ask", "topic>=nothing:3").exit_code == 2
    assert copctl("expertise", "ask", "--older-than", "long").exit_code == 2


def test_a_template_of_the_community_speaks_the_readers_language(people: Copctl, folder: Path) -> None:
    own = folder / "templates" / "onboarding"
    own.mkdir(parents=True)
    (own / "profile.km.txt").write_text(
        "សួស្តី {{ name }}\n====\n{{ held.topics | length }}\n", encoding="utf-8"
    )

    people("expertise", "ask", now=LATER)

    first, second = people("mail", "queue", "--json", now=LATER).json
    assert first["subject"] == "សួស្តី <b>សុខា</b> [red]"
    assert second["subject"] == "Is this still right?"


def test_an_open_self_profile_is_pointed_to(people: Copctl) -> None:
    people("survey", "new", "expertise", "--starter", "expertise")
    people("survey", "open", "expertise")

    assert "copctl survey invite expertise" in people("expertise", "ask", now=LATER).stderr


def test_it_is_undone(people: Copctl) -> None:
    people("expertise", "ask", now=LATER)
    people("undo", now=LATER)

    assert people("mail", "queue", "--json", now=LATER).json == []
