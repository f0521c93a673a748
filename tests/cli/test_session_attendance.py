"""Who was at a session: what `copctl session attendance` takes in, proposes, keeps and shows."""

from __future__ import annotations

import io
import sqlite3
import sys
from pathlib import Path

import pytest

from copctl.cli.desk import Desk
from tests.conftest import Copctl, run
from tests.sessions.attendance import world
from tests.test_bad_input import assert_two_lines, dump

CODE = "2026-11"


@pytest.fixture
def community(succeed: Copctl) -> Copctl:
    """Bo, Hương and Dara, and a session on 3 November; Ana moderates."""
    for name, email in (
        ("Bo Chan", "bo@example.org"),
        ("Nguyễn Thị Hương", "huong@example.org"),
        ("Dara Sok", "dara@example.org"),
    ):
        succeed("member", "add", "--name", name, "--email", email, "--consent", "newsletter")
    succeed("session", "plan", "--title", "Sampling", "--on", "2026-11-03 14:00", "--minutes", "90")
    return succeed


def save(text: str, encoding: str = "utf-8", name: str = "report.csv") -> str:
    Path(name).write_bytes(world.coded(text, encoding))
    return name


def came(result: dict) -> dict[str, tuple[int | None, str]]:  # type: ignore[type-arg]
    return {one["name"]: (one["minutes"], one["group"]) for one in result["came"]}


def rows(query: str) -> list[tuple]:  # type: ignore[type-arg]
    connection = sqlite3.connect("community.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_a_teams_file_becomes_who_was_there(community: Copctl) -> None:
    file = save(world.GERMAN, "utf-16")

    told = community("session", "attendance", CODE, file, "--json").json

    assert told["tool"] == "teams"
    assert came(told) == {
        "Bo Chan": (70, "unannounced"),
        "Nguyễn Thị Hương": (60, "unannounced"),
        "Kim Guest": (30, "guest"),
    }
    assert told["prospects"] == ["Kim Guest"]
    assert told["figures"] == {
        "attended": 3, "registered": 0, "registered_and_came": 0, "registered_but_absent": 0, "unannounced": 2,
        "guests": 1, "unknown": 0, "median_minutes": 60,
    }  # fmt: skip
    kim = community("member", "show", "Kim Guest", "--json").json
    assert (kim["status"], kim["source"], kim["email"], kim["consents"]) == (
        "prospect",
        f"session {CODE}",
        "",
        [],
    )
    assert [one["first_seen"] for one in told["came"] if one["name"] == "Bo Chan"] == [
        "2026-11-03T07:00:00+00:00"
    ]


@pytest.mark.parametrize("name", world.REPORTS)
def test_the_same_file_again_changes_nothing(name: str, community: Copctl) -> None:
    _, text, encoding = world.REPORTS[name]
    file = save(text, encoding)
    community("session", "attendance", CODE, file)
    before = dump()

    again = community("session", "attendance", CODE, file, "--json").json

    assert (again["added"], again["updated"], again["removed"], again["prospects"]) == ([], [], [], [])
    assert again["unchanged"] == 3
    assert dump() == before


def test_undo_takes_all_of_it_back(community: Copctl) -> None:
    community("session", "attendance", CODE, save(world.GERMAN, "utf-16"))

    community("undo")

    assert rows("SELECT count(*) FROM attendance") == [(0,)]
    assert run("member", "show", "Kim Guest").exit_code == 3


def test_a_dry_run_shows_it_and_keeps_nothing(community: Copctl) -> None:
    before = dump()

    told = community("session", "attendance", CODE, save(world.GERMAN, "utf-16"), "--dry-run")

    assert told.stdout.startswith(f"Would keep who came to {CODE}: 3 new.")
    assert "Kim Guest" in told.stdout
    assert dump() == before


def test_a_corrected_file_replaces_what_the_earlier_one_said(community: Copctl) -> None:
    community("session", "attendance", CODE, save("Bo Chan <bo@example.org>\nDara <dara@example.org>\n"))

    told = community("session", "attendance", CODE, save(world.GERMAN, "utf-16"))

    assert "2 new, 1 changed, 1 taken out." in told.stdout
    assert "Changed: Bo Chan." in told.stderr
    assert "Taken out: Dara." in told.stderr
    community("session", "attendance", CODE, save("dara@example.org\n"), "--add")
    shown = community("session", "attendance", CODE, "--json").json
    assert {"Bo Chan", "Dara Sok"} <= set(came(shown))


def test_names_are_proposed_and_told_by_match(community: Copctl) -> None:
    file = save("Bo Chan\nNguyen Thi Huong\nKim\n")

    told = community("session", "attendance", CODE, file, "--json").json

    assert {p["name"]: p["candidates"][0] for p in told["proposals"]} == {
        "Bo Chan": {"member": 1, "name": "Bo Chan", "alike": 100},
        "Nguyen Thi Huong": {"member": 2, "name": "Nguyễn Thị Hương", "alike": 99},
    }
    assert came(told)["Bo Chan"] == (None, "unknown")
    matched = community(
        "session", "attendance", CODE, file, "--match", "Nguyen Thi Huong=huong@example.org", "--json"
    ).json
    assert came(matched)["Nguyễn Thị Hương"] == (None, "unannounced")
    assert matched["updated"] == ["Nguyen Thi Huong"]


def test_what_was_told_is_remembered_here_and_in_the_next_session(community: Copctl) -> None:
    file = save("Huong\nKim\n")
    community("session", "attendance", CODE, file, "--match", "Huong=huong@example.org")
    again = community("session", "attendance", CODE, file, "--json").json
    assert (again["unchanged"], again["updated"]) == (2, [])

    community("session", "plan", "--title", "Next", "--on", "2026-11-17 14:00")
    other = community("session", "attendance", "2026-11-2", file, "--json").json

    assert came(other) == {"Nguyễn Thị Hương": (None, "unannounced"), "Kim": (None, "unannounced")}
    assert other["prospects"] == []


def test_a_match_without_the_file_joins_two_devices(community: Copctl) -> None:
    text = world.ZOOM_LOWER.replace("Kim Guest,,", "iPhone 12,,")
    community("session", "attendance", CODE, save(text))

    told = community("session", "attendance", CODE, "--match", "iPhone 12=bo@example.org", "--json").json

    assert came(told) == {"Bo Chan": (70, "unannounced"), "Nguyễn Thị Hương": (60, "unannounced")}
    again = community("session", "attendance", CODE, save(text), "--json").json
    assert again["proposals"] == []
    assert {one["name"]: one["minutes"] for one in again["came"]} == {"Bo Chan": 90, "Nguyễn Thị Hương": 60}


def test_same_names_are_taken_when_asked_for(community: Copctl) -> None:
    told = community(
        "session", "attendance", CODE, save("Bo Chan\nsok dara\n"), "--same-names", "--json"
    ).json

    assert came(told)["Bo Chan"] == (None, "unannounced")
    assert [p["name"] for p in told["proposals"]] == ["sok dara"]


def test_nobody_means_a_guest(community: Copctl) -> None:
    told = community("session", "attendance", CODE, save("Bo Chan\n"), "--match", "Bo Chan=", "--json").json

    assert told["prospects"] == ["Bo Chan"]
    assert came(told)["Bo Chan"] == (None, "guest")


def test_another_address_of_a_member_is_theirs_without_regard_to_case(community: Copctl) -> None:
    community("member", "edit", "bo@example.org", "--other-email", "bo@home.example")

    told = community("session", "attendance", CODE, save("BO@HOME.example\n"), "--json").json

    assert came(told) == {"Bo Chan": (None, "unannounced")}


def test_who_left_stays_left(community: Copctl) -> None:
    community("member", "edit", "bo@example.org", "--status", "left")

    told = community("session", "attendance", CODE, save("bo@example.org\n"), "--json").json

    assert told["prospects"] == []
    assert community("member", "show", "1", "--json").json["status"] == "left"


def test_machines_and_the_moderator_are_named_and_left_out(community: Copctl) -> None:
    told = community(
        "session", "attendance", CODE, save("Otter.ai\nAna Lim\nAna <ANA@example.org>\nKim\n"), "--json"
    ).json

    assert {one["name"]: one["why"] for one in told["left_out"]} == {
        "Otter.ai": "records the meeting", "Ana Lim": "moderates the community", "Ana": "moderates the community",
    }  # fmt: skip
    assert list(came(told)) == ["Kim"]


def test_who_only_looked_in_did_not_come(community: Copctl) -> None:
    text = "Name (Original Name),User Email,Total Duration (Minutes)\nBo,bo@example.org,4\nKim,kim@guest.example,0\n"

    told = community("session", "attendance", CODE, save(text), "--json").json
    assert (came(told), told["prospects"]) == ({}, [])
    assert told["brief"] == [{"name": "Bo", "minutes": 4}, {"name": "Kim", "minutes": 0}]

    all_of_them = community("session", "attendance", CODE, save(text), "--least", "0", "--json").json
    assert came(all_of_them) == {"Bo Chan": (4, "unannounced"), "Kim": (0, "guest")}


def test_guests_can_be_left_as_they_are(community: Copctl) -> None:
    told = community(
        "session", "attendance", CODE, save("Kim <kim@guest.example>\n"), "--no-guests", "--json"
    ).json

    assert came(told) == {"Kim": (None, "unknown")}
    assert told["prospects"] == []


def test_eventbrite_notes_who_registered(community: Copctl) -> None:
    told = community("session", "attendance", CODE, save(world.EVENTBRITE), "--json").json

    assert came(told) == {"Bo Chan": (None, "registered")}
    assert [(one["name"], one["answer"]) for one in told["absent"]] == [("Dara Sok", "yes")]
    assert rows("SELECT member_id, answer, source FROM rsvp ORDER BY member_id") == [
        (1, "yes", "registration"), (3, "yes", "registration"),
    ]  # fmt: skip
    called_off = world.EVENTBRITE.replace("2,Attending", "2,Not Attending")
    assert community("session", "attendance", CODE, save(called_off), "--json").json["answers"] == 1
    assert rows("SELECT answer FROM rsvp WHERE member_id = 3") == [("no",)]


def test_registrations_alone_leave_who_came_as_it_is(community: Copctl) -> None:
    community("session", "attendance", CODE, save("bo@example.org\n"))

    told = community(
        "session", "attendance", CODE, save(world.EVENTBRITE.replace("Checked In", "Attending")), "--json"
    ).json

    assert list(came(told)) == ["Bo Chan"]
    assert (told["removed"], told["answers"]) == ([], 2)


def test_a_persons_own_answer_counts_more_than_a_registration(community: Copctl) -> None:
    community("session", "rsvp", CODE, "dara@example.org", "no")

    community("session", "attendance", CODE, save(world.EVENTBRITE))

    assert rows("SELECT answer FROM rsvp WHERE member_id = 3") == [("no",)]


def test_a_list_is_pasted(community: Copctl, monkeypatch: pytest.MonkeyPatch) -> None:
    pasted = io.TextIOWrapper(io.BufferedReader(io.BytesIO(world.LIST.encode())))  # type: ignore[arg-type]
    monkeypatch.setattr(sys, "stdin", pasted)

    told = community("session", "attendance", CODE, "-", "--json").json

    assert set(came(told)) == {"Bo Chan", "Nguyễn Thị Hương", "Kim Guest", "សុខ ដារ៉ា"}


def test_a_line_that_is_no_name_is_named_and_taken_when_you_say_so(community: Copctl) -> None:
    pasted = "Bo Chan\nDara Sok\n=1+1\n"
    refused = run("session", "attendance", CODE, save(pasted))
    assert refused.stderr == (
        "Error: report.csv looks like a list of names, but '=1+1' is none.\n"
        "Try: take that line out, or --tool list takes every line for a name\n"
    )
    assert refused.exit_code == 1

    told = community("session", "attendance", CODE, save(pasted), "--tool", "list", "--json").json
    assert set(came(told)) == {"Bo Chan", "Dara Sok", "=1+1"}


def test_a_file_of_another_day_or_zone_is_doubted(community: Copctl) -> None:
    community("session", "plan", "--title", "Later", "--on", "2026-11-20 14:00")
    told = community("session", "attendance", "2026-11-2", save(world.GERMAN, "utf-16"))
    assert "Note: people joined on 2026-11-03, and the session was on 2026-11-20." in told.stderr

    preamble = "Meeting ID,Topic,Start Time\n987,Sampling,{}\n\n"
    for held, is_other in (("11/03/2026 01:55:00 PM", True), ("20/11/2026 14:00", False)):
        summed = save(preamble.format(held) + world.ZOOM_SUMMED)
        told = community("session", "attendance", "2026-11-2", summed, "--dry-run")
        doubt = f"Note: the file says that the meeting began on {held}, and the session was on 2026-11-20."
        assert (doubt in told.stderr) is is_other

    shifted = world.ZOOM_LOWER.replace(" 14:", " 07:").replace(" 15:", " 08:")
    told = community("session", "attendance", CODE, save(shifted))
    assert "the session began at 14:00; --timezone ZONE" in told.stderr
    right = community("session", "attendance", CODE, save(shifted), "--timezone", "UTC", "--json").json
    assert right["came"][0]["first_seen"].startswith("2026-11-03T07:")


def test_it_marks_nothing_by_itself_and_says_what_is_next(community: Copctl) -> None:
    told = community("session", "attendance", CODE, save("bo@example.org\n"))

    assert community("session", "show", CODE, "--json").json["status"] == "planned"
    assert told.stderr.endswith(f"Next: copctl session wrap {CODE}\n")


def test_what_people_write_passes_unharmed(community: Copctl) -> None:
    name = "[red]Kim[/red] សុខ [x]"
    told = community("session", "attendance", CODE, save(f"{name} <kim@guest.example>\n"))
    assert name in told.stdout

    as_csv = community(
        "session", "attendance", CODE, save("=cmd <k@guest.example>\n"), "--format", "csv"
    ).stdout
    assert "'=cmd" in as_csv


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((CODE, "nothing.csv"), 3, "There is no file"),
        ((CODE, "report.csv", "--tool", "zom"), 2, "no reader for 'zom'"),
        ((CODE, "report.csv", "--date-order", "ymd"), 2, "no date order"),
        ((CODE, "report.csv", "--timezone", "Mars"), 1, "no time zone"),
        ((CODE, "report.csv", "--encoding", "rot13"), 1, "no encoding"),
        ((CODE, "report.csv", "--match", "Kim"), 2, "matches nobody"),
        ((CODE, "report.csv", "--match", "Kin=bo@example.org"), 3, "Nobody on the list is called"),
        ((CODE, "report.csv", "--match", "Kim=nobody@example.org"), 3, "There is no member"),
        ((CODE, "report.csv", "--review"), 2, "nobody can be asked"),
        ((CODE, "--match", "Kim=bo@example.org"), 3, "Nobody at session"),
        (("2026-12", "report.csv"), 3, "No session has the code"),
    ],
)
def test_mistakes_get_two_lines(arguments: tuple[str, ...], code: int, says: str, community: Copctl) -> None:
    save("Kim\nBo Chan\n")
    before = dump()

    result = run("session", "attendance", *arguments)

    assert_two_lines(result, code)
    assert says in result.stderr
    assert dump() == before


def test_a_session_that_was_called_off_had_nobody(community: Copctl) -> None:
    community("session", "cancel", CODE)

    assert_two_lines(run("session", "attendance", CODE, save("Kim\n")), 1)


def test_a_person_is_asked_in_a_terminal(community: Copctl, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def choose(_: Desk, question: str, options: list[str]) -> str:
        asked.append(question)
        return {"Who is 'Bo Chan'?": options[0], "Who is 'Dara Sok'?": "Nobody of these: a guest"}.get(
            question, options[-1]
        )

    monkeypatch.setattr(Desk, "interactive", property(lambda _: True))
    monkeypatch.setattr(Desk, "choose", choose)
    told = community(
        "session", "attendance", CODE, save("Bo Chan\nDara Sok\nHuong Nguyen Thi\n"), "--review", "--json"
    ).json

    assert len(asked) == 3
    assert came(told) == {
        "Bo Chan": (None, "unannounced"), "Dara Sok": (None, "guest"), "Huong Nguyen Thi": (None, "unknown"),
    }  # fmt: skip
    assert [p["name"] for p in told["proposals"]] == ["Huong Nguyen Thi"]


def test_nothing_stored_says_what_to_type(community: Copctl) -> None:
    assert (
        community("session", "attendance", CODE).stdout
        == f"Nobody is stored yet. Try: copctl session attendance {CODE} FILE\n"
    )


def test_a_host_counts_when_they_are_a_member(community: Copctl) -> None:
    joins = (
        world.ZOOM_JOINS
        + "The Host,host@example.org,11/03/2026 02:00:00 PM,11/03/2026 03:30:00 PM,90,No,,No\n"
    )
    told = community("session", "attendance", CODE, save(joins), "--json").json
    assert {"name": "The Host", "why": "ran the meeting"} in told["left_out"]
    assert "The Host" not in came(told)

    community("member", "add", "--name", "The Host", "--email", "host@example.org")
    assert came(community("session", "attendance", CODE, save(joins), "--json").json)["The Host"] == (
        90,
        "unannounced",
    )


def test_a_webinar_tells_who_registered_and_did_not_come(community: Copctl) -> None:
    told = community("session", "attendance", CODE, save(world.ZOOM_WEBINAR), "--json").json

    assert came(told) == {"Bo Chan": (70, "registered")}
    assert [one["name"] for one in told["absent"]] == ["Dara Sok"]
    assert told["figures"]["registered_but_absent"] == 1


def test_one_guest_is_one_in_words(community: Copctl) -> None:
    community("session", "attendance", CODE, save("bo@example.org\nKim <kim@guest.example>\n"))

    assert "2 came, 1 unannounced, 1 as a guest" in community("session", "show", CODE).stdout


def test_a_guest_who_comes_again_is_the_same_prospect(community: Copctl) -> None:
    community("session", "attendance", CODE, save("Kim\nLee <lee@guest.example>\n"))
    community("session", "plan", "--title", "Next", "--on", "2026-11-17 14:00")

    told = community(
        "session", "attendance", "2026-11-2", save("kim\nLee Again <LEE@guest.example>\n"), "--json"
    ).json

    assert told["prospects"] == []
    assert set(came(told)) == {"Kim", "Lee"}


def test_a_speaker_needs_no_registration(community: Copctl) -> None:
    community(
        "session", "edit", CODE, "--speaker", "bo@example.org", "--speaker-status", "bo@example.org:confirmed"
    )

    told = community("session", "attendance", CODE, save("bo@example.org\n"), "--json").json

    assert came(told) == {"Bo Chan": (None, "speaker")}


def test_what_is_no_address_leaves_a_person_known_by_name(community: Copctl) -> None:
    file = save("Name,Email\nKim,kim@\n[red],@\n")

    told = community("session", "attendance", CODE, file, "--json").json
    again = community("session", "attendance", CODE, file, "--json").json

    assert told["prospects"] == ["Kim", "[red]"]
    assert (again["unchanged"], again["proposals"]) == (2, [])


def test_an_address_stands_for_a_name_that_says_nothing(community: Copctl) -> None:
    told = community(
        "session", "attendance", CODE, save("Name,Email\niPhone 12,kim@guest.example\n"), "--json"
    ).json

    assert told["prospects"] == ["kim@guest.example"]
    assert [one["called"] for one in told["came"]] == ["iPhone 12"]
