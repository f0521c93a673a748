"""Pages to read: what the address names is asked of `commons`, and shown."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from copctl.commons import (
    about,
    catch_up,
    finding,
    home,
    members,
    my_page,
    newsletter,
    pictures,
    resources,
    search_page,
    sessions,
    stories,
    topics,
)
from copctl.commons.page import Page
from copctl.commons.view import View
from copctl.errors import NotFound
from copctl.portal import answers
from copctl.portal.guard import Answer, Visit

# Form -> what is said when it was saved.
_SAVED = {
    "profile": "What you say about yourself is saved.",
    "expertise": "What you know is saved.",
    "shown": "What others see of you is saved.",
    "consents": "What you agree to is saved.",
}
# The mail of an issue has its styles in its elements; nothing else is loaded or run.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; sandbox allow-popups allow-top-navigation-by-user-activation"
)


def showing(of: Callable[[View], Page]) -> Answer:
    """The answer that shows a page which asks nothing of its address."""
    return lambda visit: answers.page(visit, of(visit.view))


home_page = showing(home.page)
about_page = showing(about.page)
topic_list = showing(topics.listed)
issue_list = showing(newsletter.listed)
path = showing(catch_up.page)
leave_form = showing(my_page.leave)


def directory(visit: Visit) -> Response:
    """The directory, as the parameters of the address ask."""
    wish = members.Wish.of(visit.request.query_params)
    return answers.page(visit, members.directory(visit.view, wish))


def member(visit: Visit) -> Response:
    """Somebody's page."""
    return answers.page(visit, members.person(visit.view, _number(visit)))


def session_list(visit: Visit) -> Response:
    """The sessions, those of the past from where the address says."""
    return answers.page(visit, sessions.listed(visit.view, visit.request.query_params.get("before", "")))


def session(visit: Visit) -> Response:
    """One session; `rsvp` in the address says what was just answered."""
    said = "Thank you, your answer is noted." if "rsvp" in visit.request.query_params else ""
    return answers.page(visit, sessions.one(visit.view, visit.request.path_params["code"]), said=said)


def calendar(visit: Visit) -> Response:
    """A session for the reader's calendar."""
    code = visit.request.path_params["code"]
    content = sessions.invitation(visit.view, code)
    name = "".join(c for c in code if c.isascii() and (c.isalnum() or c == "-"))
    return answers.download(content, f"session-{name}.ics", "text/calendar")


def topic(visit: Visit) -> Response:
    """One topic."""
    return answers.page(visit, topics.one(visit.view, visit.request.path_params["slug"]))


def resource_list(visit: Visit) -> Response:
    """Resources, as the parameters of the address ask."""
    wish = resources.Wish.of(visit.request.query_params)
    return answers.page(visit, resources.listed(visit.view, wish))


def resource(visit: Visit) -> Response:
    """One resource."""
    return answers.page(visit, resources.one(visit.view, _number(visit)))


def story_list(visit: Visit) -> Response:
    """Stories and projects, as the parameters of the address ask."""
    return answers.page(visit, stories.listed(visit.view, stories.Wish.of(visit.request.query_params)))


def story(visit: Visit) -> Response:
    """One story or project."""
    return answers.page(visit, stories.one(visit.view, _number(visit)))


def picture(visit: Visit) -> Response:
    """A picture, small; for this reader's browser to keep a while."""
    content, kind = pictures.small(visit.view, _number(visit))
    return Response(content, 200, {"Cache-Control": "private, max-age=3600"}, kind)


def issue(visit: Visit) -> Response:
    """One issue of the newsletter."""
    return answers.page(visit, newsletter.one(visit.view, visit.request.path_params["quarter"]))


def issue_mail(visit: Visit) -> Response:
    """An issue as it was sent."""
    html = newsletter.mail_html(visit.view, visit.request.path_params["quarter"])
    return Response(html, 200, {"Content-Security-Policy": _MAIL_POLICY}, "text/html")


def search(visit: Visit) -> Response:
    """What a question finds, in an index that is up to date."""
    if finding.is_stale(visit.db):
        database = visit.world.database
        with database.transaction(who="portal", command="portal search", at=visit.now) as db:
            finding.refresh(db, visit.world.settings.moderator.name)
        with database.reading() as db:
            return _results(visit, View(db, visit.world.settings, visit.now, visit.member))
    return _results(visit, visit.view)


def _results(visit: Visit, view: View) -> Response:
    asked = visit.request.query_params
    wish = search_page.Wish.of(asked)
    return answers.page(visit, search_page.results(view, wish))


def me(visit: Visit) -> Response:
    """The reader's own page; `saved` in the address says that something was."""
    said = _SAVED.get(visit.request.query_params.get("saved", ""), "")
    return answers.page(visit, my_page.me(visit.view, session=session_number(visit)), said=said)


def session_number(visit: Visit) -> int:
    """The number of the web session that they look from."""
    return visit.session.number if visit.session is not None else 0


def nothing(_visit: Visit) -> Response:
    """A place that there is not."""
    raise NotFound("There is nothing here.", hint="go back, or search")


def _number(visit: Visit) -> int:
    return int(visit.request.path_params["number"])
