"""The demo's pages in a real browser: they fit a phone, and what people wrote is text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run
from tests.journeys.conftest import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "community"
    made = run("demo", str(folder))
    assert made.exit_code == 0, made.stderr
    return folder


def pages(demo: Path) -> list[Path]:
    return sorted(demo.glob("out/*/*.html"))


@pytest.mark.parametrize("width", [320, 600, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_its_screen(demo: Path, browser: Any, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)

    for path in pages(demo):
        page = context.new_page()
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
    context.close()


def test_pages_have_a_language_a_title_and_headings_in_order(demo: Path, browser: Any) -> None:
    page = browser.new_page()

    assert [path.name for path in pages(demo)] == ["invitation.html", "email.html", "web.html"]
    for path in pages(demo):
        page.goto(path.as_uri())
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
        assert page.get_attribute("html", "lang") == "en"
        assert page.title()
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_the_demo_shows_names_in_their_own_scripts(demo: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto((next(demo.glob("out/*/email.html"))).as_uri())

    assert page.get_by_text("ម៉ែត្រទឹកនៅភូមិយើង").is_visible()
    assert page.get_by_text("Join the session").first.is_visible()
