"""`copctl survey invite`, `remind` and `status`, from the outside."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Copctl

SURVEY = """\
# settings
| form_title | closes |
|---|---|
| What <first>? | 2026-12-10 |

# survey
| type | name | label |
|---|---|---|
| email | email | Email Address |
| select_multiple topics | topics | Which topics? |

# choices
| list_name | name | label |
|---|---|---|
| topics | oh | Outcome harvesting |
| topics | st | Storytelling |
"""
FORM = "https://forms.example/x?a=1&entry.1={code}"


@pytest.fixture
def q4(succeed: Copctl, folder: Path) -> None:
    succeed(
        "member", "add", "--name", "សុខា <b>[red]", "--email", "sok@example.org", "--organisation", "Org One"
    )
    succeed("member", "add", "--name", "Bo", "--email", "bo@example.org")
    succeed("member", "add", "--name", "Pru", "--email", "pru@example.org", "--status", "prospect")
    succeed("member", "add", "--name", "Ghost", "--status", "prospect")
    succeed("member", "add", "--name", "Gone", "--email", "gone@example.org", "--status", "left")
    (folder / "q4.md").write_text(SURVEY, encoding="utf-8")
    succeed("survey", "new", "q4", "--from", "q4.md")
    succeed("survey", "open", "q4")


def links(folder: Path) -> dict[str, str]:
    """Who got which link, as the delivered files have it."""
    import email.policy

    found = {}
    for path in sorted(folder.glob("*.eml")):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        text = mail.get_body(("plain",)).get_content()
        found[path.name + " " + mail["To"].addresses[0].addr_spec] = re.search(r"https://forms\S+", text)[0]
    return found


def answer(folder: Path, *addresses: str) -> None:
    rows = [f"2026-11-20 08:0{n}:00,{address},Storytelling" for n, address in enumerate(addresses)]
    (folder / "answers.csv").write_text(
        "\n".join(["Timestamp,Email Address,Which topics?", *rows]), encoding="utf-8"
    )


def test_everybody_who_can_be_reached_is_invited_once(succeed: Copctl, q4: None, folder: Path) -> None:
    first = succeed("survey", "invite", "q4", "--url", FORM)
    again = succeed("survey", "invite", "q4", "--status", "active,prospect")

    assert first.stdout == "Queued 2 invitations.\n"
    assert "Left out, has left: Gone." in first.stderr
    assert again.stdout == "Queued 1 invitation. 2 had theirs already.\n"
    assert "Left out, has no address: Ghost." in again.stderr
    rows = succeed("mail", "queue", "--json").json
    assert [(row["name"], row["status"]) for row in rows] == [
        ("សុខា <b>[red]", "queued"), ("Bo", "queued"), ("Pru", "queued"),
    ]  # fmt: skip
    assert (folder / "links.key").stat().st_mode & 0o077 == 0


def test_each_link_is_its_readers_own_and_no_code_is_stored(succeed: Copctl, q4: None, folder: Path) -> None:
    succeed("survey", "invite", "q4", "--url", FORM)
    succeed("mail", "deliver", "--to-folder", "out/mail")

    sent = links(folder / "out/mail")

    codes = [link.partition("entry.1=")[2] for link in sent.values()]
    assert len(set(codes)) == 2
    assert all(re.fullmatch("[a-z2-7]{26}", code) for code in codes)
    stored = b"".join(path.read_bytes() for path in folder.glob("community.db*"))
    assert all(code.encode() not in stored for code in codes)
    with sqlite3.connect("community.db") as store:
        hashes = [h for (h,) in store.execute("SELECT code_hash FROM survey_link")]
    assert len(set(hashes)) == 2
    assert {row["status"] for row in succeed("mail", "queue", "--all", "--json").json} == {"sent"}


def test_a_dry_run_leaves_everything_as_it_was(succeed: Copctl, q4: None, folder: Path) -> None:
    result = succeed("survey", "invite", "q4", "--url", FORM, "--dry-run")

    assert result.stdout == "Would queue 2 invitations.\n"
    assert succeed("mail", "queue").stdout == "No mail waits.\n"
    assert "url" not in succeed("survey", "show", "q4", "--json").json["settings"]
    assert not (folder / "links.key").exists()


@pytest.mark.parametrize(
    ("command", "sentence", "hint"),
    [
        (("invite", "q4"), "It is not known where q4 is answered.", 'copctl survey invite q4 --url "https://...?entry.1={code}"'),
        (("invite", "q4", "--url", "javascript:alert(1)"), "'javascript:alert(1)' is no web address.", "it begins with https://"),
        (("invite", "q4", "--url", "https://a b/"), "'https://a b/' is no web address.", "it begins"),
        (("invite", "q4", "--url", "https://[/"), "'https://[/' is no web address.", "it begins"),
        (("invite", "q4", "--url", FORM, "--status", "left"), "People who left are not written to.", "--status active"),
        (("invite", "q4", "--url", FORM, "--status", "activ"), "'activ' is no status.", "choose one of"),
        (("remind", "q4"), "Nobody was invited to q4 yet.", "copctl survey invite q4"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence(
    copctl: Copctl, q4: None, command: tuple[str, ...], sentence: str, hint: str
) -> None:
    result = copctl("survey", *command)

    assert result.stderr.startswith(f"Error: {sentence}\nTry: {hint}")
    assert result.exit_code == 1
    assert copctl("mail", "queue", "--all", "--json").json == []


def test_a_survey_that_takes_no_answers_invites_nobody(copctl: Copctl, q4: None) -> None:
    copctl("survey", "close", "q4")

    for verb in ("invite", "remind"):
        result = copctl("survey", verb, "q4")
        assert result.stderr == "Error: The survey q4 is closed.\nTry: copctl survey open q4\n"


def test_a_reminder_reaches_only_who_has_not_answered_with_the_same_link(
    succeed: Copctl, q4: None, folder: Path
) -> None:
    succeed("survey", "invite", "q4", "--url", FORM)
    early = succeed("survey", "remind", "q4")
    assert early.stdout == "Queued 0 reminders.\n"
    assert "the invitation is still queued" in early.stderr
    succeed("mail", "deliver", "--to-folder", "first")
    answer(folder, "bo@example.org")
    succeed("survey", "import", "q4", "answers.csv")

    assert succeed("survey", "remind", "q4").stdout == "Queued 1 reminder.\n"
    assert succeed("survey", "remind", "q4").stdout == "Queued 0 reminders. 1 had theirs already.\n"
    succeed("mail", "deliver", "--to-folder", "second")

    [again] = links(folder / "second").items()
    assert again[0].endswith("sok@example.org")
    assert again[1] == links(folder / "first")["000001.eml sok@example.org"]
    assert succeed("survey", "remind", "q4").stdout == "Queued 1 reminder.\n"


def test_the_status_says_who_has_not_answered_and_nothing_of_what_was_said(
    succeed: Copctl, q4: None, folder: Path
) -> None:
    assert succeed("survey", "status", "q4").stdout.startswith("Nobody was invited yet.")
    succeed("survey", "invite", "q4", "--url", FORM)
    succeed("mail", "deliver", "--to-folder", "mail")
    answer(folder, "bo@example.org", "pru@example.org")
    succeed("survey", "import", "q4", "answers.csv")

    status = succeed("survey", "status", "q4", "--json")

    assert status.json == {
        "survey": "q4", "title": "What <first>?", "status": "open", "anonymous": False, "invited": 2, "queued": 0,
        "answered": 1, "partial": 0, "bounced": 0, "uninvited": 1, "response_rate": 0.5,
        "not_answered": [
            {"number": 1, "name": "សុខា <b>[red]", "organisation": "Org One", "invitation": "sent", "reminders": 0,
             "began": False},
        ],
    }  # fmt: skip
    assert "Storytelling" not in status.stdout
    shown = succeed("survey", "status", "q4").stdout
    assert "1 of 2 invited answered (50%); 1 more answered without an invitation." in shown


def test_cancelled_is_not_invited_and_can_be_invited_again(succeed: Copctl, q4: None) -> None:
    succeed("survey", "invite", "q4", "--url", FORM)
    succeed("mail", "cancel", "--all")
    assert succeed("survey", "status", "q4", "--json").json["invited"] == 0

    assert succeed("survey", "invite", "q4").stdout == "Queued 2 invitations.\n"
    assert [row["number"] for row in succeed("mail", "queue", "--json").json] == [1, 2]


def test_an_invitation_can_be_undone_and_done_again(succeed: Copctl, q4: None) -> None:
    succeed("survey", "invite", "q4", "--url", FORM)
    succeed("undo")
    assert succeed("mail", "queue", "--json").json == []
    assert "url" not in succeed("survey", "show", "q4", "--json").json["settings"]

    assert succeed("survey", "invite", "q4", "--url", FORM).stdout == "Queued 2 invitations.\n"


def test_without_a_code_in_the_address_everybody_gets_the_same(
    succeed: Copctl, q4: None, folder: Path
) -> None:
    result = succeed("survey", "invite", "q4", "--url", "https://forms.example/r/abc")
    succeed("mail", "deliver", "--to-folder", "mail")

    assert "Note: the address has no {code}: everybody gets the same link" in result.stderr
    assert set(links(folder / "mail").values()) == {"https://forms.example/r/abc"}
    assert "yours alone" not in succeed("mail", "show", "1").stdout


def test_without_its_own_address_it_is_answered_on_the_communitys_site(
    succeed: Copctl, q4: None, folder: Path
) -> None:
    settings = (folder / "community.toml").read_text(encoding="utf-8")
    (folder / "community.toml").write_text(
        f'url = "https://forms.example.org/"\n{settings}', encoding="utf-8"
    )
    succeed("survey", "invite", "q4")
    succeed("mail", "deliver", "--to-folder", "mail")

    assert all(
        re.fullmatch(r"https://forms\.example\.org/s/[a-z2-7]{26}", link)
        for link in links(folder / "mail").values()
    )


def test_a_lost_key_makes_new_links_and_says_so(succeed: Copctl, q4: None, folder: Path) -> None:
    succeed("survey", "invite", "q4", "--url", FORM)
    succeed("mail", "deliver", "--to-folder", "first")
    (folder / "links.key").unlink()
    succeed("survey", "remind", "q4")

    result = succeed("mail", "deliver", "--to-folder", "second")

    assert "the key of personal links was replaced, so 2 older links no longer count" in result.stderr
    assert not set(links(folder / "first").values()) & set(links(folder / "second").values())


def test_a_broken_key_is_one_sentence(copctl: Copctl, q4: None, folder: Path) -> None:
    (folder / "links.key").write_text("not hex", encoding="utf-8")

    result = copctl("survey", "invite", "q4", "--url", FORM)

    assert "holds no key for personal links" in result.stderr
    assert result.exit_code == 1
    assert copctl("mail", "queue", "--json").json == []


def test_the_mail_says_how_long_until_when_and_that_it_is_anonymous(
    succeed: Copctl, q4: None, folder: Path
) -> None:
    succeed("survey", "invite", "q4", "--url", FORM)
    said = succeed("mail", "show", "1", "--html", "mail.html").stdout
    html = (folder / "mail.html").read_text(encoding="utf-8")

    assert "It takes about 1 minute. Please answer by Thursday 10 December 2026." in said
    assert "Dear សុខា <b>[red]," in said
    assert "Dear សុខា &lt;b&gt;[red]," in html
    assert "What &lt;first&gt;?" in html
    assert "anonymous" not in said
    assert "<img" not in html

    (folder / "a.md").write_text(
        SURVEY.replace("| closes |", "| anonymous |").replace("2026-12-10", "yes"), encoding="utf-8"
    )
    succeed("survey", "new", "open", "--from", "a.md")
    succeed("survey", "open", "open")
    note = succeed("survey", "invite", "open", "--url", FORM).stderr
    assert "your form keeps the code beside the answers" in note
    told = " ".join(succeed("mail", "show", "3").stdout.split())
    assert (
        "Who answered is noted, so that only the others are reminded. What was said is not tied to it."
        in told
    )


def test_results_wait_for_the_close(copctl: Copctl, q4: None, folder: Path) -> None:
    (folder / "h.md").write_text(
        SURVEY.replace("| closes |", "| hide_until_close |").replace("2026-12-10", "yes"), encoding="utf-8"
    )
    copctl("survey", "new", "h", "--from", "h.md")
    copctl("survey", "open", "h")
    answer(folder, "bo@example.org")
    copctl("survey", "import", "h", "answers.csv")

    for verb in ("tally", "export", "report"):
        result = copctl("survey", verb, "h")
        assert (
            result.stderr
            == "Error: The results of h are hidden until it is closed.\nTry: copctl survey close h\n"
        )
        assert result.exit_code == 1
    assert copctl("survey", "show", "h", "--json").json["responses"] == 1
    copctl("survey", "close", "h")
    assert copctl("survey", "tally", "h").exit_code == 0


def test_an_anonymous_survey_with_one_link_for_all_reminds_all_and_says_so(
    succeed: Copctl, q4: None, folder: Path
) -> None:
    text = SURVEY.replace("| closes |", "| anonymous |").replace("2026-12-10", "yes")
    (folder / "a.md").write_text(text, encoding="utf-8")
    succeed("survey", "new", "a", "--from", "a.md")
    succeed("survey", "open", "a")
    succeed("survey", "invite", "a", "--url", "https://forms.example/r/abc")
    succeed("mail", "deliver", "--to-folder", "mail")

    reminded = succeed("survey", "remind", "a")

    assert reminded.stdout == "Queued 2 reminders.\n"
    assert "nobody knows who answered: all who were invited are reminded" in reminded.stderr
