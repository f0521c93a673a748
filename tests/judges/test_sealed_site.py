"""The sealed site before the Nu HTML checker and axe-core: its gate, and what the script shows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run
from tests.journeys.test_sealed_site import SLOW, WRONG, Host
from tests.judges.test_pages import AXE, SCREENS, WCAG
from tests.judges.tools import answered, from_npm, program

pytestmark = pytest.mark.judges


@pytest.fixture(scope="module")
def host(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    site = tmp_path_factory.mktemp("sealed") / "site"
    made = run("--community", str(demo), "portal", "build", str(site))
    assert made.exit_code == 0, made.stderr
    serving = Host(site)
    thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield serving
    serving.shutdown()
    thread.join()
    serving.server_close()


def judged(page: Any, what: str) -> dict[str, Any]:
    """What axe finds, and how far it runs off, on each screen in both colours; empty where all is well."""
    found: dict[str, Any] = {}
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        violations = page.evaluate(AXE, WCAG)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if violations or wide > width:
            found[f"{what} {width} {scheme}"] = violations, wide
    return found


@pytest.mark.browser
def test_axe_finds_no_violation_from_the_gate_to_the_search(demo: Path, host: Host, browser: Any) -> None:
    page = browser.new_page()
    page.goto(host.address)
    page.evaluate(from_npm("axe-core/axe.min.js").read_text(encoding="utf-8"))
    found = judged(page, "gate")

    field = page.get_by_label("Your pass phrase")
    field.fill(WRONG)
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("does not open").wait_for(timeout=SLOW)
    found |= judged(page, "wrong")
    phrase = run("--community", str(demo), "portal", "phrase", "1").stdout
    page.evaluate("() => { crypto.subtle.deriveKey = () => new Promise(go => { window.goOn = go }) }")
    field.fill(phrase)
    page.keyboard.press("Enter")
    page.get_by_role("progressbar").wait_for(timeout=SLOW)
    found |= judged(page, "opening")
    page.evaluate("() => { delete crypto.subtle.deriveKey; window.goOn(null) }")
    page.get_by_role("alert").get_by_text("does not open").wait_for(timeout=SLOW)
    page.keyboard.press("Enter")
    page.get_by_role("navigation").wait_for(timeout=SLOW)
    found |= judged(page, "page")
    for place, name in (("/search?q=data", "Search “data”"), ("/nowhere", "Nothing is here")):
        page.evaluate("hash => { location.hash = hash }", place)
        page.get_by_role("heading", level=1, name=name).wait_for(timeout=5000)
        found |= judged(page, place)
    page.close()

    assert found == {}


def test_the_nu_checker_finds_no_error_in_the_shell(host: Host) -> None:
    java, jar = program("java", "default-jre-headless"), from_npm("vnu-jar/build/dist/vnu.jar")

    said = answered(
        java, "-jar", jar, "--errors-only", "--format", "json", "--stdout", host.folder / "index.html"
    )

    assert [(message.get("lastLine"), message["message"]) for message in said["messages"]] == []


def test_the_nu_checker_finds_no_error_in_the_clear(demo: Path, tmp_path: Path) -> None:
    java, jar = program("java", "default-jre-headless"), from_npm("vnu-jar/build/dist/vnu.jar")
    made = run("--community", str(demo), "portal", "build", str(tmp_path / "site"), "--i-have-my-own-login")
    assert made.exit_code == 0, made.stderr

    pages = sorted((tmp_path / "site").glob("*.html"))
    said = answered(java, "-jar", jar, "--errors-only", "--format", "json", "--stdout", *pages)

    assert len(pages) > 10
    assert [
        (message["url"], message.get("lastLine"), message["message"]) for message in said["messages"]
    ] == []
