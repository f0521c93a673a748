"""Every page of the members' portal before the Nu checker and axe-core: on narrow and wide screens, in both colours."""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import uvicorn
from sqlalchemy import select

from copctl.access import asking
from copctl.mail import link_key, unsubscribing
from copctl.portal import app, serving
from copctl.portal.routes import DOORS, Door
from copctl.portal.world import World
from copctl.settings import load
from copctl.store.engine import Database
from copctl.store.schema import Contribution, LearningSession, Member
from copctl.surveys.asking import codes
from tests.conftest import run
from tests.judges.test_pages import AXE, WCAG
from tests.judges.tools import answered, from_npm, program

pytestmark = [pytest.mark.judges, pytest.mark.browser]

SCREENS = [(width, scheme) for width in (320, 1100) for scheme in ("light", "dark")]
READER = "ly.sopheap@tonleklean.example"
# Files, not pages; and the mail of an issue, which `test_pages` judges.
NO_PAGES = {"/sessions/{code}/invitation.ics", "/me/everything.json", "/pictures/{number:int}",
            "/newsletter/{quarter}/mail"}  # fmt: skip

EVERY_KIND = """# Tell us

## survey

| type | name | label | required | parameters |
| --- | --- | --- | --- | --- |
| note | hello | Thank you for your time. | | |
| select_one topics | one | One of these | yes | |
| select_multiple topics or_other | some | Some of these | | |
| rank topics | order | The best first | | |
| range | score | How much? | | start=1 end=5 step=1 |
| integer | hours | Hours | | |
| date | day | A day | | |
| text | words | Your words | | |
| acknowledge | fine | I agree | | |

## choices

| list_name | name | label |
| --- | --- | --- |
| topics | a | ទិន្នន័យ |
| topics | b | Data <b>quality</b> |
"""


@pytest.fixture(scope="module")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The demo's portal, seen by a member of it; and a value for each part of an address."""
    folder = tmp_path_factory.mktemp("portal") / "community"
    shutil.copytree(demo, folder)
    with chdir(folder):
        Path("surveys/every.md").write_text(EVERY_KIND, encoding="utf-8")
        for words in (
            ("newsletter", "send", "2026Q4", "--despite-errors", "--yes"),
            ("mail", "deliver", "--to-folder", "out/sent"),
            ("survey", "new", "every", "--from", "surveys/every.md"),
            ("survey", "open", "every"),
        ):
            done = run(*words)
            assert done.exit_code == 0, (words, done.stderr)
    sock = serving.listening("127.0.0.1", 0)
    address = serving.address_of(sock)
    settings = replace(load(folder, {}), url=address)
    database, key = Database.opened(settings.database), link_key.load_or_make(folder)
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    values = _values(database, key, now)
    world = World(
        database, settings, key, lambda: now, address, demo_member=int(values["reader"]), demo_secret="s" * 43
    )
    server = uvicorn.Server(uvicorn.Config(app.make(world), **serving.options(())))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield address, values
    server.should_exit = True
    thread.join()
    database.close()


def _values(database: Database, key: bytes, now: datetime) -> dict[str, str]:
    with database.reading() as db:
        reader = db.execute(select(Member.id).where(Member.email == READER)).scalar_one()
        survey = 2
        held = select(LearningSession.code).where(LearningSession.recording != "").limit(1)
        story = db.execute(select(Contribution.id).where(Contribution.kind == "story").limit(1)).scalar_one()
        resource = db.execute(
            select(Contribution.id).where(Contribution.kind == "resource").limit(1)
        ).scalar_one()
        session = db.execute(held).scalar_one()
    code = codes.derived(key, survey, reader)
    with database.unjournaled() as connection, connection.begin():
        link, _ = asking.for_member(connection, reader, key, now=now)
        connection.exec_driver_sql(
            "INSERT INTO survey_link (survey_id, member_id, code_hash, answered) VALUES (?, ?, ?, 0)",
            (survey, reader, codes.hash_of(code)),
        )
    return {
        "reader": str(reader), "code": session, "/s/code": code, "slug": "data-quality-on-thin-lines",
        "/surveys/slug": "every", "quarter": "2026Q4", "/members/number": str(reader), "/stories/number": str(story),
        "/resources/number": str(resource), "token": link,
        "/u/token": unsubscribing.token_of(key, reader),
    }  # fmt: skip


def place(door: Door, values: dict[str, str]) -> str:
    """An address of this door that has something to show."""
    start = "/" + door.path.split("/")[1]

    def value(part: re.Match[str]) -> str:
        return values.get(f"{start}/{part[1]}", values.get(part[1], "1"))

    return re.sub(r"\{(\w+)(?::\w+)?\}", value, door.path)


PAGES = [door for door in DOORS if door.method == "GET" and door.path not in NO_PAGES]
# The same pages in other states.
MORE = ["/members?topic=nothing", "/search?q=data", "/search?q=%22%22", "/search?q=", "/nowhere", "/sessions/2026-12",
        "/newsletter/2026Q4", "/me?saved=profile", "/stories/999"]  # fmt: skip


def every_place(values: dict[str, str]) -> list[str]:
    return [*(place(door, values) for door in PAGES), *MORE]


def test_the_nu_checker_finds_no_error_in_any_page(site: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    address, values = site
    statuses = {}
    for number, where in enumerate(every_place(values)):
        request = Request(address + where, headers={"Accept-Encoding": "identity"})
        try:
            answer = urlopen(request)
        except HTTPError as error:
            answer = error  # type: ignore[assignment] - a page that says 404 is a page too
        statuses[where] = answer.status
        (tmp_path / f"{number:03}.html").write_bytes(answer.read())
    assert {where for where, status in statuses.items() if status != 200} == {"/nowhere", "/stories/999"}
    java, jar = program("java", "default-jre-headless"), from_npm("vnu-jar/build/dist/vnu.jar")

    said = answered(
        java, "-jar", jar, "--errors-only", "--format", "json", "--stdout", *sorted(tmp_path.iterdir())
    )

    places = every_place(values)
    told = [
        (places[int(Path(m["url"]).stem)], m.get("lastLine"), m["message"], m.get("extract", ""))
        for m in said["messages"]
    ]
    assert told == []


def test_axe_finds_no_violation_and_nothing_runs_off_a_screen(
    site: tuple[str, dict[str, str]], browser: Any
) -> None:
    address, values = site
    axe = from_npm("axe-core/axe.min.js").read_text(encoding="utf-8")
    page = browser.new_page()
    wrong: list[tuple[str, int, str, Any]] = []
    for where in every_place(values):
        page.goto(address + where)
        page.evaluate(axe)
        for width, scheme in SCREENS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            found = page.evaluate(AXE, WCAG)
            wrong += [(where, width, scheme, one) for one in found]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((where, width, scheme, "wider than the screen"))
    page.close()

    assert wrong == []
