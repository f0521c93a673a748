"""Whom a newcomer is introduced to, out of the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from copctl.commons import catch_up
from tests.commons.looking import looking, show_only
from tests.conftest import Copctl

MAI = "mai@new.example"


def _introduced(folder: Path) -> list[tuple[str, str, str]]:
    with looking(folder, MAI) as view:
        people = catch_up.page(view).values["people"]
    return [(known.person.name, known.person.work, known.why) for known in people]


@pytest.fixture
def people(succeed: Copctl, folder: Path) -> Path:
    """Mai, who wants to hear of storytelling, and four who know it."""
    for name, level, more in [
        ("Ana", 4, ("--consent", "directory")),
        ("Bopha", 3, ("--consent", "directory")),
        ("Chan", 4, ()),
        ("Dao", 4, ("--consent", "directory", "--status", "dormant")),
    ]:
        succeed("member", "add", "--name", name, "--email", f"{name.lower()}@x.example", "--role", "Adviser",
                "--organisation", name, "--expertise", f"storytelling:{level}", *more)  # fmt: skip
    succeed("member", "add", "--name", "Mai", "--email", MAI, "--expertise", "storytelling:1",
            "--consent", "directory")  # fmt: skip
    return folder


def test_active_members_of_the_directory_are_introduced_by_what_they_know(people: Path) -> None:
    assert _introduced(people) == [
        ("Ana", "Adviser · Ana", "can teach storytelling"),
        ("Bopha", "Adviser · Bopha", "is experienced in storytelling"),
    ]


def test_who_hides_what_they_know_is_not_introduced_by_it(people: Path, succeed: Copctl) -> None:
    show_only(people, "ana@x.example", "organisation")
    succeed("member", "duty", "ana@x.example", "--add", "core")

    assert _introduced(people) == [
        ("Ana", "Ana", "is in the core group"),
        ("Bopha", "Adviser · Bopha", "is experienced in storytelling"),
    ]


def test_where_somebody_works_who_does_not_show_it_makes_no_difference(people: Path, succeed: Copctl) -> None:
    show_only(people, "ana@x.example", "expertise")
    before = _introduced(people)

    succeed("member", "edit", MAI, "--organisation", "Ana")

    assert [name for name, _, _ in before] == ["Ana", "Bopha"]
    assert _introduced(people) == before


def test_a_welcome_tells_of_people_what_they_show(people: Path, succeed: Copctl) -> None:
    show_only(people, "bopha@x.example", "expertise")

    mail = succeed("member", "welcome", MAI, "--dry-run").stdout

    assert "Adviser, Ana" in mail
    assert "Bopha\nis experienced in storytelling" in mail
