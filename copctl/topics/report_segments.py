"""Groups and themes in a report: what each group said, what was said under each code, small ones kept back.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from copctl.topics import charts
from copctl.topics.charts import Bar
from copctl.topics.report_parts import NOT_SHOWN, Quote, Row, Section, Table, Theme, noted, people, percent
from copctl.topics.segments import Breakdown, Cell

_QUOTES = 3


def with_segments(
    section: Section, found: Breakdown, offered: Collection[str], language_of: Callable[[str], str]
) -> Section:
    """The section with a table that has a column for each group; what is kept back is marked.

    Only what was `offered` has a row (nothing: every number has one): a text that one person wrote in
    names that person's group.
    """
    for note in found.notes:
        section = noted(section, note)
    if not found.columns:
        return section
    head = ("Answer", *(f"{column.name} ({column.people:,})" for column in found.columns))
    rows = tuple(
        Row(label, tuple(_shown(column.cells[place]) for column in found.columns), language_of(label))
        for place, label in enumerate(found.rows)
        if not offered or label in offered
    )
    caption = f"By {found.by}: shares are of all respondents in a group (their number in brackets)."
    gathered = [f" {c.name.capitalize()}: {', '.join(c.of)}." for c in found.columns if c.of]
    table = Table(caption + "".join(gathered), head, rows)
    return replace(section, tables=(*section.tables, table), kept_back=bool(found.kept_back))


def _shown(cell: Cell) -> str:
    if cell.votes is None or cell.share is None:
        return NOT_SHOWN
    if cell.mean is not None:
        return f"{float(cell.mean):.2f} (mean of {cell.votes:,})"
    return f"{cell.votes:,} ({cell.share:.0%})"


@dataclass(frozen=True)
class Coded:
    """A code, how many respondents bear it, and what they wrote, shortest first."""

    code: str
    respondents: int
    answers: Sequence[str]


def with_themes(
    section: Section,
    coded: Sequence[Coded],
    answered: int,
    least: int | None,
    language_of: Callable[[str], str],
) -> Section:
    """The section with what was said by code, out of so many who wrote, and a few short answers of each.

    Nobody is quoted from a code of fewer than `least` people, and nobody at all for None.
    """
    bars = [
        Bar(c.code, c.respondents / answered, f"{c.respondents:,} ({percent(c.respondents, answered)})")
        for c in coded
    ]
    rows = tuple(Row(c.code, (f"{c.respondents:,}", percent(c.respondents, answered))) for c in coded)
    wrote = people(answered, "respondent")
    caption = f"Themes: shares are of the {wrote} who wrote something; one may bear several."
    themes = [
        Theme(c.code, c.respondents, _quotes(c, language_of))
        for c in coded
        if least is not None and c.respondents >= least
    ]
    table = Table(caption, ("Theme", "People", "Share"), rows)
    made = replace(section, tables=(*section.tables, table), themes=tuple(themes))
    if section.draw is not None:
        return made
    return replace(
        made,
        draw=lambda frame: charts.bars(frame, bars),
        alt="; ".join(f"{bar.label}: {bar.value}" for bar in bars),
    )


def _quotes(coded: Coded, language_of: Callable[[str], str]) -> tuple[Quote, ...]:
    """A few of the shortest answers, each once, by alphabet."""
    short = sorted(dict.fromkeys(coded.answers), key=lambda text: (len(text), text))[:_QUOTES]
    return tuple(Quote(text, 1, language_of(text)) for text in sorted(short))
