"""A good panel without a solver: seats filled one by one, then swaps; nobody can say it is the best.

The swaps are a short tabu search (Glover 1989): the best swap is made even where it is no gain, and who has
just moved stays put for a while, so that a panel that painted itself into a corner comes out of it.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from copctl.speakers.panel import Candidate, Panel, Rules, in_order, shortfalls, worths
from copctl.speakers.panel_reduction import reduced

SOLVER = "greedy"
# Swaps without a gain until the search ends; for how many swaps who left stays out, and which part of the
# panel came last and stays on. Large panels out of many people get less patience: a swap looks at every seat
# and everybody, and so many looks are enough.
_PATIENCE, _LEAST_PATIENCE = 25, 3
_REST = 4
_SETTLED = 3
_LOOKS = 1_000_000


def good_panel(candidates: Iterable[Candidate], rules: Rules) -> Panel:
    """A panel that keeps the rules, or nobody where none was found.

    Only too few people, or too many who are seated, are a proof that there is none.
    """
    people = reduced(candidates, rules)
    if len(people) < rules.size or sum(1 for person in people if person.seated) > rules.size:
        return Panel((), proven=True, solver=SOLVER)
    worth = worths(people, rules)
    starts = (people[: rules.size], _one_by_one(people, rules))
    found = [panel for start in starts if (panel := _swapped(start, people, rules, worth))]
    best = max(found, key=lambda members: _sum(members, worth), default=[])
    return Panel(tuple(in_order(best)), proven=False, solver=SOLVER)


def _sum(members: Iterable[Candidate], worth: Mapping[int, int]) -> int:
    return sum(worth[person.number] for person in members)


def _one_by_one(people: Sequence[Candidate], rules: Rules) -> list[Candidate]:
    """Each seat goes to who leaves the rules least short, and of those to the best."""
    chosen: list[Candidate] = []
    for _ in range(rules.size):
        rest = _Rest(chosen, rules)
        left = (person for person in people if person not in chosen)
        chosen.append(
            min(left, key=lambda person: (not person.seated, rest.short_with(person), -person.points))
        )
    return chosen


def _swapped(
    start: Sequence[Candidate], people: Sequence[Candidate], rules: Rules, worth: Mapping[int, int]
) -> list[Candidate] | None:
    """The best panel seen while swapping one for one, or None when none kept the rules."""
    members, best = list(start), None
    lowest = _Rest(members[:-1], rules).short_with(members[-1])
    left: deque[Candidate] = deque(maxlen=_REST)
    came: deque[Candidate] = deque(maxlen=rules.size // _SETTLED)
    idle, patience = 0, _LOOKS // (len(people) * rules.size)
    while idle < max(min(patience, _PATIENCE), _LEAST_PATIENCE):
        if not shortfalls(members, rules) and (best is None or _sum(members, worth) > _sum(best, worth)):
            best, idle = list(members), 0
        swap = _best_swap(members, people, _Board(rules, worth, {p.number for p in (*left, *came)}))
        if swap is None:
            break
        short, place, person = swap
        left.append(members[place])
        came.append(person)
        members[place] = person
        idle = 0 if short < lowest else idle + 1
        lowest = min(lowest, short)
    return best


@dataclass(frozen=True)
class _Board:
    """What a swap goes by: the rules, what each person is worth, and who has just moved and stays put."""

    rules: Rules
    worth: Mapping[int, int]
    still: Collection[int]


def _best_swap(
    members: Sequence[Candidate], people: Sequence[Candidate], board: _Board
) -> tuple[int, int, Candidate] | None:
    """What it leaves short, whose seat and who takes it: least short, then worth most in sum."""
    outside = [p for p in people if p not in members and p.number not in board.still]
    best: tuple[int, int, int, Candidate] | None = None
    for place, member in enumerate(members):
        if member.seated or member.number in board.still:
            continue
        rest = _Rest([*members[:place], *members[place + 1 :]], board.rules)
        own = board.worth[member.number]
        for person in outside:
            key = (rest.short_with(person), own - board.worth[person.number])
            if best is None or key < best[:2]:
                best = (*key, place, person)
    return None if best is None else (best[0], best[2], best[3])


class _Rest:
    """A panel with one seat open, counted once so that many can be tried on that seat."""

    def __init__(self, members: Sequence[Candidate], rules: Rules) -> None:
        self.rules = rules
        self.organisations: Counter[str | None] = Counter(
            p.organisation for p in members if p.organisation is not None
        )
        # Nobody's organisation is never counted, so it is never full.
        self.excess = sum(max(count - rules.seats, 0) for count in self.organisations.values())
        self.countries = {p.country for p in members if p.country is not None}
        self.first_timers = sum(1 for p in members if p.first_timer)
        self.levels = Counter(p.level for p in members)

    def short_with(self, person: Candidate) -> int:
        """By how many people the rules are short with this one on the open seat."""
        rules = self.rules
        short = self.excess + (self.organisations.get(person.organisation, 0) >= rules.seats)
        new = person.country is not None and person.country not in self.countries
        short += max(rules.countries - len(self.countries) - new, 0)
        short += max(rules.first_timers - self.first_timers - person.first_timer, 0)
        for level, least in rules.levels:
            short += max(least - self.levels[level] - (person.level == level), 0)
        return short
