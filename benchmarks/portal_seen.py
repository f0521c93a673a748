"""The portal in a real browser, over a real server: what a visit takes on the wire, and when home shows.

    portal_seen.py wire
    portal_seen.py paint [MATERIAL]

The community is the demo, visited by a member who is signed in with a cookie; the site is an https one, so
that every header stands that stands there. `wire` prints for each page: its place, bytes and requests of a
first visit, those of a second one with the style sheet kept, and how many scripts were asked for. `paint`
prints the milliseconds to the first contentful paint on a line of 50 KiB/s and 400 ms, in turn and each in a
browser that knows nothing yet: home, a bare page and sheet of the same sizes on the wire, and the start page
of MkDocs Material out of its folder MATERIAL, where there is one. All come from one server, all compressed.
"""

from __future__ import annotations

import gzip
import random
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import select
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles

from copctl.access import web_sessions
from copctl.commons.sheet import stylesheet
from copctl.community import visible
from copctl.mail import link_key
from copctl.portal import app, serving
from copctl.portal.guard import SESSION
from copctl.portal.world import World
from copctl.settings import load
from copctl.store.engine import Database
from copctl.store.schema import Member

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
PLACES = ("/", "/members", "/sessions", "/catch-up", "/topics")
SITE = "https://mel.example"
TURNS, SPEED, LATENCY = 9, 50 * 1024, 400
COPCTL = Path(sys.executable).with_name("copctl")
PAINTED = """() => new Promise(done => new PerformanceObserver(list =>
    list.getEntriesByName('first-contentful-paint').forEach(entry => done(entry.startTime))
).observe({type: 'paint', buffered: true}))"""


@dataclass
class Wire:
    """What came over the wire since it was made."""

    size: int = 0
    requests: int = 0
    scripts: int = 0

    @classmethod
    def of(cls, page: Page) -> Wire:
        wire, session = cls(), page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", wire.asked)
        session.on("Network.loadingFinished", wire.came)
        session.send("Network.enable")
        return wire

    def asked(self, event: dict[str, Any]) -> None:
        self.scripts += event.get("type") == "Script"

    def came(self, event: dict[str, Any]) -> None:
        # Head and body as they were sent; nothing for what the browser had kept.
        self.size += event["encodedDataLength"]
        self.requests += event["encodedDataLength"] > 0


def demo(folder: Path) -> tuple[World, str]:
    """The demo community, and the cookie of its first member."""
    subprocess.run([COPCTL, "demo", str(folder)], check=True, capture_output=True)
    settings = load(folder, {})
    database, now = Database.opened(settings.database), datetime.now(UTC)
    with database.reading() as db:
        first = select(Member.id).where(visible.listed()).order_by(Member.name_key).limit(1)
        number = db.execute(first).scalar_one()
    with database.unjournaled() as connection, connection.begin():
        token = web_sessions.open_for(connection, number, settings.portal, now=now)
    return World(database, settings, link_key.load_or_make(folder), lambda: datetime.now(UTC), SITE), token


def letting_in(token: str) -> Any:
    """A page that gives the browser the cookie, as signing in does."""

    def answer(_request: Request) -> Response:
        # Chromium takes the cookie of a secure site from this machine, too.
        return Response("in", headers={"Set-Cookie": f"{SESSION}={token}; Path=/; Secure; HttpOnly"})

    return answer


@contextmanager
def served(application: Any) -> Iterator[str]:
    """The address of a server, as `portal serve` starts it."""
    sock = serving.listening("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(application, **serving.options(())))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    yield serving.address_of(sock)
    server.should_exit = True
    thread.join()


@contextmanager
def member(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A browser that knows nothing but the cookie of who is signed in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/let-in")
    page.close()
    yield context
    context.close()


def wire(browser: Browser, address: str) -> None:
    for place in PLACES:
        with member(browser, address) as context:
            visits = []
            for _ in range(2):
                page = context.new_page()
                seen = Wire.of(page)
                page.goto(address + place, wait_until="networkidle")
                assert page.url == address + place, page.url
                visits.append(seen)
                page.close()
        first, again = visits
        scripts = first.scripts + again.scripts
        print(place, first.size, first.requests, again.size, again.requests, scripts, flush=True)


# First contentful paint ----------------------------------------------------------------------------------


def of_size(size: int, begin: str, end: str, piece: Any) -> bytes:
    """A text between two others that has so many bytes once it is compressed, or a few more."""
    chance, text = random.Random(3), begin
    while len(packed := gzip.compress((text + end).encode(), 6, mtime=0)) < size:
        text += piece(chance)
    return packed


def word(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9)))


def bare(page: int, sheet: int) -> Router:
    """A page and its style sheet of these sizes, compressed beforehand, and nothing else."""
    begin = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bare</title>'
        '<link rel="stylesheet" href="/bare/sheet.css"><link rel="icon" href="data:,"></head><body><p>'
    )
    html = of_size(page, begin, "</p></body></html>", lambda chance: f"{word(chance)} ")
    css = of_size(sheet, "", "", lambda chance: f".{word(chance)}{{order:{chance.randint(1, 99)}}}\n")

    def sent(content: bytes, kind: str) -> Any:
        def answer(_request: Request) -> Response:
            return Response(content, headers={"Content-Encoding": "gzip"}, media_type=kind)

        return answer

    return Router([Route("/", sent(html, "text/html")), Route("/sheet.css", sent(css, "text/css"))])


def size(address: str, token: str) -> int:
    """Bytes of what is at an address as they are sent, without their head."""
    asked = {"Accept-Encoding": "gzip", "Cookie": f"{SESSION}={token}"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=asked)) as answer:
        return len(answer.read())


def painted(browser: Browser, address: str, place: str) -> float:
    """Milliseconds to the first contentful paint on a slow line."""
    with member(browser, address) as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        line = {"latency": LATENCY, "downloadThroughput": SPEED, "uploadThroughput": SPEED}
        session.send("Network.emulateNetworkConditions", {"offline": False, **line})
        page.goto(address + place, wait_until="load", timeout=120_000)
        return float(page.evaluate(PAINTED))


def paint(browser: Browser, address: str, material: bool) -> None:
    places = ["/", "/bare/", *(["/material/"] if material else [])]
    for turn in range(TURNS + 1):
        times = [painted(browser, address, place) for place in places]
        if turn:  # the first ones warm everything
            print(*times, flush=True)


def main() -> None:
    """Serve, and look."""
    material = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        world, token = demo(Path(place) / "demo")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        routes = [Route("/let-in", letting_in(token)), Mount("/", app.make(world))]
        if sys.argv[1] == "wire":
            with served(Router(routes)) as address:
                wire(browser, address)
        else:
            with served(Router(routes)) as address:
                page = size(address, token)
                sheet = size(f"{address}/static/{stylesheet(world.settings.look)[0]}", token)
            others = [Mount("/bare", bare(page, sheet))]
            if material is not None:
                theirs = GZipMiddleware(StaticFiles(directory=material, html=True))
                others.append(Mount("/material", theirs))
            with served(Router([*others, *routes])) as address:
                paint(browser, address, material is not None)
        browser.close()


if __name__ == "__main__":
    main()
