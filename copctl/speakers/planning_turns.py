"""Planning several sessions at once: by the solver if it is there, checked, with what fairness costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from copctl.errors import Refused
from copctl.speakers import fair_exact, fair_greedy, whole_numbers
from copctl.speakers.fair_turns import Plan, Seating, Turns, may_speak, plan_violations, worth
from copctl.speakers.panel import Panel
from copctl.speakers.panel_choice import chosen, refuse_nobody, solved


@dataclass(frozen=True)
class Together:
    """A plan for all sessions, and the best panel that each would have had alone."""

    plan: Plan
    alone: tuple[Panel, ...]

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
    """The best plan for these sessions; Refused, with what is in the way, when there is none."""
    people = may_speak(seatings, turns)
    alone = [solved(candidates, seating.rules) for candidates, seating in zip(people, seatings, strict=True)]
    for panel, candidates, seating in zip(alone, people, seatings, strict=True):
        if not panel.members:
            _refuse_session(seating, candidates)
    plan = _plan(seatings, turns)
    if not plan.panels:
        raise Refused(_why_none(plan, seatings), hint=_way_out(seatings, turns))
    broken = plan_violations([panel.members for panel in plan.panels], seatings, turns)
    if broken:
        raise AssertionError(f"{plan.solver} broke a rule: {'; '.join(broken)}")
    return Together(plan, tuple(alone))


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


def _refuse_session(seating: Seating, candidates: Sequence[object]) -> None:
    """Refused for one session that has no panel, whatever the others take."""
    try:
        refuse_nobody(chosen(seating.candidates, seating.rules), len(seating.candidates))
    except Refused as refusal:
        raise Refused(f"Session {seating.code}: {refusal.message}", hint=refusal.hint) from refusal
    raise Refused(
        f"Session {seating.code}: only {len(candidates)} people have a turn left in its twelve months.",
        hint="copctl speakers suggest --fair --turns 3",
    )


def _why_none(plan: Plan, seatings: Sequence[Seating]) -> str:
    codes = ", ".join(seating.code for seating in seatings)
    if plan.proven:
        return f"Each of {codes} has a panel, but together they need people more often than they may speak."
    return f"No plan for {codes} together was found; there may be one."


def _way_out(seatings: Sequence[Seating], turns: Turns) -> str:
    """What would make a plan possible: more turns, twice a quarter, or smaller panels."""
    if _plan(seatings, replace(turns, a_year=turns.a_year + 1)).panels:
        return f"--turns {turns.a_year + 1}"
    tired = [replace(seating, rules=replace(seating.rules, rested=False)) for seating in seatings]
    if _plan(tired, turns).panels:
        return "--twice-a-quarter"
    return "fewer people each (--panel), or fewer sessions at once (--sessions)"
