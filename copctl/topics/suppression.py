"""Which cells of a table of people are kept back, so that nobody can be told from a small group.

Pure. The table has a row for what could be said and a column for each segment; whoever reads it also
knows the totals of rows and columns. A cell of fewer people than `least` is small, nought included: that
nobody of a group said something is told of everybody in it. A small cell is kept back, and so are as many
others as keep it from being worked out (complementary suppression, Cox 1980; what a reader can work out
is found by walking alternating cycles, Gusfield 1988).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Cell = tuple[int, int]


def pooled(sizes: Sequence[int], least: int) -> list[int]:
    """The columns to put together, smallest first, because fewer than `least` people stand in one of them.

    What is put together is at least `least` people in at least two columns, and more columns join while
    the total would give away how many people a small one holds. Where every column is in it, nothing can
    be shown by segment. Sizes are counts of people above 0.
    """
    order = sorted(range(len(sizes)), key=lambda column: (sizes[column], column))
    small = sum(size < least for size in sizes)
    if not small:
        return []
    for taken in range(small, len(order) + 1):
        # Who knows how this is done knows that what is left alone is no smaller than what joined.
        largest = sizes[order[taken]] if taken < len(order) else None
        if not _gives_away([sizes[column] for column in order[:taken]], least, largest):
            return order[:taken]
    return order


def _gives_away(together: Sequence[int], least: int, largest: int | None) -> bool:
    """Whether a total says how large one of its small parts is.

    Small parts are known to be from 1 to `least` - 1, the others from `least` to `largest`.
    """
    total, count = sum(together), len(together)
    small = sum(size < least for size in together)
    joined = count - small
    if total < least or count < 2:
        return True
    if least == 2:
        return False  # a small part is one person, as everybody is told
    fewest = total - (small - 1) * (least - 1) - joined * (total if largest is None else largest)
    most = total - (small - 1) - joined * least
    return max(1, fewest) == min(least - 1, most)


@dataclass(frozen=True)
class Table:
    """Counts of people: a row for each thing said, a column for each segment of so many people.

    `exclusive` says that a person stands in one row at most (`select_one`); else each row is a table of
    its own, of those who said it and those who did not.
    """

    rows: Sequence[Sequence[int]]
    sizes: Sequence[int]
    exclusive: bool = False

    def cells(self) -> Iterator[Cell]:
        """Every cell, as (row, column)."""
        return ((row, column) for row in range(len(self.rows)) for column in range(len(self.sizes)))


def hidden(table: Table, least: int, also: Iterable[Cell] = ()) -> set[Cell]:
    """The cells to keep back: the small ones, those in `also`, and what would give one of them away.

    Each of them could be any of at least `least` numbers for all that is shown, or as many as the totals
    alone leave open. `least` of 1 or 0 keeps nothing back but `also`.
    """
    asked = set(also) | {cell for cell in table.cells() if least > 1 and table.rows[cell[0]][cell[1]] < least}
    kept: set[Cell] = set()
    for grid in _grids(table):
        own = sorted((row, column) for row, column in asked if row in grid.names)
        kept |= grid.protected(own, least)
    return kept


def ranges(table: Table, kept: Iterable[Cell]) -> dict[Cell, tuple[int, int]]:
    """What a reader can work out of each cell that is kept back: the fewest and the most it may hold."""
    kept = set(kept)
    found = {}
    for grid in _grids(table):
        grid.free |= {(grid.names.index(row), column) for row, column in kept if row in grid.names}
        for row, column in kept:
            if row in grid.names:
                place, count = (grid.names.index(row), column), table.rows[row][column]
                found[row, column] = (count - grid.room(place, -1), count + grid.room(place, 1))
    return found


def _grids(table: Table) -> Iterator[_Grid]:
    """The tables whose totals hang together, each closed by a row that is never shown: everybody else."""
    groups = [list(range(len(table.rows)))] if table.exclusive else [[row] for row in range(len(table.rows))]
    for names in groups:
        rows = [list(table.rows[row]) for row in names]
        said = [sum(row[column] for row in rows) for column in range(len(table.sizes))]
        rest = [size - count for size, count in zip(table.sizes, said, strict=True)]
        yield _Grid(names, [*rows, rest])


class _Grid:
    """A table whose row and column totals are all known, and the cells of it that are not shown."""

    def __init__(self, names: list[int], counts: list[list[int]]) -> None:
        self.names, self.counts = names, counts
        self.height, self.width = len(counts), len(counts[0])
        self.free = {(self.height - 1, column) for column in range(self.width)}

    def protected(self, cells: Sequence[Cell], least: int) -> set[Cell]:
        """Free these cells, and others until each may be many numbers; gives what is free, by its name."""
        asked = [(self.names.index(row), column) for row, column in cells]
        self.free |= set(asked)
        for cell in asked:
            enough = min(least, self._open(cell))
            while self._span(cell, enough) < enough:
                self.free.add(self._next_to(cell))
        return {(self.names[row], column) for row, column in self.free if row < self.height - 1}

    def _open(self, cell: Cell) -> int:
        """How many numbers beside its own the totals alone leave to a cell (Fréchet 1940)."""
        row, column = cell
        of_row, of_column = sum(self.counts[row]), sum(counts[column] for counts in self.counts)
        people = sum(map(sum, self.counts))
        return min(of_row, of_column) - max(0, of_row + of_column - people)

    def _span(self, cell: Cell, enough: int) -> int:
        up = self.room(cell, 1, enough)
        return up if up >= enough else up + self.room(cell, -1, enough - up)

    def _next_to(self, cell: Cell) -> Cell:
        """The smallest cell still shown, of its row first, then its column, then anywhere."""
        shown = [(r, c) for r in range(self.height) for c in range(self.width) if (r, c) not in self.free]
        return min(shown, key=lambda c: (c[0] != cell[0], c[1] != cell[1], self.counts[c[0]][c[1]], c))

    def room(self, cell: Cell, way: int, enough: int | None = None) -> int:
        """How far a cell may go up (`way` 1) or down (-1) while all that is shown stays as it is."""
        counts = [list(row) for row in self.counts]
        gone = 0
        while enough is None or gone < enough:
            steps = self._cycle(counts, cell, way)
            if steps is None:
                break
            least = min(counts[row][column] for row, column, sign in steps if sign < 0)
            for row, column, sign in steps:
                counts[row][column] += sign * least
            gone += least
        return gone

    def _cycle(self, counts: list[list[int]], cell: Cell, way: int) -> list[tuple[int, int, int]] | None:
        """The shortest cycle of cells not shown that go up and down in turn, beginning with this one."""
        row, column = cell
        if way < 0 and counts[row][column] == 0:
            return None
        # From the cell along its row to a cell of the other sign, along that one's column to one of the
        # first sign, and so on until the cell's own column is reached.
        before: dict[tuple[str, int], tuple[str, int]] = {("row", row): ("", -1)}
        queue = deque([("row", row)])
        while queue:
            kind, place = queue.popleft()
            if (kind, place) == ("column", column):
                return self._walked(before, cell, way)
            for following in self._steps(counts, kind, place, cell, way):
                if following not in before:
                    before[following] = (kind, place)
                    queue.append(following)
        return None

    def _steps(
        self, counts: list[list[int]], kind: str, place: int, cell: Cell, way: int
    ) -> Iterator[tuple[str, int]]:
        if kind == "row":
            for column in range(self.width):
                step = (place, column)
                if step in self.free and step != cell and (way < 0 or counts[place][column] > 0):
                    yield "column", column
        else:
            for row in range(self.height):
                step = (row, place)
                if step in self.free and step != cell and (way > 0 or counts[row][place] > 0):
                    yield "row", row

    @staticmethod
    def _walked(
        before: dict[tuple[str, int], tuple[str, int]], cell: Cell, way: int
    ) -> list[tuple[int, int, int]]:
        steps = [(*cell, way)]
        at = ("column", cell[1])
        while before[at][0]:
            earlier = before[at]
            row, column = (earlier[1], at[1]) if earlier[0] == "row" else (at[1], earlier[1])
            steps.append((row, column, -way if earlier[0] == "row" else way))
            at = earlier
        return steps
