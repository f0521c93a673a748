"""The directory page of the portal, and a bare Starlette route with the same query and template, in turn.

    portal_once.py page [MEMBERS]
    portal_once.py flat MEMBERS

`page` prints, a pair a line, the CPU seconds of both for one page of the directory of a community of so
many members (50 unless said), as ASGI requests of one browser that takes gzip: ours behind shield and guard,
with the session looked up; theirs a Starlette application whose one plain `def` route runs the same question
and renders the same template. `flat` prints the CPU seconds of our first page and of one in the middle
of so many members, and of the first page of 50.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import insert
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from copctl import names
from copctl.access import web_sessions
from copctl.commons import members
from copctl.commons.page import html_of
from copctl.commons.view import View
from copctl.portal import app as portal_app
from copctl.portal.guard import SESSION
from copctl.portal.world import World
from copctl.settings import Moderator, Settings
from copctl.store.engine import Database
from copctl.store.schema import Consent, Expertise, Member, Organisation, Topic

TURNS, PAGES = 9, 60
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SITE = "https://mel.example"
TOPICS = [f"Topic {number} of evaluation" for number in range(12)]


@dataclass(frozen=True)
class Community:
    """A store with people, and the cookie of one of them."""

    world: World
    token: str


def community(count: int) -> Community:
    folder = Path(mkdtemp())
    (folder / "templates").mkdir()
    settings = Settings(
        folder=folder, name="MEL Mekong", timezone="Asia/Phnom_Penh",
        moderator=Moderator("Ana Lim", "ana@example.org"), url=SITE,
    )  # fmt: skip
    database = Database.created(settings.database)
    with database.unjournaled() as connection, connection.begin():
        connection.execute(insert(Organisation), [
            {"name": f"Partner {n}", "name_key": f"partner {n}", "country": "KH", "about": ""}
            for n in range(1, 19)
        ])  # fmt: skip
        connection.execute(insert(Topic), [
            {"slug": f"topic-{n}", "label": label, "about": "", "scheme": ""}
            for n, label in enumerate(TOPICS)
        ])  # fmt: skip
        connection.execute(insert(Member), [person(n) for n in range(1, count + 1)])
        connection.execute(insert(Consent), [
            {"member_id": n, "purpose": "directory", "given_on": date(2026, 1, 1), "source": ""}
            for n in range(1, count + 1)
        ])  # fmt: skip
        connection.execute(insert(Expertise), [
            {"member_id": n, "topic_id": 1 + (n * k) % 12, "level": 1 + (n + k) % 4, "said_by": "self"}
            for n in range(1, count + 1) for k in (1, 5) if k == 1 or (n * 5) % 12 != n % 12
        ])  # fmt: skip
        connection.exec_driver_sql("ANALYZE")
        token = web_sessions.open_for(connection, 1, settings.portal, now=NOW - timedelta(minutes=1))
    return Community(World(database, settings, b"k" * 32, lambda: NOW, SITE), token)


def person(number: int) -> dict[str, Any]:
    name = f"Member {number * 7919 % 100_003:06} ចាន់ធូ"
    return {
        "name": name, "name_key": names.key(name), "email": f"m{number}@example.org",
        "email_key": f"m{number}@example.org", "organisation_id": 1 + number % 18, "country": "KH",
        "role": "MEL adviser", "languages": ["km", "en"], "status": "active", "source": "",
        "motivations": "", "brings": "Short forms and how to test them", "bio": "", "phrase": 0,
    }  # fmt: skip


def bare(made: Community) -> Any:
    """A route of the same question and the same template, and nothing else."""
    world = made.world

    def directory(_request: Request) -> HTMLResponse:
        with world.database.reading() as db:
            view = View(db, world.settings, NOW, db.get(Member, 1))
            page = members.directory(view, members.Wish())
            return HTMLResponse(html_of(page, view, sheet="x.css", token_field="", said=""))

    return Starlette(routes=[Route("/members", directory)])


def asked(app: Any, made: Community, query: str = "") -> int:
    """One request over ASGI; the size of what came back."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "https",
        "path": "/members", "raw_path": b"/members", "query_string": query.encode(), "root_path": "",
        "server": ("mel.example", 443), "client": ("127.0.0.1", 5000),
        "headers": [(b"host", b"mel.example"), (b"accept-encoding", b"gzip"),
                    (b"cookie", f"{SESSION}={made.token}".encode())],
    }  # fmt: skip
    came: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        came.append(message)

    async def whole() -> None:
        await app(scope, receive, send)

    LOOP.run_until_complete(whole())
    assert came[0]["status"] == 200, came[0]
    return sum(len(message.get("body", b"")) for message in came)


LOOP = asyncio.new_event_loop()


def cost(work: Callable[[], object], times: int = PAGES) -> float:
    """CPU seconds of one."""
    gc.collect()
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times


def page(count: int) -> None:
    made = community(count)
    ours, theirs = portal_app.make(made.world), bare(made)
    for app in (ours, theirs):
        asked(app, made)
    for _ in range(TURNS):
        print(cost(lambda: asked(ours, made)), cost(lambda: asked(theirs, made)))


def flat(count: int) -> None:
    few, many = community(50), community(count)
    small, large = portal_app.make(few.world), portal_app.make(many.world)
    middle = f"after={count // 2}"
    for _ in range(TURNS):
        print(
            cost(lambda: asked(large, many), 20),
            cost(lambda: asked(large, many, middle), 20),
            cost(lambda: asked(small, few), 20),
        )


if __name__ == "__main__":
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    flat(count) if sys.argv[1] == "flat" else page(count)
