"""The sessions: what comes, what was, one session with all that is left of it, and it for calendars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_

from copctl.commons import occasion
from copctl.commons.page import Page
from copctl.commons.view import View
from copctl.errors import NotFound
from copctl.mail.calendar import to_ics
from copctl.rendering.markdown import to_plain
from copctl.sessions.invitation import occasion_of
from copctl.sessions.programme import LONGEST
from copctl.store.schema import LearningSession
from copctl.store.schema.session import SessionStatus

# So many past sessions stand on a page.
PAGE = 20


def listed(view: View, before: str = "") -> Page:
    """What comes, soonest first, and what was, newest first; all of it where there is no server to ask.

    `before` is the code of the last session of the page before.
    """
    coming = [] if before else occasion.all_shown(view, to_come(view))
    past = _past(view, before)
    more = len(past) > PAGE and view.is_served
    past = past[:PAGE] if more else past
    return Page(
        "/sessions",
        "sessions.html",
        {
            "coming": coming,
            "past": occasion.all_shown(view, past),
            "is_first": not before,
            "more": past[-1].code if more else "",
        },
    )


def to_come(view: View) -> list[LearningSession]:
    """Sessions that are still to come or under way, soonest first, those that were cancelled among them."""
    wanted = occasion.whole().where(_may_come(view)).order_by(LearningSession.starts_at, LearningSession.id)
    return [found for found in view.db.execute(wanted).scalars() if occasion.is_coming(found, view.now)]


def next_one(view: View) -> LearningSession | None:
    """The session that comes next, or is under way; none that was cancelled."""
    wanted = (
        occasion.whole()
        .where(_may_come(view), LearningSession.status == SessionStatus.PLANNED.value)
        .order_by(LearningSession.starts_at, LearningSession.id)
    )
    coming = view.db.execute(wanted).scalars()
    return next((found for found in coming if occasion.is_coming(found, view.now)), None)


def _may_come(view: View) -> ColumnElement[bool]:
    """What may be to come: how long each takes is looked at afterwards."""
    began = view.now - timedelta(minutes=LONGEST)
    return and_(LearningSession.starts_at > began, LearningSession.status != SessionStatus.HELD.value)


def _past(view: View, before: str) -> list[LearningSession]:
    """Past sessions from the newest, one more than a page has where there are pages."""
    wanted = occasion.whole().where(
        or_(LearningSession.starts_at <= view.now, LearningSession.status == SessionStatus.HELD.value)
    )
    if before:
        last = _found(view, before)
        earlier = and_(LearningSession.starts_at == last.starts_at, LearningSession.id < last.id)
        wanted = wanted.where(or_(LearningSession.starts_at < last.starts_at, earlier))
    wanted = wanted.order_by(LearningSession.starts_at.desc(), LearningSession.id.desc())
    # What is under way stands among what comes: at most one or two of a page.
    found = view.db.execute(wanted.limit(2 * PAGE) if view.is_served else wanted).scalars()
    over = [one for one in found if not occasion.is_coming(one, view.now)]
    return over[: PAGE + 1] if view.is_served else over


def one(view: View, code: str) -> Page:
    """One session; NotFound for a code that none has."""
    return _page(view, _found(view, code))


def _page(view: View, found: LearningSession) -> Page:
    return Page(f"/sessions/{found.code}", "session.html", {"session": occasion.shown(view, found)})


def each(view: View) -> Iterator[Page]:
    """The pages of all sessions, oldest first, read in one go."""
    every = occasion.whole().order_by(LearningSession.starts_at, LearningSession.id)
    yield from (_page(view, found) for found in view.db.execute(every).scalars())


def invitation(view: View, code: str) -> bytes:
    """A session as a calendar file for anybody (RFC 5545, no attendee in it); NotFound once it was held."""
    found = _found(view, code)
    if found.status == SessionStatus.HELD:
        raise NotFound("That session is over.", hint="look in the list of sessions")
    seen = occasion.shown(view, found)
    event = occasion_of(found, view.settings, to_plain(seen.about).strip())
    return to_ics(replace(event, title=seen.title, link=seen.link), stamp=view.now)


def _found(view: View, code: str) -> LearningSession:
    found = view.db.execute(occasion.whole().where(LearningSession.code == code)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no session of that code.", hint="look in the list of sessions")
    return found
