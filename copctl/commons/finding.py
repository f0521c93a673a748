"""Search in the members' pages: the index brought up to date with the journal, and what a question finds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from copctl.commons import findable, named
from copctl.commons.touched import newer, touched
from copctl.commons.words import groups
from copctl.community import visible
from copctl.store import page_index
from copctl.store.page_index import PAGE, Hit, Sought
from copctl.store.schema import ChangedRow, Member, Topic

RESULTS = 20
# Kind -> what its results are called.
KINDS = {
    findable.MEMBER: "People",
    findable.SESSION: "Sessions",
    findable.TOPIC: "Topics",
    findable.RESOURCE: "Resources",
    findable.PROJECT: "Projects",
    findable.STORY: "Stories",
    findable.NEWSLETTERS: "Newsletter",
}
# And what one of them is.
ONE = {
    findable.MEMBER: "Member",
    findable.SESSION: "Session",
    findable.TOPIC: "Topic",
    findable.RESOURCE: "Resource",
    findable.PROJECT: "Project",
    findable.STORY: "Story",
    findable.NEWSLETTERS: "Newsletter",
}
_MOST_PAGES = 500
# So many rows of the journal the index may be behind.
_FAR = 3_000


@dataclass(frozen=True)
class Found:
    """What a question found: how many pages, and those of one page of results, best first.

    `loose` says that no page had all of its words, so those with any of them are here.
    """

    total: int
    results: list[Hit]
    page: int = 1
    loose: bool = False

    @property
    def has_more(self) -> bool:
        """Whether there are more results on the next page."""
        return self.page * RESULTS < self.total


def is_stale(db: Session) -> bool:
    """Whether anything that the index is made of was changed since it was brought up to date.

    Also where much else was: it is cheaper to say that the index knows it than to walk past it each time.
    """
    seen = page_index.pages_seen(db)
    if _newest(db) - seen > _FAR:
        return True
    told = exists().where(*newer(seen))
    return bool(db.execute(select(told)).scalar()) or _is_issue_missing(db)


def _newest(db: Session) -> int:
    return int(db.execute(select(func.max(ChangedRow.id))).scalar() or 0)


def _is_issue_missing(db: Session) -> bool:
    """That a mail went out is not in the journal."""
    out = {findable.issue_place(quarter) for quarter in findable.out(db)}
    held = select(PAGE.c.place).where(PAGE.c.place.in_(out))
    return len(db.execute(held).scalars().all()) < len(out)


def refresh(db: Session, moderator: str = "") -> int:
    """Bring the index up to date, in a transaction of its own; gives how many of its pages changed.

    `moderator` is the name of whom every issue may name.
    """
    seen = page_index.pages_seen(db)
    newest = _newest(db)
    scope = touched(db, seen)
    if scope is None:
        changed = page_index.replace_pages(db, findable.entries(db, moderator))
    else:
        changed = page_index.replace_pages(db, scope.entries(db), places=scope.places(db))
        if scope.topics:
            changed += page_index.replace_pages(db, findable.topics(db), kinds=[findable.TOPIC])
        if scope.issues or _is_issue_missing(db):
            changed += page_index.replace_pages(
                db, findable.issues(db, moderator), kinds=[findable.NEWSLETTERS]
            )
    page_index.mark_pages_seen(db, newest)
    return changed


def search(db: Session, text: str, kind: str | None = None, page: int = 1) -> Found:
    """The pages that a question finds: with all of its words, else with any; of one kind where one is said.

    Whoever is not in the directory any more is not found, whatever the index holds.
    """
    wanted = groups(text)
    if not wanted:
        return Found(0, [])
    page = min(max(page, 1), _MOST_PAGES)
    conditions = _conditions([kind] if kind in KINDS else None)
    for loose in (False, True)[: min(len(wanted), 2)]:
        total, hits = page_index.found(
            db, Sought(wanted, loose), conditions, most=RESULTS, skip=(page - 1) * RESULTS
        )
        if total:
            return Found(total, hits, page, loose)
    return Found(0, [])


def _conditions(kinds: Collection[Any] | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if kinds is None or findable.MEMBER in kinds:
        is_person = PAGE.c.kind == findable.MEMBER
        start = len(findable.member_place(0))
        number = case((is_person, cast(func.substr(PAGE.c.place, start), Integer)))
        is_listed = exists().where(Member.id == number, visible.listed()).correlate(PAGE)
        found.append(or_(~is_person, is_listed))
    if kinds is None or findable.TOPIC in kinds:
        is_topic = PAGE.c.kind == findable.TOPIC
        slug = func.substr(PAGE.c.place, len("/topics/") + 1)
        found.append(or_(~is_topic, exists().where(Topic.slug == slug, named.topics()).correlate(PAGE)))
    if kinds is not None:
        found.append(PAGE.c.kind.in_(list(kinds)))
    return found
