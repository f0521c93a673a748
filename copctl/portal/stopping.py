"""Unsubscribing by the link in a mail, with one click where the mail program offers it (RFC 8058)."""

from __future__ import annotations

from starlette.responses import PlainTextResponse, Response

from copctl.commons.page import Page
from copctl.portal import answers
from copctl.portal.answers import NobodysLink
from copctl.portal.guard import Visit
from copctl.sessions import going_off
from copctl.store.journal import by_member
from copctl.store.schema import Member


def form(visit: Visit) -> Response:
    """The question before it; looking unsubscribes nobody, since scanners look."""
    return _page(visit, _whose(visit), done=False)


def stop(visit: Visit) -> Response:
    """Unsubscribe: neither cookie nor token is asked for, the address holds the secret (RFC 8058, 3.1)."""
    member = _whose(visit)
    world = visit.world
    with world.database.transaction(
        who=by_member(member.id), command="portal unsubscribe", at=visit.now
    ) as db:
        going_off.unsubscribe(
            db, world.key, visit.request.path_params["token"], today=visit.today, now=visit.now
        )
    if visit.field("List-Unsubscribe"):
        return PlainTextResponse("You are unsubscribed.\n")
    return _page(visit, member, done=True)


def _whose(visit: Visit) -> Member:
    member = going_off.whose(visit.db, visit.world.key, visit.request.path_params["token"])
    if member is None:
        raise NobodysLink
    return member


def _page(visit: Visit, member: Member, *, done: bool) -> Response:
    values = {"email": member.email or "", "done": done, "reader": visit.member}
    place = f"/u/{visit.request.path_params['token']}"
    return answers.page(visit, Page(place, "unsubscribe.html", values | {"place": place}))
