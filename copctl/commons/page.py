"""One page, from its values to HTML: the same templates in each form's frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from copctl.commons.view import Form, View
from copctl.rendering.environment import render

# Where a reader can go from everywhere: place, and what it is called.
WAYS = (
    ("/", "Home"),
    ("/members", "Members"),
    ("/sessions", "Sessions"),
    ("/topics", "Topics"),
    ("/resources", "Resources"),
    ("/stories", "Stories"),
    ("/newsletter", "Newsletter"),
    ("/catch-up", "Catch up"),
    ("/about", "About"),
)


@dataclass(frozen=True)
class Page:
    """What stands at a place, with the template (`templates/portal/`) that shows its values.

    A place is a path, such as `/members/12`.
    """

    place: str
    template: str
    values: dict[str, Any] = field(default_factory=dict)


def html_of(page: Page, view: View, **more: Any) -> str:
    """The page as HTML, in the frame of the view's form; `more` is what only a server knows."""
    values = frame(view, page.place) | page.values | more
    return render(view.settings.folder / "templates", f"portal/{page.template}", **values)


def frame(view: View, place: str) -> dict[str, Any]:
    """What every page knows beside its own values."""
    settings = view.settings
    return {
        "frame": f"portal/frames/{view.form}.html",
        "community": {
            "name": settings.name,
            "url": settings.url,
            "language": settings.language,
            "footer": settings.look.footer,
        },
        "moderator": settings.moderator,
        "served": view.is_served,
        "reader": view.reader,
        "zone": view.zone,
        "to": view.to,
        "ways": _ways(view),
        "here": f"/{place.split('/')[1].partition('?')[0]}",
        "sheet": "",
    }


def _ways(view: View) -> tuple[tuple[str, str], ...]:
    """Where a reader can go, with what only some forms have."""
    if view.is_served and view.reader is not None:
        return (*WAYS, ("/me", "My page"))
    return (*WAYS, ("/search", "Everything")) if view.form is Form.CLEAR else WAYS
