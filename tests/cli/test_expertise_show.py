"""`copctl expertise show`, from the outside."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.conftest import Copctl


@pytest.fixture
def people(succeed: Copctl) -> Copctl:
    """Three who know storytelling, one of whom left; one has an old claim and a talk."""
    succeed("topic", "add", "Storytelling", "--alias", "Stories")
    succeed("member", "add", "--name", "=Sok [red]", "--email", "sok@example.org", "--organisation", "Mekong <b>",
            "--expertise", "storytelling:4; budgets:1", "--consent", "speaking",
            "--evidence", "talk: Stories of change (2024-05-01)", "--evidence", "project: A well")  # fmt: skip
    succeed("member", "add", "--name", "ไม", "--email", "mai@example.org", "--expertise", "storytelling:2")
    succeed(
        "member",
        "add",
        "--name",
        "Gone",
        "--email",
        "gone@example.org",
        "--status",
        "left",
        "--expertise",
        "storytelling:4",
    )
    succeed("expertise", "endorse", "ไม", "storytelling", "--by", "sok@example.org", "--level", "1")
    return succeed


def test_a_topic_shows_its_people_by_level_with_who_says_so(people: Copctl) -> None:
    shown = people("expertise", "show", "stories", "--json").json

    assert (shown["topic"], shown["slug"]) == ("Storytelling", "storytelling")
    first, second = shown["people"]
    assert (first["member"], first["level"], first["word"]) == ("=Sok [red]", 4, "can teach it")
    assert (first["evidence"], first["consent_to_speak"], first["old"]) == (1, True, False)
    assert (second["member"], second["consent_to_speak"]) == ("ไม", None)
    assert [(said["who"], said["level"]) for said in second["doubted_by"]] == [("=Sok [red]", 1)]


def test_a_table_says_so_in_words(people: Copctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    lines = people("expertise", "show", "storytelling").stdout.splitlines()

    assert lines[0] == "Storytelling"
    assert any("4 can teach it" in line and "=Sok [red]" in line and "yes" in line for line in lines)
    assert any(
        "2 practising" in line and "self; =Sok [red] says 1" in line.replace("  ", " ") for line in lines
    )
    assert not any("Gone" in line for line in lines)


def test_a_member_shows_topics_and_what_shows_them(people: Copctl) -> None:
    shown = people("expertise", "show", "sok@example.org", "--json").json

    assert [(row["topic"], row["level"], row["said_by"]) for row in shown["topics"]] == [
        ("Storytelling", 4, "self"),
        ("budgets", 1, "self"),
    ]
    assert shown["topics"][0]["evidence"] == [
        {"kind": "talk", "title": "Stories of change", "date": "2024-05-01"}
    ]
    assert [(piece["title"], piece["date"]) for piece in shown["evidence"]] == [
        ("Stories of change", "2024-05-01"),
        ("A well", None),
    ]
    table = people("expertise", "show", "sok@example.org").stdout
    assert "Mekong <b>, active, consents to speak" in table
    assert "Stories of change" in table


def test_a_year_later_what_nobody_renewed_is_old(people: Copctl) -> None:
    from datetime import UTC, datetime

    later = people("expertise", "show", "storytelling", "--json", now=datetime(2028, 1, 1, tzinfo=UTC)).json

    assert [row["old"] for row in later["people"]] == [True, True]


def test_spreadsheets_and_documents_get_it_unharmed(people: Copctl) -> None:
    for what in ("storytelling", "member:sok@example.org"):
        rows = list(csv.DictReader(io.StringIO(people("expertise", "show", what, "--format", "csv").stdout)))
        assert rows[0]["level"] == "4"
        assert all(not cell.startswith("=") for row in rows for cell in row.values())
    people("topic", "add", "Nobody's")
    for full, empty in (
        ("topic:storytelling", "topic:nobody-s"),
        ("member:sok@example.org", "member:noy@example.org"),
    ):
        if empty.startswith("member"):
            people("member", "add", "--name", "Noy", "--email", "noy@example.org")
        heads = [
            people("expertise", "show", what, "--format", "csv").stdout.splitlines()[0]
            for what in (full, empty)
        ]
        assert heads[0] == heads[1]
    page = people("expertise", "show", "storytelling", "--format", "markdown").stdout
    assert page.startswith("# Storytelling\n\n| Level |")
    assert "Mekong &lt;b>" in page
    assert "## Evidence" in people("expertise", "show", "1", "--format", "markdown").stdout


def test_what_is_both_a_topic_and_a_member_has_to_be_said(people: Copctl, copctl: Copctl) -> None:
    people("topic", "add", "ไม")

    both = copctl("expertise", "show", "ไม")

    assert both.stderr == ("Error: ไม is a topic (ไม) and a member (ไม).\nTry: say topic:ไม or member:2\n")
    assert people("expertise", "show", "topic:ไม", "--json").json["people"] == []
    assert people("expertise", "show", "member:ไม", "--json").json["number"] == 2
    assert "Nobody is known to know this yet." in people("expertise", "show", "topic:ไม").stdout


def test_what_is_neither_offers_near_names(people: Copctl, copctl: Copctl) -> None:
    result = copctl("expertise", "show", "storytellign")

    assert result.stderr == (
        "Error: There is no topic and no member 'storytellign'.\nTry: did you mean storytelling?\n"
    )
    assert result.exit_code == 3


def test_who_knows_a_narrower_topic_is_listed_wherever_people_are_sought(succeed: Copctl) -> None:
    Path("terms.csv").write_text("label,broader\nWater,\nWells,Water\nPumps,Wells\n", encoding="utf-8")
    succeed("expertise", "taxonomy", "load", "terms.csv")
    for name, known in (("Ana", "Pumps:4"), ("Bo", "Water:1; Wells:3"), ("Chan", "Wells:2")):
        succeed("member", "add", "--name", name, "--email", f"{name}@example.org", "--expertise", known)

    shown = succeed("expertise", "show", "water", "--json").json["people"]
    listed = succeed("member", "list", "--where", "topic>=water:3", "--json").json
    plain = succeed("member", "list", "--topic", "water", "--json").json

    assert [(row["member"], row["level"]) for row in shown] == [("Ana", 4), ("Bo", 3), ("Chan", 2)]
    assert [row["name"] for row in listed] == ["Ana", "Bo"]
    assert [row["name"] for row in plain] == ["Ana", "Bo", "Chan"]
    assert succeed("member", "list", "--where", "topic=water:1", "--json").json == []
