"""What a ballot file holds, and the sentences for one that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from copctl.errors import Refused, WrongUsage
from copctl.names import did_you_mean
from copctl.topics.rules.profiles import Approvals, Rankings, Ratings, Weight

Profile: TypeAlias = Approvals | Rankings | Ratings


@dataclass(frozen=True)
class BallotFile:
    """A ballot file: what was voted on, the ballots with their weights, and what voters are like.

    `kind` is soc, soi, toc, toi, cat or pb; `ballots` says what a ballot is: approval, ranking or points.
    `profile.names` are the candidates as the file names them (the identifier where there is no name).
    `costs` stand in the order of the names; they and `budget` are None where the file has none. `traits`
    has, for each trait (sex, age band, ...), the profile of every group. `ranked` has the categories of a
    .cat file as rankings, `rated` the points that ordinal votes of a .pb file are worth; `chosen` has
    whom voters who hand out points gave any above 0, and `traits` have the same then. `notes` are sentences
    about what does not add up.
    """

    name: str
    kind: str
    ballots: str
    profile: Profile
    voters: Weight
    title: str = ""
    costs: tuple[Fraction, ...] | None = None
    budget: Fraction | None = None
    traits: Mapping[str, Mapping[str, Profile]] = field(default_factory=dict)
    ranked: Rankings | None = None
    rated: Ratings | None = None
    chosen: Approvals | None = None
    notes: tuple[str, ...] = ()

    @property
    def has_unit_costs(self) -> bool:
        """Whether every project costs the same, so that a budget is a number of seats."""
        return self.costs is not None and len(set(self.costs)) == 1 and self.costs[0] > 0

    @property
    def seats(self) -> int:
        """How many are chosen when nobody says: as many as the budget pays for at unit costs, else one."""
        if self.costs and self.has_unit_costs and self.budget is not None:
            return max(0, min(len(self.costs), int(self.budget // self.costs[0])))
        return 1

    def by(self, trait: str) -> Mapping[str, Profile]:
        """The profile of each group of voters; WrongUsage for a trait that the file does not tell."""
        if trait not in self.traits:
            known = ", ".join(self.traits)
            raise WrongUsage(
                f"{self.name} does not tell the voters' {trait}.",
                hint=did_you_mean(trait, self.traits, f"it tells: {known}")
                if known
                else "leave --by out: this file tells nothing about its voters",
            )
        return self.traits[trait]


def refused(name: str, line: int, reason: str) -> Refused:
    """The error for a line that does not fit; `reason` goes on after the place."""
    return Refused(f"{name}, line {line}: {reason}.", hint="correct that line, or export the file again")


def whole(text: str) -> int | None:
    """A whole number from 0 of at most 18 plain digits, or None."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def told_apart(labels: Sequence[str], identifiers: Sequence[str]) -> list[str]:
    """Labels as they are, the identifier where there is none, and both where several would look alike."""
    named = [label or identifier for label, identifier in zip(labels, identifiers, strict=True)]
    doubled = {label for label, times in _times(named).items() if times > 1}
    return [
        f"{label} ({identifier})" if label in doubled else label
        for label, identifier in zip(named, identifiers, strict=True)
    ]


def _times(labels: Iterable[str]) -> dict[str, int]:
    times: dict[str, int] = {}
    for label in labels:
        times[label] = times.get(label, 0) + 1
    return times
