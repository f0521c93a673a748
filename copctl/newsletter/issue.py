"""An issue of the newsletter: drafting it, adding to the draft, rendering it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import NotFound, Refused
from copctl.files import read_text, write_text
from copctl.newsletter import checks, contents, draft_file, page
from copctl.newsletter.contents import Item, Scope
from copctl.newsletter.draft_file import Addition, DraftFile, Entry, Front, Section
from copctl.newsletter.sections import SECTIONS
from copctl.rendering.environment import day
from copctl.settings import Settings
from copctl.store.schema import Issue
from copctl.store.schema.issue import IssueStatus
from copctl.when import Quarter, parse_quarter, quarter_of

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


@dataclass(frozen=True)
class Rendered:
    """The two mails, sentences about what the moderator should look at, and a draft made on the way."""

    html: str
    text: str
    notes: list[str]
    drafted: Drafted | None = field(default=None)


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
        known = _read(standing, path, quarter).keys | set(issue.offered if issue is not None else ())
    scope = Scope(settings, quarter, now, known)
    items = contents.gathered(db, scope)
    text = _first(scope, items) if standing is None else _more(standing, items)
    return Drafted(path, text, items, known, is_new=standing is None)


def draft(db: Session, settings: Settings, quarter: Quarter, *, now: datetime) -> Drafted:
    """As `prepared`, and remember what was offered; the file itself is left to `Drafted.save`."""
    made = prepared(db, settings, quarter, now=now)
    _remember(db, quarter, made.known | {key for item in made.items for key in item.keys}, now)
    return made


def _read(text: str, path: Path, quarter: Quarter) -> DraftFile:
    found = draft_file.read(text, str(path))
    said = found.front.quarter
    if said and names.key(said) != names.key(str(quarter)):
        raise Refused(
            f"{path} says that it is the issue {said}, not {quarter}.",
            hint="mend the line quarter: in it, or give the file back its name",
        )
    return found


def _today(settings: Settings, now: datetime) -> date:
    return now.astimezone(settings.zone).date()


def _remember(db: Session, quarter: Quarter, offered: Collection[str], now: datetime) -> None:
    issue = find(db, quarter)
    if issue is None:
        db.add(Issue(quarter=str(quarter), offered=sorted(offered), drafted_at=now))
    elif set(issue.offered) != set(offered):
        issue.offered, issue.drafted_at = sorted(offered), now
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


def render(db: Session, settings: Settings, quarter: Quarter, *, now: datetime) -> Rendered:
    """Make the mails out of the draft; a quarter around today is drafted first when it was not yet.

    Raises NotFound for another quarter without a draft, Refused for a draft or a template that does
    not work. Changes the issue's status; the files are left to the door.
    """
    path = path_of(settings, quarter)
    drafted = None
    if not has_draft(path):
        _refuse_far(quarter, _today(settings, now))
        drafted = draft(db, settings, quarter, now=now)
    text = drafted.text if drafted is not None else read_text(path)
    found = _read(text, path, quarter)
    withheld = contents.withheld(db, found.keys)
    html, plain = page.mails(settings, quarter, found, withheld)
    if find(db, quarter) is None:
        _remember(db, quarter, found.keys, now)
    issue = find(db, quarter)
    assert issue is not None
    issue.status, issue.rendered_at = IssueStatus.RENDERED.value, now
    db.flush()
    notes = [
        *checks.left_out(found, withheld),
        *checks.out_of_date(db, found, now=now),
        *checks.too_long(html),
    ]
    return Rendered(html, plain, notes, drafted)


def latest(db: Session, settings: Settings) -> tuple[str, str] | None:
    """Title and HTML of the newest issue that was rendered, as its draft stands; None without one."""
    rendered = select(Issue).where(Issue.status == IssueStatus.RENDERED.value).order_by(Issue.quarter.desc())
    for issue in db.execute(rendered).scalars():
        quarter = parse_quarter(issue.quarter)
        path = path_of(settings, quarter)
        if has_draft(path):
            found = _read(read_text(path), path, quarter)
            html, _ = page.mails(settings, quarter, found, contents.withheld(db, found.keys))
            return found.front.title or page.months(quarter), html
    return None


def _refuse_far(quarter: Quarter, today: date) -> None:
    current = quarter_of(today)
    if quarter not in {current, current.previous, current.next}:
        raise NotFound(
            f"There is no issue {quarter} yet, and it is not near today ({day(today)}).",
            hint=f"copctl newsletter draft {quarter}",
        )


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
