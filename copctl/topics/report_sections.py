"""What a report says of each question: a drawing, figures, a table, and out of how many people.

Pure: it works on counts, and knows neither the store nor HTML. Shares are of those who answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from copctl import names
from copctl.topics import charts
from copctl.topics.charts import Bar, Stack
from copctl.topics.report_parts import Quote, Row, Section, Table, listed, noted, people, percent
from copctl.topics.spread import Spread, classes, spread

MOST_STEPS = 7
# How a ranking came about, for people who did not count it.
_RULES = {
    "schulze": "Places by Schulze's method (2011): who is preferred pair by pair. Points are Borda's (1784).",
    "borda": "Places by Borda's points (1784).",
}
_MOST_TEXTS = 60
_MOST_OPTIONS, _LONGEST_OPTION = 12, 60


@dataclass(frozen=True)
class Choice:
    """An option and how many people chose it; `value` where it stands for a number."""

    label: str
    votes: int
    language: str = ""
    written_in: bool = False
    value: float | None = None


def choices(
    section: Section, offered: Sequence[Choice], others: int, *, several: bool, in_order: bool = False
) -> Section:
    """Bars for options: most chosen first with their places, or `in_order` as they come.

    `several` says that one person may have chosen several. `others` is how many people wrote something
    in; what they wrote is told as texts are.
    """
    rows = [c for c in offered if not c.written_in]
    if not in_order:
        rows.sort(key=lambda c: (-c.votes, names.key(c.label)))
    ranks = [""] * len(rows) if in_order else ranked([c.votes for c in rows])
    if others:
        # Many different things: it takes no place among the options.
        rows.append(Choice("Something else, written in", others))
        ranks.append("")
    bars = [
        Bar(c.label, c.votes / section.of if section.of else 0, _figure(c.votes, section.of), c.language)
        for c in rows
    ]
    return replace(
        section,
        draw=lambda frame: charts.bars(frame, bars),
        alt="; ".join(f"{bar.label}: {bar.value}" for bar in bars),
        tables=(_votes(section, rows, ranks, several=several),),
        notes=(*section.notes, *ties(rows, ranks)),
    )


def _votes(section: Section, rows: Sequence[Choice], ranks: Sequence[str], *, several: bool) -> Table:
    placed = any(ranks)
    return Table(
        f"Shares are of {section.whole}" + ("; one may have chosen several." if several else "."),
        ("Answer", *(("Place",) if placed else ()), "People", "Share"),
        tuple(
            Row(
                c.label,
                (*((rank,) if placed else ()), f"{c.votes:,}", percent(c.votes, section.of)),
                c.language,
            )
            for c, rank in zip(rows, ranks, strict=True)
        ),
    )


def scored(section: Section, offered: Sequence[Choice]) -> Section:
    """Mean and median beside a question whose options are the points of a scale."""
    found = scale_of([(c.value, c.votes) for c in offered if not c.written_in])
    return replace(section, figures=figures(found, bounded=True)) if found else section


def scale_of(valued: Sequence[tuple[float | None, int]]) -> Spread | None:
    """The figures of options that stand for three or more different numbers; None for others."""
    counts = {value: votes for value, votes in valued if value is not None}
    if len(counts) < len(valued) or len(counts) < 3:
        return None
    return spread(counts, list(counts))


def _figure(votes: int, answered: int) -> str:
    return f"{votes:,} ({percent(votes, answered)})"


def ranked(scores: Sequence[float]) -> list[str]:
    """The places of scores that stand in falling order; equal ones share theirs, marked with `=`."""
    first = {score: scores.index(score) + 1 for score in scores}
    counts = Counter(scores)
    return [f"{first[score]}{'=' if counts[score] > 1 else ''}" for score in scores]


def ties(rows: Sequence[Choice], ranks: Sequence[str]) -> list[str]:
    """A sentence for those who share a place and were chosen at all."""
    tied: dict[str, list[str]] = {}
    for row, rank in zip(rows, ranks, strict=True):
        if rank.endswith("=") and row.votes:
            tied.setdefault(rank, []).append(row.label)
    if not tied:
        return []
    return [
        "Ties: " + "; ".join(f"{listed(labels)} share place {r[:-1]}" for r, labels in tied.items()) + "."
    ]


def ranking(section: Section, rows: Sequence[tuple[str, str, str, str]], places: Sequence[Mapping[int, int]],
            rule: str) -> Section:  # fmt: skip
    """Bars in parts: how many put each option first, second, third, or lower.

    `rows` are (label, language, place, score) in the order of the rule, `places` how many people gave
    each rank.
    """
    answered = section.of
    deepest = max((rank for given in places for rank in given), default=1)
    shown = deepest if deepest <= 4 else 3
    legend = [_ordinal(rank) for rank in range(1, shown + 1)] + (
        [f"{_ordinal(4)} or lower"] if deepest > 4 else []
    )
    counts = [
        [given.get(rank, 0) for rank in range(1, shown + 1)]
        + ([sum(n for rank, n in given.items() if rank > shown)] if deepest > shown else [])
        for given in places
    ]
    stacks = [
        Stack(label, [n / answered if answered else 0 for n in line], language)
        for (label, language, _, _), line in zip(rows, counts, strict=True)
    ]
    table = Table(
        f"How many of {section.whole} gave each place. {_RULES.get(rule, '')}",
        ("Answer", "Place", "Points", *legend),
        tuple(
            Row(label, (place, score, *(f"{n:,}" for n in line)), language)
            for (label, language, place, score), line in zip(rows, counts, strict=True)
        ),
    )
    return replace(
        section,
        draw=lambda frame: charts.stacked(frame, legend, stacks),
        alt="; ".join(f"{row[0]}: first for {line[0]:,}" for row, line in zip(rows, counts, strict=True)),
        tables=(table,),
    )


def _ordinal(rank: int) -> str:
    return f"{rank}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(rank, 'th') } choice"


def numbers(section: Section, counts: Mapping[float, int], found: Spread, points: Sequence[float]) -> Section:
    """Columns along a scale with the mean, or along classes of numbers that have no scale."""
    shown = [(f"{point:g}", counts.get(point, 0)) for point in points] or classes(counts)
    marker = None
    if len(points) > 1 and points[0] <= found.mean <= points[-1]:
        marker = ((found.mean - points[0]) / (points[-1] - points[0]), f"mean {found.mean:.1f}")
    table = Table(
        f"Shares are of the {found.answered:,} who gave a number.",
        ("Value", "People", "Share"),
        tuple(Row(value, (f"{count:,}", percent(count, found.answered))) for value, count in shown),
    )
    return replace(
        section,
        draw=lambda frame: charts.columns(frame, shown, marker),
        alt="; ".join(f"{value}: {count:,}" for value, count in shown),
        figures=figures(found, bounded=bool(points)),
        tables=(table,),
    )


def figures(found: Spread, *, bounded: bool) -> tuple[tuple[str, str], ...]:
    """Mean, median, and the two highest of a scale or the ends of what was given."""
    told = [("Mean", f"{found.mean:.2f}"), ("Median", f"{found.median:g}")]
    if found.top is not None:
        told.append(
            ("Two highest", f"{percent(found.top, found.answered)} ({found.top:,} of {found.answered:,})")
        )
    elif not bounded:
        told.append(("From, to", f"{found.least:g}, {found.most:g}"))
    return tuple(told)


@dataclass(frozen=True)
class Line:
    """A row of a grid: its label, how many answered it, and how many chose each option in turn."""

    label: str
    language: str
    counts: Sequence[int]
    found: Spread | None = field(default=None)

    @property
    def answered(self) -> int:
        """How many answered this row."""
        return sum(self.counts)


def grid(section: Section, options: Sequence[str], lines: Sequence[Line]) -> Section:
    """Bars in parts, one for each row of a grid; the table has each row's own denominator."""
    scaled = any(line.found for line in lines)
    head = ("Row", "Answered", *options, *(("Mean", "Median", "Two highest") if scaled else ()))
    table = Table(
        "Shares are of those who answered the row.",
        head,
        tuple(Row(line.label, _grid_cells(line, scaled), line.language) for line in lines),
    )
    stacks = [
        Stack(line.label, [n / line.answered if line.answered else 0 for n in line.counts], line.language)
        for line in lines
    ]
    legible = len(options) <= MOST_STEPS
    return replace(
        section,
        draw=(lambda frame: charts.stacked(frame, options, stacks, rising=True)) if legible else None,
        alt="; ".join(
            f"{line.label}: "
            + ", ".join(f"{o} {percent(n, line.answered)}" for o, n in zip(options, line.counts, strict=True))
            for line in lines
        ),
        tables=(table,),
    )


def _grid_cells(line: Line, scaled: bool) -> tuple[str, ...]:
    cells = [f"{line.answered:,}", *(percent(count, line.answered) for count in line.counts)]
    if scaled and line.found:
        top = percent(line.found.top, line.found.answered) if line.found.top is not None else "–"
        cells += [f"{line.found.mean:.2f}", f"{line.found.median:g}", top]
    elif scaled:
        cells += ["–"] * 3
    return tuple(cells)


def texts(written: Sequence[str], language_of: Callable[[str], str]) -> tuple[tuple[Quote, ...], int]:
    """Texts without names, the same once, most frequent first and then by alphabet; how many are left out.

    The order says nothing of who wrote what, so nobody can read one person's answers across questions.
    """
    spellings: dict[str, Counter[str]] = {}
    for text in written:
        spellings.setdefault(names.key(text), Counter())[text] += 1
    quotes = [
        Quote(text := min(found, key=lambda t: (-found[t], t)), found.total(), language_of(text))
        for found in spellings.values()
    ]
    quotes.sort(key=lambda quote: (-quote.count, names.key(quote.text)))
    return tuple(quotes[:_MOST_TEXTS]), max(len(quotes) - _MOST_TEXTS, 0)


def quoted(section: Section, written: Sequence[str], language_of: Callable[[str], str]) -> Section:
    """The section with what people wrote under it: as bars where a few texts come again and again."""
    quotes, left = texts(written, language_of)
    if section.draw is None and not left and _is_a_list(quotes):
        offered = [Choice(quote.text, quote.count, quote.language) for quote in quotes]
        return choices(section, offered, 0, several=False, in_order=True)
    made = replace(section, quotes=quotes)
    return noted(made, f"{people(left, 'more text')} in the answers' export.") if left else made


def _is_a_list(quotes: Sequence[Quote]) -> bool:
    """Whether texts are short and repeat so much that people seem to have chosen from a list."""
    written = sum(quote.count for quote in quotes)
    short = all(len(quote.text) <= _LONGEST_OPTION for quote in quotes)
    return short and len(quotes) <= _MOST_OPTIONS and written >= 3 * len(quotes)
