"""Stories of change and projects: a story only as long as somebody agrees to exactly these words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice

from sqlalchemy import ColumnElement, ScalarSelect, and_, false, or_, select

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
# Of what stands beside a story one is wanted, and mostly the first may be published.
_FEW = 3
_MOST_AT_ONCE = 2_000
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
    later = [_before(asked.number(wish.after))] if wish.after else []
    found = list(
        islice(_published(view, [kind] if kind else KINDS, *later), PAGE + 1 if view.is_served else None)
    )
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


def _before(number: int) -> ColumnElement[bool]:
    day = _day_of(number)
    # Said twice, so that an index of days ends where the page begins.
    return and_(
        Contribution.dated <= day,
        or_(Contribution.dated < day, and_(Contribution.dated == day, Contribution.id < number)),
    )


def _after(number: int) -> ColumnElement[bool]:
    day = _day_of(number)
    return and_(
        Contribution.dated >= day,
        or_(Contribution.dated > day, and_(Contribution.dated == day, Contribution.id > number)),
    )


def _day_of(number: int) -> ScalarSelect[date]:
    return select(Contribution.dated).where(Contribution.id == number).scalar_subquery()


def _published(
    view: View,
    kinds: Iterable[str],
    *conditions: ColumnElement[bool],
    oldest_first: bool = False,
    portion: int = 2 * PAGE,
) -> Iterator[Given]:
    """Those that may be published, newest first, read in portions as they are asked for."""
    each = (_of_kind(view, kind, conditions, oldest_first, portion) for kind in kinds)
    return merge(*each, key=lambda one: (one.day, one.number), reverse=not oldest_first)


def _of_kind(
    view: View, kind: str, conditions: Iterable[ColumnElement[bool]], oldest_first: bool, portion: int
) -> Iterator[Given]:
    # A kind at a time, each along its index.
    wanted = contributed.every([kind]).where(*conditions)
    if kind == ContributionKind.STORY:
        # What a query can tell; whether the words are the agreed ones is asked of each row.
        wanted = wanted.where(Contribution.consent_by != "", Contribution.consent_on.is_not(None))
    if oldest_first:
        wanted = wanted.order_by(None).order_by(Contribution.dated, Contribution.id)
    at = 0
    while rows := view.db.execute(wanted.offset(at).limit(portion)).all():
        yield from (contributed.given(row) for row in rows if contributions.may_be_published(row[0]))
        at += len(rows)
        # What is before a place is walked past again: who reads on reads more at a time.
        portion = min(2 * portion, _MOST_AT_ONCE)


def one(view: View, number: int) -> Page:
    """A story or a project; NotFound in the same words for a story that nobody agrees to, and for none."""
    its = [Contribution.id == number] if asked.is_number(number) else [false()]
    found = next(_published(view, KINDS, *its), None)
    if found is None:
        raise NotFound("There is no such story.", hint="look in the list of stories")
    newer = next(_published(view, KINDS, _after(number), oldest_first=True, portion=_FEW), None)
    older = next(_published(view, KINDS, _before(number), portion=_FEW), None)
    return _page(view, found, newer, older)


def _page(view: View, found: Given, newer: Given | None, older: Given | None) -> Page:
    return Page(
        f"/stories/{found.number}",
        "story.html",
        {
            "story": found,
            "kinds": KINDS,
            "pictures": pictures.of_piece(view, found),
            "newer": newer,
            "older": older,
        },
    )


def each(view: View) -> Iterator[Page]:
    """The pages of all stories and projects that members may read, newest first, read in one go."""
    found = list(_published(view, KINDS))
    for at, given in enumerate(found):
        newer = found[at - 1] if at else None
        yield _page(view, given, newer, found[at + 1] if at + 1 < len(found) else None)
