"""The best panel there is, proven: one column of whole numbers for each candidate, one row for each rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from copctl.speakers.panel import Candidate, Panel, Rules, worths
from copctl.speakers.panel_reduction import reduced
from copctl.speakers.whole_numbers import PATIENCE, Program

SOLVER = "highspy"


def best_panel(candidates: Iterable[Candidate], rules: Rules, *, patience: float = PATIENCE) -> Panel:
    """The panel with the highest sum of fits, proven unless `patience` (seconds) ran out before.

    Of panels with equal sums the one whose members stand highest in the order of fit and name.
    """
    people = reduced(candidates, rules)
    if len(people) < rules.size:
        return Panel((), proven=True, solver=SOLVER)
    program = Program()
    worth = worths(people, rules)
    chosen = [program.column(worth[person.number]) for person in people]
    add_rules(program, people, chosen, rules)
    values, proven = program.solve(patience)
    return Panel(taken(people, chosen, values), proven, SOLVER)


def taken(
    people: Sequence[Candidate], chosen: Sequence[int], values: Sequence[float] | None
) -> tuple[Candidate, ...]:
    """The people whose columns came out as one."""
    if values is None:
        return ()
    return tuple(person for person, column in zip(people, chosen, strict=True) if values[column] > 0.5)


def add_rules(program: Program, people: Sequence[Candidate], chosen: Sequence[int], rules: Rules) -> None:
    """The rows that hold a panel of these people to its rules; column `chosen[n]` stands for person n."""
    seats = list(zip(people, chosen, strict=True))
    program.row(chosen, least=rules.size, most=rules.size)
    seated = [column for person, column in seats if person.seated]
    if seated:
        program.row(seated, least=len(seated))
    for columns in _by(seats, "organisation").values():
        if len(columns) > rules.seats:
            program.row(columns, most=rules.seats)
    if rules.first_timers:
        program.row([column for person, column in seats if person.first_timer], least=rules.first_timers)
    for level, least in rules.levels:
        program.row([column for person, column in seats if person.level == level], least=least)
    if rules.countries:
        _add_countries(program, seats, rules.countries)


def _add_countries(program: Program, seats: Sequence[tuple[Candidate, int]], least: int) -> None:
    """A country counts once, and only when somebody of it is chosen.

    Its column needs no whole number: with whole people, at least `least` of them can be one.
    """
    counted = []
    for columns in _by(seats, "country").values():
        country = program.column(whole=False)
        program.row(columns, [country], least=0)
        counted.append(country)
    program.row(counted, least=least)


def _by(seats: Sequence[tuple[Candidate, int]], what: str) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for person, column in seats:
        group = getattr(person, what)
        if group is not None:
            groups[group].append(column)
    return groups
