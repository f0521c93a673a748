"""`copctl session wrap` and `copctl session funnel`: what follows a session, and what came of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import Copctl

BEFORE = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
AFTER = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RECORDING = "https://video.example.org/1"

CAME = """\
bo@example.org
chan@example.org
guest@visitor.example
Sok Sabay
"""


@pytest.fixture
def held(succeed: Copctl, folder: Path) -> Copctl:
    """A session of ten days ago: two spoke, three said yes, two of them came, and two guests."""
    for name, country in (("Bo", "KH"), ("Chan", "LA"), ("Dee", "TH"), ("Eve", "VN")):
        succeed(
            "member", "add", "--name", f"{name} Lim", "--email", f"{name.lower()}@example.org",
            "--country", country, "--consent", "newsletter", now=BEFORE,
        )  # fmt: skip
    succeed("topic", "add", "Story circles", now=BEFORE)
    succeed(
        "session", "plan", "--topic", "Story circles", "--on", "2026-11-13 14:00", "--speaker", "bo@example.org",
        "--link", "https://meet.example.org/x", now=BEFORE,
    )  # fmt: skip
    succeed(
        "session", "edit", "2026-11", "--speaker-status", "bo@example.org:confirmed",
        "--talk", "bo@example.org:Circles <b> that work", now=BEFORE,
    )  # fmt: skip
    succeed("session", "rsvp", "2026-11", "chan@example.org", "dee@example.org", "yes", now=BEFORE)
    (folder / "came.txt").write_text(CAME, encoding="utf-8")
    succeed("session", "attendance", "2026-11", "came.txt")
    return succeed


def groups(result: object) -> dict[str, list[str]]:
    return {
        group["what"]: [person["name"] for person in group["queued"]]
        for group in result.json["mails"]  # type: ignore[attr-defined]
    }


def test_a_wrapped_session_thanks_tells_asks_and_invites(held: Copctl, folder: Path) -> None:
    (folder / "notes.md").write_text("# Notes\n\nវគ្គនេះល្អ", encoding="utf-8")
    done = held(
        "session", "wrap", "2026-11", "--recording", RECORDING, "--slides", "https://s.example.org/1",
        "--resource", "Interview guide https://r.example.org/guide", "--decided", "We meet **again**.",
        "--notes", "notes.md", "--feedback-url", "https://form.example.org/f?c={code}", "--json",
    )  # fmt: skip

    assert groups(done) == {
        "thanks": ["Bo Lim"],
        "missed": ["Dee Lim"],
        "feedback": ["Bo Lim", "Chan Lim", "guest@visitor.example"],
        "join": ["guest@visitor.example"],
    }
    session = held("session", "show", "2026-11", "--json").json
    assert session["status"] == "held"
    assert session["recording"] == RECORDING
    assert session["notes"] == "# Notes\n\nវគ្គនេះល្អ"
    assert held("topic", "list", "--all", "--json").json[0]["status"] == "covered"
    assert held("resource", "list", "--json").json[0]["title"] == "Interview guide"
    talks = held("member", "show", "bo@example.org", "--json").json["evidence"]
    assert [(e["kind"], e["title"]) for e in talks] == [("talk", "Circles <b> that work")]
    survey = held("survey", "list", "--json").json[0]
    assert survey["slug"] == "feedback-2026-11"
    assert survey["status"] == "open"


def test_the_mails_say_what_the_session_left(held: Copctl, folder: Path) -> None:
    held("session", "wrap", "2026-11", "--recording", RECORDING, "--decided", "We meet **again**.", "--no-feedback",
         "--no-join")  # fmt: skip

    mails = {m["kind"]: m["number"] for m in held("mail", "queue", "--json").json}
    thanks = held("mail", "show", str(mails["thank-you to a speaker"]), "--json").json
    assert thanks["subject"] == "Thank you for “Circles <b> that work”"
    assert "3 people were there to learn from you" in thanks["text"]
    assert "Circles &lt;b&gt; that work" in thanks["html"]
    missed = held("mail", "show", str(mails["missed session"]), "--json").json
    assert "Dear Dee Lim," in missed["text"]
    assert RECORDING in missed["text"]
    assert "<strong>again</strong>" in missed["html"]


def test_nobody_is_asked_twice(held: Copctl) -> None:
    held("session", "wrap", "2026-11", "--feedback-url", "https://form.example.org/f?c={code}")

    again = held("session", "wrap", "2026-11", "--recording", RECORDING, "--json").json["mails"]

    assert {g["what"]: (len(g["queued"]), g["already"]) for g in again} == {
        "thanks": (0, 1),
        "missed": (1, 0),  # there was nothing to show the first time
        "feedback": (0, 3),
        "join": (0, 1),
    }


def test_each_kind_of_mail_can_be_switched_off(held: Copctl) -> None:
    done = held("session", "wrap", "2026-11", "--recording", RECORDING, "--no-thanks", "--no-missed",
                "--no-feedback", "--no-join", "--json")  # fmt: skip

    assert done.json["mails"] == []
    assert held("mail", "queue", "--json").json == []


def test_topics_and_profiles_can_be_left_as_they_are(held: Copctl) -> None:
    done = held("session", "wrap", "2026-11", "--no-covered", "--no-evidence", "--json").json

    assert (done["covered"], done["credited"]) == ([], [])
    assert held("topic", "list", "--all", "--json").json[0]["status"] == "backlog"
    held("session", "edit", "2026-11", "--notes", "Tea was good")
    assert held("member", "show", "bo@example.org", "--json").json["evidence"] == []

    again = held("session", "wrap", "2026-11", "--json").json
    assert (again["covered"], again["credited"]) == ([], ["Bo Lim"])


def test_a_dry_run_changes_nothing(held: Copctl) -> None:
    before = held("log", "--json").json

    shown = held("session", "wrap", "2026-11", "--recording", RECORDING, "--dry-run")

    assert shown.stdout == (
        "Would wrap up session 2026-11: Story circles.\n"
        "  Would count as covered: Story circles.\n"
        "  Would note the talk as evidence in the profile of: Bo Lim.\n"
        "  Would queue 1 thank-you mail to those who spoke: Bo Lim.\n"
        "  Would queue 1 “we missed you” mail to those who were expected and not there: Dee Lim.\n"
        "  No feedback survey to those who came: it is not known where it is answered "
        "(--feedback-url, or url in community.toml).\n"
        "  Would queue 1 invitation to join, to guests who came: guest@visitor.example.\n"
    )
    assert held("log", "--json").json == before


def test_undo_takes_a_wrap_back(held: Copctl) -> None:
    held("session", "wrap", "2026-11", "--recording", RECORDING, "--resource", "Guide https://r.example.org")

    held("undo")

    assert held("session", "show", "2026-11", "--json").json["status"] == "planned"
    assert held("mail", "queue", "--json").json == []
    assert held("resource", "list", "--json").json == []


def test_who_was_only_invited_can_be_told_too(held: Copctl) -> None:
    done = held("session", "wrap", "2026-11", "--recording", RECORDING, "--missed-by", "invited", "--json")

    assert groups(done)["missed"] == ["Dee Lim"]  # nobody was invited by mail here


def test_a_session_without_attendance_is_wrapped_and_says_what_it_lacks(succeed: Copctl) -> None:
    succeed("session", "plan", "--title", "Evening", "--on", "2026-11-13 14:00", now=BEFORE)

    done = succeed("session", "wrap", "2026-11")

    assert "nobody noted who came" in done.stdout
    assert "copctl session attendance 2026-11 FILE" in done.stderr
    assert succeed("session", "show", "2026-11", "--json").json["status"] == "held"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["2026-12"], 3, "No session has the code 2026-12."),
        (["2026-11", "--resource", "Guide"], 2, "'Guide' is no resource."),
        (["2026-11", "--missed-by", "all"], 2, "'all' is not known of anybody."),
        (["2026-11", "--recording", "javascript:alert(1)"], 1, "javascript:alert(1)"),
        (["2026-11", "--feedback-survey", "none"], 3, "none"),
        (["2026-11", "--notes", "missing.md"], 3, "missing.md"),
    ],
)
def test_what_cannot_be_wrapped_is_refused(
    held: Copctl, copctl: Copctl, arguments: list[str], code: int, said: str
) -> None:
    before = held("log", "--json").json

    refused = copctl("session", "wrap", *arguments)

    assert refused.exit_code == code, refused.stderr
    assert said in refused.stderr
    assert held("log", "--json").json == before


def test_a_session_to_come_is_not_wrapped(copctl: Copctl, succeed: Copctl) -> None:
    succeed("session", "plan", "--title", "Soon", "--on", "2026-12-10 14:00")

    refused = copctl("session", "wrap", "2026-12")

    assert refused.exit_code == 1
    assert "has not begun" in refused.stderr


def test_the_funnel_credits_who_joined_to_the_session(held: Copctl) -> None:
    held("session", "wrap", "2026-11", "--no-feedback")
    held("member", "join", "guest@visitor.example")

    row = held("session", "funnel", "2026-11", "--json").json[0]

    assert (row["registered"], row["attended"], row["absent"], row["guests"], row["joined"]) == (
        2,
        4,
        1,
        2,
        1,
    )
    assert [person["name"] for person in row["joined_people"]] == ["guest@visitor.example"]
    shown = held("session", "funnel")
    assert "Joined after 2026-11: guest@visitor.example." in shown.stderr


def test_who_has_come_after_all_is_not_told_that_they_were_missed(held: Copctl, folder: Path) -> None:
    held("session", "wrap", "2026-11", "--recording", RECORDING, "--no-feedback", "--no-join", "--no-thanks")
    (folder / "late.txt").write_text("dee@example.org\n", encoding="utf-8")
    held("session", "attendance", "2026-11", "late.txt", "--add")

    delivered = held("mail", "deliver", "--to-folder", str(folder / "mails"))

    assert "was there after all" in delivered.stderr
    assert not list((folder / "mails").glob("*.eml"))
