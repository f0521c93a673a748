"""Choosing a panel: by the solver where it is installed, checked against its rules, with what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from copctl.errors import Refused
from copctl.speakers import panel_exact, panel_greedy, whole_numbers
from copctl.speakers.panel import (
    Candidate,
    Panel,
    Rules,
    in_order,
    refuse_contradictions,
    shortfalls,
    shown,
    violations,
)
from copctl.speakers.panel_relaxing import Relaxed, in_the_way, named, prices


@dataclass(frozen=True)
class Choice:
    """A panel under its rules, the best few without any, and what looser rules would give.

    `relaxed` holds, for a panel, the rules that cost something; for none, those that are in the way.
    `seated` are on the programme already, and on every panel.
    """

    rules: Rules
    panel: Panel
    best_few: Panel
    relaxed: list[Relaxed]
    seated: tuple[Candidate, ...] = ()

    @property
    def best_way(self) -> Relaxed | None:
        """The looser rules that give the best panel, where there are any."""
        return max(self.relaxed, key=lambda relaxed: relaxed.panel.fit, default=None)


def chosen(candidates: Iterable[Candidate], rules: Rules) -> Choice:
    """The best panel of these people, or nobody, with what each rule costs or stands in the way of.

    Raises WrongUsage for rules that contradict each other.
    """
    refuse_contradictions(rules)
    people = in_order(candidates)
    panel = solved(people, rules)
    best_few = Panel(tuple(people[: rules.size]), proven=True, solver=panel.solver)
    seated = tuple(person for person in people if person.seated)
    if not panel.members:
        return Choice(rules, panel, best_few, in_the_way(people, rules, solved), seated)
    costs = prices(people, rules, panel, solved) if best_few.fit > panel.fit else []
    return Choice(rules, panel, best_few, costs, seated)


def solved(candidates: Sequence[Candidate], rules: Rules) -> Panel:
    """One panel, proven where the solver is installed, checked before anybody sees it."""
    if not whole_numbers.available():
        return checked(panel_greedy.good_panel(candidates, rules), rules, candidates)
    panel = panel_exact.best_panel(candidates, rules)
    if not panel.proven:
        # The solver ran out of time; what it has so far may be worse than a good panel.
        panel = max(panel, panel_greedy.good_panel(candidates, rules), key=lambda found: found.fit)
    return checked(panel, rules, candidates)


def checked(panel: Panel, rules: Rules, candidates: Iterable[Candidate]) -> Panel:
    """The panel, which keeps its rules; a solver that broke one would be a bug, and no panel is shown."""
    broken = violations(panel.members, rules) if panel.members else []
    if panel.members and any(person.seated and person not in panel.members for person in candidates):
        broken.append("somebody on the programme is left out")
    if broken:
        raise AssertionError(f"{panel.solver} broke a rule: {'; '.join(broken)}")
    return panel


def refuse_nobody(choice: Choice, people: int) -> None:
    """Refused when there is no panel among so many people, naming the rules that are in the way."""
    if choice.panel.members:
        return
    best = choice.best_way
    otherwise = "widen the words of the topic, so that more people are suggested"
    raise Refused(why_nobody(choice, people), hint=told(best) if best is not None else otherwise)


def why_nobody(choice: Choice, people: int) -> str:
    """One sentence on why there is no panel among so many people."""
    size = choice.rules.size
    if not people:
        return "Nobody's profile speaks of it, so there is nobody to choose from."
    if people < size:
        return f"{size} people cannot be chosen out of {people}."
    if not choice.panel.proven:
        return f"No panel of {size} was found that keeps all rules; there may be one."
    ways = [named(relaxed.step.rule) for relaxed in choice.relaxed if relaxed.step.rule != "size"]
    blame = f"; in the way is {', or '.join(ways)}" if ways else ""
    return f"No panel of {size} out of {people} people keeps all rules{blame}.{_already(choice)}"


def _already(choice: Choice) -> str:
    """Who is on the programme, and whether they break a rule by themselves."""
    if not choice.seated:
        return ""
    named = ", ".join(person.name for person in choice.seated)
    if "per_organisation" in shortfalls(choice.seated, choice.rules):
        return f" Those on the programme already break a rule among themselves: {named}."
    return f" On the programme already: {named}."


def told(relaxed: Relaxed) -> str:
    """What to type for a looser rule, and what it gives."""
    typed = f"{relaxed.step.option}: " if relaxed.step.option else ""
    return f"{typed}{relaxed.step.words} there is a panel with a fit of {shown(relaxed.panel.members):.3f}"
