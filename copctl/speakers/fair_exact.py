"""The best plan of several sessions there is, proven: all their panels in one program of whole numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from copctl.speakers.fair_turns import Plan, Seating, Turns, limits, may_speak
from copctl.speakers.panel import Candidate, Panel, in_order
from copctl.speakers.panel_exact import SOLVER, add_rules, taken
from copctl.speakers.panel_reduction import reduced
from copctl.speakers.whole_numbers import PATIENCE, Program


def best_plan(seatings: Sequence[Seating], turns: Turns, *, patience: float = PATIENCE) -> Plan:
    """The plan with the highest sum of fits less the price of further turns; no panels where none is."""
    asked = sum(seating.rules.size for seating in seatings)
    people = [
        reduced(candidates, seating.rules, spare=asked - seating.rules.size)
        for seating, candidates in zip(seatings, may_speak(seatings, turns), strict=True)
    ]
    if any(len(kept) < seating.rules.size for kept, seating in zip(people, seatings, strict=True)):
        return Plan((), proven=True, solver=SOLVER)
    program = Program()
    scale = asked * max(map(len, people)) + 1
    chosen = [
        [program.column(person.points * scale - place) for place, person in enumerate(kept)]
        for kept in people
    ]
    for seating, kept, columns in zip(seatings, people, chosen, strict=True):
        add_rules(program, kept, columns, seating.rules)
    _add_turns(program, seatings, turns, _columns_by_person(people, chosen), scale)
    values, proven = program.solve(patience)
    if values is None:
        return Plan((), proven, SOLVER)
    panels = [
        Panel(tuple(in_order(taken(kept, columns, values))), proven, SOLVER)
        for kept, columns in zip(people, chosen, strict=True)
    ]
    return Plan(tuple(panels), proven, SOLVER)


def _columns_by_person(
    people: Sequence[Sequence[Candidate]], chosen: Sequence[Sequence[int]]
) -> dict[int, dict[int, int]]:
    """For each person the column of each session (by place) that they could be asked for."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for place, (kept, columns) in enumerate(zip(people, chosen, strict=True)):
        for person, column in zip(kept, columns, strict=True):
            if not person.seated:
                found[person.number][place] = column
    return found


def _add_turns(
    program: Program,
    seatings: Sequence[Seating],
    turns: Turns,
    columns: Mapping[int, Mapping[int, int]],
    scale: int,
) -> None:
    """The rows of those who could speak more than once: how often they may, and what it costs.

    A further turn has a column of its own, dearer with each, so they are taken in order by themselves.
    """
    for number, of_session in columns.items():
        if len(of_session) < 2:
            continue
        for places, most in limits(seatings, turns, number):
            held = [of_session[place] for place in places if place in of_session]
            if len(held) > most:
                program.row(held, most=most)
        further = [program.column(-turns.points * scale * n) for n in range(1, len(of_session))]
        program.row(list(of_session.values()), further, most=1)
