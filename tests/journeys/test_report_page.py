"""The demo's report in a real browser: it fits a phone, reads in order, and can be read by everybody."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from copctl.rendering.colours import contrast
from tests.conftest import run
from tests.journeys.conftest import CHROMIUM

# The colours of every text that is shown, with the first ground behind it that is not clear.
INK = """
() => [...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(
    n => n.nodeType === 3 && n.textContent.trim()) && !['STYLE', 'TITLE', 'title', 'desc'].includes(e.tagName)
).map(e => {
    let ground = e;
    while (ground && ['rgba(0, 0, 0, 0)', 'transparent'].includes(getComputedStyle(ground).backgroundColor))
        ground = ground.parentElement;
    const own = getComputedStyle(e);
    return [e.closest('svg') ? own.fill : own.color, getComputedStyle(ground || document.body).backgroundColor,
            e.getAttribute('class') || e.tagName];
})
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


@pytest.fixture(scope="module")
def page_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "community"
    assert run("demo", str(folder)).exit_code == 0
    made = run("--community", str(folder), "survey", "report", "interest", "--by", "country")
    assert made.exit_code == 0, made.stderr
    return folder / "out" / "interest" / "report.html"


def rgb(text: str) -> str:
    red, green, blue = (int(float(part)) for part in text[text.index("(") + 1 : -1].split(",")[:3])
    return f"#{red:02x}{green:02x}{blue:02x}"


@pytest.mark.parametrize("width", [320, 600, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_fits_its_screen_and_reads_on_it(
    page_path: Path, browser: Any, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(page_path.as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for ink, ground, name in page.evaluate(INK):
        if name != "figure":  # stands on a part of a bar, tested where colours are made
            assert contrast(rgb(ink), rgb(ground)) >= 4.5, (name, ink, ground)
    beyond = "[...document.querySelectorAll('svg.chart text')].filter(t => t.getBoundingClientRect().right > innerWidth)"
    assert page.evaluate(f"{beyond}.map(t => t.textContent)") == []
    context.close()


def test_the_report_has_a_language_and_headings_in_order(page_path: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto(page_path.as_uri())
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")

    assert page.get_attribute("html", "lang") == "en"
    assert page.title() == "What shall we learn together?: what respondents said"
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_charts_and_tables_are_named(page_path: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto(page_path.as_uri())

    charts = page.get_by_role("img").all()
    assert len(charts) == page.locator("svg.chart").count() > 4
    assert page.get_by_role("img", name="Which topics should we take up first?").count() == 1
    named = page.evaluate(
        "[...document.querySelectorAll('table')].map("
        "t => document.getElementById(t.getAttribute('aria-labelledby')).innerText.trim())"
    )
    assert len(named) > 4
    assert all(named)
    assert page.locator("td, th:not([scope])").count() == page.locator("td").count()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_a_table_stands_close_under_its_words_on_a_phone(page_path: Path, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(page_path.as_uri())

    gaps = page.evaluate(
        "[...document.querySelectorAll('table')].map(t => t.getBoundingClientRect().top - "
        "document.getElementById(t.getAttribute('aria-labelledby')).getBoundingClientRect().bottom)"
    )
    assert all(0 <= gap < 16 for gap in gaps), gaps
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_people_wrote_in_their_scripts_is_shown(page_path: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto(page_path.as_uri())

    assert page.get_by_role("rowheader", name="I'd like <b>fewer</b> slides & more talk").is_visible()
    for language in ("km", "th"):
        assert page.locator(f"th[lang={language}]").first.is_visible()
        assert page.locator(f"svg text[lang={language}]").first.is_visible()
