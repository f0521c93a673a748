"""What stands around every route: headers for browsers, no requests from other sites' pages, no huge bodies.

Plain ASGI: what wraps every request must cost next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from copctl.portal.origins import SAFE, is_from_elsewhere
from copctl.portal.world import World

LARGEST = 512 * 1024
# Python reads no number of more than 4,300 digits, and no place of ours is that long.
LONGEST_PATH = 4_000
_TOO_LARGE = "That is too large."
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Members' pages are nobody else's: not a proxy's, and not a search engine's.
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex",
}
_YEARS_OF_HTTPS = "max-age=63072000"


class Shield:
    """Around the whole application."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self.app, self.world = app, world
        self.headers = dict(_ALWAYS)
        if world.is_secure:
            self.headers["Strict-Transport-Security"] = _YEARS_OF_HTTPS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it before any route hears of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sender = _with_headers(send, self.headers)
        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, sender)
            return
        await self.app(scope, _limited(receive), sender)

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if self.world.hosts and headers.get("host", "") not in self.world.hosts:
            # A page elsewhere could point a name of its own at this machine.
            return _says("This answers only on its own machine.", 403)
        if is_from_elsewhere(scope["method"], headers, self.world.site):
            return _says("This came from a page of another site.", 403)
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            # PostgreSQL takes no such text, and nobody types it.
            return _says("That address cannot be read.", 400)
        if len(scope["path"]) > LONGEST_PATH:
            return _says("That address is too long.", 414)
        length = headers.get("content-length", "0")
        if scope["method"] not in SAFE and (not length.isdecimal() or int(length[:12]) > LARGEST):
            return _says(_TOO_LARGE, 413)
        return None


def _says(text: str, status: int) -> PlainTextResponse:
    return PlainTextResponse(f"{text}\n", status)


def _limited(receive: Receive) -> Receive:
    """What is received, but no more of it than the largest form has."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST:
            raise HTTPException(413, _TOO_LARGE)
        return message

    return limited


def _with_headers(send: Send, headers: Mapping[str, str]) -> Send:
    """Every answer gets the headers that it does not set itself."""

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            own: Any = MutableHeaders(scope=message)
            for name, value in headers.items():
                own.setdefault(name, value)
        await send(message)

    return sender


def asker_of(connection: HTTPConnection) -> str:
    """The address of who asks; behind a proxy that is listed in the settings, what the proxy says."""
    return connection.client.host if connection.client is not None else ""
