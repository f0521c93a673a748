"""What goes back: pages, redirections, files, and trouble in the words that a member can use."""

from __future__ import annotations

import gzip
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from copctl.commons.page import Page, html_of
from copctl.errors import CopctlError, NotFound, Refused, StoreError
from copctl.portal import form_tokens

if TYPE_CHECKING:
    from copctl.portal.guard import Visit

_SMALL = 500
_LEVEL = 6


class NobodysLink(NotFound):
    """A link with a secret in it that is nobody's, or not whole."""

    def __init__(self) -> None:
        super().__init__("This link is not whole, or is nobody's.", hint="copy all of it from the mail")


def page(visit: Visit, made: Page, *, status: int = 200, said: str = "", **more: Any) -> Response:
    """A page in its frame, with an ETag of what it says (its form tokens aside) and compressed."""
    from markupsafe import Markup

    mark = form_tokens.mark(visit.world.key)
    html = html_of(
        made,
        visit.view,
        sheet=visit.request.app.state.sheet,
        token_field=Markup(
            f'<input type="hidden" name="{form_tokens.FIELD}" value="{mark}">'
        ),  # our own words
        said=said,
        **more,
    )
    return _sent(visit, html, mark, status)


def _sent(visit: Visit, html: str, mark: str, status: int) -> Response:
    etag = f'W/"{blake2b(html.encode(), digest_size=12, key=visit.secret[:64].encode()).hexdigest()}"'
    headers = {"ETag": etag, "Vary": "Accept-Encoding, Cookie"}
    if status == 200 and etag in visit.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if mark in html:
        html = html.replace(mark, form_tokens.made(visit.secret) if visit.secret else "")
    content = html.encode()
    if len(content) > _SMALL and "gzip" in visit.request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, _LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(content, status, headers, "text/html")


def redirect(place: str) -> RedirectResponse:
    """Send the browser on, to be asked with GET (RFC 9110, section 15.4.4). `place` is one of ours."""
    return RedirectResponse(place, 303)


def download(content: bytes, name: str, kind: str) -> Response:
    """A file to keep; `name` is ASCII."""
    return Response(content, 200, {"Content-Disposition": f'attachment; filename="{name}"'}, kind)


def not_our_form(visit: Visit) -> Response:
    """A form came without the token of a page of ours."""
    return trouble(visit, 403, "This form is too old, or came from elsewhere.",
                   "go back, load the page again, and send it once more")  # fmt: skip


def trouble(visit: Visit, status: int, sentence: str, hint: str) -> Response:
    """What went wrong and what to do, as a page."""
    made = Page("/trouble", "trouble.html", {"sentence": sentence, "hint": hint})
    return page(visit, made, status=status)


def refused(visit: Visit, error: CopctlError) -> Response:
    """A sentence of the house as a page. Its hint is left out: it names commands of the moderator's."""
    if isinstance(error, NobodysLink):
        return trouble(visit, 404, error.message, f"{error.hint}, or write to the moderator")
    if isinstance(error, NotFound):
        return trouble(
            visit, 404, "There is nothing at this address, or it is not for you to see.", "search for it"
        )
    if isinstance(error, StoreError):
        return trouble(visit, 503, "The portal cannot reach its store just now.", "try again in a minute")
    status = 400 if isinstance(error, Refused) else 500
    return trouble(visit, status, error.message, "go back and change it")
