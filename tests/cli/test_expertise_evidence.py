"""Evidence that adds itself: talks of sessions held, contributions, thanks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Copctl

PLAN = ("session", "plan", "--topic", "storytelling", "--title", "A session", "--about", "How to *tell*",
        "--on", "2026-10-01 00:30", "--speaker", "sok@example.org", "--speaker", "mai@example.org")  # fmt: skip


@pytest.fixture
def people(succeed: Copctl) -> Copctl:
    """Two members and a topic."""
    succeed("topic", "add", "Storytelling")
    succeed("topic", "add", "Budgets")
    succeed("member", "add", "--name", "សុខា [red]", "--email", "sok@example.org")
    succeed("member", "add", "--name", "Mai", "--email", "mai@example.org")
    return succeed


def shown(people: Copctl, member: str = "sok@example.org") -> Any:
    return people("expertise", "show", f"member:{member}", "--json").json["evidence"]


def talk(
    title: str = "A session", date: str = "2026-10-01", topics: tuple[str, ...] = ("Storytelling",)
) -> Any:
    return {"kind": "talk", "title": title, "date": date, "source": "session:2026-10", "topics": list(topics)}


def edit(people: Copctl, *words: str) -> None:
    people("session", "edit", "2026-10", *words)


def test_a_session_held_shows_what_its_speakers_know(people: Copctl) -> None:
    people(*PLAN)
    edit(
        people,
        "--speaker-status",
        "sok@example.org:confirmed",
        "--speaker-status",
        "mai@example.org:declined",
    )
    assert shown(people) == []

    edit(people, "--status", "held")

    assert shown(people) == [talk()]
    assert shown(people, "Mai") == []
    [piece] = people("member", "show", "sok@example.org", "--json").json["evidence"]
    assert piece["text"] == "How to *tell*"


def test_the_talk_follows_its_session(people: Copctl) -> None:
    people(*PLAN)
    edit(people, "--status", "held")

    edit(people, "--talk", "sok@example.org:=1+1 <b>", "--topic", "Budgets", "--on", "2026-10-03 10:00")
    assert shown(people) == [talk("=1+1 <b>", "2026-10-03", ("Storytelling", "Budgets"))]
    edit(people, "--speaker-status", "Mai:withdrew", "--drop-topic", "Storytelling")
    assert (shown(people, "Mai"), shown(people)[0]["topics"]) == ([], ["Budgets"])
    edit(people, "--drop-speaker", "sok@example.org")
    assert shown(people) == []
    people("undo")
    assert len(shown(people)) == 1


def test_a_session_that_was_not_held_after_all_shows_nothing(people: Copctl) -> None:
    people(*PLAN)
    edit(people, "--status", "held")

    edit(people, "--status", "planned")
    assert shown(people) == []
    statuses = {topic["slug"]: topic["status"] for topic in people("topic", "list", "--json").json}
    assert statuses["storytelling"] == "scheduled"
    edit(people, "--status", "held")
    assert shown(people) == [talk()]
    people("undo")
    assert shown(people) == []


def test_what_was_typed_or_imported_is_not_doubled(people: Copctl, folder: Path) -> None:
    typed = "talk: a  SESSION (2026-10-01)"
    people("member", "edit", "sok@example.org", "--evidence", typed)
    people(*PLAN)
    edit(people, "--status", "held")
    assert [(piece["title"], piece["source"]) for piece in shown(people)] == [("a SESSION", "")]

    row = {"name": "Mai", "email": "mai@example.org",
           "evidence": [{"kind": "talk", "title": "A session", "date": "2026-10-01"}]}  # fmt: skip
    (folder / "people.jsonl").write_text(json.dumps(row), encoding="utf-8")
    people("member", "import", "people.jsonl")
    assert shown(people, "Mai") == [talk()]
    edit(people, "--status", "planned")
    assert [piece["title"] for piece in shown(people)] == ["a SESSION"]


def test_a_list_of_another_community_keeps_its_talks(people: Copctl, folder: Path) -> None:
    row = {"name": "Noy", "email": "noy@example.org",
           "evidence": [{"kind": "talk", "title": "Elsewhere", "date": "2026-10-01", "source": "session:2026-10"}]}  # fmt: skip
    (folder / "people.jsonl").write_text(json.dumps(row), encoding="utf-8")
    people("member", "import", "people.jsonl")

    people(*PLAN)
    edit(people, "--status", "held")
    edit(people, "--status", "planned")

    assert [piece["title"] for piece in shown(people, "Noy")] == ["Elsewhere"]


@pytest.mark.parametrize("noun", ["project", "resource"])
def test_a_contribution_shows_what_its_member_knows(people: Copctl, noun: str) -> None:
    people(
        noun, "add", "--title", "A well", "--body", "Dug by *hand*.", "--by", "Mai", "--date", "2026-09-01"
    )
    piece = {"kind": noun, "title": "A well", "date": "2026-09-01", "source": "contribution:1", "topics": []}
    assert shown(people, "Mai") == [piece]

    people(noun, "edit", "1", "--title", "Two wells", "--body", "")
    assert shown(people, "Mai") == [{**piece, "title": "Two wells"}]
    assert people("member", "show", "Mai", "--json").json["evidence"][0]["text"] == ""
    people(noun, "edit", "1", "--by", "sok@example.org")
    assert (shown(people, "Mai"), len(shown(people))) == ([], 1)
    people("undo")
    assert (len(shown(people, "Mai")), shown(people)) == (1, [])
    people(noun, "edit", "1", "--by", "")
    assert shown(people, "Mai") == []


def test_adding_a_contribution_is_undone_with_what_it_showed(people: Copctl) -> None:
    people("resource", "add", "--title", "A guide", "--by", "Mai")
    people("undo")

    assert shown(people, "Mai") == []
    assert people("resource", "list", "--json").json == []


def test_a_story_is_about_others(people: Copctl) -> None:
    people("story", "add", "--title", "The well", "--by", "Mai")

    assert shown(people, "Mai") == []


def test_an_edit_that_changes_nothing_leaves_the_log_alone(people: Copctl) -> None:
    people("project", "add", "--title", "A well", "--by", "Mai")

    same = people("project", "edit", "1", "--title", "A well")

    assert same.stdout == "Nothing changed: A well is stored so already.\n"


def test_thanks_are_evidence(people: Copctl, copctl: Copctl) -> None:
    thank = ("expertise", "thank", "Mai", "=her <b>patience</b>", "--topic", "storytelling")
    noted = people(*thank, "--by", "sok@example.org", "--on", "2026-11-01")

    assert noted.stdout == "Noted: Mai was thanked for =her <b>patience</b>.\n"
    piece = {"kind": "thanks", "title": "=her <b>patience</b>", "date": "2026-11-01", "source": "",
             "topics": ["Storytelling"]}  # fmt: skip
    assert shown(people, "Mai") == [piece]
    assert people("member", "show", "Mai", "--json").json["evidence"][0]["text"] == "Thanked by សុខា [red]."
    again = people(*thank, "--on", "2026-11-01")
    assert again.stdout == "Nothing changed: these thanks to Mai are noted already.\n"
    people("member", "edit", "Mai", "--evidence", "thanks: the notes (2026-10-02)")
    assert [piece["kind"] for piece in shown(people, "Mai")] == ["thanks", "thanks"]
    assert copctl("expertise", "thank", "Mai", "x", "--by", "Mai").exit_code == 1
    assert copctl("expertise", "thank", "Mai", " ").stderr.startswith("Error: The thanks are for nothing.\n")


def test_a_member_is_removed_with_what_shows_them(people: Copctl) -> None:
    people("project", "add", "--title", "A well", "--by", "Mai")
    people("expertise", "thank", "Mai", "the notes", "--topic", "storytelling")

    people("member", "remove", "Mai", "--yes")
    assert people("project", "show", "1", "--json").json["member"] is None
    people("undo")
    assert len(shown(people, "Mai")) == 2


def test_evidence_that_was_typed_can_be_said_to_be_about_a_topic(people: Copctl, copctl: Copctl) -> None:
    people("member", "edit", "Mai", "--evidence", "talk: Ledgers at night (2026-03-01)")
    assert "copctl expertise about 2 'Ledgers at night' TOPIC" in people("expertise", "show", "Mai").stderr

    said = people("expertise", "about", "Mai", "ledgers at night", "budgets", "storytelling")
    again = people("expertise", "about", "Mai", "Ledgers at night", "Budgets")

    assert said.stdout == "Mai's 'ledgers at night' is about Budgets, Storytelling now.\n"
    assert again.stdout.startswith("Nothing changed: ")
    assert shown(people, "Mai")[0]["topics"] == ["Budgets", "Storytelling"]
    assert "expertise about" not in people("expertise", "show", "Mai").stderr
    found = people("speakers", "suggest", "budgets", "--json", "--no-semantic").json
    assert [row["member"] for row in found] == ["Mai"]
    missing = copctl("expertise", "about", "Mai", "Ledgers by night", "budgets")
    assert (missing.exit_code, "did you mean Ledgers at night?" in missing.stderr) == (3, True)


def test_a_talk_of_a_session_is_about_what_the_session_is_about(people: Copctl, copctl: Copctl) -> None:
    people(*PLAN)
    edit(people, "--status", "held")

    refused = copctl("expertise", "about", "sok@example.org", "A session", "budgets")

    assert refused.exit_code == 1
    assert "copctl session edit 2026-10 --topic TOPIC" in refused.stderr


def test_what_a_resource_is_about_stays_when_it_is_edited(people: Copctl) -> None:
    people("resource", "add", "--title", "A ledger", "--by", "Mai")
    people("expertise", "about", "Mai", "A ledger", "budgets")
    people("resource", "edit", "1", "--body", "Twelve pages.")

    assert shown(people, "Mai")[0]["topics"] == ["Budgets"]
