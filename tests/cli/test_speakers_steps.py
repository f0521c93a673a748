"""`copctl speakers ask|accept|confirm|decline|release`, from the outside."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Copctl

LATER = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
SESSION = "2026-12"


@pytest.fixture
def planned(succeed: Copctl) -> Copctl:
    """A session on storytelling, and three people who know of it."""
    for name, email, knows in (
        ("សុខា [red] <b>", "sok@example.org", "storytelling:4"),
        ("Maly", "maly@example.org", "storytelling:3"),
        ("Noy", "noy@example.org", "storytelling:2"),
    ):
        succeed(
            "member", "add", "--name", name, "--email", email, "--expertise", knows, "--country", "AU",
            "--timezone", "Australia/Melbourne", "--consent", "speaking",
        )  # fmt: skip
    succeed("member", "edit", "sok@example.org", "--evidence", "talk: Storytelling in the field (2026-03-01)")
    succeed(
        "session", "plan", "--topic", "storytelling", "--on", "2026-12-10 14:00", "--title", "Stories <i>",
        "--link", "https://meet.example.org/x", "--agenda", "10 Welcome", "--agenda", "40 Why stories work",
    )  # fmt: skip
    return succeed


def steps(copctl: Copctl, code: str = SESSION) -> dict[str, list[tuple[str, str]]]:
    speakers = copctl("session", "show", code, "--json").json["speakers"]
    return {s["email"]: [(step["status"], step["on"]) for step in s["steps"]] for s in speakers}


def mails(copctl: Copctl) -> list[tuple[str, str, str]]:
    rows = copctl("mail", "queue", "--all", "--json").json
    return [(row["kind"], row["to"], row["status"]) for row in rows]


def test_ask_puts_them_on_the_programme_and_queues_why_them_in_their_own_time(planned: Copctl) -> None:
    result = planned(
        "speakers", "ask", SESSION, "sok@example.org", "--talk", "Why stories work", "--by", "2026-12-01"
    )

    assert result.stdout == "Asked for session 2026-12 (Stories <i>): សុខា [red] <b>.\n"
    assert "Mail 1 is queued." in result.stderr
    assert steps(planned) == {"sok@example.org": [("proposed", "2026-11-23"), ("asked", "2026-11-23")]}
    mail = planned("mail", "show", "1", "--json").json
    assert mail["kind"] == "speaker request"
    assert mail["subject"] == "Would you speak about storytelling?"
    for words in (
        "Dear សុខា [red] <b>,", "18:00-19:30 Melbourne time (UTC+11)", "Thursday 10 December 2026",
        "07:00-08:30 UTC", "you gave “Storytelling in the field” (2026-03)", "you can teach storytelling",
        "90 minutes", "until Tuesday 1 December 2026", "[2026-12] speak: yes", "“Why stories work”",
    ):  # fmt: skip
        assert words in mail["text"], words
    assert "Dear សុខា [red] &lt;b&gt;," in mail["html"]
    assert "Stories &lt;i&gt;" in mail["html"]
    assert "subject=%5B2026-12%5D%20speak%3A%20yes" in mail["html"]


def test_nobody_is_asked_twice_for_one_session(planned: Copctl, copctl: Copctl) -> None:
    planned("speakers", "ask", SESSION, "sok@example.org")

    twice = copctl("speakers", "ask", SESSION, "maly@example.org", "sok@example.org")
    planned("speakers", "decline", SESSION, "sok@example.org")
    after = copctl("speakers", "ask", SESSION, "sok@example.org")

    assert "Error: សុខា [red] <b> was asked and has not answered (session 2026-12).\n" in twice.stderr
    assert twice.exit_code == 1
    assert "maly@example.org" not in steps(planned)  # all or nobody
    assert "has declined (session 2026-12)" in after.stderr
    assert "copctl speakers accept 2026-12 1" in after.stderr


def test_from_asked_to_confirmed_each_step_has_its_day(planned: Copctl) -> None:
    planned("speakers", "ask", SESSION, "sok@example.org", "--talk", "Why stories work", "--no-mail")
    planned("speakers", "accept", SESSION, "sok@example.org", now=LATER)
    confirmed = planned("speakers", "confirm", SESSION, "sok@example.org", now=LATER)

    assert [on for _, on in steps(planned)["sok@example.org"]] == ["2026-11-23"] * 2 + ["2026-11-30"] * 2
    assert mails(planned) == [("speaker confirmation", "sok@example.org", "queued")]
    text = planned("mail", "show", "1", "--json").json["text"]
    for words in (
        "18:10-18:50  Why stories work (40 minutes)", "https://meet.example.org/x", "18:00  Welcome (10 min)",
        "18:10  Why stories work (40 min, សុខា [red] <b>)", "18:50  open (40 min)",
        "Whether the session may be recorded",
    ):  # fmt: skip
        assert words in text, words
    assert "has not agreed to be recorded" in confirmed.stderr
    shown = planned("session", "show", SESSION).stdout
    assert "proposed, asked 23 Nov 2026; accepted, confirmed 30 Nov 2026" in shown
    assert "14:10  Why stories work (40 min, សុខា [red] <b>)" in shown


def test_the_confirmation_does_not_ask_for_what_is_known(planned: Copctl) -> None:
    planned("member", "edit", "sok@example.org", "--consent", "recording")
    planned("speakers", "ask", SESSION, "sok@example.org", "--talk", "Why stories work", "--no-mail")
    planned("speakers", "accept", SESSION, "sok@example.org")
    result = planned("speakers", "confirm", SESSION, "sok@example.org")

    text = planned("mail", "show", "1", "--json").json["text"]
    assert "recorded" not in text
    assert "A title for your talk" not in text
    assert "recorded" not in result.stderr


def test_a_declined_slot_offers_the_next_in_the_ranking(planned: Copctl) -> None:
    planned("speakers", "ask", SESSION, "sok@example.org", "maly@example.org")

    result = planned("speakers", "decline", SESSION, "sok@example.org")

    assert result.stdout.startswith("សុខា [red] <b> declined session 2026-12.\nNext in the ranking: Noy (")
    assert "level 2 in storytelling" in result.stdout
    assert "To ask them: copctl speakers ask 2026-12 noy@example.org" in result.stderr
    # The request that had not gone out is taken back.
    assert mails(planned)[0] == ("speaker request", "sok@example.org", "cancelled")
    assert steps(planned)["sok@example.org"][-1] == ("declined", "2026-11-23")


def test_who_said_no_to_the_invitation_is_not_offered(planned: Copctl) -> None:
    planned("session", "rsvp", SESSION, "maly@example.org", "no")
    planned("speakers", "ask", SESSION, "sok@example.org")

    declined = planned("speakers", "decline", SESSION, "sok@example.org")
    suggested = planned("speakers", "suggest", "--session", SESSION, "--json").json
    warned = planned("speakers", "ask", SESSION, "maly@example.org")

    assert "Next in the ranking: Noy" in declined.stdout
    [maly] = [row for row in suggested if row["member"] == "Maly"]
    assert maly["parts"]["availability"] == 0
    assert maly["reasons"][0] == "said no to this session's invitation"
    assert "Warning: Maly: said no to this session's invitation" in warned.stderr


def test_who_said_yes_is_free_even_in_an_absence(planned: Copctl) -> None:
    planned("member", "away", "maly@example.org", "--from", "2026-12-01", "--to", "2026-12-20")
    planned("session", "rsvp", SESSION, "maly@example.org", "yes")

    suggested = planned("speakers", "suggest", "--session", SESSION, "--json").json

    [maly] = [row for row in suggested if row["member"] == "Maly"]
    assert maly["parts"]["availability"] == 1


def test_who_is_away_or_does_not_speak_is_a_warning_and_no_refusal(planned: Copctl) -> None:
    planned("member", "away", "sok@example.org", "--from", "2026-12-01", "--to", "2026-12-20")
    planned("member", "edit", "sok@example.org", "--withdraw", "speaking")

    result = planned("speakers", "ask", SESSION, "sok@example.org")

    assert "Warning: សុខា [red] <b>: away until 20 Dec" in result.stderr
    assert "said that they do not want to speak" in result.stderr
    assert steps(planned)["sok@example.org"][-1][0] == "asked"


def test_after_a_yes_a_no_is_a_withdrawal(planned: Copctl) -> None:
    planned("speakers", "ask", SESSION, "sok@example.org")
    planned("speakers", "accept", SESSION, "sok@example.org")

    result = planned("speakers", "decline", SESSION, "sok@example.org")

    assert "has withdrawn from session 2026-12" in result.stdout
    assert [status for status, _ in steps(planned)["sok@example.org"]] == [
        "proposed", "asked", "accepted", "withdrew",
    ]  # fmt: skip


def test_released_before_the_request_went_out_nobody_gets_any_mail(planned: Copctl) -> None:
    planned("speakers", "ask", SESSION, "sok@example.org")

    planned("speakers", "release", SESSION, "sok@example.org")

    assert steps(planned) == {}
    assert mails(planned) == [("speaker request", "sok@example.org", "cancelled")]


def test_who_was_asked_and_is_released_is_told_kindly_and_not_asked_again(
    planned: Copctl, copctl: Copctl, folder: Path
) -> None:
    planned("speakers", "ask", SESSION, "sok@example.org")
    planned("mail", "deliver", "--to-folder", "out/mail")

    planned("speakers", "release", SESSION, "sok@example.org")
    again = copctl("speakers", "ask", SESSION, "sok@example.org")

    assert mails(planned)[1] == ("speaker release", "sok@example.org", "queued")
    assert "we do not need your talk this time" in planned("mail", "show", "2", "--json").json["text"]
    assert "was asked to speak at session 2026-12 and released" in again.stderr
    assert again.exit_code == 1


def test_release_without_a_mail_queues_none(planned: Copctl) -> None:
    planned("speakers", "ask", SESSION, "sok@example.org", "--no-mail")

    planned("speakers", "release", SESSION, "sok@example.org", "--no-mail")

    assert mails(planned) == []
    assert steps(planned) == {}


def test_undo_takes_an_ask_back_with_its_mail(planned: Copctl) -> None:
    planned("speakers", "ask", SESSION, "sok@example.org")

    planned("undo")

    assert steps(planned) == {}
    assert mails(planned) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("session", "edit", SESSION, "--drop-speaker", "sok@example.org"), "was released from the session"),
        (("session", "edit", SESSION, "--speaker-status", "sok@example.org:accepted"), "has answered since"),
        (("session", "edit", SESSION, "--on", "2026-12-11 14:00"), "was moved since"),
        (("session", "cancel", SESSION), "is cancelled"),
    ],
)
def test_a_request_that_holds_no_more_does_not_go_out(
    planned: Copctl, folder: Path, change: tuple[str, ...], why: str
) -> None:
    planned("speakers", "ask", SESSION, "sok@example.org")
    planned(*change)

    result = planned("mail", "deliver", "--to-folder", "out/mail")

    assert why in result.stderr
    assert mails(planned)[0][2] in ("cancelled", "suppressed")
    assert not list((folder / "out" / "mail").glob("*.eml"))


def test_a_request_that_was_overtaken_by_a_new_date_can_be_made_anew(planned: Copctl, folder: Path) -> None:
    planned("speakers", "ask", SESSION, "sok@example.org")
    planned("session", "edit", SESSION, "--on", "2026-12-11 14:00")
    planned("mail", "deliver", "--to-folder", "out/mail")

    planned("speakers", "ask", SESSION, "sok@example.org")
    planned("mail", "deliver", "--to-folder", "out/mail")

    assert [status for *_, status in mails(planned)] == ["sent"]
    assert "Friday 11 December 2026" in planned("mail", "show", "1", "--json").json["text"]


def test_a_dry_run_shows_the_mail_and_changes_nothing(planned: Copctl) -> None:
    result = planned("speakers", "ask", SESSION, "sok@example.org", "--dry-run")

    assert "Would you speak about storytelling?" in result.stdout
    assert steps(planned) == {}
    assert mails(planned) == []


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_an_answer_after_the_session_is_of_no_use(
    planned: Copctl, copctl: Copctl, more: tuple[str, ...]
) -> None:
    result = copctl("speakers", "ask", SESSION, "sok@example.org", "--by", "2026-12-11", *more)

    assert result.stderr == (
        "Error: 2026-12-11 is after session 2026-12, which is on 2026-12-10.\n"
        "Try: --by 2026-12-10, or earlier\n"
    )
    assert result.exit_code == 1
    assert steps(planned) == {}


def test_each_step_can_be_tried_and_changes_nothing(planned: Copctl) -> None:
    planned("speakers", "ask", SESSION, "sok@example.org")

    def tried(step: str) -> str:
        before = planned("log", "--json").json
        shown = planned("speakers", step, SESSION, "sok@example.org", "--dry-run")
        assert planned("log", "--json").json == before
        return shown.stdout

    assert tried("decline") == "Would note: សុខា [red] <b> declined session 2026-12.\n"
    assert tried("accept") == "Would note: សុខា [red] <b> speaks at session 2026-12: accepted.\n"
    planned("speakers", "accept", SESSION, "sok@example.org")
    confirmed, _, text = tried("confirm").partition("\n")
    assert confirmed == "Would confirm សុខា [red] <b> for session 2026-12."
    assert text.startswith("Would write to សុខា [red] <b> <sok@example.org>: ")
    assert "Melbourne time" in text
    assert tried("release").startswith("Would release សុខា [red] <b> from session 2026-12.\nWould write to ")


def test_who_has_no_address_is_asked_without_a_mail_and_that_is_said(planned: Copctl) -> None:
    planned("member", "add", "--name", "Guest", "--status", "prospect")

    result = planned("speakers", "ask", SESSION, "Guest")

    assert "Warning: Guest: is no member (prospect)." in result.stderr
    assert "Warning: no mail is queued for Guest, who has no address." in result.stderr
    assert mails(planned) == []


@pytest.mark.parametrize(
    ("arguments", "exit_code", "error"),
    [
        (("confirm", SESSION, "sok@example.org"), 1, "is proposed and was not asked yet"),
        (("accept", SESSION, "maly@example.org"), 3, "Maly is not on the programme of session 2026-12."),
        (("release", SESSION, "maly@example.org"), 3, "Maly is not on the programme of session 2026-12."),
        (("ask", "2031-01", "maly@example.org"), 3, "No session has the code 2031-01."),
        (("ask", SESSION, "nobody@example.org"), 3, "There is no member 'nobody@example.org'."),
        (("ask", SESSION, "maly@example.org", "--by", "soon"), 2, "'soon' is not a date."),
        (("ask", SESSION, "maly@example.org", "--by", "2026-01-01"), 1, "2026-01-01 is over."),
        (("ask", SESSION, "maly@example.org", "noy@example.org", "--talk", "T"), 2, "one member's talk"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_a_hint(
    planned: Copctl, copctl: Copctl, arguments: tuple[str, ...], exit_code: int, error: str
) -> None:
    planned("session", "edit", SESSION, "--speaker", "sok@example.org")
    before: Any = planned("session", "show", SESSION, "--json").json

    result = copctl("speakers", *arguments)

    assert error in result.stderr
    assert "\nTry: " in result.stderr
    assert result.exit_code == exit_code
    assert planned("session", "show", SESSION, "--json").json == before


def test_a_session_that_is_over_or_off_takes_no_speakers(planned: Copctl, copctl: Copctl) -> None:
    over = copctl("speakers", "ask", SESSION, "sok@example.org", now=datetime(2027, 1, 1, tzinfo=UTC))
    planned("session", "cancel", SESSION)
    off = copctl("speakers", "ask", SESSION, "sok@example.org")

    assert "Session 2026-12 is over." in over.stderr
    assert "Session 2026-12 is cancelled." in off.stderr
    assert over.exit_code == off.exit_code == 1
