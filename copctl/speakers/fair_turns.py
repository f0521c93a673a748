"""Fair turns: several sessions planned at once, so that the same few do not speak every time.

Among all sessions nobody speaks twice in a quarter or more than so many times in twelve months. Beyond
that a second turn of the same person in the plan costs a little fit, a third twice as much, and so on: a
price that rises with each turn spreads the load, and still lets the one expert speak where it matters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from copctl.speakers.panel import POINTS, Candidate, Panel, Rules, may_sit, violations
from copctl.when import quarter_of

_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Seating:
    """One session to be filled: its day, its rules, who could speak, and how often each spoke before.

    `turns` counts, by a person's number, the turns of the twelve months before that day outside of the
    plan; those of who is seated already are among them.
    """

    code: str
    on: date
    rules: Rules
    candidates: tuple[Candidate, ...]
    turns: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Turns:
    """How often somebody may speak: at most `a_year` times in twelve months; a further turn costs `price`."""

    a_year: int = 2
    price: float = 0.15

    @property
    def points(self) -> int:
        """The price as a whole number, in ten-thousandths."""
        return round(self.price * POINTS)


@dataclass(frozen=True)
class Plan:
    """A panel for each session, in their order, or none at all; `proven` as in `Panel`."""

    panels: tuple[Panel, ...]
    proven: bool
    solver: str

    @property
    def fit(self) -> float:
        """The sum of the fits of everybody in the plan."""
        return sum(person.points for panel in self.panels for person in panel.members) / POINTS

    @property
    def turns(self) -> Counter[int]:
        """How many turns each person has in the plan, by number."""
        return Counter(person.number for panel in self.panels for person in panel.members)


def worth(panels: Sequence[Sequence[Candidate]], turns: Turns) -> int:
    """What a plan is worth, in ten-thousandths: the fits less the price of further turns."""
    taken = Counter(person.number for members in panels for person in members if not person.seated)
    fits = sum(person.points for members in panels for person in members)
    return fits - turns.points * sum(count * (count - 1) // 2 for count in taken.values())


def limits(seatings: Sequence[Seating], turns: Turns, number: int) -> Iterator[tuple[list[int], int]]:
    """What holds for one person: sets of sessions (by place), and in how many of each they may speak."""
    quarters: dict[object, list[int]] = {}
    for place, seating in enumerate(seatings):
        if seating.rules.rested:
            quarters.setdefault(quarter_of(seating.on), []).append(place)
        year = [n for n, other in enumerate(seatings) if seating.on - _YEAR < other.on <= seating.on]
        yield year, max(turns.a_year - seating.turns.get(number, 0), 0)
    for places in quarters.values():
        yield places, 1


def may_speak(seatings: Sequence[Seating], turns: Turns) -> list[list[Candidate]]:
    """Who can be asked for each session, had they no other turn in the plan."""
    closed: dict[int, set[int]] = {}
    for number in {person.number for seating in seatings for person in seating.candidates}:
        shut = (places for places, most in limits(seatings, turns, number) if not most)
        closed[number] = {place for places in shut for place in places}
    return [
        [
            person
            for person in seating.candidates
            if may_sit(person, seating.rules) and (person.seated or place not in closed[person.number])
        ]
        for place, seating in enumerate(seatings)
    ]


def plan_violations(
    panels: Sequence[Sequence[Candidate]], seatings: Sequence[Seating], turns: Turns
) -> list[str]:
    """Each rule that a plan breaks, as a sentence; nothing is shown that has one."""
    found = [
        f"{seating.code}: {broken}"
        for members, seating in zip(panels, seatings, strict=True)
        for broken in violations(members, seating.rules)
    ]
    sits: dict[int, set[int]] = {}
    for place, members in enumerate(panels):
        for person in (one for one in members if not one.seated):
            sits.setdefault(person.number, set()).add(place)
    for number, places in sits.items():
        if any(len(places & set(held)) > most for held, most in limits(seatings, turns, number)):
            found.append(f"person {number} speaks too often")
    return found
