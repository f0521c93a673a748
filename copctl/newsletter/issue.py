"""An issue of the newsletter: drafting it, and adding to the draft."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import Refused
from copctl.files import read_text, write_text
from copctl.newsletter import contents, draft_file, page
from copctl.newsletter.contents import SECTIONS, Item, Scope
from copctl.newsletter.draft_file import Addition, DraftFile, Entry, Front, Section
from copctl.settings import Settings
from copctl.store.schema import Issue
from copctl.store.schema.issue import IssueStatus
from copctl.when import Quarter

GREETING = (
    "Dear members,\n\n"
    "Here is what comes next, what you asked for, and what colleagues have been working on. "
    "Reply to this mail with anything you would like to see in the next issue."
)


@dataclass(frozen=True)
class Drafted:
    """A draft as it should stand in its file, where `save` puts it.

    `items` are those that are new in it, `known` the keys it was offered before.
    """

    path: Path
    text: str
    items: list[Item]
    known: set[str]
    is_new: bool

    def save(self) -> None:
        """Write the file, unless it holds this already; raises StoreError when the system says no."""
        if self.is_new or self.items:
            write_text(self.path, self.text)


def path_of(settings: Settings, quarter: Quarter) -> Path:
    """Where a quarter's draft is."""
    return settings.folder / "issues" / f"{quarter}.md"


def has_draft(path: Path) -> bool:
    """Whether there is a draft; a file that was emptied is none."""
    return path.exists() and (path.is_dir() or path.stat().st_size > 0)


def find(db: Session, quarter: Quarter) -> Issue | None:
    """The issue of a quarter."""
    return db.execute(select(Issue).where(Issue.quarter == str(quarter))).scalar_one_or_none()


def prepared(db: Session, settings: Settings, quarter: Quarter, *, now: datetime) -> Drafted:
    """The draft of an issue as drafting would leave it: new, or with what it was never offered added.

    What a person wrote, moved or took out stays so. Changes nothing; Refused when the file cannot be
    read.
    """
    path = path_of(settings, quarter)
    standing = read_text(path) if has_draft(path) else None
    known: set[str] = set()
    if standing is not None:
        # Without the file there is nothing to respect: it is drafted afresh.
        issue = find(db, quarter)
        known = parsed(standing, path, quarter).keys | set(issue.offered if issue is not None else ())
    scope = Scope(settings, quarter, now, known)
    items = contents.gathered(db, scope)
    text = _first(scope, items) if standing is None else _more(standing, items)
    return Drafted(path, text, items, known, is_new=standing is None)


def draft(db: Session, settings: Settings, quarter: Quarter, *, now: datetime) -> Drafted:
    """As `prepared`, and remember what was offered; the file itself is left to `Drafted.save`."""
    made = prepared(db, settings, quarter, now=now)
    remember(db, quarter, made.known | {key for item in made.items for key in item.keys}, now)
    return made


def parsed(text: str, path: Path, quarter: Quarter) -> DraftFile:
    """The draft as read; Refused when it says that it is another quarter's."""
    found = draft_file.read(text, str(path))
    said = found.front.quarter
    if said and names.key(said) != names.key(str(quarter)):
        raise Refused(
            f"{path} says that it is the issue {said}, not {quarter}.",
            hint="mend the line quarter: in it, or give the file back its name",
        )
    return found


def remember(db: Session, quarter: Quarter, offered: Collection[str], now: datetime) -> None:
    """Note what the draft of an issue was offered."""
    issue = find(db, quarter)
    if issue is None:
        db.add(Issue(quarter=str(quarter), offered=sorted(offered), drafted_at=now))
    elif set(issue.offered) != set(offered):
        issue.offered, issue.drafted_at = sorted(offered), now
        if issue.status != IssueStatus.SENT:
            issue.status = IssueStatus.DRAFTED.value
    db.flush()


def _first(scope: Scope, items: list[Item]) -> str:
    sections = []
    for kind in SECTIONS:
        entries = tuple(Entry(i.keys, i.text) for i in items if i.heading == kind.heading)
        sections.append(Section(kind.heading, entries or (Entry((), kind.placeholder),)))
    return draft_file.write(DraftFile(_front(scope, items), tuple(sections)))


def _front(scope: Scope, items: list[Item]) -> Front:
    """The first words of an issue, for the moderator to better."""
    count = len(items)
    preheader = f"{count} {'piece' if count == 1 else 'pieces'} of news from {scope.settings.name}"
    coming = next((item for item in items if item.heading == SECTIONS[0].heading), None)
    if coming is not None:
        preheader = f"Next: {coming.title}"
    return Front(page.months(scope.quarter), str(scope.quarter), preheader, GREETING)


def _more(standing: str, items: list[Item]) -> str:
    placeholders = {kind.heading: kind for kind in SECTIONS}
    additions = [
        Addition(
            item.heading,
            Entry(item.keys, item.text),
            placeholders[item.heading].placeholder,
            placeholders[item.heading].holds,
        )
        for item in items
    ]
    return draft_file.added(standing, additions)


def listed(db: Session, settings: Settings) -> list[dict[str, Any]]:
    """Every issue, newest first, as programs read it."""
    issues = db.execute(select(Issue).order_by(Issue.quarter.desc())).scalars()
    return [
        {
            "quarter": issue.quarter,
            "status": issue.status,
            "drafted_at": issue.drafted_at,
            "rendered_at": issue.rendered_at,
            "items": len(issue.offered),
            "draft": f"issues/{issue.quarter}.md",
            "is_there": (settings.folder / "issues" / f"{issue.quarter}.md").exists(),
        }
        for issue in issues
    ]
