"""Coverage beside the cells it is made of: what has to be kept back so that neither gives the other away.

Pure. How many of a segment chose any of the chosen is no less than the largest of those cells and no more
than their sum (just that sum, where everybody makes one choice), so a number that is shown may tell one
that is kept back. Bounds are narrowed in turn, by columns and by the totals of rows, until nothing moves.

Differences tell as well: coverage less a cell are those who chose another of the chosen and not this one,
and the cells' sum less coverage are those who chose several (inclusion and exclusion). Neither is shown, but
a few people must not be what is left: nobody is nobody's secret, one to `least` - 1 are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copctl.topics.suppression import Cell, Table, hidden, ranges

# The row of coverage, below those of what was chosen; the row of those who chose several; and what is added
# to a row's number for those who are covered without it.
_COVERED, _SEVERAL, _WITHOUT = -1, -2, -1_000_000
_Bounds = dict[Cell, tuple[int, int]]


def kept_back(
    table: Table, covered: Table | None, chosen: Sequence[int], least: int
) -> tuple[set[Cell], set[int]]:
    """The cells of a table to keep back, and the columns whose coverage is.

    `covered` has one row, of those in each column who chose any of the rows in `chosen`; None where
    nobody was chosen.
    """
    kept = hidden(table, least)
    if covered is None or not chosen or least <= 1:
        return kept, set()
    both = _Both(table, covered, chosen, kept, hidden(covered, least))
    every = _Both(table, covered, chosen, set(table.cells()), set(covered.cells())).bounds()
    while True:
        # What the totals alone tell cannot be helped.
        told = [
            cell
            for cell, ends in both.bounds().items()
            if both.tells(cell, ends, least) and not both.tells(cell, every[cell], least)
        ]
        following = next((more for cell in told if (more := both.next_to(cell)) is not None), None)
        if following is None:
            return both.kept, {place for _, place in both.unseen}
        both = both.without(following, least)


@dataclass(frozen=True)
class _Both:
    """A table and its coverage, and what of them is kept back."""

    table: Table
    covered: Table
    chosen: Sequence[int]
    kept: set[Cell]
    unseen: set[Cell]

    def hides(self, cell: Cell) -> bool:
        """Whether a cell, of the table or (row -1) of coverage, is kept back."""
        return (0, cell[1]) in self.unseen if cell[0] == _COVERED else cell in self.kept

    def tells(self, cell: Cell, ends: tuple[int, int], least: int) -> bool:
        """Whether these bounds tell what is kept back, or that a few people are what is left."""
        low, high = ends
        if cell[0] >= _COVERED:
            return low == high and self.hides(cell)
        if cell[0] == _SEVERAL:
            # The sum counts somebody with three of the chosen twice too often.
            low = -(-low // max(len(self.chosen) - 1, 1))
        return low >= 1 and high < least

    def without(self, cell: Cell, least: int) -> _Both:
        """The same with one more cell kept back, and what goes with it."""
        if cell[0] == _COVERED:
            unseen = hidden(self.covered, least, {*self.unseen, (0, cell[1])})
            return _Both(self.table, self.covered, self.chosen, self.kept, unseen)
        kept = hidden(self.table, least, {*self.kept, cell})
        return _Both(self.table, self.covered, self.chosen, kept, self.unseen)

    def next_to(self, cell: Cell) -> Cell | None:
        """What to keep back so that a cell is no longer told: coverage first, of its own column first."""
        shown = [(row, place) for row, place in self._cells() if not self.hides((row, place))]
        return min(shown, key=lambda c: (c[1] != cell[1], c[0] != _COVERED, self._count(c), c), default=None)

    def _cells(self) -> Iterator[Cell]:
        return ((row, place) for row in (_COVERED, *self.chosen) for place in range(len(self.table.sizes)))

    def _count(self, cell: Cell) -> int:
        if cell[0] == _SEVERAL:
            return sum(self.table.rows[row][cell[1]] for row in self.chosen) - self.covered.rows[0][cell[1]]
        if cell[0] < _SEVERAL:
            return self.covered.rows[0][cell[1]] - self.table.rows[cell[0] - _WITHOUT][cell[1]]
        return self.covered.rows[0][cell[1]] if cell[0] == _COVERED else self.table.rows[cell[0]][cell[1]]

    def bounds(self) -> _Bounds:
        """The fewest and the most that every cell of the chosen, and every coverage, may hold."""
        open_to = ranges(self.table, self.kept)
        open_to |= {(_COVERED, place): ends for (_, place), ends in ranges(self.covered, self.unseen).items()}
        bounds = {cell: open_to.get(cell, (self._count(cell),) * 2) for cell in self._cells()}
        places = range(len(self.table.sizes))
        left_over = (_SEVERAL, *(row + _WITHOUT for row in self.chosen))
        bounds |= {
            (row, place): (0, sum(self.table.sizes) * len(self.chosen))
            for row in left_over
            for place in places
        }
        while True:
            before = dict(bounds)
            for place in places:
                self._by_column(bounds, place)
                self._by_difference(bounds, place)
            for row in (_COVERED, *self.chosen, *left_over):
                self._by_row(bounds, row)
            if bounds == before:
                return bounds

    def _by_column(self, bounds: _Bounds, place: int) -> None:
        cells = [(row, place) for row in self.chosen]
        lows, highs = [bounds[c][0] for c in cells], [bounds[c][1] for c in cells]
        fewest = sum(lows) if self.table.exclusive else max(lows)
        _narrow(bounds, (_COVERED, place), fewest, sum(highs))
        low, high = bounds[_COVERED, place]
        for cell, own_low, own_high in zip(cells, lows, highs, strict=True):
            others = sum(lows) - own_low if self.table.exclusive else 0
            _narrow(bounds, cell, low - (sum(highs) - own_high), high - others)

    def _by_difference(self, bounds: _Bounds, place: int) -> None:
        """Coverage is a cell and those covered without it; the cells are coverage and what is said beyond."""
        covered = (_COVERED, place)
        for row in self.chosen:
            _sum(bounds, covered, [(row, place), (row + _WITHOUT, place)])
        several = (_SEVERAL, place)
        cells = [(row, place) for row in self.chosen]
        low, high = sum(bounds[c][0] for c in cells), sum(bounds[c][1] for c in cells)
        _narrow(bounds, several, low - bounds[covered][1], high - bounds[covered][0])
        _narrow(bounds, covered, low - bounds[several][1], high - bounds[several][0])
        for cell, (own_low, own_high) in [(c, bounds[c]) for c in cells]:
            least = bounds[covered][0] + bounds[several][0] - (high - own_high)
            _narrow(bounds, cell, least, bounds[covered][1] + bounds[several][1] - (low - own_low))

    def _by_row(self, bounds: _Bounds, row: int) -> None:
        cells = [(row, place) for place in range(len(self.table.sizes))]
        total = sum(map(self._count, cells))
        for cell in cells:
            others = [bounds[other] for other in cells if other != cell]
            _narrow(bounds, cell, total - sum(h for _, h in others), total - sum(low for low, _ in others))


def _narrow(bounds: _Bounds, cell: Cell, low: int, high: int) -> None:
    bounds[cell] = (max(bounds[cell][0], low), min(bounds[cell][1], high))


def _sum(bounds: _Bounds, total: Cell, parts: Sequence[Cell]) -> None:
    """Narrow a sum by its two parts, and each part by the sum and the other."""
    (first, second), (low, high) = parts, bounds[total]
    for own, other in ((first, second), (second, first)):
        _narrow(bounds, own, low - bounds[other][1], high - bounds[other][0])
    _narrow(bounds, total, bounds[first][0] + bounds[second][0], bounds[first][1] + bounds[second][1])
