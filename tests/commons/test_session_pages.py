"""Home, sessions, about, topics and catching up: what members find there, and whom they do not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from copctl.commons import about, catch_up, home, sessions, topics
from copctl.commons.page import Page
from copctl.commons.view import Form, View
from copctl.errors import NotFound
from tests.commons.looking import html, looking, many_sessions, show_only, statements, tags_of, text_of
from tests.conftest import NOW, Copctl, Result, run
from tests.store.test_postgresql import SERVER, empty_database, moved

__all__ = ["empty_database", "moved"]  # fixtures

LATER = datetime(2026, 12, 12, 8, 0, tzinfo=UTC)
MAI, BOPHA = "mai@new.example", "bopha@tonle.example"
PLACES: dict[str, Callable[[View], Page]] = {
    "home": home.page,
    "about": about.page,
    "sessions": sessions.listed,
    "session": lambda view: sessions.one(view, "2026-12"),
    "topics": topics.listed,
    "topic": lambda view: topics.one(view, "storytelling"),
    "catch-up": catch_up.page,
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session to come with two speakers, one of them hidden, and one that was held."""
    place = tmp_path_factory.mktemp("built")

    def succeed(*arguments: str, now: datetime = NOW) -> None:
        made = run("--community", str(place), *arguments, now=now)
        assert made.exit_code == 0, made.stderr

    made = run(
        "init", str(place), "--name", "MEL Mekong", "--purpose", "Learn from each other's evaluations",
        "--moderator", "Ana Lim <ana@example.org>", "--timezone", "Asia/Phnom_Penh",
        "--cadence", "every three months",
    )  # fmt: skip
    assert made.exit_code == 0, made.stderr
    directory = ("--consent", "directory")
    succeed("member", "add", "--name", "Bopha Chan", "--email", BOPHA, "--organisation", "Tonle",
            "--role", "Adviser", "--country", "KH", "--expertise", "storytelling:4", *directory)  # fmt: skip
    succeed("member", "add", "--name", "Hidden Speaker", "--email", "hidden@other.example",
            "--organisation", "Other", "--expertise", "storytelling:4")  # fmt: skip
    succeed("member", "add", "--name", "Mai Tran", "--email", MAI, "--organisation", "New",
            "--timezone", "Australia/Adelaide", "--expertise", "storytelling:1", *directory)  # fmt: skip
    succeed("topic", "add", "Storytelling")
    succeed("topic", "add", "Sampling households")
    succeed("session", "plan", "--topic", "Sampling households", "--on", "2026-11-24 14:00", "--minutes", "60",
            "--speaker", "Hidden Speaker", "--link", "https://meet.example/old")  # fmt: skip
    succeed("session", "edit", "2026-11", "--speaker-status", "Hidden Speaker:confirmed",
            "--talk", "Hidden Speaker:How I sample",
            "--status", "held", "--recording", "https://v.example/1",
            "--notes", "Hidden Speaker showed three lists.", now=datetime(2026, 11, 25, tzinfo=UTC))  # fmt: skip
    succeed("session", "plan", "--topic", "Storytelling", "--on", "2026-12-10 14:00", "--minutes", "90",
            "--speaker", "Bopha Chan", "--speaker", "Hidden Speaker", "--link", "https://meet.example/room",
            "--agenda", "20 Bopha Chan: one story", "--agenda", "20 Hidden Speaker: another",
            "--about", "With Bopha Chan and **Hidden  Speaker**.")  # fmt: skip
    succeed("session", "edit", "2026-12", "--speaker-status", "Bopha Chan:confirmed",
            "--speaker-status", "Hidden Speaker:confirmed")  # fmt: skip
    for who in ("Bopha Chan", "Hidden Speaker"):
        succeed("member", "duty", who, "--add", "core")
    return place


@pytest.fixture
def community(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That community, for one test to change."""
    place = tmp_path / "community"
    shutil.copytree(built, place)
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def change(community: Path) -> Copctl:
    """The command inside of it, which must end with 0."""

    def checked(*arguments: str, **world: Any) -> Result:
        made = run(*arguments, **world)
        assert made.exit_code == 0, made.stderr
        return made

    return checked


@pytest.mark.parametrize("form", [Form.SERVED, Form.SEALED])
def test_no_page_names_a_speaker_newcomer_or_core_member_who_did_not_agree(
    community: Path, form: Form
) -> None:
    with looking(community, MAI, form=form) as view:
        for place, make in PLACES.items():
            page = html(make(view), view)

            assert "Hidden" not in page, place
            assert "hidden@" not in page, place
            assert "/members/2" not in page, place


@pytest.mark.parametrize("place", ["home", "about", "session", "topic", "catch-up"])
def test_a_page_names_who_agreed(community: Path, place: str) -> None:
    with looking(community, MAI) as view:
        assert "Bopha Chan" in text_of(html(PLACES[place](view), view))


def test_home_has_the_next_session_on_both_clocks_with_what_to_do(community: Path) -> None:
    with looking(community, MAI) as view:
        page = html(home.page(view), view)

    shown = text_of(page)
    assert (
        "Thursday 10 December 2026, 17:30 to 19:00 Adelaide time (UTC+10:30) 07:00 to 08:30 UTC Join online"
        " Speaker: Bopha Chan Will you come? Yes Maybe No Put it into your calendar" in shown
    )
    assert 'method="post" action="/sessions/2026-12/rsvp"' in page
    assert 'href="/sessions/2026-12/invitation.ics"' in page
    assert page.count("<!--token-->") == 1


def test_where_the_reader_sees_another_day_both_days_are_told(community: Path, change: Copctl) -> None:
    change("session", "edit", "2026-12", "--on", "2026-12-10 05:00")
    with looking(community, MAI) as view:
        shown = text_of(html(sessions.one(view, "2026-12"), view))

    assert "Thursday 10 December 2026, 08:30 to 10:00 Adelaide time (UTC+10:30)" in shown
    assert "Wednesday 9 December 2026, 22:00 to 23:30 UTC" in shown


def test_an_answer_is_shown_until_the_session_moves(community: Path, change: Copctl) -> None:
    change("invitation", "send", "2026-12", "--to", "members", "--yes")
    change("mail", "deliver", "--to-folder", "out/mail")
    change("session", "rsvp", "2026-12", MAI, "maybe")
    with looking(community, MAI) as view:
        before = html(home.page(view), view)
    change("session", "edit", "2026-12", "--on", "2026-12-11 14:00", now=NOW + timedelta(hours=1))
    with looking(community, MAI) as view:
        after = text_of(html(home.page(view), view))

    assert "You said maybe . You can change it any time." in text_of(before)
    assert '<button name="answer" value="maybe" aria-pressed="true">Maybe</button>' in before
    assert "Will you come?" in after
    assert "You said" not in after


def test_the_way_to_join_is_shown_only_before_a_session_is_over(community: Path) -> None:
    under_way = datetime(2026, 12, 10, 8, 0, tzinfo=UTC)
    with looking(community, MAI, now=under_way) as view:
        now = html(home.page(view), view)
    with looking(community, MAI, now=LATER) as view:
        over, listed = html(sessions.one(view, "2026-12"), view), html(sessions.listed(view), view)
        at_home = text_of(html(home.page(view), view))

    assert "Happening now" in now
    assert "https://meet.example/room" in now
    assert "what came of it will be here soon" in over
    assert "meet.example" not in over + listed
    assert "None is planned yet." in at_home


def test_a_session_that_is_cancelled_says_so_and_asks_nothing(community: Path, change: Copctl) -> None:
    change("session", "cancel", "2026-12")
    with looking(community, MAI) as view:
        page, listed = html(sessions.one(view, "2026-12"), view), html(sessions.listed(view), view)
        at_home = text_of(html(home.page(view), view))

    for shown in (page, listed):
        assert "This session is cancelled." in shown
        assert "meet.example" not in shown
        assert "/rsvp" not in shown
    assert "None is planned yet." in at_home


def test_a_session_that_was_held_has_what_is_left_of_it(community: Path) -> None:
    with looking(community, MAI) as view:
        shown = text_of(html(sessions.one(view, "2026-11"), view))

    assert "Watch the recording" in shown
    assert "Speaker How I sample" in shown
    assert "Notes a member showed three lists." in shown


def test_past_sessions_come_in_pages_without_gap_or_repetition(community: Path) -> None:
    many_sessions(community, 45)
    seen: list[str] = []
    after = datetime(2027, 6, 1, tzinfo=UTC)
    with looking(community, MAI, now=after) as view:
        before, pages = "", 0
        while pages == 0 or before:
            values = sessions.listed(view, before).values
            seen += [session.code for session in values["past"]]
            before, pages = values["more"], pages + 1
    with looking(community, now=after, form=Form.SEALED) as view:
        at_once = [session.code for session in sessions.listed(view).values["past"]]
        every = [page.values["session"].code for page in sessions.each(view)][::-1]

    assert pages == 3
    assert seen == at_once == every
    assert len(set(seen)) == 47


def test_the_calendar_file_has_no_attendee_and_names_nobody_hidden(community: Path) -> None:
    with looking(community, MAI) as view:
        calendar = sessions.invitation(view, "2026-12").decode()
        with pytest.raises(NotFound):
            sessions.invitation(view, "2026-11")

    unfolded = calendar.replace("\r\n ", "")
    assert "METHOD:PUBLISH" in unfolded
    assert "DTSTART:20261210T070000Z" in unfolded
    assert "DESCRIPTION:With Bopha Chan and a member." in unfolded
    assert "ATTENDEE" not in unfolded
    assert "Hidden" not in unfolded


@pytest.mark.parametrize("code", ["2031-01", "", "2026-12' OR 1=1 --", "<script>", "x" * 5000])
def test_a_session_that_is_not_there_is_not_found(community: Path, code: str) -> None:
    with looking(community, MAI) as view:
        for ask in (sessions.one, sessions.invitation, topics.one):
            with pytest.raises(NotFound):
                ask(view, code)


def test_home_names_newcomers_newest_first_and_not_the_reader(community: Path, change: Copctl) -> None:
    for number in range(7):
        change("member", "add", "--name", f"New {number}", "--email", f"n{number}@x.example",
                "--consent", "directory", now=NOW + timedelta(days=number + 1))  # fmt: skip
    with looking(community, MAI, now=NOW + timedelta(days=8)) as view:
        values = home.page(view).values
    with looking(community, MAI, now=NOW + timedelta(days=91)) as view:
        later = home.page(view).values

    assert [one.name for one in values["newcomers"]] == [f"New {n}" for n in (6, 5, 4, 3, 2, 1)]
    assert values["more_newcomers"] == 2
    assert values["is_new"]
    assert not later["is_new"]
    assert "Bopha Chan" not in [one.name for one in later["newcomers"]]


def test_home_asks_for_answers_to_open_surveys_only(community: Path, change: Copctl) -> None:
    change("survey", "new", "wishes", "--starter", "topics")
    with looking(community, MAI) as view:
        draft = home.page(view).values["surveys"]
    change("survey", "open", "wishes")
    with looking(community, MAI) as view:
        asked, page = home.page(view).values["surveys"], html(home.page(view), view)
    with looking(community, form=Form.SEALED) as view:
        sealed = home.page(view).values["surveys"]

    assert draft == sealed == []
    assert [survey["address"] for survey in asked] == ["/surveys/wishes"]
    assert 'href="/surveys/wishes"' in page


def test_home_and_catching_up_have_the_newsletter_once_it_went_out(community: Path, change: Copctl) -> None:
    change("member", "edit", MAI, "--consent", "newsletter")
    change("newsletter", "draft", "2026Q4")
    change("newsletter", "render", "2026Q4")
    with looking(community, MAI) as view:
        before = home.page(view).values["issue"], catch_up.page(view).values["issues"]
    change("newsletter", "send", "2026Q4", "--yes", "--despite-errors")
    change("mail", "deliver", "--to-folder", "out/mail")
    with looking(community, MAI) as view:
        page, path = html(home.page(view), view), html(catch_up.page(view), view)

    assert before == (None, [])
    for shown in (page, path):
        assert '<a href="/newsletter/2026Q4">October to December 2026</a>' in shown


def test_about_counts_everybody_and_has_the_charter(community: Path) -> None:
    with looking(community, MAI) as view:
        shown = text_of(html(about.page(view), view))

    assert "3 members of 3 organisations · we meet every three months" in shown
    assert "Purpose Learn from each other's evaluations" in shown
    assert "Ana Lim moderates; write to ana@example.org about anything." in shown
    assert "The core group Bopha Chan Adviser · Tonle · Cambodia" in shown


def test_a_topic_tells_who_asked_what_became_of_it_and_who_knows_it(community: Path, change: Copctl) -> None:
    change("member", "add", "--name", "Shy Knower", "--email", "shy@x.example", "--expertise", "storytelling:4",
            "--consent", "directory")  # fmt: skip
    show_only(community, "shy@x.example", "role")
    with looking(community, MAI) as view:
        page = topics.one(view, "storytelling")
        shown = text_of(html(page, view))

    assert [one.name for one in page.values["people"]] == ["Bopha Chan"]
    assert "Planned" in shown
    assert [one.code for one in page.values["coming"]] == ["2026-12"]
    assert "added by the moderator" not in shown


def test_a_topic_is_found_by_its_other_names(community: Path, change: Copctl) -> None:
    change("topic", "edit", "storytelling", "--alias", "Telling stories")
    with looking(community, MAI) as view:
        assert topics.one(view, "telling-stories").place == "/topics/storytelling"


def test_catching_up_looks_for_what_the_reader_cares_about(community: Path) -> None:
    with looking(community, MAI) as view:
        values = catch_up.page(view).values

    assert [(one.person.name, one.why) for one in values["people"]] == [
        ("Bopha Chan", "can teach storytelling and is in the core group")
    ]
    assert [one.session.code for one in values["recordings"]] == ["2026-11"]


def test_catching_up_without_a_reader_has_the_core_group(community: Path) -> None:
    with looking(community, form=Form.SEALED, prefix="#") as view:
        page = catch_up.page(view)
        shown = html(page, view)

    assert [(one.person.name, one.why) for one in page.values["people"]] == [
        ("Bopha Chan", "is in the core group")
    ]
    assert 'href="#/members/1"' in shown
    assert "<form" not in shown


@pytest.mark.parametrize("place", PLACES)
def test_a_page_asks_the_store_no_more_in_a_larger_community(
    community: Path, change: Copctl, place: str
) -> None:
    with looking(community, MAI) as view, statements(view) as few:
        PLACES[place](view)
    for number in range(20):
        change("member", "add", "--name", f"Member {number:02}", "--email", f"m{number}@x.example",
                "--organisation", f"O{number}", "--expertise", "storytelling:3", "--consent", "directory")  # fmt: skip
    with looking(community, MAI) as view, statements(view) as many:
        PLACES[place](view)

    assert len(many) <= len(few) + 2


def test_in_an_empty_community_each_page_says_what_will_be_there(succeed: Copctl, folder: Path) -> None:
    succeed("member", "add", "--name", "Mai", "--email", MAI)
    said = {
        "home": "As soon as one is, it stands here", "about": "How to take part",
        "sessions": "Recordings, slides and notes will be kept here.",
        "topics": "the topics that most of them choose stand here",
        "catch-up": "The first recordings will be here.",
    }  # fmt: skip
    for form in Form:
        with looking(folder, MAI, form=form) as view:
            for place, words in said.items():
                assert words in text_of(html(PLACES[place](view), view)), (form, place)


HOSTILE = [
    "<script>alert(1)</script>",
    "[red]Bold[/x] {{ 7 * 7 }}",
    '"; DROP TABLE member; --',
    "\u202eReversed Name\u202c \u200f",
    "សុខ ដារ៉ា ቃ",
    "ສົມໄຊ ວົງສາ",
    "สมชาย ใจดี",
    "Nguyễn Thị Hồng Nhung",
    "မြင့် မြင့်",
    "x" * 500 + " " + "y" * 500,
]


def test_whatever_people_are_called_stands_there_as_text(succeed: Copctl, folder: Path) -> None:
    addresses = [f"h{number}@x.example" for number in range(len(HOSTILE))]
    for address, name in zip(addresses, HOSTILE, strict=True):
        succeed("member", "add", "--name", name, "--email", address, "--expertise", "storytelling:4",
                "--role", name, "--organisation", name, "--consent", "directory")  # fmt: skip
    succeed("member", "add", "--name", "Mai", "--email", MAI, "--expertise", "storytelling:2")
    succeed("topic", "add", "Storytelling", "--about", "\n\n".join(HOSTILE))
    speak = [part for address in addresses for part in ("--speaker", address)]
    agenda = [part for name in HOSTILE for part in ("--agenda", f"2 {name}")]
    succeed("session", "plan", "--topic", "Storytelling", "--title", " ".join(HOSTILE), "--on",
            "2026-12-10 14:00", *speak, *agenda, "--about", "\n\n".join(HOSTILE))  # fmt: skip
    said = [part for address in addresses for part in ("--speaker-status", f"{address}:confirmed")]
    succeed("session", "edit", "2026-12", *said)
    with looking(folder, MAI) as view:
        for place, make in PLACES.items():
            page = html(make(view), view)
            shown = "".join(text_of(page).split())

            assert "script" not in tags_of(page), place
            for name in HOSTILE if place in ("home", "session", "sessions", "topic") else ():
                assert "".join(name.split()) in shown, (place, name)


def test_a_name_of_who_is_hidden_is_taken_out_in_any_script(succeed: Copctl, folder: Path) -> None:
    for number, name in enumerate(HOSTILE):
        succeed("member", "add", "--name", name, "--email", f"h{number}@x.example")
    succeed("member", "add", "--name", "Mai", "--email", MAI)
    options = [part for number in range(len(HOSTILE)) for part in ("--speaker", f"h{number}@x.example")]
    agenda = [part for name in HOSTILE for part in ("--agenda", f"5 {name}: a story")]
    succeed("session", "plan", "--title", "Stories", "--on", "2026-12-10 14:00", *options, *agenda)
    with looking(folder, MAI) as view:
        shown = [slot.item.title for slot in sessions.one(view, "2026-12").values["session"].agenda]

    assert shown == ["a member: a story"] * len(HOSTILE)


def test_a_stale_index_of_words_stops_nothing(community: Path, change: Copctl) -> None:
    change("member", "catchup", MAI, "--out", "pack")
    change("member", "add", "--name", "Fresh Teller", "--email", "fresh@x.example",
            "--expertise", "storytelling:4", "--consent", "directory")  # fmt: skip
    change("member", "edit", BOPHA, "--status", "left")
    with looking(community, MAI) as view:
        values = catch_up.page(view).values

    assert [one.person.name for one in values["people"]] == ["Fresh Teller"]


@pytest.mark.postgresql
@pytest.mark.skipif(not SERVER, reason="COPCTL_TEST_POSTGRESQL_URL names no server")
def test_each_page_says_the_same_on_postgresql(moved: Copctl, folder: Path) -> None:
    moved("member", "add", "--name", "Bopha Chan", "--email", BOPHA, "--expertise", "storytelling:4",
          "--organisation", "Tonle", "--consent", "directory")  # fmt: skip
    moved("member", "add", "--name", "Hidden Speaker", "--email", "hidden@other.example")
    moved("member", "add", "--name", "Mai", "--email", MAI, "--expertise", "storytelling:2")
    moved("topic", "add", "Storytelling")
    moved("session", "plan", "--topic", "Storytelling", "--on", "2026-12-10 14:00", "--speaker", BOPHA,
          "--speaker", "Hidden Speaker")  # fmt: skip
    moved("session", "edit", "2026-12", "--speaker-status", f"{BOPHA}:confirmed")
    moved("session", "rsvp", "2026-12", MAI, "yes")
    moved("member", "duty", BOPHA, "--add", "core")
    with looking(folder, MAI) as view:
        pages = {place: html(make(view), view) for place, make in PLACES.items()}
        older = sessions.listed(view, "2026-12").values["past"]

    assert all("Bopha Chan" in text_of(page) for place, page in pages.items() if place != "topics")
    assert "Hidden" not in "".join(pages.values())
    assert "You said yes" in text_of(pages["home"])
    assert older == []
