"""Which rule counts which ballots: people's ballots are brought into the shape that a rule wants.

Pure. The rules themselves are in `rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from copctl.errors import Refused, WrongUsage
from copctl.names import did_you_mean
from copctl.topics import electorate
from copctl.topics.electorate import Electorate, Profile
from copctl.topics.rules import registry
from copctl.topics.rules.profiles import Elected, Rankings, Ratings, Weight
from copctl.topics.rules.ties import TieBreak

RULES = tuple(registry.RULES)
APPROVING = ("approval", "seqpav", "phragmen", "mes", "greedy")
ORDINAL = ("borda", "copeland", "schulze", "ranked-pairs", "irv", "stv")
# Above so many different ballots only the plain and the proportional rule stand beside each other.
MOST_COMPARED = 2_000


@dataclass(frozen=True)
class Filling:
    """How seats are filled: how many, or by a budget and what each candidate costs; by which tie-break.

    `completion` fills what Equal Shares leaves empty (`phragmen`) or does not (`none`). `measure` is what
    score looks at: the mean of those who rated, or all points together. `unit` says what costs are: `cost`,
    or `minutes`.
    """

    seats: int = 1
    costs: Mapping[int, Weight] | None = None
    budget: Weight | None = None
    completion: str = "phragmen"
    measure: str = "mean"
    seed: int = 1
    unit: str = "cost"


def title(rule: str) -> str:
    """A rule's name as a reader sees it; the plain top of an approval ranking is called so."""
    return "plain top" if rule == "approval" else registry.RULES[rule].title


def refuse_unknown(rule: str | None, completion: str = "phragmen") -> None:
    """Raise WrongUsage for a rule or a completion that does not exist."""
    if rule is not None and rule not in RULES:
        hint = did_you_mean(rule, RULES, f"choose one of: {', '.join(RULES)}")
        raise WrongUsage(f"There is no rule {rule!r}.", hint=hint)
    if completion not in registry.COMPLETIONS:
        raise WrongUsage(
            f"Equal Shares cannot be completed by {completion!r}.",
            hint=f"choose one of: {', '.join(registry.COMPLETIONS)}",
        )


def refuse_unfilled(rule: str, *, seats: int | None, minutes: int | None) -> str:
    """The rule, where it can fill what is asked; WrongUsage for a budget without minutes or the reverse."""
    spends = bool(registry.RULES[rule].by_cost)
    if minutes is not None and not spends:
        raise WrongUsage(f"{title(rule)} fills seats, not minutes.", hint="--rule greedy, or --rule mes")
    if minutes is not None and seats is not None:
        raise WrongUsage("Seats or minutes are filled, not both.", hint="leave --seats or --minutes out")
    if minutes is None and not registry.RULES[rule].where:
        raise WrongUsage(f"{title(rule)} needs a budget.", hint="--minutes 270, or another number of minutes")
    return rule


def elect(rule: str, profile: Profile, filling: Filling, label: str) -> Elected:
    """What a rule says of these ballots; Refused where they do not say what it counts.

    `label` names what was voted on, for the error.
    """
    return registry.run(
        rule,
        fitting(rule, profile, label),
        filling.seats,
        ties=TieBreak(filling.seed),
        completion=filling.completion,
        measure=filling.measure,
        costs=filling.costs,
        budget=filling.budget,
    )


def fitting(rule: str, profile: Profile, label: str) -> Profile:
    """The ballots as this rule counts them; Refused where they do not say it."""
    if rule == "score":
        if not isinstance(profile, Ratings):
            raise Refused(f"{label!r} has no numbers to score.", hint="leave --rule out")
        return profile
    if rule in ORDINAL:
        ranked = electorate.rankings(profile)
        if ranked is None:
            raise Refused(f"{label!r} was not ranked: {rule} cannot count it.", hint="leave --rule out")
        return ranked
    if rule == "greedy" and isinstance(profile, Ratings):
        return profile
    return electorate.approvals(profile)


def beside(rule: str, cast: Electorate, filling: Filling) -> list[Elected]:
    """What other rules would choose for as many seats: the plain one first, then the proportional ones.

    A budget is not a number of seats: beside a rule that spends one stand the others that do.
    """
    profile = cast.profile
    if filling.budget is not None:
        few = len(profile.weights) <= MOST_COMPARED
        others = [name for name, known in registry.RULES.items() if known.by_cost and few]
        return _elected(others, rule, cast, filling)
    others = ["approval", "phragmen", "mes", "seqpav"]
    if isinstance(profile, Rankings):
        # Who ranks everybody approves of everybody, which would leave nothing to choose by.
        some = any(sum(map(len, ranking)) < len(profile.names) for ranking in profile.weights)
        others = ["schulze", "borda", "stv", *(["phragmen"] if some else [])]
    if len(profile.weights) > MOST_COMPARED:
        others = others[:2]
    return _elected(others, rule, cast, filling)


def _elected(others: Iterable[str], rule: str, cast: Electorate, filling: Filling) -> list[Elected]:
    plainly = replace(filling, completion="phragmen")
    return [elect(other, cast.under(other), plainly, "") for other in others if other != rule]
