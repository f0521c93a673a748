"""Whatever people wrote is shown as text on every page of every form, and no page grows wider by it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from copctl.commons import building
from copctl.commons.pages import everything
from copctl.commons.view import Form
from tests.commons.gifts import writing
from tests.commons.looking import html, looking
from tests.conftest import Copctl
from tests.judges.tools import FLAGS
from tests.portal.conftest import Portal
from tests.portal.crawling import Html, crawl, known, signed_in
from tests.portal.crowd import profile, shared

HOSTILE = (
    "<script>alert(1)</script>",
    "[red] [/x]",
    '"; DROP TABLE member; --',
    "\u202eevil\u202c \u05e9\u05dc\u05d5\u05dd",
    "{{ 7*7 }}",
)
LONG = "W" * 5_000
CHROMIUM = shutil.which("chromium")


@pytest.fixture
def hostile(community: Path, succeed: Copctl, portal: Portal) -> Portal:
    """A community in which every word that somebody could write is hostile, and some are endless."""
    settings = Path("community.toml").read_text("utf-8")
    for name, words in (("name", '<b>MEL</b> & "co" [red]'), ("footer", "<script>alert(2)</script> [red]")):
        settings = re.sub(rf"^{name} = .*$", f"{name} = '{words}'", settings, count=1, flags=re.MULTILINE)
    Path("community.toml").write_text(settings, encoding="utf-8")
    for number, words in enumerate((*HOSTILE, LONG)):
        succeed(
            "member", "add", "--name", words, "--email", f"m{number}@example.org", "--consent", "directory",
            *profile(lambda _what, words=words: words), "--expertise", f"Skill {re.sub('[;:,]', ' ', words[:150])}:4",
        )  # fmt: skip
    everything_said = " ".join(HOSTILE)
    shared(succeed, lambda what: f"{everything_said} {what}", "m0@example.org")
    with writing(community) as db:
        for table, column in (("session", "title"), ("session", "about"), ("contribution", "body"), ("topic", "about"),
                              ("survey", "title"), ("question", "label"), ("choice", "label"), ("picture", "alt")):  # fmt: skip
            db.execute(text(f"UPDATE {table} SET {column} = :said"), {"said": f"{everything_said} {LONG}"})
    return Portal(community)


def as_text(page: str) -> str:
    return re.sub(r"[\s\u2066-\u2069]+", "", page)


def test_hostile_words_are_text_on_every_page_of_the_portal(hostile: Portal) -> None:
    ana = signed_in(hostile)
    pages = {place: page for place, _, page in crawl(ana) if page}

    for number, words in enumerate((*HOSTILE, LONG)):
        own = pages[f"/members/{hostile.number(f'm{number}@example.org')}"]
        assert as_text(own.text).count(as_text(words)) >= 3, words
    for place in (
        "/sessions/2027-02",
        "/topics",
        "/resources",
        "/stories",
        "/newsletter/2026Q4",
        "/surveys/next",
        "/about",
    ):
        said = as_text(pages[place].text)
        assert all(as_text(words) in said for words in HOSTILE[:2]) or place == "/about", place
        assert as_text("<script>alert(2)</script>[red]") in said, place
        assert as_text('<b>MEL</b> & "co" [red]') in said, place
    assert len(pages) > 30


@pytest.mark.parametrize("form", [Form.SEALED, Form.CLEAR, Form.FOLDER])
def test_hostile_words_are_text_in_every_other_form(hostile: Portal, form: Form) -> None:
    tags, attributes = known()
    with looking(hostile.folder, form=form) as view:
        links = building.Links(form)
        view = replace(view, to=links)
        seen = 0
        for page in everything(view):
            read = Html(html(page, view), "/")
            assert {tag for tag, _ in read.used} <= tags
            assert {name for _, name in read.used if name} <= attributes
            assert as_text("<script>alert(2)</script>[red]") in as_text(read.text), page.place
            seen += any(as_text(words) in as_text(read.text) for words in HOSTILE)
        assert seen > 15


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")
def test_no_endless_word_makes_a_page_wider_than_a_phone(hostile: Portal) -> None:
    ana = signed_in(hostile)
    sheet = next(link for link in Html(ana.get("/").text).links if link.startswith("/static/"))
    style = ana.get(sheet).text
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page: Any = browser.new_page(viewport={"width": 320, "height": 640})
        wide, alerts = {}, []
        page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
        for place, answer, read in crawl(ana):
            if read and not place.endswith("/mail") and "?" not in place:
                page.set_content(answer.text.replace("</head>", f"<style>{style}</style></head>"))
                width = page.evaluate("document.documentElement.scrollWidth")
                wide |= {place: width} if width > 320 else {}
        browser.close()
    assert (wide, alerts) == ({}, [])
