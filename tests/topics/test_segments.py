"""A tally by segment: what it shows, and that nothing kept back follows from what it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.topics.electorate import Electorate, Segment, served, votes
from copctl.topics.rules.profiles import Approvals, Ratings
from copctl.topics.segments import Breakdown, breakdown

LEAST = 3
Worlds = list[list[tuple[int, ...]]]
NAMES = ["a", "b"]
ANY = st.frozensets(st.sampled_from([0, 1]))
ONE = st.frozensets(st.sampled_from([0, 1]), max_size=1)


def groups_of(ballots: st.SearchStrategy[frozenset[int]]) -> st.SearchStrategy[list[list[frozenset[int]]]]:
    return st.lists(st.lists(ballots, min_size=1, max_size=7), min_size=2, max_size=3)


GROUPS = groups_of(ANY)


def electorate(
    groups: Sequence[Sequence[frozenset[int]]], *, exclusive: bool = False, names: list[str] = NAMES
) -> Electorate:
    every = [ballot for group in groups for ballot in group]
    profile = Approvals(names, Counter(every))
    return Electorate(
        profile=profile,
        people=len(every),
        answered=len(every),
        counted=[int(v) for v in votes(profile)],
        base=len(every),
        exclusive=exclusive,
        segments=tuple(Segment(f"s{n}", len(g), Approvals(names, Counter(g))) for n, g in enumerate(groups)),
    )


def splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in splits(total - first, parts - 1):
            yield (first, *rest)


def worlds(found: Breakdown, totals: Sequence[int], reached: int) -> list[list[tuple[int, ...]]]:
    """Every set of (a, b, served) by column that has these totals and shows what is shown."""
    columns = found.columns

    def rows(total: int, shown: Sequence[int | None]) -> list[tuple[int, ...]]:
        return [
            split
            for split in splits(total, len(columns))
            if all(known is None or known == part for known, part in zip(shown, split, strict=True))
            and all(part <= column.people for part, column in zip(split, columns, strict=True))
        ]

    every = [rows(totals[row], [column.cells[row].votes for column in columns]) for row in range(len(NAMES))]
    every.append(rows(reached, [column.served.votes if column.served else None for column in columns]))
    return [list(world) for world in product(*every)]


def fits(found: Breakdown, world: Sequence[tuple[int, ...]], chosen: Sequence[int], exclusive: bool) -> bool:
    """Whether those served can be the people who chose any of the chosen."""
    if exclusive:
        return all(
            world[-1][place] == sum(world[row][place] for row in chosen)
            and sum(row[place] for row in world[:-1]) <= column.people
            for place, column in enumerate(found.columns)
        )
    return all(
        max(world[row][place] for row in chosen)
        <= world[-1][place]
        <= sum(world[row][place] for row in chosen)
        for place in range(len(world[0]))
    )


@settings(max_examples=120, deadline=None)
@given(GROUPS, st.sampled_from([[0], [1], [0, 1]]))
def test_nothing_kept_back_follows_from_what_is_shown(
    groups: list[list[frozenset[int]]], chosen: list[int]
) -> None:
    assert_kept_back(groups, chosen, exclusive=False)


@settings(max_examples=120, deadline=None)
@given(groups_of(ONE), st.sampled_from([[0], [1], [0, 1]]))
def test_nothing_kept_back_follows_where_everybody_makes_one_choice(
    groups: list[list[frozenset[int]]], chosen: list[int]
) -> None:
    assert_kept_back(groups, chosen, exclusive=True)


def assert_kept_back(groups: list[list[frozenset[int]]], chosen: list[int], *, exclusive: bool) -> None:
    cast = electorate(groups, exclusive=exclusive)
    found = breakdown(cast, "group", least=LEAST, chosen=chosen)
    if not found.columns:
        return
    reached = int(served(cast.profile, chosen))  # type: ignore[arg-type]
    possible = [w for w in worlds(found, cast.counted, reached) if fits(found, w, chosen, exclusive)]
    bare = Breakdown(
        "group",
        LEAST,
        [type(c)(c.name, c.people, [type(x)() for x in c.cells], type(c.cells[0])()) for c in found.columns],
    )
    from_totals = [w for w in worlds(bare, cast.counted, reached) if fits(found, w, chosen, exclusive)]

    for place, column in enumerate(found.columns):
        for row, cell in enumerate([*column.cells, column.served]):
            if cell is not None and cell.suppressed and len({w[row][place] for w in from_totals}) > 1:
                assert len({w[row][place] for w in possible}) > 1

    if not exclusive and len(chosen) > 1:
        assert_no_few_left(possible, from_totals)


def assert_no_few_left(possible: Worlds, from_totals: Worlds) -> None:
    """Nobody knows that one or two chose the one without the other, or both."""
    left: list[Callable[[int, int, int], int]] = [
        lambda first, _, served: served - first,
        lambda _, second, served: served - second,
        lambda first, second, served: first + second - served,
    ]
    for place, of in product(range(len(possible[0][0])), left):
        known, anyway = (
            {of(*(row[place] for row in world)) for world in some} for some in (possible, from_totals)
        )
        few = set(range(1, LEAST))
        assert not known <= few or anyway <= few


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(st.frozensets(st.sampled_from([0, 1, 2])), min_size=1, max_size=5), min_size=2, max_size=2
    )
)
def test_no_few_people_are_left_over_by_three_that_are_chosen(groups: list[list[frozenset[int]]]) -> None:
    found = breakdown(electorate(groups, names=["a", "b", "c"]), "group", least=LEAST, chosen=[0, 1, 2])

    kinds = [frozenset(kind) for n in (1, 2, 3) for kind in combinations(range(3), n)]
    for column in found.columns:
        # Every way in which the people of this segment can have chosen what is shown of it.
        alike = [
            many
            for many in splits_up_to(column.people, len(kinds))
            if all(
                cell.votes in (None, sum(n for n, kind in zip(many, kinds, strict=True) if row in kind))
                for row, cell in enumerate(column.cells)
            )
            and (column.served is None or column.served.votes in (None, sum(many)))
        ]
        for some in range(1, 2 ** len(kinds)):
            assert any(
                not 1 <= sum(n for place, n in enumerate(many) if some >> place & 1) < LEAST for many in alike
            )


def splits_up_to(most: int, parts: int) -> list[tuple[int, ...]]:
    return [split[:-1] for split in splits(most, parts + 1)]


def test_one_person_who_is_served_without_the_topic_shown_is_kept_back() -> None:
    # Five of the first want a, a sixth b alone: six served less five would be that one person.
    first = [frozenset([0])] * 5 + [frozenset([1])] + [frozenset[int]()] * 4
    split = [[frozenset([n])] * many for n, many in ((0, 7), (1, 6), (0, 8), (1, 9))]
    groups = [first, split[0] + split[1], split[2] + split[3]]

    found = breakdown(electorate(groups), "group", least=5, chosen=[0, 1])

    told = next(column for column in found.columns if column.name == "s0")
    assert told.cells[0].votes == 5
    assert told.served is not None
    assert told.served.suppressed


@given(GROUPS)
def test_no_number_below_the_least_is_shown_and_sizes_add_up(groups: list[list[frozenset[int]]]) -> None:
    found = breakdown(electorate(groups), "group", least=LEAST, chosen=None)

    if found.columns:
        assert sum(column.people for column in found.columns) == sum(map(len, groups))
    for column in found.columns:
        assert column.people >= LEAST
        assert all(cell.votes is None or cell.votes >= LEAST for cell in column.cells)
    small = {f"s{n}" for n, group in enumerate(groups) if len(group) < LEAST}
    assert set(found.small) == small


def test_share_and_lift_are_of_the_segments_own_people() -> None:
    groups = [[frozenset([0])] * 6 + [frozenset([1])] * 4, [frozenset([1])] * 10]

    found = breakdown(electorate(groups), "group", least=1, chosen=[1])

    first = next(column for column in found.columns if column.name == "s0")
    assert (first.cells[0].votes, first.cells[0].share, first.cells[0].lift) == (6, 0.6, 2.0)
    assert (first.cells[1].share, first.served and first.served.share) == (0.4, 0.4)


def test_a_segment_of_a_scale_has_a_mean_and_a_few_answers_have_none() -> None:
    def rated(*numbers: int) -> Ratings:
        return Ratings(["mood"], Counter(((0, Fraction(n)),) for n in numbers))

    groups = {"x": (rated(1, 2, 3, 4, 5, 5), 6), "y": (rated(2, 2, 2, 2, 2), 9), "z": (rated(5, 5, 5, 1), 8)}
    cast = Electorate(
        profile=rated(1),
        people=23,
        answered=15,
        counted=[15],
        base=23,
        segments=tuple(Segment(name, people, own) for name, (own, people) in groups.items()),
    )

    found = {c.name: c.cells[0] for c in breakdown(cast, "group", least=5, chosen=None).columns}

    assert found["z"].suppressed
    assert [found[name].suppressed for name in "xy"].count(True) == 1  # fifteen less the others would tell
    shown = next(cell for cell in found.values() if not cell.suppressed)
    assert (shown.mean, shown.median) in ((3.3333, 3.5), (2.0, 2.0))
