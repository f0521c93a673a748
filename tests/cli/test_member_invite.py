"""`copctl member invite`, `remind` and `join`, from the outside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, Copctl

ADD = ("member", "add", "--status", "prospect")


@pytest.fixture
def prospects(succeed: Copctl) -> Copctl:
    """Four people who might join: one referred, one without an address, one from a survey, one who said no."""
    succeed("member", "add", "--name", "Vanna Chea", "--email", "vanna@example.org")
    succeed(
        *ADD,
        "--name",
        "Sok [red]",
        "--email",
        "sok@example.org",
        "--referred-by",
        "Vanna Chea",
        "--country",
        "KH",
    )
    succeed(*ADD, "--name", "Bo", "--source", "guest of session 2026-03")
    succeed(
        *ADD,
        "--name",
        "ສົມ %BY%",
        "--email",
        "som@example.org",
        "--source",
        "survey interest",
        "--languages",
        "lo, en",
    )
    succeed(*ADD, "--name", "Dara", "--email", "dara@example.org", "--consent", "newsletter")
    succeed("member", "edit", "dara@example.org", "--withdraw", "newsletter")
    return succeed


def _mails(succeed: Copctl, **world: object) -> list[dict[str, str]]:
    return succeed("mail", "queue", "--all", "--json", **world).json


def test_prospects_with_an_address_are_invited_once_and_dated(prospects: Copctl) -> None:
    first = prospects("member", "invite")
    second = prospects("member", "invite", "status=invited")

    assert first.stdout == "Queued 2 invitations.\n"
    assert "Left out, has no address: Bo." in first.stderr
    assert "Left out, took back their consent to the newsletter, and is no member: Dara." in first.stderr
    assert second.stdout == "Queued 0 invitations. 2 had theirs already.\n"
    shown = prospects("member", "show", "sok@example.org", "--json").json
    assert (shown["status"], shown["status_since"]) == ("invited", "2026-11-23")
    assert shown["steps"] == [
        {"on": "2026-11-23", "from": "prospect", "to": "invited", "source": "invitation"}
    ]


def test_a_dry_run_names_people_and_changes_nothing(prospects: Copctl) -> None:
    tried = prospects("member", "invite", "country=KH", "--dry-run")

    assert tried.stdout == "Would queue 1 invitation.\n"
    assert "Sok [red] <sok@example.org>" in tried.stderr
    assert _mails(prospects) == []
    assert prospects("member", "list", "--where", "status=invited", "--json").json == []


def test_members_and_who_left_are_not_invited(copctl: Copctl, prospects: Copctl) -> None:
    prospects("member", "edit", "sok@example.org", "--status", "left")

    assert (
        "Vanna Chea cannot be invited: is a member" in copctl("member", "invite", "vanna@example.org").stderr
    )
    assert "Sok [red] cannot be invited: has left." in copctl("member", "invite", "sok@example.org").stderr
    assert "has left: Sok [red]" in prospects("member", "invite", "status=left").stderr


def test_the_mail_says_who_thought_of_the_reader_and_names_pass_unharmed(prospects: Copctl) -> None:
    prospects("member", "invite")

    first, second = (prospects("mail", "show", str(m["number"])).stdout for m in _mails(prospects))
    assert "Dear Sok [red]," in first
    assert "Vanna Chea thought that you" in first
    assert "Learn from each other's evaluations" in first
    assert "Dear ສົມ %BY%," in second
    assert "You answered our survey" in second


def test_the_first_language_with_a_template_is_written(prospects: Copctl) -> None:
    own = Path("templates/onboarding")
    own.mkdir(parents=True)
    (own / "join.lo.txt").write_text("ເຊີນ {{ name }}\n\n{{ moderator.name }}\n", encoding="utf-8")

    prospects("member", "invite", "som@example.org")

    [mail] = _mails(prospects)
    assert mail["subject"] == "ເຊີນ ສົມ %BY%"


def test_undo_takes_the_invitations_and_the_status_back(prospects: Copctl) -> None:
    prospects("member", "invite")

    prospects("undo")

    assert _mails(prospects) == []
    assert len(prospects("member", "list", "--where", "status=prospect", "--json").json) == 4
    assert prospects("member", "invite").stdout == "Queued 2 invitations.\n"


def test_a_cancelled_invitation_can_be_queued_again(prospects: Copctl) -> None:
    prospects("member", "invite", "sok@example.org")
    prospects("mail", "cancel", "--all", "--yes")

    assert prospects("member", "invite", "sok@example.org").stdout == "Queued 1 invitation.\n"
    assert len(_mails(prospects)) == 1


def test_a_reminder_goes_out_after_some_days_and_at_most_twice(prospects: Copctl) -> None:
    prospects("member", "invite", "sok@example.org")
    waiting = prospects("member", "remind", now=NOW + timedelta(days=20))
    prospects("mail", "deliver", "--to-folder", "out/mail")
    early = prospects("member", "remind", now=NOW + timedelta(days=13))
    said = []
    for day in (14, 14, 28, 42):
        said.append(prospects("member", "remind", "--after", "2w", now=NOW + timedelta(days=day)).stdout)
        prospects("mail", "deliver", "--to-folder", "out/mail", now=NOW + timedelta(days=day))

    assert "the last mail is still queued: Sok [red]" in waiting.stderr
    assert early.stdout == "Queued 0 reminders. 1 had a mail too lately.\n"
    assert [line.split(".")[0] for line in said] == [
        "Queued 1 reminder", "Queued 0 reminders", "Queued 1 reminder", "Queued 0 reminders",
    ]  # fmt: skip
    assert "asks once more" in prospects("mail", "show", "2").stdout


def test_who_joins_is_active_since_that_day_and_is_asked_no_more(prospects: Copctl) -> None:
    prospects("member", "invite")
    joined = prospects("member", "join", "som@example.org", "--on", "2026-11-25",
                       "--consent", "newsletter", now=NOW + timedelta(days=3))  # fmt: skip

    assert joined.stdout == "ສົມ %BY% is a member since 2026-11-25.\n"
    shown = prospects("member", "show", "som@example.org", "--json").json
    assert (shown["status"], shown["joined_on"], shown["status_since"]) == (
        "active",
        "2026-11-25",
        "2026-11-25",
    )
    assert [m["to"] for m in prospects("mail", "queue", "--json").json] == ["sok@example.org"]


def test_who_joined_or_unsubscribed_meanwhile_gets_no_invitation(prospects: Copctl) -> None:
    prospects("member", "invite")
    prospects("member", "edit", "som@example.org", "--status", "active")
    prospects("member", "edit", "sok@example.org", "--consent", "newsletter")
    prospects("member", "edit", "sok@example.org", "--withdraw", "newsletter")

    delivered = prospects("mail", "deliver", "--to-folder", "out/mail")

    assert "has joined since" in delivered.stderr
    assert "took back their consent to the newsletter, and is no member" in delivered.stderr
    assert delivered.stdout == "No mail waits.\n"


def test_who_is_a_member_cannot_join_and_who_has_no_address_neither(
    prospects: Copctl, copctl: Copctl
) -> None:
    twice = copctl("member", "join", "vanna@example.org")
    nameless = copctl("member", "join", "Bo")

    assert (twice.exit_code, nameless.exit_code) == (1, 1)
    assert twice.stderr.startswith("Error: Vanna Chea is a member already.\n")
    assert nameless.stderr.startswith("Error: Bo has no email address.\n")


SURVEY = """# survey

| type | name | label |
| --- | --- | --- |
| email | email | Your address |
| select_one yn | join | Would you join us? |

# choices

| list_name | name | label |
| --- | --- | --- |
| yn | yes | Yes, gladly |
| yn | no | No |
"""


@pytest.fixture
def answered(prospects: Copctl) -> Copctl:
    """A survey in which a prospect, a member and a stranger said yes, and another prospect no."""
    Path("join.md").write_text(SURVEY, encoding="utf-8")
    Path("answers.csv").write_text(
        "email,join\nsom@example.org,yes\nvanna@example.org,yes\nnew@example.org,yes\nsok@example.org,no\n",
        encoding="utf-8",
    )
    prospects("survey", "new", "wish", "--from", "join.md")
    prospects("survey", "open", "wish")
    prospects("survey", "import", "wish", "answers.csv")
    return prospects


def test_who_said_yes_in_a_survey_joins(answered: Copctl) -> None:
    tried = answered(
        "member", "join", "--from-survey", "wish", "--question", "join", "--dry-run", "--json"
    ).json
    done = answered(
        "member", "join", "--from-survey", "wish", "--question", "join", "--answer", "Yes, gladly"
    )
    again = answered("member", "join", "--from-survey", "wish", "--question", "join")

    assert [p["name"] for p in tried["joined"]] == ["ສົມ %BY%"]
    assert done.stdout == "Joined: 1. 1 were members already.\n"
    assert "1 more said yes whom nobody knows (new@example.org): copctl member add" in done.stderr
    assert again.stdout == "Joined: 0. 2 were members already.\n"
    step = answered("member", "show", "som@example.org", "--json").json["steps"][-1]
    assert (step["to"], step["source"]) == ("active", "survey wish")


def test_who_said_yes_without_an_address_or_a_name_is_told_apart_from_strangers(answered: Copctl) -> None:
    Path("more.csv").write_text("email,join\n,yes\nnew@example.org,yes\n", encoding="utf-8")
    answered("survey", "import", "wish", "more.csv")

    done = answered("member", "join", "--from-survey", "wish", "--question", "join", "--dry-run")
    as_json = answered("member", "join", "--from-survey", "wish", "--question", "join", "--json").json

    assert "1 more said yes whom nobody knows (new@example.org):" in done.stderr
    assert "1 more said yes and left neither an address nor a name.\n" in done.stderr
    assert (as_json["unknown"], as_json["strangers"]) == (2, ["new@example.org"])


def test_an_answer_that_is_not_offered_is_refused_with_those_there_are(
    answered: Copctl, copctl: Copctl
) -> None:
    result = copctl("member", "join", "--from-survey", "wish", "--question", "join", "--answer", "perhaps")

    assert result.stderr == (
        "Error: The question join has no answer 'perhaps'.\nTry: --answer with one of: 'Yes, gladly', 'No'\n"
    )
