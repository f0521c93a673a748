"""Every voting rule by its name: which ballots it counts, what it is called, and how it is run.

Rules are named by where they are and imported when they are run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, TypeAlias

from copctl.topics.rules.profiles import Approvals, Elected, Rankings, Ratings, Weight
from copctl.topics.rules.ties import TieBreak

Kind: TypeAlias = Literal["approvals", "rankings", "ratings"]
COMPLETIONS = ("phragmen", "none")


@dataclass(frozen=True)
class Rule:
    """A rule: its name as typed and as read, the kinds of ballots it counts, and `module:function`.

    `by_cost` is the function that spends a budget instead of filling seats, `""` where there is none, and
    `where` is `""` where there is only that. `completed` says that it takes a completion. `proportional`
    rules give groups their share of the seats.
    """

    name: str
    title: str
    ballots: tuple[Kind, ...]
    where: str
    by_cost: str = ""
    completed: bool = False
    proportional: bool = False


_APPROVALS: tuple[Kind, ...] = ("approvals",)
_RANKINGS: tuple[Kind, ...] = ("rankings",)

RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("approval", "approval", _APPROVALS, "approval:approval"),
        Rule("score", "score", ("ratings",), "approval:score"),
        Rule("borda", "Borda", _RANKINGS, "positional:borda"),
        Rule("copeland", "Copeland", _RANKINGS, "condorcet:copeland"),
        Rule("schulze", "Schulze", _RANKINGS, "condorcet:schulze"),
        Rule("ranked-pairs", "ranked pairs", _RANKINGS, "ranked_pairs:ranked_pairs"),
        Rule("irv", "instant runoff", _RANKINGS, "instant_runoff:irv"),
        Rule("stv", "single transferable vote", _RANKINGS, "transferable:stv", proportional=True),
        Rule("seqpav", "sequential PAV", _APPROVALS, "seqpav:seqpav", proportional=True),
        Rule("phragmen", "sequential Phragmén", _APPROVALS, "phragmen:seqphragmen", proportional=True),
        Rule(
            "mes",
            "Method of Equal Shares",
            _APPROVALS,
            "equal_shares:equal_shares",
            by_cost="equal_shares:equal_shares_by_cost",
            completed=True,
            proportional=True,
        ),
        Rule("greedy", "greedy by cost", ("approvals", "ratings"), "", by_cost="approval:greedy"),
    )
}


def run(
    name: str,
    profile: Approvals | Rankings | Ratings,
    seats: int,
    *,
    ties: TieBreak,
    completion: str = "phragmen",
    measure: str = "mean",
    costs: Mapping[int, Weight] | None = None,
    budget: Weight | None = None,
) -> Elected:
    """Count ballots of a kind that the rule takes.

    `completion` is for rules that are completed, `measure` (mean or total) for score. With `costs` and a
    `budget` in one unit, rules that can spend it do, and `seats` means nothing to them. Raises KeyError
    for an unknown name, ValueError where a rule needs a budget and has none.
    """
    rule = RULES[name]
    options = {"completion": completion} if rule.completed else {}
    if name == "score":
        options["measure"] = measure
    if rule.by_cost and costs is not None and budget is not None:
        return _found(rule.by_cost)(profile, costs, budget, ties=ties, **options)
    if not rule.where:
        raise ValueError(f"{name} needs costs and a budget")
    return _found(rule.where)(profile, seats, ties=ties, **options)


def _found(where: str) -> Callable[..., Elected]:
    module, _, function = where.partition(":")
    found: Callable[..., Elected] = getattr(import_module(f"copctl.topics.rules.{module}"), function)
    return found
