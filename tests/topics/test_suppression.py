"""What is kept back cannot be worked out from what is shown: tried on every table that would look the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.topics.suppression import Table, hidden, pooled, ranges

LEAST = 3
SMALL = st.integers(0, 5)


@st.composite
def tables(draw: st.DrawFn, *, exclusive: bool, most: int = 3) -> Table:
    width, height = draw(st.integers(2, 3)), draw(st.integers(1, most))
    rows = [[draw(SMALL) for _ in range(width)] for _ in range(height)]
    columns = list(zip(*rows, strict=True))
    floor = [sum(column) if exclusive else max(column) for column in columns]
    return Table(rows, [least + draw(st.integers(0, 4)) for least in floor], exclusive)


def parts(total: int, tops: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every way to share a total among cells that hold at most so many each."""
    if len(tops) == 1:
        if 0 <= total <= tops[0]:
            yield (total,)
        return
    for first in range(min(total, tops[0]) + 1):
        for rest in parts(total - first, tops[1:]):
            yield (first, *rest)


def alike(table: Table, kept: set[tuple[int, int]]) -> Iterator[list[tuple[int, ...]]]:
    """Every table with these totals that shows the same where something is shown."""
    every = [
        [
            row
            for row in parts(sum(counts), table.sizes)
            if all((place, c) in kept or row[c] == counts[c] for c in range(len(counts)))
        ]
        for place, counts in enumerate(table.rows)
    ]
    for rows in product(*every):
        if not table.exclusive or all(
            sum(c) <= n for c, n in zip(zip(*rows, strict=True), table.sizes, strict=True)
        ):
            yield list(rows)


def spread(table: Table, kept: set[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    worlds = list(alike(table, kept))
    return {(r, c): (min(w[r][c] for w in worlds), max(w[r][c] for w in worlds)) for r, c in kept}


@settings(max_examples=150, deadline=None)
@given(tables(exclusive=False))
def test_nothing_kept_back_among_choices_can_be_worked_out(table: Table) -> None:
    assert_protected(table)


@settings(max_examples=80, deadline=None)
@given(tables(exclusive=True, most=2))
def test_nothing_kept_back_in_a_table_of_one_answer_each_can_be_worked_out(table: Table) -> None:
    assert_protected(table)


def assert_protected(table: Table) -> None:
    kept = hidden(table, LEAST)

    everything = spread(table, set(table.cells()))
    for (row, column), (low, high) in spread(table, kept).items():
        from_totals = everything[row, column][1] - everything[row, column][0]
        small = table.rows[row][column] < LEAST
        assert not small or high - low >= min(LEAST, from_totals)
    assert all(cell in kept for cell in table.cells() if table.rows[cell[0]][cell[1]] < LEAST)


@settings(max_examples=80, deadline=None)
@given(tables(exclusive=True, most=2), st.data())
def test_what_a_reader_can_work_out_is_found_exactly(table: Table, data: st.DataObject) -> None:
    kept = data.draw(st.sets(st.sampled_from(list(table.cells()))))

    assert ranges(table, kept) == spread(table, kept)


@pytest.mark.parametrize(
    ("row", "sizes", "kept"),
    [
        ([9, 8], [12, 10], set()),
        ([9, 2], [12, 10], {(0, 0), (0, 1)}),  # nine and eleven together give the two away
        ([9, 0, 0], [12, 10, 10], {(0, 0), (0, 1), (0, 2)}),  # the nine would say that the others are nought
        ([9, 2, 4, 7], [12, 10, 10, 9], {(0, 1), (0, 2)}),
        ([0, 0], [12, 10], {(0, 0), (0, 1)}),
    ],
)
def test_a_small_cell_takes_its_complement_with_it(
    row: list[int], sizes: list[int], kept: set[tuple[int, int]]
) -> None:
    assert hidden(Table([row], sizes), 5) == kept


def test_nought_is_small_and_a_least_of_one_keeps_nothing_back() -> None:
    table = Table([[0, 6, 8]], [9, 9, 9])

    assert (0, 0) in hidden(table, 5)
    assert hidden(table, 1) == set()


@pytest.mark.parametrize(
    ("sizes", "together"),
    [
        ([12, 9], []),
        ([50, 3], [1, 0]),  # three is fifty-three less fifty: nothing can be shown
        ([20, 3, 2], [2, 1]),
        ([20, 4, 4], [1, 2, 0]),  # two parts of at most four that make eight are four each
        ([20, 9, 1], [2, 1]),
        ([8, 8, 20, 4], [3, 0, 1]),  # no more than eight joined: twelve would be eight and four
        ([3, 1], [1, 0]),
        ([1, 1, 1, 1, 1], [0, 1, 2, 3, 4]),
    ],
)
def test_small_segments_are_put_together(sizes: list[int], together: list[int]) -> None:
    assert pooled(sizes, 5) == together


@given(st.lists(st.integers(1, 12), min_size=1, max_size=6))
def test_the_size_of_a_small_segment_cannot_be_worked_out(sizes: list[int]) -> None:
    together = pooled(sizes, LEAST)

    small = {column for column in range(len(sizes)) if sizes[column] < LEAST}
    assert small <= set(together)
    if not together or len(together) == len(sizes):
        return
    total = sum(sizes[c] for c in together)
    assert total >= LEAST
    assert len(together) > 1
    largest = min(sizes[c] for c in range(len(sizes)) if c not in together)
    bounds = [range(1, LEAST) if c in small else range(LEAST, largest + 1) for c in together]
    worlds = [world for world in product(*bounds) if sum(world) == total]
    for place, column in enumerate(together):
        assert column not in small or len({world[place] for world in worlds}) > 1
