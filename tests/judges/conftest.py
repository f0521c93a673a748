"""The demo, made once; what is judged in it, found or made by name; and a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run
from tests.judges.judged import AUDIENCES, LOOKS
from tests.judges.tools import FLAGS, absent, program

QUARTER, SESSION = "2026Q4", "2026-12"
Judged = Callable[[str], Path]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judged") / "community"
    made = run("demo", str(folder))
    assert made.exit_code == 0, made.stderr
    return folder


@pytest.fixture(scope="session")
def files(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which everything that is judged lies under its name."""
    place = tmp_path_factory.mktemp("files")
    shutil.copytree(demo / "out" / QUARTER, place / "issue")
    for look in LOOKS:
        _in_a_look(demo, look, place / look)
    _invitations(demo, place / "invitation")
    return place


@pytest.fixture
def judged(files: Path) -> Judged:
    """The file of a name; fails where the demo made none."""

    def found(name: str) -> Path:
        path = files / name
        assert path.exists(), f"the demo made no {name}"
        return path

    return found


# Not for the whole session: other tests have browsers of their own, and Playwright runs one at a time.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = program("chromium", "chromium")
    if find_spec("playwright") is None:
        absent("playwright", "pip install -e '.[dev]'")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


def _in_a_look(demo: Path, look: str, place: Path) -> None:
    """The issue in one of the looks."""
    copy = place.parent / "copies" / look
    shutil.copytree(demo, copy)
    made = run("--community", str(copy), "newsletter", "render", QUARTER, "--look", look)
    assert made.exit_code == 0, made.stderr
    shutil.copytree(copy / "out" / QUARTER, place)


def _invitations(demo: Path, place: Path) -> None:
    """The page for each audience, a mail as it goes out, and what follows a change and a cancellation."""
    copy = place.parent / "copies" / "invitation"
    shutil.copytree(demo, copy)
    place.mkdir()

    def done(*words: str) -> None:
        made = run("--community", str(copy), *words)
        assert made.exit_code == 0, f"copctl {' '.join(words)}\n{made.stderr}"

    for audience in AUDIENCES:
        done("invitation", "render", SESSION, "--to", audience, "--out", str(copy / audience))
        shutil.copy(copy / audience / "invitation.html", place / f"{audience}.html")
    done("invitation", "send", SESSION, "--to", "members")
    done("mail", "deliver", "--to-folder", str(copy / "sent"))
    shutil.copy(min((copy / "sent").glob("*.eml")), place / "members.eml")
    done("session", "edit", SESSION, "--on", f"{SESSION}-15 10:00")
    done("mail", "deliver", "--to-folder", str(copy / "changed"))
    done("session", "cancel", SESSION)
    done("mail", "deliver", "--to-folder", str(copy / "cancelled"))
    for news in ("changed", "cancelled"):
        mail = message_from_bytes(min((copy / news).glob("*.eml")).read_bytes(), policy=policy.default)
        page = mail.get_body(("html",))
        assert page is not None
        (place / f"{news}.html").write_text(page.get_content(), encoding="utf-8")
