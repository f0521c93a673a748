"""An issue of the newsletter: drafting it, adding to the draft, rendering it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import Refused
from copctl.files import read_text, write_text
from copctl.newsletter import contents, draft_file, looking_back, merging, page
from copctl.newsletter.contents import SECTIONS, Item, Scope
from copctl.newsletter.draft_file import DraftFile, Entry, Front, Section
from copctl.newsletter.merging import Addition
from copctl.newsletter.offering import digest, digests
from copctl.newsletter.saying import said_in
from copctl.rendering import catalogues
from copctl.rendering.catalogues import N_
from copctl.settings import Settings
from copctl.store.schema import Issue
from copctl.store.schema.issue import IssueStatus
from copctl.when import Quarter

GREETING = N_(
    "Dear %NAME%,\n\n"
    "Here is what comes next, what you asked for, and what colleagues have been working on. "
    "Reply to this mail with anything you would like to see in the next issue."
)


@dataclass(frozen=True)
class Drafted:
    """A draft as it should stand in its file, where `save` puts it.

    `items` are those that are new in it, `updated` those whose words were renewed, `kept` those that changed
    in the store while a person's words stayed. `offered` has the digest of what it was ever offered, by key.
    """

    path: Path
    text: str
    items: list[Item]
    offered: Mapping[str, str]
    is_new: bool
    updated: list[Item] = field(default_factory=list)
    kept: list[Item] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        """The items that stand in it."""
        return draft_file.read(self.text).keys

    def save(self) -> None:
        """Write the file, unless it holds this already; raises StoreError when the system says no."""
        if self.is_new or self.items or self.updated:
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

    What reads otherwise in the store by now is renewed where it stands as it was offered. What a person
    wrote, moved or took out stays so. Changes nothing; Refused when the file cannot be read.
    """
    path = path_of(settings, quarter)
    past = looking_back.earlier(db, quarter)
    say = said_in(catalogues.words(settings.folder / "templates", settings.language))
    if not has_draft(path):
        # Without the file there is nothing to respect: it is drafted afresh.
        scope = Scope(settings, quarter, now, past=past, say=say)
        items = contents.gathered(db, scope)
        return Drafted(path, _first(scope, items), items, _offered(items), is_new=True)
    standing = read_text(path)
    issue = find(db, quarter)
    known = digests(parsed(standing, path, quarter).keys) | digests(issue.offered if issue else ())
    scope = Scope(settings, quarter, now, frozenset(known), past, say)
    return _merged(scope, path, standing, known, contents.gathered(db, scope))


def _merged(
    scope: Scope, path: Path, standing: str, known: Mapping[str, str], gathered: list[Item]
) -> Drafted:
    held = {item.keys[0]: item for item in gathered if item.keys[0] in known}
    items = [item for item in gathered if not set(item.keys) & set(known)]
    renewed = merging.refreshed(standing, known, {key: item.text for key, item in held.items()})
    return Drafted(
        path,
        _more(renewed.text, items, scope),
        items,
        renewed.offered | _offered(items),
        is_new=False,
        updated=[held[key] for key in renewed.updated],
        kept=[held[key] for key in renewed.kept],
    )


def _offered(items: list[Item]) -> dict[str, str]:
    return {key: digest(item.text) for item in items for key in item.keys}


def draft(db: Session, settings: Settings, quarter: Quarter, *, now: datetime) -> Drafted:
    """As `prepared`, and remember what was offered; the file itself is left to `Drafted.save`."""
    made = prepared(db, settings, quarter, now=now)
    issue = remember(db, quarter, made.offered, now)
    if (made.items or made.updated) and issue.status != IssueStatus.SENT:
        issue.status = IssueStatus.DRAFTED.value
        db.flush()
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


def remember(
    db: Session, quarter: Quarter, offered: Mapping[str, str] | Collection[str], now: datetime
) -> Issue:
    """Note what the draft of an issue was offered, and give the issue."""
    issue = find(db, quarter)
    told = dict(sorted(digests(offered).items()))
    if issue is None:
        issue = Issue(quarter=str(quarter), offered=told, drafted_at=now)
        db.add(issue)
    elif digests(issue.offered) != told:
        if set(issue.offered) != set(told):
            issue.drafted_at = now
        issue.offered = told
    db.flush()
    return issue


def _first(scope: Scope, items: list[Item]) -> str:
    sections = []
    for kind in SECTIONS:
        entries = tuple(Entry(i.keys, i.text) for i in items if i.heading == kind.heading)
        sections.append(Section(scope.say(kind.heading), entries or (Entry((), kind.placeholder),)))
    return draft_file.write(DraftFile(_front(scope, items), tuple(sections)))


def _front(scope: Scope, items: list[Item]) -> Front:
    """The first words of an issue, for the moderator to better."""
    count = len(items)
    preheader = scope.say(
        "%(count)s piece of news from %(community)s", "%(count)s pieces of news from %(community)s", count
    ) % {"count": count, "community": scope.settings.name}
    coming = next((item for item in items if item.heading == SECTIONS[0].heading), None)
    if coming is not None:
        preheader = scope.say("Next: %(title)s") % {"title": coming.title}
    return Front(
        page.months(scope.quarter, scope.settings.language),
        str(scope.quarter),
        preheader,
        scope.say(GREETING),
    )


def _more(standing: str, items: list[Item], scope: Scope) -> str:
    kinds = {kind.heading: kind for kind in SECTIONS}
    additions = [
        Addition(
            scope.say(item.heading),
            Entry(item.keys, item.text),
            kinds[item.heading].placeholder,
            kinds[item.heading].holds,
        )
        for item in items
    ]
    return merging.added(standing, additions)


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
