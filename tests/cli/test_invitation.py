"""`copctl invitation render`, from the outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.conftest import Copctl

HOSTILE = "=1+1 កម្ពុជា [red] <script>alert(1)</script> & {{ 7*7 }}"


class _Page(HTMLParser):
    """The elements and the words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture
def planned(succeed: Copctl) -> Copctl:
    """A community with a session that two people speak at."""
    succeed(
        "member", "add", "--name", "Nguyễn Thị Mai", "--email", "mai@example.org", "--role", "M&E officer",
        "--organisation", "Delta Learning Trust", "--timezone", "Australia/Sydney",
    )  # fmt: skip
    succeed("member", "add", "--name", "ບຸນມີ", "--status", "prospect", "--email", "boun@example.org")
    succeed("topic", "add", "Outcome harvesting")
    succeed(
        "session", "plan", "--topic", "outcome harvesting", "--on", "2026-12-10 14:00", "--minutes", "60",
        "--agenda", "10 Welcome", "--agenda", "40 Three harvests", "--link", "https://meet.example.org/x?a=1&b=2",
        "--about", "Why **harvest**?\n\n- early\n- late", "--speaker", "mai@example.org",
    )  # fmt: skip
    return succeed


def rendered(folder: Path, code: str = "2026-12") -> tuple[str, str, bytes]:
    parts = folder / "out" / code
    return (
        (parts / "invitation.html").read_text("utf-8"),
        (parts / "invitation.txt").read_text("utf-8"),
        (parts / "invitation.ics").read_bytes(),
    )


def test_three_files_are_written_and_named(planned: Copctl, folder: Path) -> None:
    result = planned("invitation", "render", "2026-12")

    written = [folder / "out" / "2026-12" / f"invitation.{kind}" for kind in ("html", "txt", "ics")]
    assert [Path(line) for line in result.stdout.splitlines()] == written
    assert all(path.is_file() for path in written)
    assert result.stderr == "Note: not named, since they have not accepted yet: Nguyễn Thị Mai.\n"
    for path in written:
        assert "Mai" not in path.read_text(encoding="utf-8")


def test_the_page_says_when_where_who_and_what_to_do(planned: Copctl, folder: Path) -> None:
    planned("session", "edit", "2026-12", "--speaker-status", "mai@example.org:confirmed")
    result = planned("invitation", "render", "2026-12")
    html, _, _ = rendered(folder)
    page = _Page(html)

    assert result.stderr == ""
    for words in (
        "Outcome harvesting", "Thursday 10 December 2026", "14:00–15:00", "Phnom Penh time (UTC+7)", "07:00–08:00 UTC",
        "Nguyễn Thị Mai", "M&E officer, Delta Learning Trust", "14:10", "Three harvests", "40 min", "Ana Lim",
        "Learn from each other's evaluations",
    ):  # fmt: skip
        assert words in page.words
    assert page.links.count("https://meet.example.org/x?a=1&b=2") == 2
    assert '<html lang="en">' in html
    assert "<strong" in html
    assert len(html.encode()) < 100_000


def test_styles_are_in_the_elements_and_dark_mode_stays(planned: Copctl, folder: Path) -> None:
    planned("invitation", "render", "2026-12")
    html, _, _ = rendered(folder)

    button = re.search(r'<a class="button"[^>]*>', html)
    assert button is not None
    assert "background-color: #0b6e6e" in button[0]
    assert "color: #ffffff" in button[0]
    assert "@media (prefers-color-scheme: dark)" in html
    assert not re.search(r'(src|background)="http|url\(', html)


def test_the_text_says_the_same(planned: Copctl, folder: Path) -> None:
    planned("session", "edit", "2026-12", "--speaker-status", "mai@example.org:accepted")
    planned("invitation", "render", "2026-12")
    _, text, _ = rendered(folder)

    for words in (
        "Thursday 10 December 2026", "14:00-15:00 Phnom Penh time (UTC+7)", "07:00-08:00 UTC", "Why harvest?\n\n- early",
        "14:10  Three harvests (40 min)", "https://meet.example.org/x?a=1&b=2", "Ana Lim <ana@example.org>",
        "Nguyễn Thị Mai, M&E officer, Delta Learning Trust",
    ):  # fmt: skip
        assert words in text
    assert "\n\n\n" not in text
    assert "&amp;" not in text


def test_a_reader_sees_their_own_clock_first_and_is_the_one_asked(planned: Copctl, folder: Path) -> None:
    planned("invitation", "render", "2026-12", "--for", "mai@example.org")
    html, text, ics = rendered(folder)

    page = _Page(html).words
    assert page.index("18:00–19:00") < page.index("07:00–08:00") < page.index("14:00–15:00")
    assert "Dear Nguyễn Thị Mai," in page
    assert "18:10  Three harvests" in text
    assert b"METHOD:REQUEST\r\n" in ics
    [event] = Calendar.from_ical(ics).walk("VEVENT")
    assert event["attendee"] == "mailto:mai@example.org"


def test_nobody_in_particular_gets_a_calendar_entry_to_publish(planned: Copctl, folder: Path) -> None:
    planned("invitation", "render", "2026-12")
    _, _, ics = rendered(folder)

    [event] = Calendar.from_ical(ics).walk("VEVENT")
    assert b"METHOD:PUBLISH\r\n" in ics
    assert "attendee" not in event
    assert event["summary"] == "Outcome harvesting"
    assert "Why harvest?" in event["description"]


def test_members_and_prospects_get_different_words(planned: Copctl, folder: Path) -> None:
    planned("invitation", "render", "2026-12")
    members = rendered(folder)[:2]
    planned("invitation", "render", "2026-12", "--to", "prospects")
    prospects = rendered(folder)[:2]
    planned("invitation", "render", "2026-12", "--for", "boun@example.org")
    one = rendered(folder)[:2]

    for member, prospect, read in zip(members, prospects, one, strict=True):
        assert "as a member of MEL Mekong" in member
        assert "invites you as a guest" in prospect
        assert "invites you as a guest" in read


def test_what_survey_answers_asked_for_is_the_reason(planned: Copctl, folder: Path) -> None:
    rows = ["Timestamp,Email,Which topics?"]
    for number in range(9):
        topics = "Outcome harvesting;Storytelling" if number < 6 else "Storytelling"
        rows.append(f"2026/10/0{number + 1} 9:00:00 AM GMT+7,p{number}@example.org,{topics}")
    (folder / "answers.csv").write_text("\n".join(rows), encoding="utf-8")
    planned("survey", "import", "interest", "answers.csv", "--infer")
    planned("topic", "adopt", "interest")

    planned("invitation", "render", "2026-12")

    html, text, _ = rendered(folder)
    assert "6 of 9 respondents asked for “Outcome harvesting”" in " ".join(_Page(html).words.split())
    assert "6 of 9 respondents asked for “Outcome harvesting”" in " ".join(text.split())


def test_what_people_wrote_is_text_on_the_page(succeed: Copctl, folder: Path) -> None:
    succeed(
        "member",
        "add",
        "--name",
        HOSTILE,
        "--email",
        "sok@example.org",
        "--role",
        HOSTILE,
        "--organisation",
        HOSTILE,
    )
    succeed("topic", "add", HOSTILE)
    succeed("charter", "edit", "--purpose", HOSTILE)
    succeed(
        "session", "plan", "--topic", HOSTILE, "--title", HOSTILE, "--about", HOSTILE, "--place", HOSTILE,
        "--on", "2026-12-10 14:00", "--agenda", f"10 {HOSTILE}", "--speaker", "1",
        "--link", "https://meet.example.org/?<script>alert(1)</script>",
    )  # fmt: skip
    succeed("session", "edit", "2026-12", "--talk", f"1:{HOSTILE}", "--speaker-status", "1:accepted")

    succeed("invitation", "render", "2026-12", "--for", "1", "--to", "members")

    html, text, ics = rendered(folder)
    page = _Page(html)
    assert "script" not in page.tags
    assert not [name for name in page.attributes if name.startswith("on")]
    # The title (twice, with the head's), about, place, topic's agenda item, speaker, role, talk, purpose, greeting.
    assert page.words.count(HOSTILE) >= 9
    assert text.count(HOSTILE) >= 5
    [event] = Calendar.from_ical(ics).walk("VEVENT")
    assert event["summary"] == HOSTILE
    assert event["location"] == HOSTILE
    assert event["attendee"].params["CN"] == HOSTILE


def test_without_a_link_the_one_thing_to_do_is_to_answer(succeed: Copctl, folder: Path) -> None:
    succeed(
        "session", "plan", "--title", "Stories & numbers?", "--on", "2026-12-10 14:00", "--place", "Room 1"
    )
    succeed("invitation", "render", "2026-12")

    html, text, _ = rendered(folder)
    links = _Page(html).links
    for word in ("yes", "maybe", "no"):
        assert f"mailto:ana@example.org?subject=%5B2026-12%5D%20{word}" in links
    assert "Say that you are coming" in html
    assert "\n    [2026-12] yes\n" in text


def test_every_change_that_calendars_show_raises_the_sequence(planned: Copctl, folder: Path) -> None:
    def sequence() -> tuple[int, str]:
        planned("invitation", "render", "2026-12")
        [event] = Calendar.from_ical(rendered(folder)[2]).walk("VEVENT")
        return int(event["sequence"]), str(event["uid"])

    first, uid = sequence()
    changes = (
        ("--title", "New"), ("--place", "Room 2"), ("--link", ""), ("--minutes", "75"),
        ("--on", "2026-12-11 14:00"), ("--timezone", "Asia/Tokyo"),
    )  # fmt: skip
    for number, change in enumerate(changes, start=1):
        planned("session", "edit", "2026-12", *change)
        assert sequence() == (first + number, uid)
    planned(
        "session",
        "edit",
        "2026-12",
        "--notes",
        "for me",
        "--agenda",
        "10 Other",
        "--speaker",
        "boun@example.org",
    )
    assert sequence() == (first + len(changes), uid)
    planned("session", "cancel", "2026-12")
    assert sequence() == (first + len(changes) + 1, uid)


def test_a_cancelled_session_says_so_in_all_three(planned: Copctl, folder: Path) -> None:
    planned("session", "cancel", "2026-12")
    planned("invitation", "render", "2026-12")

    html, text, ics = rendered(folder)
    assert "This session is cancelled." in html
    assert 'class="button"' not in html
    assert "THIS SESSION IS CANCELLED" in text
    # Nothing is left to join or to prepare for.
    for words in ("Three harvests", "meet.example.org", "Nguyễn Thị Mai", "Why harvest"):
        assert words not in html.replace("<strong>", "")
        assert words not in text
    assert "Thursday 10 December 2026" in text
    assert b"METHOD:CANCEL\r\n" in ics


def test_a_communitys_own_template_comes_first(planned: Copctl, folder: Path) -> None:
    own = folder / "templates" / "invitation" / "members.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Ours: {{ title }} at {{ clocks[0].starts | clock }}", encoding="utf-8")

    planned("invitation", "render", "2026-12")

    html, text, _ = rendered(folder)
    assert text == "Ours: Outcome harvesting at 14:00\n"
    assert "Three harvests" in html


@pytest.mark.parametrize("broken", ["one\n{% if title %}\ntwo\n{% endfor %}", "one\n\n\n{{ ttitle }}"])
def test_a_broken_template_is_named_with_its_line_and_nothing_is_written(
    planned: Copctl, copctl: Copctl, folder: Path, broken: str
) -> None:
    own = folder / "templates" / "invitation" / "members.html"
    own.parent.mkdir(parents=True)
    own.write_text(broken, encoding="utf-8")

    result = copctl("invitation", "render", "2026-12")

    assert f"{own}, line 4" in result.stderr
    assert result.stderr.count("\n") == 2
    assert result.exit_code == 1
    assert not (folder / "out" / "2026-12").exists()


def test_out_names_another_place(planned: Copctl, folder: Path) -> None:
    planned("invitation", "render", "2026-12", "--out", "letters")

    assert sorted(path.name for path in (folder / "letters").iterdir()) == [
        "invitation.html", "invitation.ics", "invitation.txt",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "stderr", "exit_code"),
    [
        (("2031-01",), "Error: No session has the code 2031-01.\nTry: copctl session list\n", 3),
        (("2026-12", "--for", "nobody"), "Error: There is no member 'nobody'.\n", 3),
        (
            ("2026-12", "--to", "friends"),
            "Error: There is no member 'friends'.\n"
            "Try: --to members, prospects or speakers, a member, or a condition such as 'country=KH'\n",
            3,
        ),
        (("2026-12", "--to", "country=VA"), "Error: Nobody fits 'country=VA'.\n", 1),
        (("2026-12", "--for", "guest"), "Error: guest has no email address.\n", 1),
    ],
)
def test_an_invitation_that_cannot_be_is_one_sentence_and_a_hint(
    planned: Copctl, copctl: Copctl, words: tuple[str, ...], stderr: str, exit_code: int
) -> None:
    planned("member", "add", "--name", "guest", "--status", "prospect")

    result = copctl("invitation", "render", *words)

    assert result.stderr.startswith(stderr)
    assert result.exit_code == exit_code


def test_a_colour_that_is_none_is_named(planned: Copctl, copctl: Copctl, folder: Path) -> None:
    settings = folder / "community.toml"
    settings.write_text(settings.read_text("utf-8").replace("#0b6e6e", "red; }"), encoding="utf-8")

    result = copctl("invitation", "render", "2026-12")

    assert result.stderr.startswith("Error: 'red; }' is no colour.\n")
    assert result.exit_code == 1
