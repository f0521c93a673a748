"""Pages and mails before the Nu HTML checker and axe-core, on three screens, in light and in dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.judges.conftest import Judged
from tests.judges.judged import LARGEST, LARGEST_LIGHT, MAIL_PAGES, PAGES, with_ending
from tests.judges.tools import answered, from_npm, program

pytestmark = pytest.mark.judges

# What WCAG 2.2 AA consists of; its AAA rules and axe's own advice are not asked for.
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCREENS = [(width, scheme) for width in (320, 600, 1200) for scheme in ("light", "dark")]
AXE = """
async (tags) => (await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}))
    .violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120) + ' ' + n.failureSummary)])
"""


@pytest.fixture(scope="module")
def messages(files: Path) -> dict[str, list[Any]]:
    """What the Nu checker says of each page; all in one go, since it starts slowly."""
    java, jar = program("java", "default-jre-headless"), from_npm("vnu-jar/build/dist/vnu.jar")
    there = [name for name in PAGES if (files / name).exists()]
    said = answered(
        java, "-jar", jar, "--errors-only", "--format", "json", "--stdout", *(files / name for name in there)
    )
    told: dict[str, list[Any]] = {name: [] for name in there}
    for message in said["messages"]:
        place = Path(unquote(message["url"].removeprefix("file:")))
        told[str(place.relative_to(files))].append((message.get("lastLine"), message["message"]))
    return told


@pytest.mark.parametrize("name", PAGES)
def test_the_nu_checker_finds_no_error(judged: Judged, messages: dict[str, list[Any]], name: str) -> None:
    judged(name)

    assert messages[name] == []


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_and_nothing_runs_off_a_screen(
    judged: Judged, browser: Any, name: str
) -> None:
    page = browser.new_page()
    page.goto(judged(name).as_uri())
    page.evaluate(from_npm("axe-core/axe.min.js").read_text(encoding="utf-8"))

    violations, widths = {}, {}
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        violations[width, scheme] = page.evaluate(AXE, WCAG)
        widths[width, scheme] = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert {screen: found for screen, found in violations.items() if found} == {}
    # axe does not see what runs off the screen.
    assert {screen: wide for screen, wide in widths.items() if wide > screen[0]} == {}


@pytest.mark.browser
@pytest.mark.parametrize("name", with_ending("web.html"))
def test_the_page_for_the_archive_fetches_nothing(judged: Judged, browser: Any, name: str) -> None:
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))

    page.goto(judged(name).as_uri(), wait_until="networkidle")
    page.close()

    assert [address for address in asked[1:] if not address.startswith("data:")] == []


@pytest.mark.parametrize("name", MAIL_PAGES)
def test_a_mail_is_small_enough_for_gmail_and_for_a_slow_line(judged: Judged, name: str) -> None:
    size = judged(name).stat().st_size

    assert size < (LARGEST_LIGHT if name.startswith("light/") else LARGEST)


def test_the_look_for_slow_lines_has_no_pictures(judged: Judged) -> None:
    page = judged("light/email.html").read_text(encoding="utf-8")

    assert "<img" not in page
    assert "url(" not in page
