"""`copctl session propose`, from the outside."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Copctl

STORIES, DATA, WATER = "Stories that travel", "Data quality", "Water [red] metering"


@pytest.fixture
def backlog(succeed: Copctl) -> Copctl:
    """Three topics that wait, and members in two countries who know of two of them."""
    for topic in (STORIES, DATA, WATER):
        succeed("topic", "add", topic)
    people = (
        ("Sokha", "sok@example.org", "KH", f"{STORIES}:4"),
        ("Maly", "maly@example.org", "KH", f"{STORIES}:3"),
        ("Noy", "noy@example.org", "LA", f"{DATA}:4"),
        ("Thida", "thida@example.org", "ZW", ""),
    )
    for name, email, country, knows in people:
        given = ["--expertise", knows] if knows else []
        succeed("member", "add", "--name", name, "--email", email, "--country", country, *given)
    return succeed


def proposed(copctl: Copctl, *options: str) -> Any:
    return copctl("session", "propose", "--json", *options).json


def test_a_calendar_is_shown_and_not_written(backlog: Copctl) -> None:
    result = backlog("session", "propose", "--sessions", "2")

    assert "nobody was asked about it yet" in result.stdout
    assert "Whose clock" in result.stdout
    assert "the same command with --write" in result.stderr
    assert backlog("session", "list", "--json").json == []


def test_where_nobody_shall_speak_yet_nobody_is_missed(backlog: Copctl) -> None:
    shown = backlog(
        "session", "propose", "--sessions", "1", "--speakers", "0", "--from", "2027-01-14", "--write"
    )

    assert "Speakers" not in shown.stdout
    assert "nobody who is known to speak" not in shown.stdout
    assert shown.stderr.endswith("Next: copctl speakers suggest --session 2027-01\n")


def test_a_holiday_that_is_called_after_its_country_names_it_once(backlog: Copctl) -> None:
    shown = backlog("session", "propose", "--sessions", "1", "--from", "2027-12-29", "--weekday", "wednesday")

    assert "Peace Day in Cambodia (2 members)" in " ".join(shown.stdout.split())


def test_topics_that_were_held_or_are_planned_are_not_proposed_again(backlog: Copctl) -> None:
    backlog("session", "plan", "--topic", DATA, "--on", "2026-10-08 14:00")
    backlog("session", "edit", "2026-10", "--status", "held")
    backlog("session", "plan", "--topic", STORIES, "--on", "2026-12-10 14:00")

    calendar = proposed(backlog)

    assert [session["topic"] for session in calendar["sessions"]] == [WATER]
    # A step after the last session there is, on its weekday and near its hour.
    assert calendar["sessions"][0]["local"] == "2027-03-11T14:00:00+07:00"
    assert "Only 1 topic waits: 3 of 4 sessions have none." in backlog("session", "propose").stderr


def test_write_plans_the_sessions_with_their_speakers_and_one_undo_takes_them_back(backlog: Copctl) -> None:
    calendar = proposed(backlog, "--from", "2027-01-14", "--write")

    assert calendar["written"] is True
    sessions = backlog("session", "list", "--json").json
    assert [session["code"] for session in sessions] == ["2027-01", "2027-04", "2027-07"]
    assert [session["local"] for session in sessions] == [s["local"] for s in calendar["sessions"]]
    speakers = {s["topics"][0]["label"]: [p["member"] for p in s["speakers"]] for s in sessions}
    assert speakers == {STORIES: ["Sokha", "Maly"], DATA: ["Noy"], WATER: []}
    assert all(p["status"] == "proposed" for s in sessions for p in s["speakers"])
    assert {row["status"] for row in backlog("topic", "list", "--json").json} == {"scheduled"}

    backlog("undo")

    assert backlog("session", "list", "--json").json == []
    assert {row["status"] for row in backlog("topic", "list", "--json").json} == {"backlog"}


def test_nobody_is_proposed_twice_in_a_quarter(backlog: Copctl) -> None:
    backlog("member", "edit", "noy@example.org", "--expertise", f"{STORIES}:4", "--expertise", f"{WATER}:4")

    calendar = proposed(backlog, "--every", "3 weeks", "--from", "2027-01-05")

    first, second, third = ([p["member"] for p in s["speakers"]] for s in calendar["sessions"])
    assert len({*first, *second, *third}) == len([*first, *second, *third])
    assert all(s["local"].startswith("2027-0") for s in calendar["sessions"])


def test_a_holiday_is_named_and_another_day_taken(backlog: Copctl) -> None:
    # 14 to 16 April 2027 is the new year in Cambodia and Laos.
    calendar = proposed(backlog, "--from", "2027-04-08", "--every", "1 week", "--sessions", "2")

    moved = calendar["sessions"][1]
    assert moved["moved_from"] == "2027-04-15"
    assert {(c["kind"], c["country"]) for c in moved["avoided"]} == {("holiday", "KH"), ("holiday", "LA")}
    assert "Lao New Year's Day" in {c["name"] for c in moved["avoided"]}
    shown = backlog("session", "propose", "--from", "2027-04-08", "--every", "1 week", "--sessions", "2")
    assert "moved from Thu 15 Apr: " in shown.stdout


def test_hours_are_shown_on_everybodys_clock(backlog: Copctl) -> None:
    backlog("member", "add", "--name", "Jo", "--email", "jo@example.org", "--timezone", "America/New_York")

    [session] = proposed(backlog, "--sessions", "1", "--at", "14:00", "--from", "2027-03-04")["sessions"]

    # Without a zone the country's counts; without a country of one zone the community's.
    clocks = {(c["country"], c["timezone"]): (c["local"][11:16], c["inside"]) for c in session["clocks"]}
    assert clocks == {
        ("KH", "Asia/Phnom_Penh"): ("14:00", True),
        ("LA", "Asia/Vientiane"): ("14:00", True),
        ("ZW", "Africa/Harare"): ("09:00", True),
        (None, "America/New_York"): ("02:00", False),
    }
    assert session["inside"] == 0.8
    shown = backlog("session", "propose", "--sessions", "1", "--at", "14:00", "--from", "2027-03-04").stdout
    assert "02:00 *" in shown
    assert "80%" in shown


def test_votes_give_turns_and_say_by_which_argument(backlog: Copctl, folder: Any) -> None:
    rows = [f"a{n}@example.org,{STORIES}; {DATA}" for n in range(5)]
    rows += [f"c@example.org,{STORIES}", f"d@example.org,{DATA}"]
    rows += [f"b{n}@example.org,{WATER}" for n in range(4)]
    (folder / "votes.csv").write_text("email,topics\n" + "\n".join(rows) + "\n", encoding="utf-8")
    backlog("survey", "import", "wishes", "votes.csv", "--infer")
    backlog("topic", "adopt", "wishes", "--top", "3")

    sessions = proposed(backlog)["sessions"]

    assert [session["argument"] for session in sessions] == ["demand", "turn", "demand"]
    assert sessions[1]["topic"] == WATER
    assert sessions[1]["before"] in (STORIES, DATA)
    assert "4 of whom have had no topic of theirs yet" in sessions[1]["why"]
    assert "drawn by lot" in sessions[0]["why"]
    assert "drawn by lot" not in sessions[2]["why"]


@pytest.mark.parametrize(
    ("options", "exit_code", "message", "hint"),
    [
        (("--every", "often"), 2, "'often' is no rhythm.", "--every '3 months', '6 weeks', or quarter"),
        (("--at", "25:00"), 2, "'25:00' is no time of day.", "--at 14:00"),
        (("--weekday", "someday"), 2, "'someday' is no weekday.", "--weekday thursday"),
        (("--from", "2026-11-01"), 1, "2026-11-01 is no day to come.", "--from 2026-12-21, or leave --from out"),
        (("--sessions", "25"), 1, "A calendar cannot have 25 sessions.", "--sessions 1 to 24"),
        (("--minutes", "9999"), 1, "A session cannot take 9999 minutes.", "--minutes 1 to 1440, such as 90"),
        (("--from", "9999-12-01"), 1, "The calendar ends before that.", "fewer --sessions, or a shorter --every"),
    ],
)  # fmt: skip
def test_what_cannot_be_proposed_is_one_sentence_and_a_hint(
    backlog: Copctl, copctl: Copctl, options: tuple[str, ...], exit_code: int, message: str, hint: str
) -> None:
    result = copctl("session", "propose", *options)

    assert result.stderr.endswith(f"Error: {message}\nTry: {hint}\n")
    assert result.exit_code == exit_code
    assert copctl("session", "list", "--json").json == []


def test_without_topics_it_says_where_they_come_from(copctl: Copctl) -> None:
    result = copctl("session", "propose")

    assert "Error: No topic waits for a session." in result.stderr
    assert result.exit_code == 1


def test_a_saturday_is_a_day_for_those_who_ask_for_one(backlog: Copctl) -> None:
    [session] = proposed(backlog, "--weekday", "saturday", "--sessions", "1", "--from", "2027-02-01")[
        "sessions"
    ]

    assert session["local"].startswith("2027-02-06")
    assert session["inside"] == 1
