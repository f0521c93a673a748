"""The parts of a report: sections with drawings, figures, tables and texts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from copctl.topics.charts import Frame

Draw = Callable[[Frame], str]
# Stands in a cell that is kept back.
NOT_SHOWN = "n/s"


@dataclass(frozen=True)
class Row:
    """A row of a table: what it is about, in which language where that is known, and its cells."""

    label: str
    cells: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True)
class Table:
    """A table: its caption, the headings of its columns (the first is over the labels), its rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Quote:
    """What somebody wrote, how many wrote the same, and its language where that is known."""

    text: str
    count: int
    language: str = ""


@dataclass(frozen=True)
class Theme:
    """Texts under one code: how many people said it, and some of what they wrote."""

    label: str
    people: int
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Section:
    """One question, or a grid. `draw` makes its chart, `alt` tells it in words.

    `records` counts the records of a repeated group that hold an answer, None outside one.
    """

    heading: str
    answered: int
    respondents: int
    kind: str
    records: int | None = None
    language: str = ""
    draw: Draw | None = None
    alt: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    themes: tuple[Theme, ...] = ()
    kept_back: bool = False

    @property
    def base(self) -> str:
        """Out of how many: `41 of 60 respondents answered this.`"""
        if self.records is not None:
            return (
                f"{people(self.answered, 'respondent')} answered this, in {people(self.records, 'record')}."
            )
        if self.answered == self.respondents:
            return f"All {people(self.respondents, 'respondent')} answered this."
        return f"{self.answered:,} of {people(self.respondents, 'respondent')} answered this."

    @property
    def of(self) -> int:
        """What shares are of: those who answered, or the records of a repeated group."""
        return self.answered if self.records is None else self.records

    @property
    def whole(self) -> str:
        """The same in words: `the 41 respondents who answered`."""
        if self.records is not None:
            return f"the {people(self.records, 'record')} with an answer"
        return f"the {people(self.answered, 'respondent')} who answered"


@dataclass(frozen=True)
class Report:
    """A survey's results for people who were not there.

    `facts` are the figures at its head, `notes` how everything was counted.
    """

    title: str
    slug: str
    community: str
    language: str
    when: str
    made_on: date
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]


def people(count: int, noun: str) -> str:
    """`1 respondent`, `60 respondents`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def percent(part: float, whole: float) -> str:
    """A share as people read it; a dash where there is nobody to share."""
    return f"{part / whole:.0%}" if whole else "–"


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def noted(section: Section, note: str) -> Section:
    """The section with one more note under it."""
    return replace(section, notes=(*section.notes, note))
