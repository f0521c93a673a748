"""Invented reports of one session, on 3 November 2026 from 14:00 to 15:30 in Phnom Penh, as tools write them.

Bo came twice, Hương once, Kim is a guest; the 3rd of November can be misread as the 11th of March.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from copctl.sessions.attendance import reading, sniff
from copctl.sessions.attendance.moments import Frame
from copctl.sessions.attendance.persons import Person, persons_of, presence_of
from copctl.sessions.attendance.shape import Report

STARTS = datetime(2026, 11, 3, 7, 0, tzinfo=UTC)
FRAME = Frame(STARTS, ZoneInfo("Asia/Phnom_Penh"))
Minutes = dict[str, int | None]
EXPECTED: Minutes = {"Bo Chan": 70, "Nguyễn Thị Hương": 60, "Kim Guest": 30}

ZOOM_JOINS = """\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,
987 6543,"Sampling, part one",11/03/2026 01:55:00 PM,11/03/2026 03:31:00 PM,host@example.org,96,4,

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Disclaimer Response,In Waiting Room
Bo Chan,bo@example.org,11/03/2026 02:00:00 PM,11/03/2026 02:40:00 PM,40,No,,No
Bo Chan,BO@example.org,11/03/2026 02:30:00 PM,11/03/2026 03:10:00 PM,40,No,,No
Nguyễn Thị Hương,huong@example.org,11/03/2026 02:20:00 PM,11/03/2026 03:20:00 PM,60,No,,No
Kim Guest,,11/03/2026 03:00:00 PM,11/03/2026 03:30:00 PM,30,Yes,,No
Late Comer,,11/03/2026 03:25:00 PM,11/03/2026 03:30:00 PM,5,Yes,,Yes
"""
ZOOM_LOWER = """\
Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room
Bo (Bo Chan),bo@example.org,03/11/2026 14:00,03/11/2026 15:10,70,No,No
"Hương (Nguyễn Thị Hương)",huong@example.org,03/11/2026 14:20,03/11/2026 15:20,60,No,No
Kim Guest,,03/11/2026 15:00,03/11/2026 15:30,30,Yes,No
"""
ZOOM_SUMMED = """\
Name (Original Name),User Email,Total Duration (Minutes),Guest
Bo Chan,bo@example.org,70,No
Nguyễn Thị Hương,huong@example.org,60,No
Kim Guest,,30,Yes
"""
ZOOM_WEBINAR = """\
Attendee Report,
Report Generated:,"Nov 4, 2026 9:00:00 AM"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered
Sampling,987 6543,"Nov 3, 2026 2:00:00 PM",90,4
Host Details,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,The Host,host@example.org,"Nov 3, 2026 1:50:00 PM","Nov 3, 2026 3:31:00 PM",101,No,Cambodia
Attendee Details,
Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Bo,Bo,Chan,bo@example.org,"Nov 1, 2026 9:00:00 AM",approved,"Nov 3, 2026 2:00:00 PM","Nov 3, 2026 2:40:00 PM",40,Yes,Cambodia
Yes,Bo,Bo,Chan,bo@example.org,"Nov 1, 2026 9:00:00 AM",approved,"Nov 3, 2026 2:30:00 PM","Nov 3, 2026 3:10:00 PM",40,Yes,Cambodia
No,Dara,Dara,Sok,dara@example.org,"Nov 1, 2026 9:00:00 AM",approved,--,--,--,--,
"""


def teams(
    sections: tuple[str, str, str], roles: tuple[str, str], rows: list[tuple[str, ...]], tab: str = "\t"
) -> str:
    """A report in three sections out of (name, join, leave, duration, email) of each time somebody joined."""

    def line(*cells: str) -> str:
        return tab.join(f'"{cell}"' if tab in cell or '"' in cell else cell for cell in cells)

    first: dict[str, list[str]] = {}
    for name, join, leave, duration, email in rows:
        held = first.setdefault(name, [name, join, leave, duration, email, email, roles[1]])
        held[2] = leave
    return "\r\n".join([
        sections[0], line("Titel", "Sampling"), line("Zahl", str(len(first))),
        line("Beginn", rows[0][1]), line("Ende", rows[0][2]), "",
        sections[1], line(*"ABCDEFG"), *(line(*cells) for cells in first.values()), "",
        sections[2], line(*"ABCDEF"), *(line(*row, roles[1]) for row in rows), "",
    ])  # fmt: skip


GERMAN = teams(
    ("1. Zusammenfassung", "2. Teilnehmende", "3. Aktivitäten während der Besprechung"),
    ("Organisator", "Teilnehmer"),
    [
        ("Bo Chan", "03.11.26, 14:00:00", "03.11.26, 14:40:00", "40 Min.", "bo@example.org"),
        ("Bo Chan", "03.11.26, 14:30:00", "03.11.26, 15:10:00", "40 Min.", "bo@example.org"),
        ("Nguyễn Thị Hương", "03.11.26, 14:20:00", "03.11.26, 15:20:00", "1 Std.", "huong@example.org"),
        ("Kim Guest (Gast)", "03.11.26, 15:00:00", "03.11.26, 15:30:00", "30 Min.", ""),
    ],
)
FRENCH = teams(
    ("1. Résumé", "2. Participants", "3. Activités en réunion"),
    ("Organisateur", "Participant"),
    [
        (
            "Bo Chan",
            "03/11/2026 à  14:00:00",
            "03/11/2026 à  15:10:00",
            "1\u00a0h\u00a010\u00a0m",
            "bo@example.org",
        ),
        (
            "Nguyễn Thị Hương",
            "03/11/2026 à  14:20:00",
            "03/11/2026 à  15:20:00",
            "1\u00a0h",
            "huong@example.org",
        ),
        ("Kim Guest (invité)", "03/11/2026 à  15:00:00", "03/11/2026 à  15:30:00", "30\u00a0m", ""),
    ],
)
AMERICAN = teams(
    ("1. Summary", "2. Participants", "3. In-Meeting Activities"),
    ("Organizer", "Attendee"),
    [
        ("Bo Chan", "11/3/26, 2:00:00 PM", "11/3/26, 3:10:00 PM", "1h 10m 0s", "bo@example.org"),
        ("Nguyễn Thị Hương", "11/3/26, 2:20:00 PM", "11/3/26, 3:20:00 PM", "1h", "huong@example.org"),
        ("Kim Guest (Guest)", "11/3/26, 3:00:00 PM", "11/3/26, 3:30:00 PM", "30m", ""),
    ],
    tab=",",
)
JAPANESE = teams(
    ("1. 要約", "2. 参加者", "3. 会議中のアクティビティ"),
    ("開催者", "出席者"),
    [
        ("Bo Chan", "2026/11/3 午後2:00:00", "2026/11/3 午後3:10:00", "1 時間 10 分", "bo@example.org"),
        ("Nguyễn Thị Hương", "2026/11/3 午後2:20:00", "2026/11/3 午後3:20:00", "1 時間", "huong@example.org"),
        ("Kim Guest (ゲスト)", "2026/11/3 午後3:00:00", "2026/11/3 午後3:30:00", "30 分", ""),
    ],
)
THAI = teams(
    ("1. สรุป", "2. ผู้เข้าร่วม", "3. กิจกรรมในการประชุม"),
    ("ผู้จัดการประชุม", "ผู้เข้าร่วม"),
    [
        ("Bo Chan", "3/11/69 14:00:00", "3/11/69 15:10:00", "1 ชม. 10 นาที", "bo@example.org"),
        ("Nguyễn Thị Hương", "3/11/69 14:20:00", "3/11/69 15:20:00", "1 ชม.", "huong@example.org"),
        ("Kim Guest (ผู้เยี่ยมชม)", "3/11/69 15:00:00", "3/11/69 15:30:00", "30 นาที", ""),
    ],
)
VIETNAMESE = teams(
    ("1. Tóm tắt", "2. Người tham dự", "3. Hoạt động trong cuộc họp"),
    ("Người tổ chức", "Người dự"),
    [
        ("Bo Chan", "14:00:00 03/11/2026", "15:10:00 03/11/2026", "1 giờ 10 phút", "bo@example.org"),
        ("Nguyễn Thị Hương", "14:20:00 03/11/2026", "15:20:00 03/11/2026", "1 giờ", "huong@example.org"),
        ("Kim Guest (Khách)", "15:00:00 03/11/2026", "15:30:00 03/11/2026", "30 phút", ""),
    ],
)
TEAMS_UNNUMBERED = (
    "Meeting Summary\nTotal Number of Participants\t3\nMeeting Title\tSampling\n"
    "Meeting Start Time\t11/3/2026, 1:55:00 PM\n\n"
    "Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)\n"
    "Bo Chan\t11/3/2026, 2:00:00 PM\t11/3/2026, 3:10:00 PM\t1h 10m\tbo@example.org\tPresenter\tbo@example.org\n"
    "Nguyễn Thị Hương\t11/3/2026, 2:20:00 PM\t11/3/2026, 3:20:00 PM\t1h\thuong@example.org\tAttendee\t\n"
    "Kim Guest\t11/3/2026, 3:00:00 PM\t11/3/2026, 3:30:00 PM\t30m\t\tAttendee\t\n"
)
TEAMS_ACTIONS = (
    "Vollständiger Name\tBenutzeraktion\tZeitstempel\n"
    "Bo Chan\tHat früher teilgenommen\t03.11.2026, 14:00:00\n"
    "Nguyễn Thị Hương\tBeigetreten\t03.11.2026, 14:20:00\n"
    "Bo Chan\tVerlassen\t03.11.2026, 14:40:00\n"
    "Bo Chan\tBeigetreten\t03.11.2026, 14:50:00\n"
    "Kim Guest (Gast)\tBeigetreten\t03.11.2026, 15:00:00\n"
    "Nguyễn Thị Hương\tVerlassen\t03.11.2026, 15:20:00\n"
    "Bo Chan\tVerlassen\t03.11.2026, 15:20:00\n"
    "Kim Guest (Gast)\tVerlassen\t03.11.2026, 15:30:00\n"
)
MEET = (
    "First name,Last name,Email,Duration,Time joined,Time exited\n"
    "Bo,Chan,bo@example.org,1 hr 10 min,2:00 PM,3:10 PM\n"
    "Nguyễn Thị,Hương,huong@example.org,1 hr,2:20 PM,3:20 PM\n"
    "Kim,Guest,,30 min,3:00 PM,3:30 PM\n"
)
MEET_NEWER = (
    "Participant name,Participant email,Duration,Joined at,Left at\n"
    "Bo Chan,bo@example.org,70 min,14:00,15:10\n"
    "Nguyễn Thị Hương,huong@example.org,60 min,14:20,15:20\n"
    "Kim Guest,,30 min,15:00,15:30\n"
)
OTHER_TABLE = (
    "名前（元の名前）;ユーザーのメール;参加時刻;退出時刻;時間（分）\n"
    "Bo Chan;bo@example.org;2026/11/03 14:00:00;2026/11/03 15:10:00;70\n"
    "Nguyễn Thị Hương;huong@example.org;2026/11/03 14:20:00;2026/11/03 15:20:00;60\n"
    "Kim Guest;;2026/11/03 15:00:00;2026/11/03 15:30:00;30\n"
)
EVENTBRITE = (
    "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee #,Attendee Status,Event Name\n"
    "101,2026-10-01,Bo,Chan,bo@example.org,1,Free,1,Checked In,Sampling\n"
    "102,2026-10-01,Dara,Sok,dara@example.org,1,Free,2,Attending,Sampling\n"
    "103,2026-10-02,Gone,Away,gone@example.org,1,Free,3,Not Attending,Sampling\n"
)
LIST = "1. Bo Chan <bo@example.org>\n2) Nguyễn Thị Hương, huong@example.org\n• Kim Guest\n\n- [x] សុខ ដារ៉ា\n"

# Every report that has all three people: its tool, its text, and how its bytes are coded.
REPORTS = {
    "zoom, a row a join": ("zoom", ZOOM_JOINS, "utf-8"),
    "zoom, small letters, day first": ("zoom", ZOOM_LOWER, "utf-8-sig"),
    "zoom, summed": ("zoom", ZOOM_SUMMED, "utf-8"),
    "teams, german": ("teams", GERMAN, "utf-16"),
    "teams, french": ("teams", FRENCH, "utf-16-be"),
    "teams, american, commas": ("teams", AMERICAN, "utf-8-sig"),
    "teams, japanese": ("teams", JAPANESE, "utf-16"),
    "teams, thai": ("teams", THAI, "utf-16"),
    "teams, vietnamese": ("teams", VIETNAMESE, "utf-16"),
    "teams, without numbers": ("teams", TEAMS_UNNUMBERED, "utf-16"),
    "teams, actions": ("teams-actions", TEAMS_ACTIONS, "utf-16"),
    "meet": ("meet", MEET, "utf-8"),
    "meet, newer": ("meet", MEET_NEWER, "utf-8"),
    "another table": ("table", OTHER_TABLE, "utf-8"),
}


def coded(text: str, encoding: str) -> bytes:
    """The bytes of a file; UTF-16 in one order has its mark, as tools write it."""
    return ("\ufeff" if encoding in ("utf-16-be", "utf-16-le") else "").encode(encoding) + text.encode(
        encoding
    )


def read(
    folder: Path, text: str, encoding: str = "utf-8", *, name: str = "report.txt", frame: Frame = FRAME
) -> Report:
    """A file of this text, read and recognised."""
    path = folder / name
    path.write_bytes(coded(text, encoding))
    return sniff.recognise(reading.opened(path, frame))


def people(report: Report) -> dict[str, Person]:
    return {person.name: person for person in persons_of(report.entries)}


def minutes(report: Report) -> Minutes:
    return {name: presence_of(person.entries).minutes for name, person in people(report).items()}
