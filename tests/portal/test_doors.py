"""Who may open which address, and what stands around every answer. A new route is covered by being there."""

from __future__ import annotations

import re
import string

import pytest
from starlette.routing import Route

from copctl.portal.guard import SESSION
from copctl.portal.routes import DOORS, NOWHERE, Door
from copctl.portal.shield import LARGEST
from tests.portal.conftest import SITE, Portal

# What strangers may open; whatever else there is, or will be, is for members.
OPEN = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/sign-in/code"),
    ("POST", "/sign-in/code"),
    ("GET", "/sign-in/link/{token}"),
    ("POST", "/sign-in/link/{token}"),
    ("GET", "/s/{code}"),
    ("POST", "/s/{code}"),
    ("GET", "/u/{token}"),
    ("POST", "/u/{token}"),
}
# Forms whose address holds a secret need no other.
BY_ADDRESS = {"/sign-in/link/{token}", "/s/{code}", "/u/{token}"}
ALL = (*DOORS, NOWHERE)
_PART = re.compile(r"\{(\w+)(?::(\w+))?\}")


def place(door: Door) -> str:
    """An address that this door answers at."""
    return _PART.sub(lambda part: "1" if part[2] == "int" else "2026-11", door.path)


def named(door: Door) -> str:
    return f"{door.method} {door.path}"


def test_only_these_doors_are_open_to_strangers() -> None:
    assert {(door.method, door.path) for door in ALL if door.is_open} == OPEN
    assert {door.path for door in ALL if not door.needs_token} == BY_ADDRESS


def test_every_route_of_the_application_is_one_of_them(portal: Portal) -> None:
    routes = [route for route in portal.app.app.routes if isinstance(route, Route)]

    paths = [route.path for route in routes if not route.path.startswith("/static/")]

    assert paths == [door.path for door in ALL]
    assert len(routes) == len(ALL) + 1 == len(portal.app.app.routes)


@pytest.mark.parametrize("door", [door for door in ALL if not door.is_open], ids=named)
def test_a_stranger_is_sent_to_sign_in_and_learns_nothing(portal: Portal, door: Door) -> None:
    stranger = portal.browser()
    for method in {door.method, "HEAD" if door.method == "GET" else "POST"}:
        answer = stranger.request(method, place(door))

        assert answer.status_code == 303, answer.text
        assert answer.headers["location"].startswith("/sign-in")
        assert answer.content == b""
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "door", [door for door in ALL if door.method == "POST" and door.needs_token], ids=named
)
def test_a_form_without_the_token_of_its_page_is_refused(portal: Portal, door: Door) -> None:
    ana, bo = portal.browser().sign_in(), portal.browser().sign_in("bo@example.org")
    for token in ("", "x" * 43, bo.token("/me"), string.printable):
        answer = ana.post(place(door), data={"form_token": token, "email": "ana@example.org"})

        assert answer.status_code == 403, door
    assert ana.get("/me").status_code == 200


@pytest.mark.parametrize("door", [door for door in ALL if door.method == "POST"], ids=named)
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver"},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(portal: Portal, door: Door, headers: dict[str, str]) -> None:
    answer = portal.browser().post(place(door), headers=headers, data={})

    assert answer.status_code == 403
    assert answer.text == "This came from a page of another site.\n"


def test_a_form_of_ours_is_taken_whatever_browsers_say(portal: Portal) -> None:
    for headers in ({"Sec-Fetch-Site": "same-origin", "Origin": SITE}, {"Origin": SITE}, {}):
        browser = portal.browser()
        token = browser.token("/sign-in")

        answer = browser.post(
            "/sign-in", data={"form_token": token, "email": "x@example.org"}, headers=headers
        )

        assert answer.status_code == 303


@pytest.mark.parametrize("door", [door for door in ALL if door.method == "GET"], ids=named)
def test_every_answer_tells_the_browser_to_be_careful(portal: Portal, door: Door) -> None:
    ana = portal.browser().sign_in()

    headers = ana.get(place(door)).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store, private"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert "server" not in headers


def test_pages_run_no_script_and_carry_no_inline_style(portal: Portal) -> None:
    ana = portal.browser().sign_in()
    for door in ALL:
        if door.method == "GET":
            answer = ana.get(place(door))
            if answer.headers.get("content-type", "").startswith("text/html") and "/mail" not in door.path:
                assert not re.search(r"<script|<style|\sstyle=|\son\w+=", answer.text), door.path


def test_the_style_sheet_is_kept_for_good_and_nothing_else_is(portal: Portal) -> None:
    browser = portal.browser()
    name = re.search(r'href="(/static/[^"]+)"', browser.get("/sign-in").text)[1]

    sheet = browser.get(name)
    again = browser.get(name, headers={"If-None-Match": sheet.headers["etag"]})

    assert sheet.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert again.status_code == 304
    assert browser.get("/static/other.css").status_code == 303


def test_a_page_that_has_not_changed_is_not_sent_again(portal: Portal) -> None:
    ana, bo = portal.browser().sign_in(), portal.browser().sign_in("bo@example.org")
    etag = ana.get("/members").headers["etag"]

    assert ana.get("/members", headers={"If-None-Match": etag}).status_code == 304
    assert bo.get("/members", headers={"If-None-Match": etag}).status_code == 200


def test_what_is_too_large_is_not_read(portal: Portal) -> None:
    ana = portal.browser().sign_in()

    told = ana.post("/me/profile", data={"bio": "x" * (LARGEST + 1)})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    streamed = ana.post("/me/profile", content=(b"x" * 65_536 for _ in range(20)), headers=kind)
    lying = ana.post("/me/profile", content=b"bio=x", headers={"Content-Length": "-1"})

    assert {told.status_code, streamed.status_code, lying.status_code} == {413}


def test_links_do_not_follow_the_host_that_a_request_names(portal: Portal) -> None:
    browser = portal.browser()

    for name in ("Host", "X-Forwarded-Host"):
        answer = browser.get("/", headers={name: "evil.example"})
        page = browser.get("/sign-in", headers={name: "evil.example"})
        assert "evil" not in str(answer.headers) + page.text


def test_signing_out_ends_the_session_and_clears_the_browser(portal: Portal) -> None:
    ana = portal.browser().sign_in()
    secret = ana.cookies[SESSION]

    answer = ana.fill("/me", to="/sign-out")

    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert answer.headers["location"] == "/sign-in?out"
    again = portal.browser()
    again.cookies.set(SESSION, secret)
    assert again.get("/members").status_code == 303


def test_signing_out_everywhere_ends_all_sessions_of_one_member(portal: Portal) -> None:
    phone, laptop, bo = (
        portal.browser().sign_in(e) for e in ("ana@example.org", "ana@example.org", "bo@example.org")
    )

    phone.fill("/me", to="/sign-out-everywhere")

    assert laptop.get("/members").status_code == 303
    assert bo.get("/members").status_code == 200


def test_an_address_that_is_none_is_for_members_a_page_of_the_house(portal: Portal) -> None:
    ana = portal.browser().sign_in()

    for nowhere in (
        "/nothing",
        "/members/999",
        "/members/x",
        "/members/" + "9" * 30,
        "/..%2f..%2fetc",
        "/members/",
    ):
        answer = ana.get(nowhere)
        assert answer.status_code == 404, nowhere
        assert "That did not work" in answer.text


def test_other_methods_are_refused(portal: Portal) -> None:
    ana = portal.browser().sign_in()

    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        assert ana.request(method, "/members").status_code == 405


def test_an_address_with_a_nul_in_it_is_refused(portal: Portal) -> None:
    ana = portal.browser().sign_in()

    assert ana.get("/%00").status_code == 400
