"""The application: routes behind the guard, behind the shield. Its state is in the store alone."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from copctl.commons.sheet import stylesheet
from copctl.errors import StoreError
from copctl.portal.guard import visit
from copctl.portal.routes import DOORS, NOWHERE, Door
from copctl.portal.shield import Shield
from copctl.portal.world import World

_FOR_GOOD = "public, max-age=31536000, immutable"
_MOST_FIELDS = 2_000
_LOG = logging.getLogger("copctl.portal")


def make(world: World) -> ASGIApp:
    """The portal of one community."""
    name, text = stylesheet(world.settings.look)
    routes = [_static(name, text)]
    routes += [Route(door.path, _endpoint(world, door), methods=[door.method]) for door in DOORS]
    routes.append(Route(NOWHERE.path, _endpoint(world, NOWHERE), methods=["GET", "POST"]))
    app = Starlette(routes=routes, exception_handlers={HTTPException: _plain})
    app.router.redirect_slashes = False
    app.state.sheet = name
    return Shield(app, world)


def _endpoint(world: World, door: Door) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        posted = await _posted(request) if request.method == "POST" else {}
        try:
            return await run_in_threadpool(
                visit, world, request, posted, door.answer, is_open=door.is_open, needs_token=door.needs_token
            )
        except StoreError as error:
            # Said without the address that was asked for: a secret may be in it.
            _LOG.error("%s Try: %s", error.message, error.hint)
            return PlainTextResponse("The portal cannot reach its store just now.\n", 503)

    return endpoint


async def _posted(request: Request) -> Mapping[str, list[str]]:
    """What a form says: texts by field; no file is taken.

    A form names the codec of its parts, and Python has some whose errors are others, or which give what is
    no text: halves of surrogate pairs, which neither a store nor a page takes.
    """
    found: dict[str, list[str]] = {}
    try:
        async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
            for name, value in form.multi_items():
                if isinstance(value, str):
                    text = value.replace("\0", "").encode(errors="replace").decode()
                    found.setdefault(name, []).append(text)
    except UnicodeError as error:
        raise HTTPException(400, "This form cannot be read.") from error
    return found


def _static(name: str, text: str) -> Route:
    """The style sheet: the same for all, so a browser keeps it for good."""
    content, packed = text.encode(), gzip.compress(text.encode(), 9, mtime=0)

    async def sheet(request: Request) -> Response:
        headers = {"Cache-Control": _FOR_GOOD, "Vary": "Accept-Encoding", "ETag": f'"{name}"'}
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed, 200, headers | {"Content-Encoding": "gzip"}, "text/css")
        return Response(content, 200, headers, "text/css")

    return Route(f"/static/{name}", sheet)


async def _plain(_request: Request, error: Exception) -> Response:
    """What Starlette refuses by itself, such as a method that an address does not have."""
    assert isinstance(error, HTTPException)
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)
