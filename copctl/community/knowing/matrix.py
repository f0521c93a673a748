"""Who knows what, in a grid: groups of people by topics, with how many and how well. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from copctl import names


@dataclass(frozen=True)
class Person:
    """Somebody and the group they count in; None for those without one. `open_name` may be shown."""

    number: int
    name: str
    group: str | None
    open_name: bool = False


@dataclass(frozen=True)
class Subject:
    """A topic of the grid: its label, and the topics in which a level counts for it, itself among them."""

    slug: str
    label: str
    covers: frozenset[int]


@dataclass(frozen=True)
class Knower:
    """Somebody in a cell, and their level (1 to 4)."""

    person: Person
    level: int


@dataclass(frozen=True)
class Cell:
    """The people of one group who know one topic well enough, highest level first."""

    knowers: tuple[Knower, ...] = ()

    @property
    def members(self) -> int:
        """How many they are."""
        return len(self.knowers)

    @property
    def highest(self) -> int | None:
        """The highest level among them; None where there is nobody."""
        return self.knowers[0].level if self.knowers else None


@dataclass(frozen=True)
class Line:
    """A group: its label (None for people without one), its people, its cells in the order of topics."""

    label: str | None
    people: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """The grid. `totals` has a cell for each topic, over all groups; `level` is the least that counts."""

    level: int
    subjects: tuple[Subject, ...]
    lines: tuple[Line, ...]
    totals: tuple[Cell, ...]

    @property
    def most(self) -> int:
        """The greatest number in a cell."""
        return max((cell.members for line in self.lines for cell in line.cells), default=0)


def build(
    people: Collection[Person],
    levels: Mapping[tuple[int, int], int],
    subjects: Iterable[Subject],
    *,
    least: int,
    empty: bool = False,
) -> Matrix:
    """Count people by group and topic; `levels` goes by (number of the person, number of the topic).

    Topics that most people know come first, groups with most people first; equals in alphabetical order,
    people without a group last. A topic that nobody knows is left out, unless `empty`.
    """
    known = _knowers(people, levels, tuple(subjects), least)
    wanted = [subject for subject, found in known.items() if empty or found]
    wanted.sort(key=lambda s: (-len(known[s]), names.key(s.label), s.slug))
    sizes = Counter(person.group for person in people)
    cells: dict[tuple[str | None, Subject], list[Knower]] = {}
    for subject in wanted:
        for knower in known[subject]:
            cells.setdefault((knower.person.group, subject), []).append(knower)
    lines = [
        Line(group, size, tuple(Cell(tuple(cells.get((group, subject), ()))) for subject in wanted))
        for group, size in sizes.items()
    ]
    lines.sort(key=lambda line: (line.label is None, -line.people, names.key(line.label or "")))
    return Matrix(least, tuple(wanted), tuple(lines), tuple(Cell(tuple(known[s])) for s in wanted))


def _knowers(
    people: Iterable[Person], levels: Mapping[tuple[int, int], int], subjects: Sequence[Subject], least: int
) -> dict[Subject, list[Knower]]:
    """For each topic who knows it well enough, highest level first: each claim is looked at once."""
    counting: dict[int, list[Subject]] = {}
    for subject in subjects:
        for topic in subject.covers:
            counting.setdefault(topic, []).append(subject)
    best: dict[Subject, dict[int, int]] = {subject: {} for subject in subjects}
    for (number, topic), level in levels.items():
        for subject in counting.get(topic, ()) if level >= least else ():
            best[subject][number] = max(level, best[subject].get(number, 0))
    order = {person.number: (names.key(person.name), person.number, person) for person in people}
    found = {}
    for subject, known in best.items():
        placed = sorted((-level, *order[number]) for number, level in known.items() if number in order)
        found[subject] = [Knower(person, -level) for level, _, _, person in placed]
    return found


def letter(place: int) -> str:
    """The key of a column by its place from 0: A to Z, then AA, AB and so on."""
    first, last = divmod(place, 26)
    return (letter(first - 1) if first else "") + chr(ord("A") + last)
