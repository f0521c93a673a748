"""Writing an issue with its preview open: what is saved is seen at once, beside mistakes with their place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from copctl.newsletter.preview_server import Server
from copctl.newsletter.previewing import Preview, Wish
from copctl.settings import load
from copctl.store.engine import Database
from copctl.when import parse_quarter
from tests.conftest import Copctl
from tests.journeys.conftest import CHROMIUM

DRAFT = Path("issues/2026Q4.md")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


@pytest.fixture
def server(succeed: Copctl, folder: Path) -> Iterator[Server]:
    succeed("member", "add", "--name", "Phạm <b>", "--email", "p@example.org", "--consent", "newsletter",
            "--languages", "vi")  # fmt: skip
    write("Dear %NAME%", "The office moved.")
    database = Database.opened("sqlite:///community.db")
    preview = Preview(parse_quarter("2026Q4"), folder, lambda: load(folder, {}), database.reading)
    serving = Server(preview, Wish())
    thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield serving
    serving.shutdown()
    thread.join()
    serving.server_close()
    database.close()


def write(greeting: str, news: str) -> None:
    paragraphs = "\n\n".join(f"Paragraph {n}" for n in range(60))
    DRAFT.write_text(
        f"---\ntitle: Autumn\ngreeting: {greeting}\n---\n\n## Notices\n\n{news}\n\n{paragraphs}\n",
        encoding="utf-8",
    )


def frames(page: Any) -> list[Any]:
    return [page.frame_locator(f"iframe[title='The mail on a {place}']") for place in ("phone", "desktop")]


def opened(browser: Any, server: Server, **more: Any) -> Any:
    page = browser.new_page(viewport={"width": 1400, "height": 900}, **more)
    page.mistakes = []
    page.on("console", lambda said: page.mistakes.append(said.text))
    page.on("pageerror", lambda error: page.mistakes.append(str(error)))
    page.goto(server.address)
    return page


def test_what_is_saved_is_seen_at_once(browser: Any, server: Server) -> None:
    page = opened(browser, server)
    for frame in frames(page):
        frame.get_by_text("The office moved.").wait_for()
    inner = page.frames[1]
    inner.evaluate("window.scrollTo(0, 300)")

    write("Dear %NAME%", "The office stays.")

    for frame in frames(page):
        frame.get_by_text("The office stays.").wait_for(timeout=5000)
    page.locator("#text").filter(has_text="The office stays.").wait_for()
    assert inner.evaluate("window.scrollY") == 300
    assert page.mistakes == []
    page.close()


def test_a_mistake_is_shown_with_its_place_until_it_is_mended(browser: Any, server: Server) -> None:
    page = opened(browser, server)
    frames(page)[0].get_by_text("The office moved.").wait_for()

    DRAFT.write_text("---\ntitle: Autumn\nshout: no\n---\n", encoding="utf-8")

    alert = page.get_by_role("alert")
    alert.wait_for(timeout=5000)
    assert "issues/2026Q4.md, line 3: there is no entry 'shout'" in alert.inner_text()
    assert frames(page)[0].get_by_text("The office moved.").is_visible()
    write("Dear all", "Mended.")
    frames(page)[0].get_by_text("Mended.").wait_for(timeout=5000)
    assert alert.is_hidden()
    page.close()


def test_it_shows_what_a_chosen_member_would_see(browser: Any, server: Server) -> None:
    page = opened(browser, server)
    frames(page)[1].get_by_text("Dear colleagues").wait_for()

    page.get_by_label("As", exact=True).select_option("Phạm <b>")
    page.get_by_label("Look", exact=True).select_option("letter")
    page.get_by_label("Colours", exact=True).select_option("dark")

    for frame in frames(page):
        frame.get_by_text("Dear Phạm <b>").wait_for(timeout=5000)
        frame.locator("html[lang=vi]").wait_for(timeout=5000)
    page.locator("#facts").filter(has_text="letter · vi").wait_for()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_frames_are_as_wide_as_a_phone_and_a_desktop(browser: Any, server: Server, scheme: str) -> None:
    page = opened(browser, server, color_scheme=scheme)
    frames(page)[0].get_by_text("The office moved.").wait_for()

    widths = page.evaluate("[...document.querySelectorAll('iframe')].map(f => f.clientWidth)")
    assert widths == [375, 700]
    for width in (1400, 800, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_page_from_elsewhere_cannot_look_into_it(browser: Any, server: Server) -> None:
    page = opened(browser, server)
    page.goto(f"{server.address}mail")

    assert page.evaluate("document.scripts.length") == 0
    with pytest.raises(Exception, match=r"Content Security Policy|Refused|Failed to fetch"):
        page.evaluate("fetch('state').then(r => r.text())")
    page.close()
