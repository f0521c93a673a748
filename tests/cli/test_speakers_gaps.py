"""`copctl speakers gaps`, from the outside."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.conftest import Copctl


@pytest.fixture
def world(succeed: Copctl) -> Copctl:
    """Three topics on the list, and people who know one of them."""
    for topic in ("Storytelling", "Budgets [red]", "=Data"):
        succeed("topic", "add", topic)
    succeed("topic", "add", "Never mind", "--status", "parked")
    for name, organisation, expertise, consent in (
        ("Ana", "Mekong", "storytelling:4", "speaking"),
        ("សុខា", "Mekong", "storytelling:3; budgets red:2", "speaking"),
        ("Noy", "Lao Water", "=Data:3", ""),
    ):
        more = ("--consent", consent) if consent else ()
        succeed("member", "add", "--name", name, "--email", f"{name.encode().hex()}@example.org",
                "--organisation", organisation, "--expertise", expertise, *more)  # fmt: skip
    return succeed


def topics(world: Copctl, *words: str) -> dict[str, Any]:
    return {row["topic"]: row for row in world("speakers", "gaps", "--json", *words).json["topics"]}


def test_each_topic_has_its_verdict_and_its_people(world: Copctl) -> None:
    found = topics(world)

    assert [(topic, row["verdict"], row["supply"]) for topic, row in found.items()] == [
        ("=Data", "nobody", 0),
        ("Budgets [red]", "nobody", 0),
        ("Storytelling", "one organisation", 2),
    ]
    stories = found["Storytelling"]
    assert [(person["member"], person["level"]) for person in stories["people"]] == [("Ana", 4), ("សុខា", 3)]
    assert (stories["organisations"], stories["demand"]) == (["Mekong"], 1)
    assert [person["member"] for person in found["=Data"]["not_said"]] == ["Noy"]
    assert found["=Data"]["next"] == 'copctl expertise ask "topic>=data:3" --older-than 0d'


def test_the_level_that_counts_can_be_another(world: Copctl) -> None:
    assert topics(world, "--level", "4")["Storytelling"]["verdict"] == "one person"
    assert topics(world, "--level", "2")["Budgets [red]"]["verdict"] == "one person"


def test_a_moderators_word_and_a_withdrawn_consent_count(world: Copctl) -> None:
    world("expertise", "endorse", "Ana", "storytelling", "--level", "2")
    assert topics(world)["Storytelling"]["verdict"] == "one person"

    world("member", "edit", "សុខា", "--withdraw", "speaking")
    assert topics(world)["Storytelling"]["verdict"] == "nobody"


def test_experts_never_asked_are_named_until_they_are(world: Copctl) -> None:
    found = world("speakers", "gaps", "--json").json["never_asked"]
    assert [(row["member"], row["consent_to_speak"]) for row in found] == [
        ("Ana", True),
        ("Noy", None),
        ("សុខា", True),
    ]
    assert found[0]["topics"] == [{"topic": "Storytelling", "level": 4}]

    world("session", "plan", "--topic", "storytelling", "--on", "2026-12-10 14:00", "--speaker", "Ana")
    found = world("speakers", "gaps", "--json").json["never_asked"]
    assert [row["member"] for row in found] == ["Noy", "សុខា"]


def test_a_table_says_it_and_what_to_do_next(world: Copctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    shown = world("speakers", "gaps")

    assert "one organisation" in shown.stdout
    assert "Experts never asked: 3" in shown.stdout
    assert 'stands on nobody: copctl expertise ask "topic>=data:3"' in shown.stderr
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_spreadsheets_and_documents_get_it_unharmed(world: Copctl) -> None:
    rows = list(csv.DictReader(io.StringIO(world("speakers", "gaps", "--format", "csv").stdout)))
    assert [row["topic"] for row in rows] == ["'=Data", "Budgets [red]", "Storytelling"]
    assert rows[2]["people"] == "Ana; សុខា"
    page = world("speakers", "gaps", "--format", "markdown").stdout
    assert page.startswith("# Topics\n")
    assert "# Experts never asked" in page


def test_without_topics_there_is_nothing_to_miss(succeed: Copctl) -> None:
    shown = succeed("speakers", "gaps")

    assert (
        shown.stdout
        == "No topic waits for a session. Ask what members want: copctl survey, copctl topic add\n"
    )
    assert succeed("speakers", "gaps", "--json").json == {"topics": [], "never_asked": []}


def test_where_nobody_knows_a_topic_the_community_is_asked(world: Copctl) -> None:
    world("topic", "add", "Xylophones")

    assert topics(world)["Xylophones"]["next"] == "copctl expertise ask --older-than 0d"
    assert "copctl survey new expertise --starter expertise" in world("speakers", "gaps").stderr


def test_names_are_not_broken_over_lines(world: Copctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    world("member", "add", "--name", "Nguyễn Thị Hồng Nhung", "--email", "n@example.org",
          "--organisation", "Cuu Long Delta Futures", "--expertise", "storytelling:4", "--consent", "speaking")  # fmt: skip

    assert world("speakers", "gaps").stdout.count("Nguyễn Thị Hồng Nhung") == 2
    assert "Nguyễn Thị Hồng Nhung" in world("expertise", "show", "topic:storytelling").stdout
