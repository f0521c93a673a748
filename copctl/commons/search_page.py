"""What a question finds, as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from copctl.commons import finding
from copctl.commons.page import Page
from copctl.commons.view import View

_LONGEST = 200


@dataclass(frozen=True)
class Wish:
    """A question as typed, the kind of page that is looked for ("" for any), and which page of results."""

    text: str = ""
    kind: str = ""
    page: int = 1

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Wish:
        """Out of the parameters of an address."""
        page = said.get("page", "")
        number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1
        kind = said.get("kind", "")
        return cls(said.get("q", "")[:_LONGEST], kind if kind in finding.KINDS else "", max(number, 1))


def results(view: View, wish: Wish) -> Page:
    """The page of results; the index must be up to date (`finding.refresh`)."""
    found = finding.search(view.db, wish.text, wish.kind or None, wish.page)
    return Page(
        "/search",
        "search.html",
        {"asked": wish.text, "kind": wish.kind, "kinds": finding.KINDS, "one": finding.ONE, "found": found},
    )
