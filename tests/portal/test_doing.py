"""What members do in their forms, and what the moderator sees of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from copctl.mail import unsubscribing
from copctl.store.schema import SurveyLink
from copctl.surveys.asking import codes
from tests.conftest import Copctl, run
from tests.portal.conftest import Portal
from tests.portal.crowd import shared


def shown(email: str = "ana@example.org") -> dict[str, object]:
    return run("member", "show", email, "--json").json


def values_of(page: str) -> dict[str, str]:
    """The texts in the fields of a page."""
    found = dict(re.findall(r'<input [^>]*?name="(\w+)"[^>]*? value="([^"]*)"', page))
    return found | dict(re.findall(r'<textarea [^>]*?name="(\w+)"[^>]*>([^<]*)</textarea>', page))


def test_a_profile_that_is_saved_as_it_stands_stays_as_it_is(portal: Portal) -> None:
    ana = portal.browser().sign_in()
    before = {name: value for name, value in shown().items() if name != "checked_on"}
    typed = values_of(ana.get("/me").text.partition('id="know"')[0]) | {"country": "KH"}

    answer = ana.fill("/me", to="/me/profile", **{k: v for k, v in typed.items() if k in
        ("name", "role", "organisation", "country", "timezone", "languages", "hours_per_quarter", "motivations",
         "brings", "bio")})  # fmt: skip

    assert answer.headers["location"] == "/me?saved=profile"
    assert {name: value for name, value in shown().items() if name != "checked_on"} == before
    assert before["organisation"] == "Secret Waters"


def test_a_profile_is_changed_and_the_log_says_by_whom(portal: Portal) -> None:
    ana = portal.browser().sign_in()

    ana.fill(
        "/me", to="/me/profile", role="  =1+1 [red] <b>  ", brings="បច្ចេកទេស", languages="Khmer, English"
    )

    said = shown()
    assert (said["role"], said["brings"], said["languages"]) == ("=1+1 [red] <b>", "បច្ចេកទេស", ["km", "en"])
    newest = run("log", "--json").json[0]
    assert (newest["command"], newest["who"]) == ("portal profile", "Ana Lim")
    assert run("undo").stdout.startswith("Undid change")
    assert shown()["brings"] == "បច្ចេកទេស"  # the moderator's own last change went, not the member's


def test_who_saves_what_another_tab_showed_before_is_told_and_loses_nothing(portal: Portal) -> None:
    ana = portal.browser().sign_in()
    before = values_of(ana.get("/me").text)["seen"]
    run("member", "edit", "ana@example.org", "--bio", "By the moderator")

    told = ana.fill("/me", to="/me/profile", name="Ana Lim", role="Mine", bio="Old", seen=before)

    assert told.status_code == 400
    assert "changed since you opened the page" in told.text
    assert '<a href="#about">About me</a> is not saved yet' in told.text
    assert (shown()["bio"], shown()["role"]) == ("By the moderator", "")
    typed = values_of(told.text.partition('id="know"')[0])
    assert (typed["role"], typed["bio"].strip()) == ("Mine", "Old")
    ana.fill("/me", to="/me/profile", name="Ana Lim", role="Mine", bio="Old", seen=typed["seen"])
    assert (shown()["bio"], shown()["role"]) == ("Old", "Mine")


def test_what_will_not_do_is_said_beside_its_field_and_nothing_is_lost(portal: Portal) -> None:
    ana = portal.browser().sign_in()

    answer = ana.fill("/me", to="/me/profile", name=" ", role="New role", hours_per_quarter="many")

    assert answer.status_code == 400
    assert "Write your name." in answer.text
    assert 'value="New role"' in answer.text
    assert shown()["role"] == ""


def test_what_others_see_is_for_the_member_to_choose(portal: Portal) -> None:
    ana, bo = portal.browser().sign_in(), portal.browser().sign_in("bo@example.org")
    page = f"/members/{portal.number('ana@example.org')}"
    assert "Secret Waters" in bo.get(page).text
    assert "ana@example.org" not in bo.get(page).text.replace("Bio of ana@example.org", "")

    ana.fill("/me", to="/me/shown", email="yes")

    seen = bo.get(page).text
    assert "Secret Waters" not in seen
    assert "mailto:ana@example.org" in seen
    assert "Secret Waters" not in re.sub("<option.*", "", bo.get("/members?name=ana").text)


def test_who_takes_the_directory_back_is_gone_at_once(portal: Portal) -> None:
    ana, bo = portal.browser().sign_in(), portal.browser().sign_in("bo@example.org")
    assert "Ana Lim" in bo.get("/search?q=ana").text

    ana.fill("/me", to="/me/consents", newsletter="yes")

    assert bo.get(f"/members/{portal.number('ana@example.org')}").status_code == 404
    assert "Ana Lim" not in bo.get("/members").text + bo.get("/search?q=ana+lim").text + bo.get("/").text


def test_what_a_member_knows_is_as_they_say(portal: Portal) -> None:
    ana = portal.browser().sign_in()
    number = re.search(r'name="level-(\d+)"', ana.get("/me").text)[1]

    ana.fill(
        "/me",
        to="/me/expertise",
        **{f"level-{number}": "0", "topic-1": "Remote monitoring", "new-level-1": "4"},
    )

    topics = run("expertise", "show", "ana@example.org", "--json").json["topics"]
    assert [(topic["topic"], topic["level"]) for topic in topics] == [("Remote monitoring", 4)]


def test_all_that_is_stored_is_a_file_to_keep(portal: Portal) -> None:
    ana = portal.browser().sign_in()

    answer = ana.get("/me/everything.json")

    assert answer.headers["content-disposition"] == 'attachment; filename="everything-about-me.json"'
    said = json.loads(answer.text)
    assert said["person"]["email"] == "ana@example.org"
    assert "Hidden" not in answer.text
    assert answer.text == json.dumps(said, ensure_ascii=False, indent=2)


def test_what_is_sent_in_waits_for_the_moderator(portal: Portal) -> None:
    ana = portal.browser().sign_in()

    wrong = ana.fill("/offer", kind="story", title="", body="It changed.", agreed="yes")
    right = ana.fill("/offer", kind="story", title="The pump", body="It changed.", agreed="yes")

    assert (wrong.status_code, right.headers["location"]) == (400, "/offer?sent")
    assert "It changed." in wrong.text
    assert [one["title"] for one in run("inbox", "list", "--json").json] == ["The pump"]
    assert "The pump" not in portal.browser().sign_in("bo@example.org").get("/stories").text
    run("inbox", "accept", "1")
    assert "The pump" in ana.get("/stories").text


def test_who_leaves_is_out_everywhere(portal: Portal) -> None:
    phone, laptop = portal.browser().sign_in(), portal.browser().sign_in()

    asked = phone.fill("/me/leave")
    gone = phone.fill("/me/leave", sure="yes")

    assert (asked.status_code, gone.headers["location"]) == (400, "/sign-in?left")
    assert "You have left" in phone.get(gone.headers["location"]).text
    assert laptop.get("/").status_code == 303
    assert shown()["status"] == "left"
    assert laptop.post("/offer", data={"title": "Long"}).headers["location"] == "/sign-in?lost"
    assert "what you sent was not kept" in laptop.get("/sign-in?lost").text


@pytest.fixture
def session(portal: Portal) -> str:
    planned = run(
        "session", "plan", "--title", "Stories", "--topic", "Storytelling", "--on", "2026-12-15 14:00",
        "--minutes", "90", "--link", "https://meet.example.org/x",
    )  # fmt: skip
    assert planned.exit_code == 0, planned.stderr
    return "2026-12"


def answers(code: str) -> dict[str, tuple[str, str]]:
    return {
        one["name"]: (one["answer"], one["source"])
        for one in run("session", "rsvps", code, "--json").json["answers"]
    }


def test_an_answer_to_a_session_is_the_members_own_and_can_change(portal: Portal, session: str) -> None:
    ana = portal.browser().sign_in()
    page = f"/sessions/{session}"

    for word in ("yes", "no"):
        answer = ana.fill(page, to=f"{page}/rsvp", answer=word)
        assert answer.headers["location"] == f"{page}?rsvp"
    odd = ana.fill(page, to=f"{page}/rsvp", answer="perhaps")

    assert odd.status_code == 400
    assert answers(session)["Ana Lim"] == ("no", "portal")


def test_a_session_that_is_over_takes_no_answer(portal: Portal, session: str) -> None:
    ana = portal.browser().sign_in()
    assert ana.token(f"/sessions/{session}")
    portal.later(days=40)
    ana = portal.browser().sign_in()

    answer = ana.post(f"/sessions/{session}/rsvp", data={"form_token": ana.token("/me"), "answer": "yes"})

    assert answer.status_code == 400
    assert "takes no answers any more" in answer.text


def test_an_answer_to_a_new_time_counts_before_the_mail_about_it_went_out(
    portal: Portal, session: str
) -> None:
    run("invitation", "send", session, "--to", "members")
    run("mail", "deliver", "--to-folder", "out/mail")
    run("session", "edit", session, "--on", "2026-12-16 14:00")
    ana = portal.browser().sign_in()

    ana.fill(f"/sessions/{session}", to=f"/sessions/{session}/rsvp", answer="yes")

    said = run("session", "rsvps", session, "--json", now=portal.now).json
    assert said["yes"] == 1, said
    assert 'value="yes"' in ana.get(f"/sessions/{session}").text


def test_a_personal_link_takes_answers_from_its_own_page_alone(portal: Portal, succeed: Copctl) -> None:
    shared(succeed, lambda what: f"Some {what}", "bo@example.org")
    code, number = codes.derived(portal.key, 1, 1), portal.number("ana@example.org")
    with portal.database.unjournaled() as connection, connection.begin():
        held = {"survey_id": 1, "member_id": number, "code_hash": codes.hash_of(code), "answered": False}
        connection.execute(insert(SurveyLink).values(held))
    anybody = portal.browser()

    assert anybody.post(f"/s/{code}", data={"q7": "Eels"}).status_code == 403
    assert "Eels" not in anybody.get(f"/s/{code}").text
    assert anybody.fill(f"/s/{code}", q7="Eels").status_code == 200
    assert "Eels" in anybody.get(f"/s/{code}").text


def test_a_consent_ends_on_the_day_that_it_is_here(portal: Portal) -> None:
    portal.now = datetime(2026, 11, 27, 23, 55, tzinfo=UTC)  # the 28th in Phnom Penh
    token = unsubscribing.token_of(portal.key, portal.number("ana@example.org"))

    portal.browser().post(f"/u/{token}", data={"List-Unsubscribe": "One-Click"})

    held = run("member", "show", "ana@example.org", "--json").json["consents"]
    assert [one["withdrawn_on"] for one in held if one["purpose"] == "newsletter"] == ["2026-11-28"]


@pytest.mark.parametrize("one_click", [True, False])
def test_a_link_in_a_mail_unsubscribes_by_post_alone(portal: Portal, one_click: bool) -> None:
    token = unsubscribing.token_of(portal.key, portal.number("ana@example.org"))
    program = portal.browser()
    for look in (program.get, program.head, program.get):
        assert look(f"/u/{token}").status_code == 200
    assert run("member", "show", "ana@example.org", "--json").json["consents"]

    posted = {"List-Unsubscribe": "One-Click"} if one_click else {}
    answer = program.post(f"/u/{token}", data=posted)

    assert answer.status_code == 200
    assert ("You are unsubscribed." in answer.text) is one_click
    held = json.dumps(run("mail", "suppressed", "--json").stdout)
    assert "ana@example.org" in held
    assert program.post(f"/u/{token[:-1]}x").status_code == 404
    assert program.post("/u/1-" + "a" * 26).status_code == 404
