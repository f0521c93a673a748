"""Pages to read: what the address names is asked of `commons`, and shown."""

from __future__ import annotations

from starlette.responses import Response

from copctl.commons import members
from copctl.errors import NotFound
from copctl.portal import answers
from copctl.portal.guard import Visit


def directory(visit: Visit) -> Response:
    """The directory, as the parameters of the address ask."""
    wish = members.Wish.of(visit.request.query_params)
    return answers.page(visit, members.directory(visit.view, wish))


def member(visit: Visit) -> Response:
    """Somebody's page."""
    return answers.page(visit, members.person(visit.view, _number(visit)))


def nothing(_visit: Visit) -> Response:
    """A place that there is not."""
    raise NotFound("There is nothing here.", hint="go back, or search")


def _number(visit: Visit) -> int:
    return int(visit.request.path_params["number"])
