"""Which members' pages a stretch of the journal is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from copctl.commons import findable
from copctl.store.journal import Touched, through
from copctl.store.page_index import Entry
from copctl.store.schema import ChangedRow

# Nouns that a page is made of, with the column that names whom or what a row of them is about.
_OF_MEMBER = {"member": "", "consent": "member_id", "expertise": "member_id"}
_OF_SESSION = {
    "session": "",
    "session_topic": "session_id",
    "session_speaker": "session_id",
    "agenda_item": "session_id",
}
_OF_ISSUES = ("issue", "edition")
# What of a row says whether an issue may name somebody, or tell a story.
_TELLS_ISSUES = {
    "member": ("name", "status", "organisation_id", "shown"),
    "consent": ("purpose", "withdrawn_on"),
    "contribution": ("title", "body", "member_id", "consent_by", "consent_on", "agreed"),
    "session_speaker": ("member_id",),
}
_OF_TOPIC = {"topic": "", "topic_alias": "topic_id"}
TELLING = (*_OF_MEMBER, *_OF_SESSION, *_OF_TOPIC, *_OF_ISSUES, "organisation", "contribution")
# From so many changed rows on, all pages are looked at: an import brings more than there were.
_MANY = 3_000


@dataclass
class Scope:
    """What was touched, by numbers; `topics` those whose pages stay where they are, or all."""

    members: set[int] = field(default_factory=set)
    sessions: set[int] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    contributions: set[int] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)
    topics: set[int] = field(default_factory=set)
    issues: bool = False

    def take(self, row: Touched) -> None:
        """Take a row of the journal in."""
        for values in filter(None, (row.before, row.after)):
            self._take(row, values)
        self.issues = self.issues or row.noun in _OF_ISSUES or _is_of_issues(row)

    def _take(self, row: Touched, values: dict[str, Any]) -> None:
        nouns = (
            (_OF_MEMBER, self.members),
            (_OF_SESSION, self.sessions),
            (_OF_TOPIC, self.topics),
            ({"contribution": ""}, self.contributions),
            ({"organisation": ""}, self.organisations),
        )
        for columns, numbers in nouns:
            if row.noun in columns:
                owner = columns[row.noun]
                numbers.add(int(values[owner]) if owner else row.row_id)
        if row.noun == "session":
            # The place of one that is gone, or was called otherwise.
            self.codes.add(str(values["code"]))

    def widen(self, db: Session) -> None:
        """Add the pages that show something of what was touched."""
        self.members |= findable.working_for(db, self.organisations) | findable.knowing(db, self.topics)
        self.sessions |= findable.with_speaker(db, self.members) | findable.about(db, self.topics)
        self.contributions |= findable.given_by(db, self.members)
        self.contributions |= findable.credited_to(db, self.organisations)

    def places(self, db: Session) -> set[str]:
        """Every place that may hold something else now, of those that are told one by one."""
        found = {findable.member_place(number) for number in self.members}
        found |= {findable.session_place(code) for code in self.codes | findable.codes(db, self.sessions)}
        for number in self.contributions:
            found.update(findable.contribution_places(number))
        return found

    def entries(self, db: Session) -> Iterator[Entry]:
        """What stands there now."""
        return chain(
            findable.members(db, self.members),
            findable.sessions(db, self.sessions),
            findable.contributions(db, self.contributions),
        )


def _is_of_issues(row: Touched) -> bool:
    """Whether another may be named in an issue now than before."""
    before, after = row.before or {}, row.after or {}
    return any(before.get(name) != after.get(name) for name in _TELLS_ISSUES.get(row.noun, ()))


def newer(seen: int) -> tuple[ColumnElement[bool], ...]:
    """The rows of the journal after this one that say something of a page."""
    # Not by its index of nouns: there are few rows after one, and many of a noun.
    return ChangedRow.id > seen, (ChangedRow.noun + "").in_(TELLING)


def touched(db: Session, seen: int) -> Scope | None:
    """What changed since journal row `seen`; None where it is simpler to look at everything."""
    if not seen:
        return None
    fresh = (
        select(ChangedRow.noun, ChangedRow.row_id, ChangedRow.before, ChangedRow.after)
        .where(*newer(seen))
        .order_by(ChangedRow.id)
        .limit(_MANY + 1)
    )
    rows = [Touched(*row) for row in db.execute(fresh).tuples()]
    if len(rows) > _MANY or any(_is_untold(row) for row in rows):
        return None
    scope = Scope()
    for row in rows:
        scope.take(row)
    scope.widen(db)
    return scope


def _is_untold(row: Touched) -> bool:
    """Whether the journal does not say what a row held: it came with many others, or was erased."""
    return through(row) is not None or (row.before is None and row.after is None)
