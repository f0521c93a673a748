"""Stories of change and projects: a story only as long as somebody agrees to exactly these words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from copctl.commons import asked, contributed, pictures
from copctl.commons.contributed import Given
from copctl.commons.page import Page
from copctl.commons.teaser import teaser
from copctl.commons.view import View
from copctl.community import contributions
from copctl.errors import NotFound
from copctl.store.schema import Contribution
from copctl.store.schema.contribution import ContributionKind

PAGE = 20
KINDS = {ContributionKind.STORY.value: "Stories of change", ContributionKind.PROJECT.value: "Projects"}


@dataclass(frozen=True)
class Wish:
    """What the reader looks for: a kind (of `KINDS`), after the number of the last one of the page before."""

    kind: str = ""
    after: str = ""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Wish:
        """Out of the parameters of an address; others are left alone."""
        return cls(**{name: said.get(name, "") for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Card:
    """One of the list, with its first words."""

    given: Given
    begins: str


def listed(view: View, wish: Wish | None = None) -> Page:
    """Stories and projects, newest first; all of them where nothing can be asked of a server."""
    wish = wish or Wish()
    kind = wish.kind if wish.kind in KINDS else ""
    wanted = contributed.every([kind] if kind else list(KINDS)).where(_may_stand())
    if wish.after:
        wanted = wanted.where(_before(asked.number(wish.after)))
    found = list(islice(_published(view, wanted), PAGE + 1 if view.is_served else None))
    more = view.is_served and len(found) > PAGE
    found = found[:PAGE] if more else found
    return Page(
        "/stories",
        "stories.html",
        {
            "cards": [Card(one, teaser(one.body)) for one in found],
            "kind": kind,
            "kinds": KINDS,
            "more": found[-1].number if more else None,
        },
    )


def _may_stand() -> ColumnElement[bool]:
    """What can be told by a query; whether the words are the agreed ones is asked of each row."""
    is_agreed = and_(Contribution.consent_by != "", Contribution.consent_on.is_not(None))
    return or_(Contribution.kind != ContributionKind.STORY.value, is_agreed)


def _before(number: int) -> ColumnElement[bool]:
    day = select(Contribution.dated).where(Contribution.id == number).scalar_subquery()
    return or_(Contribution.dated < day, and_(Contribution.dated == day, Contribution.id < number))


def _after(number: int) -> ColumnElement[bool]:
    day = select(Contribution.dated).where(Contribution.id == number).scalar_subquery()
    return or_(Contribution.dated > day, and_(Contribution.dated == day, Contribution.id > number))


def _published(view: View, wanted: Select[Any]) -> Iterator[Given]:
    """Those of the rows that may be published, read as they are asked for."""
    at = 0
    while rows := view.db.execute(wanted.offset(at).limit(2 * PAGE)).all():
        yield from (contributed.given(row) for row in rows if contributions.may_be_published(row[0]))
        at += len(rows)


def one(view: View, number: int) -> Page:
    """A story or a project; NotFound in the same words for a story that nobody agrees to, and for none."""
    found = None
    if asked.is_number(number):
        own = contributed.every(list(KINDS)).where(Contribution.id == number, _may_stand())
        found = next(_published(view, own), None)
    if found is None:
        raise NotFound("There is no such story.", hint="look in the list of stories")
    return Page(
        f"/stories/{number}",
        "story.html",
        {
            "story": found,
            "kinds": KINDS,
            "pictures": pictures.of_piece(view, found),
            "newer": _neighbour(view, number, newer=True),
            "older": _neighbour(view, number, newer=False),
        },
    )


def _neighbour(view: View, number: int, *, newer: bool) -> Given | None:
    wanted = contributed.every(list(KINDS)).where(_may_stand())
    if newer:
        nearest = Contribution.dated.asc(), Contribution.id.asc()
        wanted = wanted.where(_after(number)).order_by(None).order_by(*nearest)
    else:
        wanted = wanted.where(_before(number))
    return next(_published(view, wanted), None)


def numbers(view: View) -> list[int]:
    """The numbers of all stories and projects that members may read, newest first."""
    wanted = contributed.every(list(KINDS)).where(_may_stand())
    return [one.number for one in _published(view, wanted)]
