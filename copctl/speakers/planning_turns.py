"""Planning several sessions at once: by the solver if it is there, checked, with what fairness costs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from copctl.errors import Refused
from copctl.speakers import fair_exact, fair_greedy, whole_numbers
from copctl.speakers.fair_turns import Plan, Seating, Turns, may_speak, plan_violations, worth
from copctl.speakers.panel import Panel
from copctl.speakers.panel_choice import chosen, refuse_nobody, solved
from copctl.speakers.panel_relaxing import Looser, smaller, steps

# Seconds for each question of what would help.
_MOMENT = 2.0


@dataclass(frozen=True)
class Together:
    """A plan for all sessions that can have a panel, and the best one that each would have had alone.

    `left_out` says by its code why a session can have none.
    """

    plan: Plan
    alone: tuple[Panel, ...]
    left_out: Mapping[str, Refused] = field(default_factory=dict)

    @property
    def cost(self) -> float:
        """How much more fit the panels would have, were each session alone."""
        return round(sum(panel.fit for panel in self.alone) - self.plan.fit, 4)

    @property
    def often(self) -> list[tuple[str, int]]:
        """Who speaks more than once in the plan, and how often; most turns first."""
        named = {person.number: person.name for panel in self.plan.panels for person in panel.members}
        turns = [(named[number], count) for number, count in self.plan.turns.items() if count > 1]
        return sorted(turns, key=lambda turn: (-turn[1], turn[0]))


def planned(seatings: Sequence[Seating], turns: Turns) -> Together:
    """The best plan for those of these sessions that can have a panel; the others are left out.

    Refused, with what is in the way, when none can have one, or not all of the rest together.
    """
    people = may_speak(seatings, turns)
    alone = [solved(candidates, seating.rules) for candidates, seating in zip(people, seatings, strict=True)]
    refusals = {
        seating.code: _refusal(seating, candidates)
        for panel, candidates, seating in zip(alone, people, seatings, strict=True)
        if not panel.members
    }
    served = [seating for seating in seatings if seating.code not in refusals]
    if not served:
        raise next(iter(refusals.values()))
    plan = _plan(served, turns)
    if not plan.panels:
        raise Refused(_why_none(plan, served), hint=_way_out(served, turns))
    broken = plan_violations([panel.members for panel in plan.panels], served, turns)
    if broken:
        raise AssertionError(f"{plan.solver} broke a rule: {'; '.join(broken)}")
    return Together(plan, tuple(panel for panel in alone if panel.members), refusals)


def _plan(seatings: Sequence[Seating], turns: Turns) -> Plan:
    """One plan, proven where the solver is installed and has the time for it."""
    if not whole_numbers.available():
        return fair_greedy.good_plan(seatings, turns)
    plan = fair_exact.best_plan(seatings, turns)
    if plan.proven:
        return plan
    return max(plan, fair_greedy.good_plan(seatings, turns), key=lambda found: _worth(found, turns))


def _worth(plan: Plan, turns: Turns) -> int:
    return worth([panel.members for panel in plan.panels], turns)


def _refusal(seating: Seating, candidates: Sequence[object]) -> Refused:
    """Why one session has no panel, whatever the others take."""
    try:
        refuse_nobody(chosen(seating.candidates, seating.rules), len(seating.candidates))
    except Refused as refusal:
        return Refused(f"Session {seating.code}: {refusal.message}", hint=refusal.hint)
    return Refused(
        f"Session {seating.code}: only {len(candidates)} people have a turn left in its twelve months.",
        hint="copctl speakers suggest --fair --turns 3",
    )


def _why_none(plan: Plan, seatings: Sequence[Seating]) -> str:
    codes = ", ".join(seating.code for seating in seatings)
    if plan.proven:
        return f"Each of {codes} has a panel, but together they need people more often than they may speak."
    return f"No plan for {codes} together was found; there may be one."


def _way_out(seatings: Sequence[Seating], turns: Turns) -> str:
    """What would make a plan possible, each rule by its least step: any of these does alone."""
    tired = [replace(seating, rules=replace(seating.rules, rested=False)) for seating in seatings]
    ways: list[tuple[str, Callable[[], bool]]] = [
        (f"--turns {turns.a_year + 1}", lambda: _is_there(seatings, replace(turns, a_year=turns.a_year + 1))),
        ("--twice-a-quarter", lambda: _is_there(tired, turns)),
    ]
    found = [option for option, would_do in ways if would_do()]
    rules = seatings[0].rules
    eased = [way for way in steps(rules, ()) if way]
    found += filter(None, (_least_step(seatings, turns, way) for way in [*eased, smaller(rules)]))
    return ", or ".join([*found, "fewer sessions at once (--sessions)"])


def _least_step(seatings: Sequence[Seating], turns: Turns, way: Sequence[Looser]) -> str:
    """The option of the least step of one rule by which there is a plan; empty where none does it."""

    def would_do(step: Looser) -> bool:
        return _is_there([replace(seating, rules=step.rules) for seating in seatings], turns)

    if not way or not would_do(way[-1]):
        return ""
    return way[bisect_left(way, True, hi=len(way) - 1, key=would_do)].option


def _is_there(seatings: Sequence[Seating], turns: Turns) -> bool:
    """Whether there is any plan, as far as can be seen in a moment."""
    if whole_numbers.available():
        return bool(fair_exact.best_plan(seatings, turns, patience=_MOMENT).panels)
    return bool(fair_greedy.good_plan(seatings, turns).panels)
