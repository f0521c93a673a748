"""A tally by segment: shares, lift and coverage of each, with small groups kept back.

Pure. Every figure is made of a count of people and the size of its segment, and both are shown or none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from copctl.topics import electorate, middles
from copctl.topics.coverage import kept_back
from copctl.topics.electorate import Electorate, Segment
from copctl.topics.rules.profiles import Ratings
from copctl.topics.suppression import Table, pooled

TOGETHER = "smaller groups"


@dataclass(frozen=True)
class Cell:
    """How many of a segment said it; all None where it is kept back.

    `lift` is the segment's share by everybody's. `mean` and `median` are of the numbers given, on a scale.
    """

    votes: int | None = None
    share: float | None = None
    lift: float | None = None
    mean: float | None = None
    median: float | None = None

    @property
    def suppressed(self) -> bool:
        """Whether it is kept back."""
        return self.votes is None


@dataclass(frozen=True)
class Column:
    """One segment. `served` counts those who chose at least one of the chosen, where seats are filled."""

    name: str
    people: int
    cells: Sequence[Cell]
    served: Cell | None = None
    of: Sequence[str] = ()


@dataclass(frozen=True)
class Breakdown:
    """A tally by segment: a row for each of `rows` in every column.

    `small` are segments of fewer than `least` people; `merged` are others that had to be put together with
    them, so that nobody's size or answer is what is left of the total.
    """

    by: str
    least: int
    columns: Sequence[Column]
    rows: Sequence[str] = ()
    small: Sequence[str] = ()
    merged: Sequence[str] = ()
    notes: Sequence[str] = field(default=())

    @property
    def kept_back(self) -> int:
        """How many cells of the columns shown are kept back."""
        cells = [cell for c in self.columns for cell in (*c.cells, *((c.served,) if c.served else ()))]
        return sum(cell.suppressed for cell in cells)


def breakdown(cast: Electorate, by: str, *, least: int, chosen: Sequence[int] | None) -> Breakdown:
    """Count each segment. `chosen` are the candidates that got a seat, or None where none were filled."""
    held = [segment for segment in cast.segments if segment.people]
    rows = held[0].profile.names if held else ()
    together = pooled([segment.people for segment in held], least) if least > 1 else []
    small = sorted(held[place].name for place in together if held[place].people < least)
    merged = sorted(held[place].name for place in together if held[place].people >= least)
    columns = [] if together and len(together) == len(held) else _columns(held, together)
    if not columns:
        return Breakdown(by, least, [], rows, small, merged, _nothing(by, least, len(held)))
    counts = [_counts(segments) for _, segments in columns]
    sizes = [sum(segment.people for segment in segments) for _, segments in columns]
    table = Table([list(row) for row in zip(*counts, strict=True)], sizes, cast.exclusive)
    reached = None if chosen is None else [_served(segments, chosen) for _, segments in columns]
    covered = None if reached is None else Table([reached], sizes)
    kept, unseen = kept_back(table, covered, chosen or (), least)
    people = sum(sizes)
    scaled = isinstance(held[0].profile, Ratings)
    shown = [
        Column(
            name,
            sizes[place],
            [
                _cell(row[place], sizes[place], sum(row), people, (number, place) in kept)
                if not scaled
                else _average(number, row[place], sizes[place], segments, (number, place) in kept)
                for number, row in enumerate(table.rows)
            ],
            _cell(reached[place], sizes[place], sum(reached), people, place in unseen) if reached else None,
            [segment.name for segment in segments] if len(segments) > 1 else (),
        )
        for place, (name, segments) in enumerate(columns)
    ]
    return Breakdown(by, least, shown, rows, small, merged)


def _nothing(by: str, least: int, groups: int) -> tuple[str, ...]:
    if not groups:
        return ()
    return (f"Nothing can be shown by {by}: a group of fewer than {least} people would be given away.",)


def _columns(held: Sequence[Segment], together: Sequence[int]) -> list[tuple[str, list[Segment]]]:
    """The segments that are shown, the largest first, and those put together at the end."""
    alone = [segment for place, segment in enumerate(held) if place not in set(together)]
    columns = [(s.name, [s]) for s in sorted(alone, key=lambda s: (-s.people, s.name))]
    if together:
        columns.append((TOGETHER, sorted((held[place] for place in together), key=lambda s: s.name)))
    return columns


def _counts(segments: Sequence[Segment]) -> list[int]:
    every = [electorate.named(segment.profile) for segment in segments]
    return [int(sum(counts)) for counts in zip(*every, strict=True)]


def _served(segments: Sequence[Segment], chosen: Sequence[int]) -> int:
    return int(sum(electorate.served(electorate.approvals(segment.profile), chosen) for segment in segments))


def _cell(votes: int, people: int, all_votes: int, everybody: int, kept_back: bool) -> Cell:
    if kept_back:
        return Cell()
    share = votes / people
    return Cell(votes, share, share * everybody / all_votes if all_votes else None)


def _average(number: int, votes: int, people: int, segments: Sequence[Segment], kept_back: bool) -> Cell:
    """The middle of the numbers that a segment gave; a mean over few people is as telling as a count."""
    given: Counter[Fraction] = Counter()
    for segment in segments:
        given.update(electorate.ratings_of(segment.profile, number))
    if kept_back or not votes:
        return Cell()
    return Cell(votes, votes / people, None, middles.mean(given), middles.median(given))
