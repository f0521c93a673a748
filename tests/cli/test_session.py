"""`copctl session`, from the outside."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Copctl

PLAN = ("session", "plan", "--topic", "storytelling", "--on", "2026-12-10 14:00")

# What a program could read before session show told more.
BEFORE = (
    "code", "title", "status", "starts_at", "local", "timezone", "minutes", "place", "link", "about",
    "recording", "notes", "topics",
)  # fmt: skip


@pytest.fixture
def people(succeed: Copctl) -> Copctl:
    """A community with two members and the topics they know."""
    succeed(
        "member", "add", "--name", "សុខា [red]", "--email", "sok@example.org", "--expertise",
        "storytelling:4; outcome harvesting:3",
    )  # fmt: skip
    succeed("member", "add", "--name", "Nguyễn Thị Mai", "--email", "mai@example.org")
    return succeed


def shown(copctl: Copctl, code: str = "2026-12") -> Any:
    return copctl("session", "show", code, "--json").json


def topic_status(copctl: Copctl, slug: str = "storytelling") -> str | None:
    rows = copctl("topic", "list", "--json").json
    return next((row["status"] for row in rows if row["slug"] == slug), None)


def test_a_planned_session_is_shown_with_its_run_of_show(people: Copctl) -> None:
    planned = people(
        *PLAN, "--title", "Stories that [red] <b>count</b>", "--minutes", "60", "--place", "ភ្នំពេញ",
        "--link", "https://meet.example.org/x", "--about", "Why *stories*?", "--agenda", "10 Welcome",
        "--agenda", "30 Outcome harvesting in practice", "--speaker", "sok@example.org",
    )  # fmt: skip

    assert planned.stdout == (
        "Planned session 2026-12: Stories that [red] <b>count</b>, Thu 10 Dec 2026, 14:00 (Asia/Phnom_Penh).\n"
    )
    assert planned.stderr == "Next: copctl invitation render 2026-12\n"
    session = shown(people)
    assert {key: session[key] for key in BEFORE} == {
        "code": "2026-12",
        "title": "Stories that [red] <b>count</b>",
        "status": "planned",
        "starts_at": "2026-12-10T07:00:00+00:00",
        "local": "2026-12-10T14:00:00+07:00",
        "timezone": "Asia/Phnom_Penh",
        "minutes": 60,
        "place": "ភ្នំពេញ",
        "link": "https://meet.example.org/x",
        "about": "Why *stories*?",
        "recording": "",
        "notes": "",
        "topics": [{"slug": "storytelling", "label": "storytelling"}],
    }
    [speaker] = session["speakers"]
    assert speaker == {
        "member": "សុខា [red]", "email": "sok@example.org", "status": "proposed", "talk": "", "number": 1,
        "since": "2026-11-23", "steps": [{"status": "proposed", "on": "2026-11-23"}],
    }  # fmt: skip
    assert session["agenda"] == [
        {
            "minutes": 10, "title": "Welcome", "starts": "2026-12-10T14:00:00+07:00",
            "ends": "2026-12-10T14:10:00+07:00", "speakers": [],
        },
        {
            "minutes": 30, "title": "Outcome harvesting in practice", "starts": "2026-12-10T14:10:00+07:00",
            "ends": "2026-12-10T14:40:00+07:00", "speakers": [],
        },
    ]  # fmt: skip
    assert session["open_minutes"] == 20
    assert session["ends_at"] == "2026-12-10T08:00:00+00:00"
    assert session["attendance"] is None
    text = people("session", "show", "2026-12").stdout
    assert "14:10  Outcome harvesting in practice (30 min)" in text
    assert "14:40  open (20 min)" in text
    assert "15:00  end" in text
    assert "សុខា [red] (proposed)" in text


def test_a_session_without_a_title_is_called_after_its_first_topic(people: Copctl) -> None:
    people(*PLAN, "--topic", "outcome-harvesting")

    session = shown(people)
    assert session["title"] == "storytelling"
    assert [topic["slug"] for topic in session["topics"]] == ["storytelling", "outcome-harvesting"]
    assert topic_status(people) == "scheduled"


def test_a_time_is_taken_in_the_zone_that_was_named(people: Copctl) -> None:
    people(*PLAN, "--timezone", "australia/sydney")

    session = shown(people)
    assert session["starts_at"] == "2026-12-10T03:00:00+00:00"
    assert session["timezone"] == "Australia/Sydney"


def test_codes_count_the_sessions_of_a_local_month(people: Copctl) -> None:
    people(*PLAN)
    people("session", "plan", "--title", "Second", "--on", "2026-12-01 01:00")
    people("session", "plan", "--title", "Third", "--on", "2027-01-01 01:00")

    rows = people("session", "list", "--json").json
    assert [(row["code"], row["title"]) for row in rows] == [
        ("2026-12-2", "Second"), ("2026-12", "storytelling"), ("2027-01", "Third"),
    ]  # fmt: skip


def test_today_counts_the_days_to_a_session_in_one_way(people: Copctl) -> None:
    people(*PLAN, "--link", "https://meet.example.org/x", "--speaker", "sok@example.org")

    shown = people().stdout

    assert "storytelling, Thu 10 Dec 2026 14:00 (in 17 days)\n" in shown
    assert "Session 2026-12 is in 17 days and nobody is invited.\n" in shown


def test_the_list_is_a_table_of_people_and_places(people: Copctl) -> None:
    people(*PLAN, "--speaker", "sok@example.org", "--link", "https://meet.example.org/x")

    table = people("session", "list", "--format", "markdown").stdout.splitlines()

    assert table[2] == ("| 2026-12 | Thu 10 Dec 14:00 UTC+7 | storytelling | planned | សុខា [red] | online |")
    assert people("session", "list", "--status", "held").stdout == "No session fits.\n"
    assert people("session", "list", "--status", "held", "--json").json == []


def test_the_list_says_the_year_where_it_is_another(people: Copctl) -> None:
    people("session", "plan", "--title", "Later", "--on", "2027-01-14 09:30")

    assert "| Thu 14 Jan 2027 09:30 UTC+7 |" in people("session", "list", "--format", "markdown").stdout


def test_an_empty_title_is_no_missing_topic(copctl: Copctl) -> None:
    result = copctl("session", "plan", "--title", "", "--on", "2027-01-14 09:30")

    assert result.stderr == (
        "Error: The session has neither a title nor a topic.\nTry: copctl session plan --title 'Its title'\n"
    )


def test_no_sessions_is_a_sentence_with_the_next_command(succeed: Copctl) -> None:
    assert succeed("session", "list").stdout == "No sessions yet. Try: copctl session plan\n"


def test_an_edit_changes_only_what_it_names(people: Copctl) -> None:
    people(*PLAN, "--speaker", "sok@example.org", "--agenda", "10 Welcome", "--place", "Room 1")

    changed = people(
        "session", "edit", "2026-12", "--on", "2026-12-11 09:30", "--minutes", "45", "--title", "Told well",
        "--speaker", "mai@example.org", "--speaker-status", "mai@example.org:accepted",
        "--talk", "mai@example.org:Why: a question", "--drop-speaker", "sok@example.org",
        "--notes", "Bring tea", "--recording", "https://video.example.org/1", "--topic", "outcome harvesting",
        "--drop-topic", "storytelling",
    )  # fmt: skip

    assert changed.stdout == "Changed session 2026-12: Told well, Fri 11 Dec 2026, 09:30 (Asia/Phnom_Penh).\n"
    session = shown(people)
    assert session["place"] == "Room 1"
    assert session["minutes"] == 45
    assert session["notes"] == "Bring tea"
    assert session["recording"] == "https://video.example.org/1"
    assert [item["starts"] for item in session["agenda"]] == ["2026-12-11T09:30:00+07:00"]
    [speaker] = session["speakers"]
    assert (speaker["email"], speaker["status"], speaker["talk"]) == (
        "mai@example.org", "accepted", "Why: a question",
    )  # fmt: skip
    assert [step["status"] for step in speaker["steps"]] == ["proposed", "accepted"]
    assert topic_status(people) == "backlog"
    assert topic_status(people, "outcome-harvesting") == "scheduled"


def test_another_zone_alone_keeps_the_hour_on_the_clock(people: Copctl) -> None:
    people(*PLAN)

    people("session", "edit", "2026-12", "--timezone", "Asia/Tokyo")

    assert shown(people)["local"] == "2026-12-10T14:00:00+09:00"


def test_an_edit_that_changes_nothing_says_so(people: Copctl) -> None:
    people(*PLAN, "--agenda", "10 Welcome")

    same = people("session", "edit", "2026-12", "--on", "2026-12-10 14:00", "--agenda", "10 Welcome")

    assert same.stdout == "Nothing changed: session 2026-12 is stored so already.\n"


def test_a_session_that_was_held_covers_its_topic_and_shows_what_speakers_know(people: Copctl) -> None:
    people("session", "plan", "--topic", "storytelling", "--on", "2026-10-01 00:30", "--speaker", "sok@example.org",
           "--speaker", "mai@example.org")  # fmt: skip
    people("session", "edit", "2026-10", "--talk", "sok@example.org:Outcome harvesting in practice")
    people("session", "edit", "2026-10", "--speaker-status", "mai@example.org:declined")

    people("session", "edit", "2026-10", "--status", "held")
    people("session", "edit", "2026-10", "--status", "held", "--notes", "Lively")

    talk = {"kind": "talk", "title": "Outcome harvesting in practice", "text": "", "date": "2026-10-01"}
    assert people("member", "show", "sok@example.org", "--json").json["evidence"] == [talk]
    assert people("member", "show", "mai@example.org", "--json").json["evidence"] == []
    assert topic_status(people) == "covered"


def test_a_session_in_the_past_is_planned_with_a_word_about_it(people: Copctl) -> None:
    planned = people("session", "plan", "--title", "Long ago", "--on", "2025-03-05 14:00")

    assert planned.stderr == (
        "Note: that is in the past. If it was held: copctl session edit 2025-03 --status held\n"
    )


def test_cancelling_gives_the_topic_back_unless_another_session_has_it(people: Copctl) -> None:
    people(*PLAN)
    people("session", "plan", "--topic", "storytelling", "--on", "2027-03-10 14:00")

    people("session", "cancel", "2026-12")
    assert topic_status(people) == "scheduled"
    people("session", "cancel", "2027-03")
    assert topic_status(people) == "backlog"

    assert shown(people)["status"] == "cancelled"


def test_every_step_of_a_session_can_be_undone(people: Copctl) -> None:
    people(*PLAN, "--speaker", "sok@example.org", "--agenda", "10 Welcome", "--agenda", "20 Talk")
    planned = shown(people)
    people(
        "session",
        "edit",
        "2026-12",
        "--agenda",
        "30 Talk",
        "--drop-speaker",
        "sok@example.org",
        "--place",
        "Here",
    )
    edited = shown(people)
    people("session", "cancel", "2026-12")

    people("undo")
    assert shown(people) == edited
    assert topic_status(people) == "scheduled"
    people("undo")
    assert shown(people) == planned
    people("undo")
    assert people("session", "list", "--json").json == []
    assert topic_status(people) != "scheduled"


def test_an_unknown_session_is_one_sentence_and_a_hint(copctl: Copctl) -> None:
    for words in (("show",), ("edit", "--notes", "x"), ("cancel",)):
        result = copctl("session", words[0], "2031-01", *words[1:])

        assert result.stderr == "Error: No session has the code 2031-01.\nTry: copctl session list\n"
        assert result.exit_code == 3


def test_a_near_code_is_offered(people: Copctl, copctl: Copctl) -> None:
    people(*PLAN)

    result = copctl("session", "show", "2026-21")

    assert result.stderr == "Error: No session has the code 2026-21.\nTry: did you mean 2026-12?\n"


@pytest.mark.parametrize(
    ("words", "stderr", "exit_code"),
    [
        (
            ("--on", "2026-12-10 14:00"),
            "Error: --topic is missing.\nTry: copctl session plan --topic ...\n",
            2,
        ),
        (("--title", "x"), "Error: --on is missing.\nTry: copctl session plan --on ...\n", 2),
        (("--title", "x", "--on", "2026-02-30 14:00"), "Error: The date 2026-02-30 does not exist.\n", 1),
        (
            ("--title", "x", "--on", "0001-01-01 00:00"),
            "Error: The date 0001-01-01 is out of reach.\n",
            1,
        ),
        (
            ("--title", "x", "--on", "9999-12-31 23:59"),
            "Error: 9999-12-31 23:59 is no time for a session.\n",
            1,
        ),
        (
            ("--title", "x", "--on", "2026-12-10 14:00", "--timezone", "Asia/Nowhere"),
            "Error: There is no time zone",
            1,
        ),
        (("--topic", "unheard", "--on", "2026-12-10 14:00"), "Error: There is no topic 'unheard'.\n", 3),
        (
            ("--title", "x", "--on", "2026-12-10 14:00", "--speaker", "nobody@example.org"),
            "Error: There is no member 'nobody@example.org'.\n",
            3,
        ),
        (
            ("--title", "x", "--on", "2026-12-10 14:00", "--agenda", "60 a", "--agenda", "40 b"),
            "Error: The agenda takes 100 minutes, but the session has 90.\nTry: shorten an item, or --minutes 100\n",
            1,
        ),
        (
            ("--title", "x", "--on", "2026-12-10 14:00", "--agenda", "Welcome"),
            "Error: 'Welcome' is no agenda item.\n",
            2,
        ),
        (
            ("--title", "x", "--on", "2026-12-10 14:00", "--minutes", "0"),
            "Error: A session cannot take 0 minutes.\n",
            1,
        ),
        (
            ("--title", "x", "--on", "2026-12-10 14:00", "--link", "javascript:alert(1)"),
            "Error: 'javascript:alert(1)' is no web address.\n",
            1,
        ),
        (
            ("--title", " ", "--on", "2026-12-10 14:00"),
            "Error: The session has neither a title nor a topic.\n",
            1,
        ),
    ],
)
def test_a_plan_that_cannot_be_is_refused_and_nothing_is_stored(
    copctl: Copctl, words: tuple[str, ...], stderr: str, exit_code: int
) -> None:
    result = copctl("session", "plan", *words)

    assert result.stderr.startswith(stderr)
    assert result.stderr.count("\n") == 2
    assert result.exit_code == exit_code
    assert copctl("session", "list", "--json").json == []


@pytest.mark.parametrize(
    ("words", "stderr", "exit_code"),
    [
        ((), "Error: Nothing to change was named.\nTry: copctl session edit --help\n", 2),
        (("--title", " "), "Error: A session's title cannot be empty.\n", 1),
        (("--status", "maybe"), "Error: 'maybe' is no status of a session.\n", 1),
        (("--minutes", "5"), "Error: The agenda takes 10 minutes, but the session has 5.\n", 1),
        (
            ("--drop-speaker", "mai@example.org"),
            "Error: Nguyễn Thị Mai is no speaker of session 2026-12.\n",
            3,
        ),
        (
            ("--drop-topic", "outcome harvesting"),
            "Error: Session 2026-12 is not about outcome harvesting.\n",
            3,
        ),
        (
            ("--speaker-status", "sok@example.org"),
            "Error: 'sok@example.org' names no member with a colon.\n",
            2,
        ),
        (("--speaker-status", "sok@example.org:keen"), "Error: 'keen' is no status of a speaker.\n", 1),
    ],
)
def test_an_edit_that_cannot_be_is_refused(
    people: Copctl, copctl: Copctl, words: tuple[str, ...], stderr: str, exit_code: int
) -> None:
    people(*PLAN, "--agenda", "10 Welcome", "--speaker", "sok@example.org")

    result = copctl("session", "edit", "2026-12", *words)

    assert result.stderr.startswith(stderr)
    assert result.exit_code == exit_code


def test_what_was_held_stays_held_and_what_is_cancelled_is_planned_again_first(
    people: Copctl, copctl: Copctl
) -> None:
    people(*PLAN)
    people("session", "cancel", "2026-12")
    again = copctl("session", "cancel", "2026-12")
    held = copctl("session", "edit", "2026-12", "--status", "held")
    people("session", "edit", "2026-12", "--status", "planned")
    people("session", "edit", "2026-12", "--status", "held")
    late = copctl("session", "cancel", "2026-12")

    assert again.stderr.startswith("Error: Session 2026-12 is cancelled already.\n")
    assert held.stderr.startswith("Error: Session 2026-12 is cancelled.\n")
    assert late.stderr.startswith("Error: Session 2026-12 was held already.\n")
    assert {again.exit_code, held.exit_code, late.exit_code} == {1}
