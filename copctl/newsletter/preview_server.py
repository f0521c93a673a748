"""A page on this machine alone that shows an issue side by side and follows what is written.

It is at an address that nobody can guess, answers only to that machine's own name (a page elsewhere could
point a name of its own at it), keeps nothing, and runs no script of the mail.
"""

from __future__ import annotations

import json
import secrets
import sys
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

from copctl.errors import CopctlError, Refused
from copctl.files import read_text
from copctl.newsletter.page import LOOKS
from copctl.newsletter.previewing import Preview, Wish
from copctl.rendering.environment import render
from copctl.resources import shipped

HERE = "127.0.0.1"
# Seconds between two looks at the files, and after which a silent page is asked whether it is still there.
_EVERY, _ALIVE = 0.3, 10.0
_HTML, _TEXT, _JSON = "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/json"
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Styles are in the elements of a mail; pictures are in the page; nothing else is loaded or run.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'"
)
_ASSETS = {"page.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8"}


class Server(ThreadingHTTPServer):
    """Serves one preview; `first` is what it shows until somebody chooses otherwise."""

    daemon_threads = True

    def __init__(self, preview: Preview, first: Wish, port: int = 0) -> None:
        self.preview, self.first = preview, first
        self.token = secrets.token_urlsafe(24)
        self.stopping = Event()
        try:
            super().__init__((HERE, port), _Handler)
        except (OSError, OverflowError) as error:
            raise Refused(
                f"Port {port} cannot be used for the preview.", hint="leave --port out, or name another"
            ) from error

    @property
    def port(self) -> int:
        """The port that it is at."""
        return int(self.server_address[1])

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{HERE}:{self.port}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that was closed while it was answered is no mistake."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        """Stop, and let the pages that wait for news go."""
        self.stopping.set()
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Server
    # Nothing about the machine is told.
    server_version, sys_version = "copctl", ""

    def do_GET(self) -> None:
        """Answer what the page asks for."""
        if self.headers.get("Host") not in {f"{HERE}:{self.server.port}", f"localhost:{self.server.port}"}:
            self._say("This preview answers only on its own machine.\n", _TEXT, HTTPStatus.FORBIDDEN)
            return
        parts = urlsplit(self.path)
        _, token, *rest = parts.path.split("/", 2)
        known = {"": self._page, "mail": self._mail, "text": self._text, "state": self._state,
                 "changes": self._changes}  # fmt: skip
        name = rest[0] if rest else None
        if name is None or not secrets.compare_digest(token.encode(), self.server.token.encode()):
            self._say("There is nothing here.\n", _TEXT, HTTPStatus.NOT_FOUND)
        elif name in _ASSETS:
            self._say(read_text(shipped("templates") / "preview" / name), _ASSETS[name])
        elif name in known:
            known[name]()
        else:
            self._say("There is nothing here.\n", _TEXT, HTTPStatus.NOT_FOUND)

    def _page(self) -> None:
        preview, first = self.server.preview, self.server.first
        html = render(
            None, "preview/page.html", quarter=preview.quarter, looks=LOOKS, first=first,
            readers=preview.readers(first.member),
        )  # fmt: skip
        self._say(html, _HTML, policy=_PAGE_POLICY)

    def _mail(self) -> None:
        try:
            html = self.server.preview.shown(self._wish()).html
        except CopctlError:
            # The page around it says what is wrong.
            html = "<!doctype html><title>Nothing to show</title>"
        # Links of the mail open beside the preview.
        self._say(html.replace("<head>", '<head><base target="_blank">', 1), _HTML, policy=_MAIL_POLICY)

    def _text(self) -> None:
        try:
            self._say(self.server.preview.shown(self._wish()).text, _TEXT)
        except CopctlError:
            self._say("", _TEXT)

    def _state(self) -> None:
        try:
            shown = asdict(self.server.preview.shown(self._wish()))
        except CopctlError as error:
            self._say(json.dumps({"error": error.message, "hint": error.hint}), _JSON)
            return
        kept = ("subject", "preheader", "size", "look", "language")
        self._say(json.dumps({key: shown[key] for key in kept}), _JSON)

    def _wish(self) -> Wish:
        said = {key: values[-1] for key, values in parse_qs(urlsplit(self.path).query).items()}
        return Wish(said.get("look", ""), said.get("as", ""), said.get("scheme", ""))

    def _changes(self) -> None:
        """Tell of each change as it happens (HTML Living Standard, 9.2: server-sent events)."""
        self._head("text/event-stream")
        seen, told = self.server.preview.stamp(), monotonic()
        try:
            self._send("retry: 500\n\n")
            while not self.server.stopping.wait(_EVERY):
                stamp = self.server.preview.stamp()
                if stamp != seen:
                    seen, told = stamp, monotonic()
                    self._send("data: changed\n\n")
                elif monotonic() - told > _ALIVE:
                    told = monotonic()
                    self._send(": still here\n\n")
        except OSError:
            return  # the page was closed

    def _send(self, text: str) -> None:
        self.wfile.write(text.encode())
        self.wfile.flush()

    def _say(
        self, text: str, kind: str, status: HTTPStatus = HTTPStatus.OK, *, policy: str = "default-src 'none'"
    ) -> None:
        content = text.encode()
        self._head(kind, status, {"Content-Length": str(len(content)), "Content-Security-Policy": policy})
        self.wfile.write(content)

    def _head(
        self, kind: str, status: HTTPStatus = HTTPStatus.OK, more: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        safe = {
            "Content-Type": kind,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        for name, value in (safe | (more or {})).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Requests of one's own page are no news."""
