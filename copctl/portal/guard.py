"""Who asks: every route goes through here, and only those that say so let strangers in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import TypeAlias
from urllib.parse import quote

from sqlalchemy import Connection
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from copctl.access import web_sessions
from copctl.commons.view import View
from copctl.errors import CopctlError, StoreError
from copctl.portal import answers, form_tokens
from copctl.portal.world import World
from copctl.store.journal import by_member
from copctl.store.schema import Member

# Only sent over https or to this machine, for the whole site, and by no other name's page
# (RFC 6265bis, section 4.1.3.2).
# Seconds that a reader may wait for others that write.
_NO_MOMENT = 0.05
_PATH = "/:@!$&'()*+,;=~"  # RFC 3986, section 3.3
SESSION, BROWSER = "__Host-copctl", "__Host-copctl-browser"


@dataclass
class Visit:
    """One request: the world, the store while it is looked at, who asks, and what a form posted.

    `secret` is what the forms on its page are tied to: the cookie of who is signed in, or the browser's.
    """

    world: World
    request: Request
    now: datetime
    db: Session
    member: Member | None = None
    session: web_sessions.Known | None = None
    secret: str = ""
    posted: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def view(self) -> View:
        """What the pages need to know."""
        return View(self.db, self.world.settings, self.now, self.member)

    @property
    def today(self) -> date:
        """The day it is where the community plans."""
        return self.now.astimezone(self.world.settings.zone).date()

    @property
    def reader(self) -> Member:
        """The member who asks; behind the guard there is one."""
        assert self.member is not None
        return self.member

    @property
    def texts(self) -> dict[str, str]:
        """What a form says, one text a field: the first where there are several."""
        return {name: values[0] for name, values in self.posted.items() if values}

    def field(self, name: str) -> str:
        """What a form says, or nothing."""
        return self.texts.get(name, "")

    @contextmanager
    def changing(self, deed: str) -> Iterator[Session]:
        """Change the store as this member: kept and journaled at the end, or nothing happened."""
        who, command = by_member(self.reader.id), f"portal {deed}"
        with self.world.database.transaction(who=who, command=command, at=self.now) as db:
            yield db

    @contextmanager
    def at_the_door(self) -> Iterator[Connection]:
        """A transaction about coming in and going, which the journal does not keep."""
        with self.world.database.unjournaled() as connection, connection.begin():
            yield connection


Answer: TypeAlias = Callable[[Visit], Response]


def visit(world: World, request: Request, posted: Mapping[str, list[str]], answer: Answer, *, is_open: bool,
          needs_token: bool = True) -> Response:  # fmt: skip
    """Let one request in, or turn it away: strangers to signing in, forms of other pages to an error.

    What is refused comes back as a page in the community's frame.
    """
    now = world.clock()
    with world.database.reading() as db:
        seen = Visit(world, request, now, db, posted=posted)
        if is_open:
            # Whoever is signed in: what strangers see is tied to the browser, and no session is touched.
            seen.secret = request.cookies.get(BROWSER, "")
        else:
            _recognise(seen)
        if seen.member is None and not is_open:
            return _to_sign_in(request)
        if request.method == "POST" and needs_token and not _is_ours(seen):
            return answers.not_our_form(seen)
        try:
            response = answer(seen)
        except CopctlError as error:
            response = answers.refused(seen, error)
    if seen.session is not None and seen.session.is_to_be_noted:
        _note_use(world, seen.session.number, now)
    return response


def _note_use(world: World, number: int, now: datetime) -> None:
    """Note that a browser was used, unless somebody writes: its next page is soon enough."""
    with (
        suppress(StoreError),
        world.database.unjournaled(patience=_NO_MOMENT) as connection,
        connection.begin(),
    ):
        web_sessions.note_use(connection, number, now=now)


def _recognise(seen: Visit) -> None:
    """Find out who is signed in."""
    world = seen.world
    if world.demo_member is not None:
        seen.member, seen.secret = seen.db.get(Member, world.demo_member), world.demo_secret
        return
    token = seen.request.cookies.get(SESSION, "")
    known = web_sessions.find(seen.db, token, world.settings.portal, now=seen.now)
    if known is not None:
        seen.session, seen.member, seen.secret = known, known.member, token


def _is_ours(seen: Visit) -> bool:
    return form_tokens.is_of(seen.field(form_tokens.FIELD), seen.secret)


def _to_sign_in(request: Request) -> Response:
    if request.method not in ("GET", "HEAD"):
        return answers.redirect("/sign-in" if request.url.path.startswith("/sign-out") else "/sign-in?lost")
    # As it was sent: a name in Khmer is percent-encoded, and a cookie takes nothing else.
    query = f"?{request.url.query}" if request.url.query else ""
    place = f"{quote(request.url.path, safe=_PATH)}{query}"
    return answers.redirect("/sign-in" if place == "/" else f"/sign-in?next={quote(place, safe='')}")


def browser_hash(browser: str) -> str:
    """What the store keeps of a browser's cookie of 256 random bits."""
    return sha256(browser.encode()).hexdigest() if browser else ""
