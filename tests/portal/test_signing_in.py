"""Coming in by a mailed link, or by its code: what lets somebody in, and what does not."""

from __future__ import annotations

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from sqlalchemy import event, func, select

from copctl.access import asking, tokens
from copctl.portal.guard import BROWSER, SESSION
from copctl.store.schema import WebSession
from tests.conftest import Copctl, run
from tests.portal.conftest import DATABASES, Portal


def is_in(browser) -> bool:
    return browser.get("/members").status_code == 200


def heading(answer) -> str:
    return re.search("<h1>(.*?)</h1>", answer.text)[1]


def test_the_link_signs_in_the_browser_that_asked(portal: Portal) -> None:
    ana = portal.browser()
    ana.ask("ana@example.org")
    link, _ = portal.newest()

    answer = ana.fill(f"/sign-in/link/{link}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_in(ana)
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{SESSION}="))
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    assert "Domain" not in cookie


def test_looking_at_a_link_ten_times_leaves_it_usable_and_sets_nothing(portal: Portal) -> None:
    ana, scanner = portal.browser(), portal.browser()
    ana.ask("ana@example.org")
    link, _ = portal.newest()

    for visitor in (ana, scanner):
        for _ in range(5):
            for look in (visitor.get, visitor.head):
                answer = look(f"/sign-in/link/{link}")
                assert answer.status_code == 200
                assert "set-cookie" not in answer.headers
                assert not is_in(visitor)

    assert ana.fill(f"/sign-in/link/{link}").status_code == 303
    assert is_in(ana)


def test_another_browser_is_sent_back_to_the_one_that_asked(portal: Portal) -> None:
    ana, other = portal.browser(), portal.browser()
    ana.ask("ana@example.org")
    link, code = portal.newest()
    own = other.token("/sign-in")

    shown = other.get(f"/sign-in/link/{link}")
    pressed = other.post(f"/sign-in/link/{link}", data={"form_token": own})
    bare = portal.browser().post(f"/sign-in/link/{link}")

    assert heading(shown) == "One more step"
    assert code not in shown.text
    assert (pressed.status_code, bare.status_code) == (403, 403)
    assert not is_in(other)
    assert ana.fill("/sign-in/code", code=code.lower()).status_code == 303
    assert is_in(ana)


def test_a_link_counts_once_and_for_ten_minutes(portal: Portal) -> None:
    ana = portal.browser().sign_in()
    link, _ = portal.newest()
    assert heading(ana.get(f"/sign-in/link/{link}")) == "This link does not count any more"

    late = portal.browser()
    late.ask("bo@example.org")
    link, code = portal.newest()
    token = late.token("/sign-in/code")
    portal.later(minutes=10)

    assert late.post(f"/sign-in/link/{link}", data={"form_token": token}).status_code == 403
    assert late.post("/sign-in/code", data={"form_token": token, "code": code}).status_code == 400
    assert not is_in(late)


def test_five_wrong_codes_void_the_link_too(portal: Portal) -> None:
    ana = portal.browser()
    ana.ask("ana@example.org")
    link, code = portal.newest()

    said = [ana.fill("/sign-in/code", code="0000-0000").text for _ in range(5)]

    assert all("That is not the code." in text for text in said[:4])
    assert "ask for a new link" in said[4]
    assert ana.fill("/sign-in/code", code=code).status_code == 400
    assert ana.post(f"/sign-in/link/{link}", data={"form_token": ana.token("/sign-in")}).status_code == 403
    assert not is_in(ana)


def test_the_fifth_try_may_be_the_right_one(portal: Portal) -> None:
    ana = portal.browser()
    ana.ask("ana@example.org")
    _, code = portal.newest()
    for _ in range(4):
        ana.fill("/sign-in/code", code="WRONG")

    assert ana.fill("/sign-in/code", code=f" {code.replace('-', ' ')} ").status_code == 303


@pytest.mark.parametrize("community", DATABASES, indirect=True)
@pytest.mark.parametrize("by", ["link", "code"])
def test_of_eight_at_once_one_comes_in(portal: Portal, by: str) -> None:
    ana = portal.browser()
    ana.ask("ana@example.org")
    link, code = portal.newest()
    token = ana.token("/sign-in/code")
    cookies = dict(ana.cookies)
    place = f"/sign-in/link/{link}" if by == "link" else "/sign-in/code"

    def press(_: int) -> int:
        twin = portal.browser()
        twin.cookies.update(cookies)
        return twin.post(place, data={"form_token": token, "code": code}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(press, range(8)))

    assert statuses.count(303) == 1
    with portal.database.reading() as db:
        assert db.execute(select(func.count()).select_from(WebSession)).scalar_one() == 1


@pytest.mark.parametrize("email", ["nobody@example.org", "gone@example.org"])
def test_an_unknown_address_gets_the_same_answer_by_the_same_work(portal: Portal, email: str) -> None:
    sentences: list[str] = []
    event.listen(
        portal.database.writer, "before_cursor_execute", lambda _c, _u, sql, *_: sentences.append(sql)
    )
    event.listen(
        portal.database.reader, "before_cursor_execute", lambda _c, _u, sql, *_: sentences.append(sql)
    )
    seen = []
    for address in ("ana@example.org", email):
        browser = portal.browser()
        token = browser.token("/sign-in")
        sentences.clear()
        answer = browser.post("/sign-in", data={"form_token": token, "email": address})
        page = re.sub('value="[^"]{40,}"', "", browser.get(answer.headers["location"]).text)
        seen.append((answer.status_code, dict(answer.headers), answer.content, page, list(sentences)))

    assert seen[0] == seen[1]


def test_who_is_no_member_gets_no_mail(portal: Portal) -> None:
    for email in ("nobody@example.org", "gone@example.org", "hidden@example.org"):
        portal.browser().ask(email)

    mails = run("mail", "queue", "--json").json

    assert [mail["to"] for mail in mails] == ["hidden@example.org"]


def test_the_mail_holds_link_and_code_and_the_store_neither(portal: Portal, tmp_path: Path) -> None:
    ana = portal.browser()
    ana.ask("ana@example.org")
    link, code = portal.newest()

    delivered = run("mail", "deliver", "--to-folder", "out/mail", environ={})

    assert delivered.exit_code == 0, delivered.stderr
    mail = message_from_bytes(next(Path("out/mail").iterdir()).read_bytes(), policy=default)
    for kind in ("plain", "html"):
        words = mail.get_body((kind,)).get_content()
        assert f"https://testserver/sign-in/link/{link}" in words
        assert code in words
    assert mail["List-Unsubscribe"] is None
    ana.fill(f"/sign-in/link/{link}")
    secret = ana.cookies[SESSION]
    with sqlite3.connect("community.db") as store:
        everything = "\n".join(store.iterdump())
    for held in (link, code, code.replace("-", ""), secret, dict(ana.cookies).get(BROWSER, secret)):
        assert held not in everything


def test_a_mail_that_waited_too_long_is_not_sent(portal: Portal) -> None:
    portal.browser().ask("ana@example.org")
    portal.later(minutes=11)

    told = run("mail", "deliver", "--to-folder", "out/mail", now=portal.now)

    assert "its link has run out" in told.stderr
    assert not Path("out/mail").exists()


def test_an_address_that_asks_too_often_gets_no_more_mails_and_no_word(portal: Portal) -> None:
    answers = {portal.browser().ask("ana@example.org").status_code for _ in range(asking.PER_ADDRESS + 3)}

    assert answers == {303}
    assert len(run("mail", "queue", "--json").json) == asking.PER_ADDRESS
    portal.later(hours=1, minutes=1)
    portal.browser().ask("ana@example.org")
    assert len(run("mail", "queue", "--json").json) == asking.PER_ADDRESS + 1


def test_a_network_that_asks_too_often_is_told_to_wait(portal: Portal) -> None:
    browser = portal.browser()
    token = browser.token("/sign-in")

    def ask(number: int) -> int:
        return browser.post(
            "/sign-in", data={"form_token": token, "email": f"m{number}@example.org"}
        ).status_code

    statuses = [ask(number) for number in range(asking.PER_NETWORK + 2)]

    assert statuses[-3:] == [303, 429, 429]


def test_a_session_ends_when_it_is_idle_or_old(portal: Portal) -> None:
    ana = portal.browser().sign_in()
    seen = []
    for _ in range(7):
        portal.later(days=13)
        seen.append(is_in(ana))
    assert seen == [True] * 6 + [False]  # 90 days, however often it is used

    bo = portal.browser().sign_in("bo@example.org")
    portal.later(days=13)
    assert is_in(bo)
    portal.later(days=14)
    assert not is_in(bo)


def test_a_session_is_new_at_each_sign_in_and_the_old_one_ends(portal: Portal) -> None:
    ana = portal.browser().sign_in()
    before = ana.cookies[SESSION]

    ana.sign_in()

    assert ana.cookies[SESSION] != before
    old = portal.browser()
    old.cookies.set(SESSION, before)
    assert not is_in(old)


def test_a_mail_server_that_is_down_is_complained_of_once(portal: Portal) -> None:
    portal.browser().ask("ana@example.org")
    down = replace(portal.settings.mail, host="127.0.0.1", port=9, security="none", timeout=2)
    portal.porter.settings = replace(portal.settings, mail=down)

    assert [portal.porter.turn() for _ in range(2)] == [0, 0]

    said = [error.message for error in portal.complaints]
    assert len(said) == 1
    assert said[0].endswith("Links to sign in wait.")
    assert "ana@" not in said[0]


def test_who_came_in_by_an_address_that_is_replaced_is_out(portal: Portal, succeed: Copctl) -> None:
    ana, thief = portal.browser().sign_in(), portal.browser()
    thief.ask("ana@example.org")
    link, code = portal.newest()

    succeed("member", "edit", "ana@example.org", "--email", "new@example.org")

    assert not is_in(ana)
    assert thief.fill("/sign-in/code", code=code).status_code == 400
    assert "This link does not count any more" in thief.get(f"/sign-in/link/{link}").text


def test_leaving_ends_every_session_at_once(portal: Portal) -> None:
    ana = portal.browser().sign_in()

    run("member", "edit", "ana@example.org", "--status", "left")

    assert not is_in(ana)
    assert portal.browser().ask("ana@example.org").status_code == 303
    # Only the mail by which she came in, before.
    assert [mail["kind"] for mail in run("mail", "queue", "--json").json] == ["sign-in"]


def test_a_session_tells_nothing_to_who_guesses(portal: Portal) -> None:
    for guess in ("", "x", "../../etc", "a" * 43, "ញ" * 9):
        stranger = portal.browser()
        stranger.cookies.set(SESSION, guess.encode("ascii", "ignore").decode() or "-")
        assert not is_in(stranger)


def test_a_link_of_the_moderators_needs_its_code_in_any_browser(portal: Portal) -> None:
    made = run("portal", "link", "ana@example.org", "--json").json
    place = made["link"].removeprefix("https://testserver")
    bo = portal.browser()

    shown = bo.get(place)
    wrong = bo.fill(place, code="0000-0000")
    right = bo.fill(place, code=made["code"])

    assert heading(shown) == "Type your code"
    assert made["code"] not in shown.text
    assert "set-cookie" not in shown.headers
    assert (wrong.status_code, right.status_code) == (400, 303)
    assert is_in(bo)
    assert portal.browser().post(place, data={"code": made["code"]}).status_code == 403


def test_a_link_is_made_for_members_only(portal: Portal) -> None:
    refused = run("portal", "link", "gone@example.org")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: Gone Person is no member (left), and only members come in.\n")


@pytest.mark.parametrize("typed", ["", "no address", "a@", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_said_next_to_the_field(portal: Portal, typed: str) -> None:
    answer = portal.browser().fill("/sign-in", email=typed)

    assert answer.status_code == 400
    assert "Please write your whole email address" in answer.text


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [("/members?topic=x", "/members?topic=x"), ("//evil.example", "/"), ("https://evil.example", "/"),
     ("/\\evil.example", "/"), ("javascript:x", "/")],
)  # fmt: skip
def test_after_signing_in_only_places_of_ours_are_gone_to(portal: Portal, wanted: str, sent: str) -> None:
    ana = portal.browser()
    ana.ask("ana@example.org")
    _, code = portal.newest()

    assert ana.fill("/sign-in/code", code=code, next=wanted).headers["location"] == sent


def test_who_wanted_to_see_a_page_with_a_khmer_name_comes_to_it(portal: Portal, succeed: Copctl) -> None:
    succeed("topic", "add", "ការវាយតម្លៃ")
    ana = portal.browser()
    place = f"/topics/{quote('ការវាយតម្លៃ')}"

    turned = ana.get(f"{place}?a=ត្រី&b=50%25").headers["location"]
    answer = ana.ask("ana@example.org", next=unquote(turned.removeprefix("/sign-in?next=")))
    link, _ = portal.newest()
    to = ana.fill(f"/sign-in/link/{link}").headers["location"]

    assert answer.status_code == 303
    assert to == f"{place}?a={quote('ត្រី')}&b=50%25"
    assert ana.get(to).status_code == 200


def test_a_code_is_read_kindly() -> None:
    assert tokens.typed(" 7k4m-2xqp ") == "7K4M2XQP"
    assert tokens.typed("OIL0-1234") == "01101234"
