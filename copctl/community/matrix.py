"""Who knows what, in a grid: groups of people by topics, with how many and how well. Pure."""

from __future__ import annotations

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

    Topics that most people know come first, groups with most knowers first; equals in alphabetical order,
    people without a group last. A topic that nobody knows is left out, unless `empty`.
    """
    known = {subject: _cell(people, levels, subject, least) for subject in subjects}
    wanted = [subject for subject, cell in known.items() if empty or cell.knowers]
    wanted.sort(key=lambda s: (-known[s].members, names.key(s.label), s.slug))
    groups: dict[str | None, list[Person]] = {}
    for person in people:
        groups.setdefault(person.group, []).append(person)
    lines = [_line(label, group, [known[s] for s in wanted]) for label, group in groups.items()]
    lines.sort(key=lambda line: (line.label is None, -_knowing(line), names.key(line.label or "")))
    return Matrix(least, tuple(wanted), tuple(lines), tuple(known[subject] for subject in wanted))


def _cell(
    people: Iterable[Person], levels: Mapping[tuple[int, int], int], subject: Subject, least: int
) -> Cell:
    found = []
    for person in people:
        level = max((levels.get((person.number, topic), 0) for topic in subject.covers), default=0)
        if level >= least:
            found.append(Knower(person, level))
    return Cell(tuple(sorted(found, key=lambda k: (-k.level, names.key(k.person.name), k.person.number))))


def _line(label: str | None, people: Sequence[Person], cells: Sequence[Cell]) -> Line:
    mine = (tuple(k for k in cell.knowers if k.person.group == label) for cell in cells)
    return Line(label, len(people), tuple(Cell(knowers) for knowers in mine))


def _knowing(line: Line) -> int:
    """How many people of a group know something."""
    return len({knower.person.number for cell in line.cells for knower in cell.knowers})


def letter(place: int) -> str:
    """The key of a column by its place from 0: A to Z, then AA, AB and so on."""
    first, last = divmod(place, 26)
    return (letter(first - 1) if first else "") + chr(ord("A") + last)
