"""What tools write about a meeting, in their languages, comes out as the same people and minutes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from copctl.errors import Refused, WrongUsage
from copctl.sessions.attendance import reading, sniff
from copctl.sessions.attendance.moments import Frame
from copctl.sessions.attendance.persons import presence_of
from tests.sessions.attendance import world
from tests.sessions.attendance.world import EXPECTED, FRAME, minutes, people, read

SAMPLES = Path(__file__).parents[4] / "shared/samples/attendance"


@pytest.mark.parametrize("name", world.REPORTS)
def test_every_tool_tells_the_same_people_and_minutes(name: str, tmp_path: Path) -> None:
    tool, text, encoding = world.REPORTS[name]

    report = read(tmp_path, text, encoding)

    assert report.tool == tool
    found = {
        next(name for name in person.readings if name in EXPECTED): presence_of(person.entries).minutes
        for person in people(report).values()
    }
    assert found == EXPECTED


@pytest.mark.parametrize("name", [n for n, (tool, *_) in world.REPORTS.items() if n != "zoom, summed"])
def test_first_and_last_are_kept_in_utc(name: str, tmp_path: Path) -> None:
    _, text, encoding = world.REPORTS[name]

    report = read(tmp_path, text, encoding)

    kim = presence_of(people(report)["Kim Guest"].entries)
    assert kim.first_seen == datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
    assert kim.last_seen == datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
    assert report.assumed_zone


def test_two_devices_at_once_count_once(tmp_path: Path) -> None:
    report = read(tmp_path, world.ZOOM_JOINS)

    assert minutes(report)["Bo Chan"] == 70


@pytest.mark.parametrize("ends", ["Left", "Đã rời khỏi"])
def test_actions_of_few_people_need_not_repeat(ends: str, tmp_path: Path) -> None:
    moments = ("11/3/2026, 2:00:00 PM", "11/3/2026, 1:55:00 PM", "11/3/2026, 3:00:00 PM")
    steps = [("Bo Chan", "Joined"), ("Kim Guest", "Joined before"), ("Bo Chan", ends)]
    lines = ["Full Name\tUser Action\tTimestamp"] if ends == "Left" else []
    lines += [f'{who}\t{action}\t"{at}"' for (who, action), at in zip(steps, moments, strict=True)]

    report = read(tmp_path, "\n".join(lines), "utf-16")

    assert report.tool == "teams-actions"
    assert minutes(report) == {"Bo Chan": 60, "Kim Guest": 65}


def test_the_waiting_room_is_not_the_meeting(tmp_path: Path) -> None:
    report = read(tmp_path, world.ZOOM_JOINS)

    assert "Late Comer" not in people(report)
    assert report.left_out == [("Late Comer", "was in the waiting room")]
    assert report.hosts == {"host@example.org"}


def test_a_webinar_knows_who_registered(tmp_path: Path) -> None:
    found = people(read(tmp_path, world.ZOOM_WEBINAR))

    assert found["The Host"].is_host
    assert found["Bo"].registered is True
    assert presence_of(found["Bo"].entries).minutes == 70
    assert "Bo Chan" in found["Bo"].readings
    assert (found["Dara"].came, found["Dara"].registered) == (False, True)


def test_eventbrite_tells_who_was_checked_in_who_registered_and_who_called_off(tmp_path: Path) -> None:
    report = read(tmp_path, world.EVENTBRITE)

    assert report.tool == "eventbrite"
    assert {n: (p.came, p.registered) for n, p in people(report).items()} == {
        "Bo Chan": (True, True), "Dara Sok": (False, True), "Gone Away": (False, False),
    }  # fmt: skip


def test_eventbrite_without_check_in_says_so(tmp_path: Path) -> None:
    report = read(tmp_path, world.EVENTBRITE.replace("Checked In", "Attending"))

    assert "who registered and not who came" in report.warnings[0]


def test_a_plain_list_in_any_form(tmp_path: Path) -> None:
    report = read(tmp_path, world.LIST)

    assert report.tool == "list"
    assert {name: person.email for name, person in people(report).items()} == {
        "Bo Chan": "bo@example.org", "Nguyễn Thị Hương": "huong@example.org", "Kim Guest": "", "សុខ ដារ៉ា": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Name\nBo Chan\nKim\n", ["Bo Chan", "Kim"]),
        ("bo@example.org\nKim@Guest.example\n", ["bo@example.org", "Kim@Guest.example"]),
        ("Name,Email\nBo Chan,bo@example.org\n", ["Bo Chan"]),
        ("Họ và tên;Email;Phút\nNguyễn Thị Hương;huong@example.org;50\n", ["Nguyễn Thị Hương"]),
        ("First name\tLast name\nBo\tChan\n", ["Bo Chan"]),
        ("Lim, Ana\nChan, Bo\n", ["Lim, Ana", "Chan, Bo"]),
        ('Bo "Bobby" Chan\nKim\n', ['Bo "Bobby" Chan', "Kim"]),
        ("[red]Bo[/red]\n=1+1 Kim\n", None),
    ],
)
def test_other_lists(text: str, names: list[str] | None, tmp_path: Path) -> None:
    if names is None:
        with pytest.raises(Refused, match="nothing that says who came"):
            read(tmp_path, text)
        return
    assert list(people(read(tmp_path, text))) == names


def test_a_spreadsheet_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "who.csv"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([["Name", "Email"], ["Bo Chan", "bo@example.org"], ["Kim", ""]]):
            sheet.write_row(row, 0, cells)

    report = sniff.recognise(reading.opened(path, FRAME))

    assert (report.tool, list(people(report))) == ("list", ["Bo Chan", "Kim"])


@pytest.mark.parametrize(
    "text",
    [
        "Timestamp,Which topics?,How often?\n2026-11-01,GEDSI;MERL,Often\n",
        '{"name": "Bo"}\n',
        "<html><body>Bo</body></html>",
        "We met on Tuesday and talked about sampling. It went well, and everybody came. Next time we do more.",
        "BEGIN:VCARD\nFN:Bo\nEND:VCARD\n",
    ],
)
def test_what_is_no_attendance_gets_a_sentence_with_what_is_known(text: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read(tmp_path, text)

    assert "nothing that says who came" in refusal.value.message
    assert "Zoom, Microsoft Teams and Google Meet" in refusal.value.hint


def test_a_tool_can_be_named_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(world.MEET)
    opening = reading.opened(path, FRAME)

    assert sniff.recognise(opening, "meet").tool == "meet"
    with pytest.raises(Refused, match="not a file of zoom"):
        sniff.recognise(opening, "zoom")
    with pytest.raises(WrongUsage, match="no reader for 'zom'"):
        sniff.recognise(opening, "zom")


def test_dates_that_miss_the_session_both_ways_are_asked_about(tmp_path: Path) -> None:
    other_day = Frame(datetime(2026, 7, 20, 7, tzinfo=UTC), ZoneInfo("Asia/Phnom_Penh"))

    with pytest.raises(Refused, match="could be two days"):
        read(tmp_path, world.ZOOM_LOWER, frame=other_day)
    said = Frame(other_day.starts, other_day.zone, day_first=True)
    assert minutes(read(tmp_path, world.ZOOM_LOWER, frame=said))["Kim Guest"] == 30


def test_meet_takes_its_day_from_the_file_name(tmp_path: Path) -> None:
    report = read(tmp_path, world.MEET, name="2026-11-04 14:00 Sampling - Attendance Report.csv")

    first = presence_of(people(report)["Bo Chan"].entries).first_seen
    assert first == datetime(2026, 11, 4, 7, 0, tzinfo=UTC)


def test_meet_goes_on_after_midnight(tmp_path: Path) -> None:
    late = Frame(datetime(2026, 11, 3, 16, 0, tzinfo=UTC), ZoneInfo("Asia/Phnom_Penh"))
    text = "First name,Last name,Email,Duration,Time joined,Time exited\nBo,Chan,,1 hr,11:30 PM,12:30 AM\n"

    assert minutes(read(tmp_path, text, frame=late)) == {"Bo Chan": 60}


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not here")
@pytest.mark.parametrize(
    ("file", "starts", "tool", "count"),
    [
        ("teams-en-utf16be.csv", datetime(2022, 11, 14, 8, 30, tzinfo=UTC), "teams", 7),
        ("zoom-preamble.csv", datetime(2020, 9, 1, 7, 0, tzinfo=UTC), "zoom", 50),
    ],
)
def test_real_exports(file: str, starts: datetime, tool: str, count: int) -> None:
    report = sniff.recognise(reading.opened(SAMPLES / file, Frame(starts, ZoneInfo("UTC"))))

    assert report.tool == tool
    assert len(people(report)) >= count - 20


def test_one_endless_line_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nothing that says who came"):
        read(tmp_path, "x" * 3_000_000)
