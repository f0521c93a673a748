"""`copctl mail`, from the outside."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, Copctl

SURVEY = """\
# survey
| type | name | label |
|---|---|---|
| email | email | Email Address |
| text | why | Why? |
"""


@pytest.fixture
def queued(succeed: Copctl, folder: Path) -> None:
    """Three invitations that wait."""
    for name in ("Ana", "Bo", "Chea"):
        succeed("member", "add", "--name", name, "--email", f"{name.lower()}@example.org")
    (folder / "q4.md").write_text(SURVEY, encoding="utf-8")
    succeed("survey", "new", "q4", "--from", "q4.md")
    succeed("survey", "open", "q4")
    succeed("survey", "invite", "q4", "--url", "https://forms.example/?c={code}")


def test_nothing_is_sent_without_a_server_and_the_hint_says_how(copctl: Copctl, queued: None) -> None:
    result = copctl("mail", "deliver")

    assert result.stderr.startswith(
        "Error: This community has no mail server yet.\nTry: copctl mail setup, or"
    )
    assert result.exit_code == 1
    assert len(copctl("mail", "queue", "--json").json) == 3


def test_delivered_into_a_folder_a_mail_is_a_file_and_counts_as_sent(
    succeed: Copctl, queued: None, folder: Path
) -> None:
    tried = succeed("mail", "deliver", "--to-folder", "out/mail", "--dry-run")
    assert tried.stdout == "Would write 3 mails to out/mail.\n"
    assert not (folder / "out/mail").exists()

    assert succeed("mail", "deliver", "--to-folder", "out/mail").stdout == "Wrote 3 mails to out/mail.\n"

    names = sorted(path.name for path in (folder / "out/mail").iterdir())
    assert names == ["000001.eml", "000002.eml", "000003.eml"]
    mail = email.message_from_bytes(
        (folder / "out/mail/000002.eml").read_bytes(), policy=email.policy.default
    )
    assert (mail["To"], mail["From"]) == ("Bo <bo@example.org>", "Ana Lim <ana@example.org>")
    assert mail["Message-ID"] == f"<{succeed('mail', 'show', '2', '--json').json['message_id']}>"
    assert succeed("mail", "deliver", "--to-folder", "out/mail").stdout == "No mail waits.\n"


@pytest.mark.parametrize(
    ("url", "note"),
    [
        ("http://mel.example.org", "Note: one_click has no effect: url in community.toml is not an https address "
                                   "(RFC 8058).\n"),
        ("https://mel.example.org", ""),
    ],
)  # fmt: skip
def test_a_site_that_cannot_take_one_click_is_said(
    succeed: Copctl, folder: Path, url: str, note: str
) -> None:
    settings = folder / "community.toml"
    settings.write_text(
        f'url = "{url}"\n{settings.read_text("utf-8")}\n[mail]\none_click = true\n', encoding="utf-8"
    )

    assert succeed("mail", "deliver", "--to-folder", "out", "--dry-run").stderr == note
    assert succeed("mail", "deliver", "--to-folder", "out").stderr == note


def test_a_mail_that_was_written_twice_is_the_same_mail(succeed: Copctl, queued: None, folder: Path) -> None:
    succeed("mail", "deliver", "--to-folder", "one")
    succeed("undo")
    succeed("mail", "deliver", "--to-folder", "two")

    for name in ("000001.eml", "000003.eml"):
        first, second = (
            email.message_from_bytes((folder / where / name).read_bytes(), policy=email.policy.default)
            for where in ("one", "two")
        )
        assert first["Message-ID"] == second["Message-ID"]
        assert first.get_body(("plain",)).get_content() == second.get_body(("plain",)).get_content()


def test_who_may_be_written_to_is_decided_at_delivery(succeed: Copctl, queued: None, folder: Path) -> None:
    succeed("member", "edit", "Ana", "--status", "left")
    succeed("member", "edit", "Bo", "--email", "bo@new.example")
    (folder / "a.csv").write_text("Email Address,Why?\nchea@example.org,so\n", encoding="utf-8")
    succeed("survey", "import", "q4", "a.csv")

    result = succeed("mail", "deliver", "--to-folder", "mail", "--json").json

    assert [(w["name"], w["why"]) for w in result["withheld"]] == [
        ("Ana", "has left"),
        ("Chea", "has answered since"),
    ]
    assert [Path(path).name for path in result["files"]] == ["000002.eml"]
    assert b"To: Bo <bo@new.example>" in (folder / "mail/000002.eml").read_bytes()
    assert [row["status"] for row in succeed("mail", "queue", "--all", "--json").json] == [
        "suppressed", "sent", "cancelled",
    ]  # fmt: skip


def test_nothing_goes_out_for_a_survey_that_was_closed(succeed: Copctl, queued: None, folder: Path) -> None:
    succeed("survey", "close", "q4")

    result = succeed("mail", "deliver", "--to-folder", "mail")

    assert "Mail 1 to Ana, held back: the survey q4 is not open any more." in result.stderr
    assert result.stdout == "No mail waits.\n"
    assert not (folder / "mail").exists()


def test_a_removed_person_gets_nothing_and_undo_brings_the_mail_back(succeed: Copctl, queued: None) -> None:
    succeed("member", "remove", "Bo")
    assert [row["name"] for row in succeed("mail", "queue", "--json").json] == ["Ana", "Chea"]

    succeed("undo")
    assert [row["name"] for row in succeed("mail", "queue", "--json").json] == ["Ana", "Bo", "Chea"]


def test_a_mail_can_be_cancelled_and_the_cancelling_undone(copctl: Copctl, queued: None) -> None:
    assert copctl("mail", "cancel", "2").stdout == "Cancelled 1 mail.\n"
    again = copctl("mail", "cancel", "2")
    assert again.stderr == "Error: Mail 2 is cancelled already.\nTry: copctl mail queue\n"
    copctl("undo")
    assert len(copctl("mail", "queue", "--json").json) == 3
    assert copctl("mail", "cancel", "--all").stdout == "Cancelled 3 mails.\n"


@pytest.mark.parametrize(
    ("command", "sentence", "code"),
    [
        (("show", "99"), "There is no mail 99.", 3),
        (("show", "-1"), "There is no mail -1.", 3),
        (("cancel",), "Name one mail, or say --all.", 2),
        (("cancel", "1", "--all"), "Name one mail, or say --all.", 2),
        (("deliver", "--to-folder", "community.toml"), "", 4),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    copctl: Copctl, queued: None, command: tuple[str, ...], sentence: str, code: int
) -> None:
    arguments = ("mail", command[0], "--", *command[1:]) if "-1" in command else ("mail", *command)
    result = copctl(*arguments)

    assert result.stderr.startswith(f"Error: {sentence}")
    assert result.exit_code == code
    assert len(copctl("mail", "queue", "--json").json) == 3


def test_an_address_that_mail_cannot_carry_is_left_out_and_said(succeed: Copctl, queued: None) -> None:
    succeed("member", "edit", "Ana", "--email", "អាណា@example.org")

    result = succeed("mail", "deliver", "--to-folder", "mail")

    assert "Mail 1 to Ana, still queued: the address has letters" in result.stderr
    assert result.stdout == "Wrote 2 mails to mail.\n"


def test_today_speaks_of_what_waits_and_later_of_who_has_not_answered(succeed: Copctl, queued: None) -> None:
    assert "3 mails wait to be delivered." in succeed().stdout
    succeed("mail", "deliver", "--to-folder", "mail")
    assert "have not answered" not in succeed().stdout

    later = succeed(now=NOW + timedelta(days=6)).stdout

    assert "3 of 3 invited have not answered q4.\n      copctl survey remind q4" in later
