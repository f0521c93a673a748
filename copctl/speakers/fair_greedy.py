"""A good plan of several sessions without a solver: one panel after the other, each given the others."""

from __future__ import annotations

from collections.abc import Sequence

from copctl.speakers.fair_turns import Plan, Seating, Turns, limits, may_speak, worth
from copctl.speakers.panel import Candidate, Panel
from copctl.speakers.panel_greedy import SOLVER, good_panel

_ROUNDS = 4


def good_plan(seatings: Sequence[Seating], turns: Turns) -> Plan:
    """A plan that keeps the rules, or no panels where none was found; never proven.

    The session with the fewest people to choose from goes first. Then each is filled anew, given all the
    others, until that gains nothing.
    """
    people = may_speak(seatings, turns)
    order = sorted(range(len(seatings)), key=lambda place: (len(people[place]), place))
    panels: list[list[Candidate]] = [[] for _ in seatings]
    best: list[list[Candidate]] | None = None
    for _ in range(_ROUNDS):
        for place in order:
            panels[place] = _filled(place, panels, people[place], seatings, turns)
        if all(panels) and (best is None or worth(panels, turns) > worth(best, turns)):
            best = [list(members) for members in panels]
        # Who was left empty goes first in the next round.
        order.sort(key=lambda place: bool(panels[place]))
        if not all(panels):
            panels = [[] for _ in seatings]
    found = tuple(Panel(tuple(members), proven=False, solver=SOLVER) for members in best or [])
    return Plan(found, proven=False, solver=SOLVER)


def _filled(
    place: int,
    panels: Sequence[Sequence[Candidate]],
    people: Sequence[Candidate],
    seatings: Sequence[Seating],
    turns: Turns,
) -> list[Candidate]:
    """One session's panel, given the panels of the others."""
    sits: dict[int, set[int]] = {}
    for other, members in enumerate(panels):
        for person in members:
            if other != place and not person.seated:
                sits.setdefault(person.number, set()).add(other)
    priced = {
        person.number: person._replace(fit=person.fit - turns.price * len(sits.get(person.number, ())))
        for person in people
        if person.seated
        or _has_a_turn_left(person.number, place, sits.get(person.number, set()), seatings, turns)
    }
    members = good_panel(priced.values(), seatings[place].rules).members
    own = {person.number: person for person in people}
    return [own[person.number] for person in members]


def _has_a_turn_left(
    number: int, place: int, sits: set[int], seatings: Sequence[Seating], turns: Turns
) -> bool:
    """Whether somebody who sits on these sessions can sit on this one too."""
    if not sits:
        return True
    held = sits | {place}
    return all(len(held & set(places)) <= most for places, most in limits(seatings, turns, number))
