"""`copctl expertise endorse`, from the outside."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Copctl


@pytest.fixture
def people(succeed: Copctl) -> Copctl:
    """Sok, who practises storytelling, and Mai and Noy, who know her."""
    for name, email, more in (
        ("សុខា [red]", "sok@example.org", ("--expertise", "storytelling:2")),
        ("Mai", "mai@example.org", ()),
        ("Noy", "noy@example.org", ()),
    ):
        succeed("member", "add", "--name", name, "--email", email, *more)
    return succeed


def known(people: Copctl, member: str = "sok@example.org") -> Any:
    [row] = people("expertise", "show", f"member:{member}", "--json").json["topics"]
    return row


def test_a_peer_vouches_and_the_persons_own_level_stays(people: Copctl) -> None:
    said = people("expertise", "endorse", "sok@example.org", "Storytelling", "--by", "Mai", "--level", "4")

    assert said.stdout == "សុខា [red], storytelling: 2 practising (self; vouched for by Mai).\n"
    row = known(people)
    assert (row["level"], row["word"], row["said_by"]) == (2, "practising", "self")
    assert row["vouched_by"] == [{"who": "Mai", "member": 2, "level": 4, "note": "", "on": "2026-11-23"}]


def test_the_moderator_overrules_downward_and_upward(people: Copctl) -> None:
    lower = people(
        "expertise", "endorse", "1", "storytelling", "--level", "1", "--note", "=1+1 <b>saw it</b>"
    )
    assert lower.stdout == "សុខា [red], storytelling: 1 interested (moderator).\n"
    assert known(people)["vouched_by"][0]["note"] == "=1+1 <b>saw it</b>"

    people("expertise", "endorse", "1", "storytelling", "--level", "3")
    assert (known(people)["level"], known(people)["said_by"]) == (3, "moderator")


def test_peers_speak_for_who_has_said_nothing(people: Copctl) -> None:
    people("expertise", "endorse", "Noy", "storytelling", "--by", "Mai", "--level", "4")
    people("expertise", "endorse", "Noy", "storytelling", "--by", "sok@example.org", "--level", "3")

    row = known(people, "noy@example.org")
    assert (row["level"], row["said_by"]) == (3, "peer")
    assert [said["who"] for said in row["vouched_by"]] == ["Mai", "សុខា [red]"]


def test_a_second_word_of_the_same_person_takes_the_place_of_the_first(people: Copctl) -> None:
    endorse = ("expertise", "endorse", "sok@example.org", "storytelling", "--by", "Mai")
    people(*endorse, "--level", "3", "--note", "Trained me")
    same = people(*endorse, "--level", "3")
    people(*endorse, "--level", "1")
    shown = people("expertise", "show", "member:sok@example.org", "--json").json["endorsements"]
    assert shown == [
        {
            "topic": "storytelling",
            "who": "Mai",
            "member": 2,
            "level": 1,
            "note": "Trained me",
            "on": "2026-11-23",
        }
    ]
    assert "Trained me" in people("expertise", "show", "member:sok@example.org").stdout

    assert same.stdout.startswith("Nothing changed: it was said already.")
    row = known(people)
    assert row["vouched_by"] == []
    assert [(said["who"], said["level"], said["note"]) for said in row["doubted_by"]] == [
        ("Mai", 1, "Trained me")
    ]


def test_what_was_said_is_taken_back_and_undone(people: Copctl, copctl: Copctl) -> None:
    people("expertise", "endorse", "sok@example.org", "storytelling", "--level", "4")

    taken = people("expertise", "endorse", "sok@example.org", "storytelling", "--withdraw")
    assert taken.stdout == "Taken back. សុខា [red], storytelling: 2 practising (self).\n"
    again = copctl("expertise", "endorse", "sok@example.org", "storytelling", "--withdraw")
    assert again.exit_code == 3
    assert again.stderr.startswith("Error: The moderator has not endorsed សុខា [red] for storytelling.\n")
    people("undo")
    assert known(people)["said_by"] == "moderator"


@pytest.mark.parametrize(
    ("words", "sentence", "exit_code"),
    [
        (("sok@example.org", "storytelling", "--by", "1"), "សុខា [red] cannot endorse themselves.", 1),
        (("Mai", "storytelling"), "Nobody has said how well Mai knows storytelling, so there is nothing to agree with.", 1),
        (("Mai", "storytelling", "--level", "5"), "--level: 5 is no level of expertise.", 2),
        (("Mai", "storytellign", "--level", "2"), "There is no topic 'storytellign'.", 3),
        (("Mia", "storytelling", "--level", "2"), "There is no member 'Mia'.", 3),
        (("Mai", "storytelling", "--withdraw", "--level", "2"), "--withdraw takes back all that was said.", 2),
        (("Mai",), "TOPIC is missing.", 2),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_one_sentence_and_changes_nothing(
    people: Copctl, copctl: Copctl, words: tuple[str, ...], sentence: str, exit_code: int
) -> None:
    before = people("log", "--json").stdout

    result = copctl("expertise", "endorse", *words)

    assert result.stderr.startswith(f"Error: {sentence}\nTry: ")
    assert result.exit_code == exit_code
    assert people("log", "--json").stdout == before


def test_the_word_of_a_peer_who_is_gone_is_not_the_moderators(people: Copctl, copctl: Copctl) -> None:
    people("expertise", "endorse", "1", "storytelling", "--by", "Mai", "--level", "4")
    people("member", "remove", "Mai", "--yes")

    refused = copctl("expertise", "endorse", "1", "storytelling", "--withdraw")
    people("expertise", "endorse", "1", "storytelling", "--level", "1")

    assert refused.exit_code == 3
    assert known(people)["level"] == 1
