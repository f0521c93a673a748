"""The sections that every issue has: their headings, and what belongs under each."""

from __future__ import annotations

from dataclasses import dataclass


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
    SectionKind("Next session", ("session",), "To plan one: copctl session plan"),
    SectionKind("Recent events", ("event",), "Sessions that were held in the quarter stand here."),
    SectionKind("Topics members asked for", ("topic",), "To fill it: copctl topic adopt SURVEY"),
    SectionKind("Projects", ("project",), "To add one: copctl project add"),
    SectionKind("Resources and research", ("resource",), "To add one: copctl resource add"),
    SectionKind("Stories of change", ("story",), "To add one: copctl story add, with its consent"),
    SectionKind("New members", ("member", "joined"), "Nobody joined in the quarter so far."),
)


def heading_of(kind: str) -> str:
    """The heading of the section that holds keys of this kind."""
    return next(section.heading for section in SECTIONS if kind in section.kinds)
