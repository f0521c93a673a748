"""The sections of every issue, the items that stand in them, and what is asked for. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from copctl.newsletter.featured import Issued
from copctl.newsletter.saying import Say, plainly
from copctl.rendering.catalogues import N_
from copctl.settings import Settings
from copctl.when import Quarter


@dataclass(frozen=True)
class SectionKind:
    """A section of every issue: its heading, the kinds of keys it holds, what to do when it is empty."""

    heading: str
    kinds: tuple[str, ...]
    when_empty: str

    def holds(self, key: str) -> bool:
        """Whether an item with this key belongs here."""
        return key.partition(":")[0] in self.kinds

    @property
    def placeholder(self) -> str:
        """The comment that stands in the draft while the section is empty."""
        return f"<!-- Nothing here yet, so the newsletter leaves this section out. {self.when_empty} -->"


SECTIONS = (
    SectionKind(N_("Next session"), ("session",), "To plan one: copctl session plan"),
    SectionKind(N_("Recent events"), ("event",), "Sessions that were held in the quarter stand here."),
    SectionKind(N_("Survey results"), ("survey",), "Surveys that were closed in the quarter stand here."),
    SectionKind(N_("Topics members asked for"), ("topic",), "To fill it: copctl topic adopt SURVEY"),
    SectionKind(N_("Speakers wanted"), ("speaker",), "To see who could speak: copctl speakers gaps"),
    SectionKind(N_("Projects"), ("project",), "To add one: copctl project add"),
    SectionKind(N_("Resources and research"), ("resource",), "To add one: copctl resource add"),
    SectionKind(N_("Stories of change"), ("story",), "To add one: copctl story add, with its consent"),
    SectionKind(N_("New members"), ("member", "joined"), "Nobody joined in the quarter so far."),
)


@dataclass(frozen=True)
class Item:
    """Something the issue can say: its keys (`story:3`), its section's heading, its title, its Markdown."""

    keys: tuple[str, ...]
    heading: str
    title: str
    text: str


@dataclass(frozen=True)
class Scope:
    """What is asked: whose issue, of which quarter, as seen when, and what it was offered already (`known`).

    `past` has the issues of earlier quarters, newest first; `say` gives the fixed words.
    """

    settings: Settings
    quarter: Quarter
    now: datetime
    known: Collection[str] = frozenset()
    past: tuple[Issued, ...] = ()
    say: Say = field(default=plainly)

    @property
    def since(self) -> date:
        """The first day that this issue tells of: the quarter's, or when the issue before was drafted."""
        if not self.past:
            return self.quarter.first
        drafted = self.past[0].drafted_at.astimezone(self.settings.zone).date()
        return min(self.quarter.first, drafted)

    @property
    def told(self) -> frozenset[str]:
        """What earlier issues were offered."""
        return frozenset(key for issue in self.past for key in issue.keys)

    def spans(self, day: date) -> bool:
        """Whether the issue tells of this day."""
        return self.since <= day <= self.quarter.last


def heading_of(kind: str) -> str:
    """The heading of the section that holds keys of this kind."""
    return next(section.heading for section in SECTIONS if kind in section.kinds)


def item(key: str, title: str, text: str) -> Item:
    """An item with one key."""
    return Item((key,), heading_of(key.partition(":")[0]), title, text)
