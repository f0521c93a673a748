"""All pages of a site that no server makes, in their order."""

from __future__ import annotations

from collections.abc import Iterator

from copctl.commons import members, newsletter, resources, stories
from copctl.commons.page import Page
from copctl.commons.view import View


def everything(view: View) -> Iterator[Page]:
    """Each list with its pages behind it, made one at a time as they are asked for."""
    yield members.directory(view)
    yield from (members.person(view, number) for number in members.numbers(view))
    yield resources.listed(view)
    yield from (resources.one(view, number) for number in resources.numbers(view))
    yield stories.listed(view)
    yield from (stories.one(view, number) for number in stories.numbers(view))
    yield newsletter.listed(view)
    yield from (newsletter.one(view, quarter) for quarter in newsletter.quarters(view))
