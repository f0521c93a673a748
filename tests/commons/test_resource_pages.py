from __future__ import annotations

import re

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from copctl.commons import resources
from copctl.commons.materials import Place
from copctl.commons.view import Form
from copctl.errors import NotFound
from copctl.store.schema import Contribution, LearningSession, Member
from tests.commons.gifts import ANA, DARA, HIDDEN, HOSTILE, SCRIPTS, given, people, photo, writing
from tests.commons.looking import html, looking, statements, tags_of, text_of
from tests.conftest import NOW


def wish(**said):
    return resources.Wish.of(said)


def titles(page) -> list[str]:
    return [one.title for one in page.values["materials"]]


@pytest.fixture
def shelf(succeed):
    """Two resources, and a session that left slides and a recording."""
    people(succeed)
    given(succeed, "resource", "Water manual", "--by", ANA, "--link", "https://a.example/m", day="2026-10-01")
    given(succeed, "resource", "Nameless list", "--by", HIDDEN, day="2026-11-10")
    succeed("topic", "add", "Water meters")
    succeed("session", "plan", "--title", "Meters", "--topic", "Water meters", "--on", "2026-11-02 14:00", "--speaker", DARA)  # fmt: skip
    succeed("session", "edit", "2026-11", "--speaker-status", f"{DARA}:confirmed")
    succeed(
        "session", "wrap", "2026-11", "--recording", "https://v.example/r", "--slides", "https://v.example/s"
    )
    return succeed


def test_the_list_has_what_members_made_and_what_sessions_left_newest_first(shelf, folder) -> None:
    with looking(folder, ANA) as view:
        page = resources.listed(view)

        assert [(one.kind, one.title, one.to) for one in page.values["materials"]] == [
            ("resource", "Nameless list", "/resources/2"),
            ("recording", "Meters", "/sessions/2026-11"),
            ("slides", "Meters", "/sessions/2026-11"),
            ("resource", "Water manual", "/resources/1"),
        ]
        assert text_of(html(page, view)).count("ដារ៉ា") == 3  # twice as a speaker, once as a choice


def test_the_author_is_named_only_while_members_may_find_them(shelf, folder) -> None:
    with looking(folder, ANA) as view:
        shown = html(resources.listed(view), view) + html(resources.one(view, 2), view)
        assert "Hidden Person" not in shown
        assert "Secret Employer" not in shown
        assert titles(resources.listed(view, wish(author="3"))) == []

    shelf("member", "edit", DARA, "--withdraw", "directory")
    with looking(folder, ANA) as view:
        assert "ដារ៉ា" not in html(resources.listed(view), view)
        assert titles(resources.listed(view, wish(author="2"))) == []


def test_an_employer_that_somebody_does_not_show_stays_away_from_their_resource(shelf, folder) -> None:
    given(shelf, "resource", "Credited", "--by", ANA, "--organisation", "River Lab")
    with looking(folder, ANA) as view:
        assert html(resources.one(view, 3), view).count("River Lab") == 1

    with writing(folder) as db:
        db.get_one(Member, 1).shown = ["role"]
    with looking(folder, ANA) as view:
        assert "River Lab" not in html(resources.one(view, 3), view)
        assert "River Lab" not in html(resources.one(view, 1), view)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"kind": "slides"}, ["Meters"]),
        ({"kind": "resource"}, ["Nameless list", "Water manual"]),
        ({"topic": "water-meters"}, ["Meters", "Meters"]),
        ({"author": "1"}, ["Water manual"]),
        ({"author": "2", "kind": "recording"}, ["Meters"]),
        ({"kind": "nothing"}, []),
        ({"topic": "%"}, []),
        ({"author": "9" * 40}, []),
        ({"author": "１"}, []),
        ({"after": "junk"}, ["Nameless list", "Meters", "Meters", "Water manual"]),
        ({"after": "99999999999999999999-0-1"}, ["Nameless list", "Meters", "Meters", "Water manual"]),
        ({"after": "0-0-1"}, []),
    ],
)
def test_the_list_is_filtered(shelf, folder, said, found) -> None:
    with looking(folder, ANA) as view:
        page = resources.listed(view, wish(**said))

        assert titles(page) == found
        assert html(page, view)


def test_a_resource_is_found_by_the_topic_that_its_evidence_has(shelf, folder) -> None:
    given(shelf, "resource", "Of the session", "--by", ANA)

    with writing(folder) as db:
        db.get_one(Contribution, 3).session_id = db.query(LearningSession.id).scalar()
    with looking(folder, ANA) as view:
        assert "Of the session" in titles(resources.listed(view, wish(topic="water-meters")))
        shown = html(resources.one(view, 3), view)
        assert 'href="/topics/water-meters"' in shown
        assert 'href="/sessions/2026-11"' in shown


def test_paging_shows_each_once_whatever_shares_a_moment(shelf, folder, monkeypatch) -> None:
    for number in range(5):
        given(shelf, "resource", f"Same day {number}", day="2026-11-02")
    monkeypatch.setattr(resources, "PAGE", 2)
    with looking(folder, ANA) as view:
        seen, after = [], ""
        while True:
            page = resources.listed(view, wish(after=after))
            seen += [one.place for one in page.values["materials"]]
            after = page.values["more"]
            if not after:
                break
        assert len(seen) == len(set(seen)) == 9
        assert seen == sorted(seen, reverse=True)


def test_a_list_of_thousands_asks_as_much_as_a_short_one(shelf, folder) -> None:

    with looking(folder, ANA) as view, statements(view) as asked:
        resources.listed(view)
        few = len(asked)
    with writing(folder) as db:
        day = NOW.date()
        db.add_all(Contribution(kind="resource", title=f"R{n}", dated=day, member_id=1) for n in range(2000))
    with looking(folder, ANA) as view, statements(view) as asked:
        page = resources.listed(view)
        assert len(page.values["materials"]) == resources.PAGE
        assert len(asked) == few


def test_where_no_server_answers_all_of_them_are_there_without_a_form(shelf, folder, monkeypatch) -> None:
    monkeypatch.setattr(resources, "PAGE", 2)
    with looking(folder, form=Form.SEALED, prefix="#") as view:
        page = resources.listed(view)
        shown = html(page, view)

        assert len(page.values["materials"]) == 4
        assert "form" not in tags_of(shown)
        assert 'href="#/resources/1"' in shown
        assert "/offer" not in shown


def test_a_resource_has_its_text_link_and_day(shelf, folder) -> None:
    given(
        shelf,
        "resource",
        "Rules",
        "--body",
        "Read **all** of it.\n\n[Here](https://x.example)",
        "--link",
        "https://lib.example/r",
    )
    with looking(folder, ANA) as view:
        shown = html(resources.one(view, 3), view)

        assert "<strong>all</strong>" in shown
        assert 'href="https://lib.example/r"' in shown
        assert "at lib.example" in text_of(shown)
        assert "Sunday 1 November 2026" in text_of(shown)


def test_a_picture_in_the_text_is_shown_and_one_without_consent_is_not(shelf, folder) -> None:
    number = photo(shelf, "--no-people", "--credit", "Photo: Ana")
    given(
        shelf,
        "resource",
        "With pictures",
        "--body",
        f"Look:\n\n![The meter](media:{number})\n\n![](media:77)",
    )
    with looking(folder, ANA) as view:
        shown = html(resources.one(view, 3), view)
        assert (
            f'<img src="/pictures/{number}" width="736" height="491" alt="The meter" loading="lazy">' in shown
        )
        assert "Photo: Ana" in shown
        assert "media:" not in shown

    shelf("media", "edit", number, "--people")
    with looking(folder, ANA) as view:
        assert "<img" not in html(resources.one(view, 3), view)


@pytest.mark.parametrize("number", [0, -1, 4, 99, 10**12])
def test_another_number_is_no_resource(shelf, folder, number) -> None:
    given(shelf, "project", "A project")
    given(shelf, "project", "Another project")
    with looking(folder, ANA) as view, pytest.raises(NotFound, match=r"There is no such resource\."):
        resources.one(view, number)


@pytest.mark.parametrize("title", [HOSTILE, *SCRIPTS, "5" * 5000])
def test_any_words_are_shown_as_text(succeed, folder, title) -> None:
    people(succeed)
    given(succeed, "resource", title, "--body", title, "--organisation", title[:200])
    with looking(folder, ANA) as view:
        for page in (resources.listed(view), resources.one(view, 1)):
            shown = html(page, view)
            assert "script" not in tags_of(shown)
            assert " ".join(title.split()) in text_of(shown)


def test_a_link_that_no_page_may_carry_is_left_out(succeed, folder) -> None:
    people(succeed)
    given(succeed, "resource", "Old one")

    with writing(folder) as db:
        db.get_one(Contribution, 1).link = "javascript:alert(1)"
    with looking(folder, ANA) as view:
        shown = html(resources.listed(view), view) + html(resources.one(view, 1), view)
        assert "javascript:" not in shown


def test_a_community_without_resources_says_so(succeed, folder) -> None:
    people(succeed)
    with looking(folder, ANA) as view:
        assert "There is nothing here yet." in text_of(html(resources.listed(view), view))
        assert list(resources.each(view)) == []


@over(st.text(max_size=40) | st.from_regex(r"[0-9]{1,14}-[0-9]{1,3}-[0-9]{1,14}", fullmatch=True))
def test_a_place_is_read_from_anything_without_an_error(text) -> None:
    place = Place.read(text)

    assert place is None or (Place.read(str(place)) == place and re.fullmatch(r"\d+-\d+-\d+", text, re.ASCII))
