"""All pages of a site that no server makes, in their order."""

from __future__ import annotations

from collections.abc import Iterator

from copctl.commons import (
    about,
    catch_up,
    home,
    members,
    newsletter,
    resources,
    sessions,
    stories,
    topics,
)
from copctl.commons.page import Page
from copctl.commons.view import View


def everything(view: View) -> Iterator[Page]:
    """Each list with its pages behind it, made one at a time as they are asked for."""
    yield home.page(view)
    yield members.directory(view)
    yield from (members.person(view, number) for number in members.numbers(view))
    yield sessions.listed(view)
    yield from sessions.each(view)
    yield topics.listed(view)
    yield from (topics.one(view, slug) for slug in topics.slugs(view))
    yield resources.listed(view)
    yield from resources.each(view)
    yield stories.listed(view)
    yield from stories.each(view)
    yield newsletter.listed(view)
    yield from (newsletter.one(view, quarter) for quarter in newsletter.quarters(view))
    yield catch_up.page(view)
    yield about.page(view)
