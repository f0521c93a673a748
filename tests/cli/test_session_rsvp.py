"""`copctl session rsvp` and `session rsvps`, from the outside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW, Copctl


@pytest.fixture
def planned(succeed: Copctl) -> None:
    for name in ("Ana", "Bo", "ចាន់ ធារ៉ា"):
        succeed(
            "member",
            "add",
            "--name",
            name,
            "--email",
            f"{'chan' if len(name) > 3 else name.lower()}@example.org",
        )
    succeed("session", "plan", "--title", "Evaluations", "--on", "2026-12-10 14:00", "--speaker", "Ana")


def test_several_people_are_noted_at_once_and_speakers_are_among_them(succeed: Copctl, planned: None) -> None:
    noted = succeed("session", "rsvp", "2026-12", "Bo", "chan@example.org", "yes", "--comment", "[red] =1+1")
    assert noted.stdout == "Bo says yes to session 2026-12.\nចាន់ ធារ៉ា says yes to session 2026-12.\n"

    full = succeed("session", "rsvps", "2026-12", "--json").json
    assert {name: full[name] for name in ("yes", "maybe", "no", "silent")} == {
        "yes": 2, "maybe": 0, "no": 0, "silent": 1,
    }  # fmt: skip
    assert [(one["name"], one["answer"], one["speaks"]) for one in full["answers"]] == [
        ("Bo", "yes", False), ("ចាន់ ធារ៉ា", "yes", False), ("Ana", None, True),
    ]  # fmt: skip
    shown = succeed("session", "rsvps", "2026-12").stdout
    assert "[red] =1+1" in shown
    assert shown.endswith("2 yes, 0 maybe, 0 no, 1 without an answer.\n")
    assert "'=1+1" not in succeed("session", "rsvps", "2026-12", "--format", "csv").stdout


def test_an_answer_can_be_tried(succeed: Copctl, planned: None) -> None:
    tried = succeed("session", "rsvp", "2026-12", "Bo", "yes", "--dry-run")

    assert tried.stdout == "Would note: Bo says yes to session 2026-12.\n"
    assert succeed("session", "rsvps", "2026-12", "--json").json["yes"] == 0


def test_only_who_has_not_said_no_and_was_not_only_asked_speaks(succeed: Copctl, planned: None) -> None:
    for name, email in (("Dara", "dara@example.org"), ("Eva", "eva@example.org")):
        succeed("member", "add", "--name", name, "--email", email)
        succeed("speakers", "ask", "2026-12", email, "--no-mail")
    succeed("speakers", "decline", "2026-12", "eva@example.org")
    succeed("session", "rsvp", "2026-12", "eva@example.org", "yes")

    listed = succeed("session", "rsvps", "2026-12", "--json").json["answers"]

    assert [(one["name"], one["speaks"]) for one in listed] == [("Eva", False), ("Ana", True)]


def test_people_change_their_minds_and_an_older_word_does_not_count(succeed: Copctl, planned: None) -> None:
    succeed("session", "rsvp", "2026-12", "Bo", "yes", "--on", "2026-11-20")
    succeed("session", "rsvp", "2026-12", "Bo", "no", "--on", "2026-11-22")

    late = succeed("session", "rsvp", "2026-12", "Bo", "maybe", "--on", "2026-11-21")
    assert late.stdout == "Bo: nothing changed; a later answer stands, or the same.\n"
    assert succeed("session", "rsvps", "2026-12", "--json").json["answers"][0]["answer"] == "no"
    succeed("undo")
    assert succeed("session", "rsvps", "2026-12", "--json").json["answers"][0]["answer"] == "yes"


def test_a_yes_to_the_old_time_is_no_yes_to_the_new_one(succeed: Copctl, planned: None) -> None:
    succeed("invitation", "send", "2026-12")
    succeed("mail", "deliver", "--to-folder", "first")
    succeed("session", "rsvp", "2026-12", "Bo", "yes")
    succeed("session", "edit", "2026-12", "--title", "Evaluating")
    succeed("mail", "deliver", "--to-folder", "second", now=NOW + timedelta(hours=1))
    assert succeed("session", "rsvps", "2026-12", "--json").json["yes"] == 1

    succeed("session", "edit", "2026-12", "--on", "2026-12-11 14:00")
    later = NOW + timedelta(hours=2)
    succeed("mail", "deliver", "--to-folder", "third", now=later)

    shown = succeed("session", "rsvps", "2026-12").stdout
    assert "yes (to the old time)" in shown
    assert shown.endswith("0 yes, 0 maybe, 0 no, 3 without an answer.\n")
    assert succeed("session", "show", "2026-12", "--json").json["answers"]["yes"] == 0
    succeed("invitation", "remind", "2026-12")
    reminded = succeed("mail", "deliver", "--to-folder", "fourth", "--json", now=later).json
    assert (reminded["mails"], reminded["withheld"]) == (3, [])
    succeed("session", "rsvp", "2026-12", "Bo", "yes", now=later + timedelta(hours=1))
    assert succeed("session", "rsvps", "2026-12", "--json").json["yes"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence", "code"),
    [
        (("2026-12", "Bo"), "Say who, and then yes, no or maybe.", 2),
        (("2026-12", "Bo", "Ana"), "'Ana' is no answer.", 1),
        (("2026-12", "Boo", "yes"), "There is no member 'Boo'.", 3),
        (("2026-11", "Bo", "yes"), "No session has the code 2026-11.", 3),
        (
            ("2026-12", "Bo", "yes", "--on", "2030-01-01"),
            "2030-01-01 is still to come: nobody has said anything then.", 1,
        ),
        (("2026-12", "Bo", "yes", "--on", "soon"), "'soon' is not a date.", 2),
        (("2026-12", "Bo", "yes", "--source", "gossip"), "'gossip' is nowhere that an answer comes from.", 1),
    ],
)  # fmt: skip
def test_what_cannot_be_noted_is_one_sentence(
    copctl: Copctl, planned: None, arguments: tuple[str, ...], sentence: str, code: int
) -> None:
    result = copctl("session", "rsvp", *arguments)

    assert result.stderr.startswith(f"Error: {sentence}")
    assert result.exit_code == code
    assert copctl("session", "rsvps", "2026-12", "--json").json["yes"] == 0
