"""Whatever is sent to the portal, by a member or a stranger: no failure, the store whole, and words stay words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from copctl.portal.form_tokens import FIELD
from copctl.portal.routes import DOORS, Door
from tests.conftest import Copctl
from tests.portal.conftest import DATABASES, Browser, Portal
from tests.portal.crawling import Form, forms_of, sign_in_again, signed_in, sound
from tests.portal.crowd import ISSUE, shared

ON_BOTH = pytest.mark.parametrize("community", DATABASES, indirect=True)
TEXTS = (
    "", " ", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onfocus='alert(1)", "[red]", "[/x]",
    '"; DROP TABLE member; --', "' OR 1=1 --", "\u202eevil\u202c\u200f\u2066", "\0", "a\0b", "\x1b[31m", "\r\nSet-Cookie: a=b",
    "x" * 5_000, "ញ" * 5_000, "9" * 5_000, "-1", "0", "2147483648", "99999999999999999999", "1e999", "NaN", "٣", "²",
    "{{ 7*7 }}", "{% raw %}", "%SIGNINLINK%", "../../etc/passwd", "/\\evil.example", "//evil.example", "javascript:alert(1)",
    '{"id": 1}', "[]", "null", "2026-13-99", "0001-01-01T00:00:00", "9999-12-31", "(", "*", '"', "NEAR(", "AND OR NOT", "\ufdd0",
    "&#0;", "&", "%", "_",
)  # fmt: skip
# As they stand in an address: what no text is.
OCTETS = ("%ED%A0%80", "%FF%FE", "%C0%AF", "%00", "%", "%ZZ", "%0D%0AX: y", "%2F..%2F", "%E2%80%AE")
PARAMETERS = ("after", "before", "page", "q", "name", "kind", "topic", "organisation", "author", "country", "language",
              "lang", "next", "saved", "sent", "rsvp", "out")  # fmt: skip
KINDS = ("application/json", "text/plain", "application/octet-stream", "multipart/form-data", "", "multipart/form-data; boundary=",
         'multipart/form-data; boundary="', "application/x-www-form-urlencoded; charset=utf-16")  # fmt: skip
# Python knows codecs that are no character sets of a form.
CHARSETS = (
    "utf-8",
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "utf-16",
    "utf-7",
    "hex",
    "rot13",
    "none",
    "\u00e9",
)
BODIES = (
    b"", b"{", b"\xff\xfe", b"a=%ED%A0%80&b=%FF&=&&==&%=%", b"[1, 2", b"--x", b"--x\r\n", b"--x\r\n\r\n", b"--x--", b"&" * 3_000,
    b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n",
    b'--x\r\nContent-Disposition: form-data; name="a\r\n\r\nb\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="\xff"\r\nContent-Type: \xff\r\n\r\n\xff\xfe\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="bio"; filename="../../x"\r\n\r\n<script>\r\n--x--\r\n',
    b"--x\r\n" + b"X: " + b"y" * 20_000 + b"\r\n\r\n\r\n--x--\r\n",
)  # fmt: skip
# What a database may stumble over, and what breaks out of an attribute.
SHARP = (
    "\0",
    "x" * 5_000,
    "9" * 5_000,
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1 --",
    "2147483648",
    "\u202e",
    "NEAR(",
    "%",
)
ASKED = {
    "/members": "name topic organisation country language after", "/sessions": "before",
    "/resources": "topic author kind after", "/stories": "kind after", "/search": "q kind page", "/surveys/next": "lang",
}  # fmt: skip
BOUNDED = settings(
    max_examples=120, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@pytest.fixture
def full(community: Path, succeed: Copctl, portal: Portal) -> Portal:
    """The portal of a community that has something of every kind."""
    shared(succeed, lambda what: f"Some {what}", "bo@example.org")
    return portal


def address(door: Door, value: str = "") -> str:
    """An address of a door, with `value` in each of its parts; else with what there is."""
    there = {"code": "2026-11", "slug": "next", "quarter": ISSUE, "number": "1", "token": "x" * 43}
    path = door.path.replace("{number:int}", "{number}").replace("{rest:path}", "nowhere")
    return path.format(**{name: value or held for name, held in there.items()})


def whole(portal: Portal) -> None:
    """The store holds together, and everybody is there still."""
    with portal.database.reading() as db:
        assert db.execute(text("SELECT count(*) FROM member")).scalar_one() == 4
        if db.get_bind().dialect.name == "sqlite":
            assert db.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert db.execute(text("PRAGMA foreign_key_check")).all() == []


@ON_BOTH
def test_no_part_and_no_parameter_of_an_address_breaks_a_page(full: Portal) -> None:
    ana, stranger = signed_in(full), full.browser()
    on_file = full.settings.database_url == "" if hasattr(full.settings, "database_url") else True
    said = [quote(value, safe="") for value in (TEXTS if on_file else SHARP)] + list(OCTETS)
    for place_of, door in enumerate(door for door in DOORS if door.method == "GET"):
        for browser in (ana, stranger) if door.is_open else (ana,):
            for value in said[place_of % 2 :: 2] if "{" in door.path else ():
                place = address(door, value.replace(".", "%2E") or "%20")
                sound(browser.get(place), place)
            # Each value at every fourth door: most doors ask no parameter, and the next test asks those that do.
            for value in said[place_of % 4 :: 4]:
                query = "&".join(f"{name}={value[:3_000]}" for name in PARAMETERS)
                sound(browser.get(f"{address(door)}?{query}"), f"{door.path}?{value}")
    whole(full)


@ON_BOTH
def test_each_parameter_alone_takes_anything(full: Portal) -> None:
    """Together they hide each other: a kind that there is not finds nothing to page through."""
    ana = signed_in(full)
    for place, names in ASKED.items():
        for name in names.split():
            for value in (*map(quote, SHARP), *OCTETS[:4]):
                sound(ana.get(f"{place}?{name}=1&{name}[]=2&{name}={value}"), place)


def places(portal: Portal) -> list[Form]:
    """Every form that a member finds, and every one that a door takes although no page shows it."""
    ana = signed_in(portal)
    starts = [
        "/",
        "/me/leave",
        "/sign-in",
        "/sign-in/code",
        *(address(door) for door in DOORS if door.method == "GET"),
    ]
    found = list(forms_of(ana, starts).values())
    known = {urlsplit(form.to).path for form in found if form.method == "POST"}
    for door in DOORS:
        if door.method == "POST" and (bare := address(door)) not in known:
            found.append(Form("", bare, "POST"))
    return found


def test_the_crawler_finds_the_forms_of_every_door(full: Portal) -> None:
    found = {urlsplit(form.to).path: form for form in places(full) if form.page}
    wanted = {
        address(door).replace("2026-11", "2027-02")
        for door in DOORS
        if door.method == "POST" and not door.is_open
    }

    assert wanted <= set(found)
    assert set(found["/me/profile"].fields) >= {FIELD, "name", "bio"}
    assert {"/search", "/members"} <= set(found)


def posted(browser: Browser, form: Form, way: str, name: str, value: str, body: bytes, kind: str) -> object:
    """Send a form with one field of it turned into something else, in one of several ways."""
    token = form.fields.get(FIELD, [""])[0]
    fields = {**{key: list(values) for key, values in form.fields.items()}, FIELD: [token], name: [value]}
    octets = f"{FIELD}={quote(token)}&{quote(name)}=%ED%A0%80%FF%00".encode()
    file = {name: ("<x>.png", value.encode(errors="replace"))} if way == "file" else None
    if way == "charset":
        return multipart(browser, form.to, fields, kind)
    sent: dict[str, Any] = {
        "one": {"data": fields},
        "all": {"data": {key: [value] for key in fields} | {FIELD: [token]}},
        "missing": {"data": {FIELD: [token]} if value else {}},
        "repeated": {"data": fields | {name: [value, "1", value]}},
        "file": {"data": fields, "files": file},
        "json": {"json": fields},
        "octets": {"content": octets + body, "headers": {"Content-Type": TYPED}},
        "body": {"content": body, "headers": {"Content-Type": kind}},
    }[way]
    return browser.post(form.to, **sent)


TYPED = "application/x-www-form-urlencoded"
WAYS = ("one", "all", "missing", "repeated", "file", "json", "charset", "octets", "body")


def multipart(browser: Browser, to: str, fields: dict[str, list[str]], charset: str) -> object:
    """A form in parts, with a character set of its own."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n'.encode()
        + value.encode(errors="replace")
        + b"\r\n"
        for key, values in fields.items()
        for value in [*values, "\\ud800 \\x00 xn--a \xff" * (key != FIELD)]
    ]
    kind = f"multipart/form-data; boundary=x; charset={charset}".encode("latin-1", "replace")
    return browser.post(to, content=b"".join(parts) + b"--x--\r\n", headers={b"Content-Type": kind})


def test_whatever_a_member_sends_by_any_form_is_answered(full: Portal) -> None:
    ana, forms = signed_in(full), [form for form in places(full) if form.method == "POST"]
    tokens = {"own": ana.token("/me"), "door": ana.token("/sign-in")}

    @BOUNDED
    @given(
        form=st.sampled_from(forms), way=st.sampled_from(WAYS), data=st.data(),
        value=st.sampled_from(TEXTS) | st.text(max_size=50).map(lambda text: text.encode(errors="replace").decode()),
        body=st.sampled_from(BODIES) | st.binary(max_size=200),
        kind=st.sampled_from((*KINDS, TYPED, "multipart/form-data; boundary=x")),
    )  # fmt: skip
    def send(form: Form, way: str, data: st.DataObject, value: str, body: bytes, kind: str) -> None:
        name = data.draw(st.sampled_from([*sorted(set(form.fields) - {FIELD}), "new"]))
        if ana.get("/me", headers={}).status_code == 303:
            sign_in_again(ana)
            tokens["own"] = ana.token("/me")
        to = urlsplit(form.to).path
        token = tokens["door" if to.startswith("/sign-in") else "own"]
        filled = Form(form.page, form.to, "POST", form.fields | {FIELD: [token]})
        if to == "/me/leave":
            filled.fields.pop("sure", None)
            name = "new" if name == "sure" else name
        charset = data.draw(st.sampled_from(CHARSETS)) if way == "charset" else kind
        if to == "/me/leave" and way == "all":
            return
        sound(posted(ana, filled, way, name, value, body, charset), f"{to} {way}")

    send()
    whole(full)
    for place in ("/me", "/members", "/members/1", "/offer", "/surveys/next", "/search?q=script"):
        sound(ana.get(place), place)


@ON_BOTH
def test_each_field_of_each_form_takes_anything(full: Portal) -> None:
    ana = signed_in(full)
    for form in places(full):
        to = urlsplit(form.to).path
        if form.method != "POST" or not form.fields or to.startswith(("/sign-", "/me/leave")):
            continue
        form.fields[FIELD] = [ana.token("/me")]
        for name in set(form.fields) - {FIELD}:
            for value in SHARP[:6]:
                sound(posted(ana, form, "one", name, value, b"", ""), f"{to} {name} {value[:20]!r}")
        for charset in CHARSETS:
            sound(multipart(ana, to, form.fields, charset), f"{to} {charset}")
    whole(full)


def test_whatever_a_stranger_sends_to_an_open_door_is_answered(
    full: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = full.browser()
    token = stranger.token("/sign-in")
    for door in (door for door in DOORS if door.method == "POST"):
        form = Form("", address(door), "POST", {FIELD: [token], "email": [""], "code": [""], "next": [""]})
        for body in BODIES:
            for kind in KINDS[:5] if door.is_open else KINDS[:1]:
                sound(posted(stranger, form, "body", "code", "", body, kind), door.path)
        for way, value in zip(WAYS, TEXTS[2:], strict=False) if door.is_open else ():
            for name in ("email", "code", FIELD, "next", "List-Unsubscribe"):
                sound(posted(stranger, form, way, name, value, b"\xff", "idna"), f"{door.path} {way} {name}")
    whole(full)


def test_wherever_a_stranger_wants_to_go_a_link_can_be_asked_for(full: Portal) -> None:
    stranger = full.browser()
    for value in ["/ł", "/ត្រី", "/a\n", "/a;b=c", '/"', "/%", *(f"/{value}" for value in SHARP[:12])]:
        answer = stranger.fill("/sign-in", email="x@example.org", next=value)
        assert answer.status_code == 303, value
    whole(full)


def test_a_cookie_of_anything_is_nobodys(full: Portal) -> None:
    for value in (
        b"\xff\xfe",
        b"%00",
        b"a" * 9_000,
        b'"',
        b"'; DROP TABLE member; --",
        "ញ".encode(),
        b"=;=;;",
    ):
        stranger = full.browser()
        for name in (b"__Host-copctl=", b"__Host-copctl-browser="):
            headers = {b"Cookie": name + value}
            for place in ("/", "/sign-in", "/sign-in/link/" + "x" * 43, "/s/abc", "/u/abc"):
                sound(stranger.get(place, headers=headers), place)
            answer = stranger.post("/sign-in/code", headers=headers, data={FIELD: "x", "code": "y"})
            assert answer.status_code == 403
            assert stranger.get("/me", headers=headers).status_code == 303


def test_what_is_kept_of_a_hostile_form_comes_back_as_it_was_typed(full: Portal) -> None:
    ana = signed_in(full)
    said = {
        "name": "<script>alert(1)</script>",
        "role": '"><b onload=x>',
        "bio": "<img src=x onerror=alert(1)> [red]",
    }

    kept = ana.fill("/me", to="/me/profile", **said)
    assert kept.status_code == 303, sound(kept).text

    page = sound(ana.get(f"/members/{full.number('ana@example.org')}"))
    assert all(text in page.text for text in said.values())
    everything = json.loads(ana.get("/me/everything.json").content)
    assert everything["person"]["name"] == said["name"]
