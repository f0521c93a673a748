from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from copctl.commons import my_forms, my_page, send_in
from copctl.commons.my_page import Tried
from copctl.commons.view import Form
from copctl.community import visible
from copctl.errors import NotFound, Refused
from copctl.store.schema import Attendance, Contribution, LearningSession, Member, Offer, Rsvp, WebSession
from tests.commons.gifts import ANA, HIDDEN, HOSTILE, SCRIPTS, people, writing
from tests.commons.looking import html, looking, tags_of, text_of
from tests.conftest import NOW


@pytest.fixture
def me(succeed):
    people(succeed)
    succeed("member", "edit", ANA, "--role", "MEL officer", "--country", "KH", "--languages", "vi,km-kh", "--expertise", "Storytelling:3", "--consent", "speaking")  # fmt: skip
    return succeed


def field(shown: str, name: str) -> str:
    """The element of a field."""
    found = re.search(rf'<(?:input|select|textarea)[^>]* name="{name}"[^>]*>', shown)
    assert found is not None, name
    return found[0]


def test_my_page_has_what_i_said_and_each_form_its_own_address(me, folder) -> None:
    with looking(folder, ANA) as view:
        shown = html(my_page.me(view), view)

        assert 'value="MEL officer"' in field(shown, "role")
        assert 'value="River Lab"' in field(shown, "organisation")
        assert 'value="Vietnamese, km-kh"' in field(shown, "languages")
        assert '<option value="KH" selected>Cambodia' in shown
        assert set(re.findall(r'<form method="post" action="([^"]*)"', shown)) == {
            "/me/profile", "/me/expertise", "/me/shown", "/me/consents", "/sign-out", "/sign-out-everywhere",
        }  # fmt: skip
        assert shown.count("<!--token-->") == 6
        assert 'href="/me/everything.json" download' in shown


def test_what_the_form_holds_saved_again_changes_nothing(me, folder) -> None:
    with looking(folder, ANA) as view:
        held = my_page.profile(view.reader)
        assert my_page.profile_errors(held) == {}
        assert my_forms.read_profile_form(held) == held
        from copctl.community.values import clean_languages

        assert clean_languages(held["languages"]) == ["vi", "km-kh"]


def test_what_i_know_stands_with_its_level_and_can_be_taken_out(me, folder) -> None:
    with looking(folder, ANA) as view:
        shown = html(my_page.me(view), view)
        number = next(iter(my_page.offered(view)))
        assert f'<select id="level-{number}" name="level-{number}">' in shown
        assert '<option value="3" selected>Experienced' in shown
        assert '<option value="0">Take it out' in shown


def test_what_others_see_is_what_i_ticked(me, folder) -> None:
    with looking(folder, ANA) as view:
        page = my_page.me(view)
        assert {name: ticked for name, _, ticked in page.values["fields"]} == {
            name: name != "email" for name in visible.FIELDS
        }
        assert "checked" not in field(html(page, view), "email")
        assert "checked" in field(html(page, view), "expertise")
        assert "Members find you in the directory." in text_of(html(page, view))
    with looking(folder, HIDDEN) as view:
        assert "Nobody finds you" in text_of(html(my_page.me(view), view))


def test_each_consent_says_what_it_means_and_since_when(me, folder) -> None:
    me("member", "edit", ANA, "--withdraw", "newsletter")
    with looking(folder, ANA) as view:
        stands = {one.purpose: one.stands for one in my_page.agreements(view.reader)}
        assert stands == {"newsletter": False, "directory": True, "recording": False, "speaking": True}
        words = text_of(html(my_page.me(view), view))
        assert "Since Monday 23 November 2026." in words
        assert "Taken back on Monday 23 November 2026." in words


def test_my_sessions_are_those_i_answered_and_those_i_came_to(me, folder) -> None:
    for day in ("2026-11-02", "2026-12-14", "2026-12-21"):
        me("session", "plan", "--title", f"Of {day}", "--on", f"{day} 14:00")
    with writing(folder) as db:
        first, second, third = db.query(LearningSession).order_by(LearningSession.starts_at)
        db.add(Attendance(session_id=first.id, member_id=1))
        db.add(Rsvp(session_id=second.id, member_id=1, answer="maybe", said_at=NOW, source="portal"))
        db.add(Rsvp(session_id=third.id, member_id=2, answer="yes", said_at=NOW, source="portal"))
    with looking(folder, ANA) as view:
        page = my_page.me(view)
        assert [(one.title, answer) for one, answer in page.values["coming"]] == [("Of 2026-12-14", "maybe")]
        assert [one.title for one in page.values["attended"]] == ["Of 2026-11-02"]
        assert "you said maybe" in text_of(html(page, view))


def test_i_see_my_own_browsers_and_no_others(me, folder) -> None:
    with writing(folder) as db:
        for member, token, days in ((1, "a", 5), (1, "b", 5), (1, "c", -1), (2, "d", 5)):
            db.add(WebSession(token_hash=token, member_id=member, made_at=NOW, seen_at=NOW, expires_at=NOW + timedelta(days=days)))  # fmt: skip
    with looking(folder, ANA) as view:
        page = my_page.me(view, session=1)
        assert [one["is_this"] for one in page.values["browsers"]] == [True, False]
        assert text_of(html(page, view)).count("This browser, since") == 1


def test_a_form_that_was_not_taken_keeps_what_was_typed(me, folder) -> None:
    said = {"name": " ", "timezone": "Nowhere", "languages": "!", "hours_per_quarter": "many", "bio": HOSTILE}
    errors = my_page.profile_errors(said)
    assert set(errors) == {"name", "timezone", "languages", "hours_per_quarter"}
    with looking(folder, ANA) as view:
        shown = html(my_page.me(view, tried=Tried("profile", said, errors)), view)

        assert 'value="Nowhere"' in field(shown, "timezone")
        assert 'aria-invalid="true" aria-describedby="timezone-wrong timezone-hint"' in field(
            shown, "timezone"
        )
        assert '<p class="wrong" id="timezone-wrong">' in shown
        assert 'value="MEL officer"' in field(shown, "role")
        assert "script" not in tags_of(shown)
        assert "look below" in text_of(shown)


def test_a_topic_that_was_not_taken_keeps_what_was_typed(me, folder) -> None:
    said = {"topic-1": "?!", "new-level-1": "4"}
    tried = Tried("expertise", said, {"": my_page.sentence(Refused("'?!' is no topic.", hint="write words"))})
    with looking(folder, ANA) as view:
        shown = html(my_page.me(view, tried=tried), view)
        assert 'value="?!"' in field(shown, "topic-1")
        assert "&#39;?!&#39; is no topic. Write words." in shown


def test_too_much_of_a_text_is_said_beside_it() -> None:
    assert my_page.profile_errors({"bio": "x" * 5_001}) == {
        "bio": "That has 5,001 characters; there is room for 5,000."
    }


@pytest.mark.parametrize("words", [HOSTILE, *SCRIPTS, "</textarea><script>"])
def test_any_words_are_shown_as_text(me, folder, words) -> None:
    with writing(folder) as db:
        member = db.get_one(Member, 1)
        member.name = member.role = member.bio = member.brings = member.motivations = words
        member.expertise[0].topic.label = words
        db.add(Offer(kind="story", title=words, member_id=1, offered_at=NOW, note=words, verdict="declined"))
    with looking(folder, ANA) as view:
        for page in (my_page.me(view), send_in.page(view), my_page.leave(view)):
            assert "script" not in tags_of(html(page, view))


def test_nothing_of_others_is_on_my_page(me, folder) -> None:
    with writing(folder) as db:
        db.add(Offer(kind="story", title="Theirs", member_id=2, offered_at=NOW))
    with looking(folder, ANA) as view:
        for page in (my_page.me(view), send_in.page(view)):
            shown = html(page, view)
            for word in ("Theirs", "Hidden Person", "Secret Employer", "ដារ៉ា"):
                assert word not in shown


def test_leaving_is_asked_once_more(me, folder) -> None:
    with looking(folder, ANA) as view:
        page = my_page.leave(view)
        shown = html(page, view)
        assert page.place == "/me/leave"
        assert '<form method="post" action="/me/leave">' in shown
        assert "required" in field(shown, "sure")


@pytest.mark.parametrize("make", [my_page.me, my_page.leave, send_in.page])
def test_nobody_in_particular_has_no_page(me, folder, make) -> None:
    with looking(folder, form=Form.SEALED) as view, pytest.raises(NotFound):
        make(view)


# What is posted ----------------------------------------------------------------------------------------

_NAMES = [
    *my_forms.PROFILE,
    "level-1",
    "level-2",
    "topic-1",
    "new-level-1",
    "kind",
    "title",
    "body",
    "link",
    "agreed",
]
_POSTED = st.dictionaries(
    st.sampled_from(_NAMES) | st.text(max_size=8), st.text(max_size=30) | st.binary(max_size=4) | st.none()
)


@over(_POSTED)
def test_nothing_that_is_posted_raises(posted) -> None:
    said = my_forms.read_profile_form(posted)
    assert set(said) <= set(my_forms.PROFILE)
    assert all(isinstance(value, str) for value in said.values())
    assert isinstance(my_page.profile_errors(said), dict)
    wanted = my_forms.read_expertise_form(posted, {1: ("Storytelling", 3)})
    assert all(level in (1, 2, 3, 4) for level in wanted.values())
    assert set(my_forms.read_ticks(posted, visible.FIELDS)) <= set(visible.FIELDS)
    typed, errors = send_in.read_offer(posted)
    assert set(errors) <= set(typed)


@pytest.mark.parametrize(
    ("posted", "wanted"),
    [
        ({"level-1": "4"}, {"A": 4, "B": 1}),
        ({"level-1": "0", "level-2": "2"}, {"B": 2}),
        ({"level-1": "9", "level-2": "-1"}, {"A": 3, "B": 1}),
        ({"level-7": "4"}, {"A": 3, "B": 1}),
        ({"topic-1": " New  one ", "new-level-1": "3"}, {"A": 3, "B": 1, "New one": 3}),
        ({"topic-2": "New", "new-level-2": "x"}, {"A": 3, "B": 1, "New": 1}),
        ({"topic-3": "New", "new-level-3": "0"}, {"A": 3, "B": 1}),
        ({"topic-4": "Too many", "new-level-4": "1"}, {"A": 3, "B": 1}),
        ({"topic-1": b"a file", "new-level-1": "1"}, {"A": 3, "B": 1}),
        ({"topic-1": "A", "new-level-1": "4"}, {"A": 4, "B": 1}),
    ],
)
def test_expertise_is_read_from_its_form(posted, wanted) -> None:
    assert my_forms.read_expertise_form(posted, {1: ("A", 3), 2: ("B", 1)}) == wanted


def test_ticks_are_those_on_offer() -> None:
    posted = {"bio": "yes", "role": "yes", "shoe_size": "yes", "email": ""}
    assert my_forms.read_ticks(posted, visible.FIELDS) == ["role", "bio"]


# Sending in --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        ({}, {"kind", "title", "body"}),
        ({"kind": "story", "title": "T"}, {"body"}),
        ({"kind": "story", "title": "T", "body": "B"}, set()),
        ({"kind": "resource", "title": "T"}, {"body"}),
        ({"kind": "resource", "title": "T", "link": "https://x.example"}, set()),
        ({"kind": "poem", "title": "\u200b ", "body": "B"}, {"kind", "title"}),
        ({"kind": "project", "title": "T" * 201, "body": "B" * 20_001}, {"title", "body"}),
        ({"kind": "project", "title": "T", "body": "B", "link": "javascript:alert(1)"}, {"link"}),
        ({"kind": "project", "title": "T", "body": "B", "link": "https://x/" + "y" * 2_000}, {"link"}),
    ],
)
def test_what_is_wrong_with_an_offer_is_said_by_field(posted, wrong) -> None:
    _, errors = send_in.read_offer(posted)
    assert set(errors) == wrong
    assert all(sentence[0].isupper() for sentence in errors.values())


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(me, folder) -> None:
    with looking(folder, ANA) as view:
        said, errors = send_in.read_offer(
            {"kind": "story", "link": "nowhere", "body": HOSTILE, "agreed": "yes"}
        )
        shown = html(send_in.page(view, said, errors), view)

        assert 'value="nowhere"' in field(shown, "link")
        assert 'value="story" required checked' in shown
        assert "checked" in field(shown, "agreed")
        assert "Write a title." in text_of(shown)
        assert " ".join(HOSTILE.split()) in text_of(shown)


def test_what_i_sent_in_has_its_state_and_where_it_stands(me, folder) -> None:
    with writing(folder) as db:
        db.add(Contribution(id=1, kind="story", title="Told", dated=NOW.date(), consent_by="Ana", consent_on=NOW.date(), agreed="Told\n\n"))  # fmt: skip
        db.add(Contribution(id=2, kind="story", title="Untold", dated=NOW.date()))
        db.add(Contribution(id=3, kind="resource", title="List", dated=NOW.date()))
        db.flush()
        for title, verdict, piece in (("Told", "accepted", 1), ("Untold", "accepted", 2), ("List", "accepted", 3), ("Wait", "waiting", None)):  # fmt: skip
            db.add(Offer(kind="story", title=title, member_id=1, offered_at=NOW, verdict=verdict, contribution_id=piece))  # fmt: skip
        db.add(Offer(kind="project", title="No", member_id=1, offered_at=NOW, verdict="declined", note="We have one."))  # fmt: skip
    with looking(folder, ANA) as view:
        page = send_in.page(view)
        assert [(one.title, one.place) for one in page.values["sent_in"]] == [
            ("No", ""), ("Wait", ""), ("List", "/resources/3"), ("Untold", ""), ("Told", "/stories/1"),
        ]  # fmt: skip
        words = text_of(html(page, view))
        assert "waits for the moderator" in words
        assert "not taken We have one." in words
