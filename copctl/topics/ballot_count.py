"""Counting a ballot file: the same tally as a survey's, of ballots that nobody stores."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from copctl.errors import WrongUsage
from copctl.topics import ballot_files, ballot_table, elections, electorate
from copctl.topics.ballot_files import BallotFile
from copctl.topics.counted import Count, Manner, Turnout, decided, shortened
from copctl.topics.elections import Filling
from copctl.topics.electorate import Electorate, Profile, Segment
from copctl.topics.rules.profiles import Approvals, Ratings

_TABLES = (".csv", ".tsv", ".xlsx", ".xls")
_USUAL = {"approval": "approval", "ranking": "schulze", "points": "score"}


def read(path: Path) -> BallotFile:
    """The ballots of a file: a table (one row a voter) by its extension, else PrefLib's or Pabulib's."""
    return ballot_table.read(path) if path.suffix.lower() in _TABLES else ballot_files.read(path)


def count(file: BallotFile, *, rule: str | None, most: int | None, manner: Manner) -> Count:
    """Count the ballots of a file.

    Without `rule`: approval (Phragmén for several seats), Schulze or score by what the ballots are, and
    greedy by cost where projects differ in cost. Without seats: one, or as many as the budget of a file
    with unit costs pays for. Raises WrongUsage for what a file cannot give.
    """
    elections.refuse_unknown(rule, manner.completion)
    if manner.weight is not None:
        raise WrongUsage("A ballot file tells no organisations to weigh.", hint="leave --weight out")
    chosen = rule or _usual(file, manner)
    budget = _budget(file, chosen, manner)
    filling = Filling(
        seats=file.seats if manner.seats is None else manner.seats,
        costs=None if budget is None else dict(enumerate(file.costs or ())),
        budget=budget,
        completion=manner.completion,
        measure="total" if file.kind == "pb" else "mean",
        seed=manner.seed,
    )
    cast = _cast(file, chosen, manner.by)
    found = Count(
        survey=None,
        name=file.name,
        label=file.title or file.name,
        rule=chosen,
        respondents=cast.people,
        answered=cast.people,
        lines=[],
        manner=manner,
        turnout=Turnout(),
        base=cast.people,
        sampled=manner.uncertain,
        warnings=[*file.notes, *_left_aside(file, budget)],
    )
    return shortened(decided(found, cast, filling), most)


def _left_aside(file: BallotFile, budget: Fraction | None) -> list[str]:
    """What to say where a file's costs and budget play no part in who is chosen."""
    if budget is not None or file.budget is None or not file.costs or file.has_unit_costs:
        return []
    return ["Seats are filled here: the file's costs and its budget are left aside."]


def _usual(file: BallotFile, manner: Manner) -> str:
    """The rule when nobody says: by what costs say, then by what a ballot is."""
    if manner.minutes is not None:
        return "greedy"
    if manner.seats is None and file.costs and file.budget is not None and not file.has_unit_costs:
        return "greedy"
    if file.ballots == "approval" and manner.seats is not None and manner.seats > 1:
        return "phragmen"
    return _USUAL[file.ballots]


def _budget(file: BallotFile, rule: str, manner: Manner) -> Fraction | None:
    """What there is to spend, where the rule spends: as asked, else the file's own budget."""
    elections.refuse_unfilled(rule if rule != "greedy" else "mes", seats=manner.seats, minutes=manner.minutes)
    spent = manner.minutes if manner.minutes is not None else file.budget
    dear = file.budget is not None and manner.seats is None and not file.has_unit_costs
    wanted = rule == "greedy" or manner.minutes is not None or (rule == "mes" and dear and bool(file.costs))
    if not wanted:
        return None
    if not file.costs:
        raise WrongUsage(f"{file.name} does not say what anything costs.", hint="choose another --rule")
    if spent is None:
        raise WrongUsage(f"{file.name} has no budget.", hint="--minutes 270, or another sum to spend")
    return Fraction(spent)


def _cast(file: BallotFile, rule: str, by: str | None) -> Electorate:
    profile: Profile = file.profile
    if rule in elections.ORDINAL and isinstance(profile, Approvals) and file.ranked is not None:
        profile = file.ranked
    points = file.rated or (profile if isinstance(profile, Ratings) else None)
    if rule == "greedy" and points is not None:
        profile = points
    elif rule in elections.APPROVING and file.chosen is not None:
        profile = file.chosen
    groups = file.by(by) if by else {}
    people = int(sum(profile.weights.values()))
    return Electorate(
        profile=profile,
        people=people,
        answered=people,
        counted=electorate.named(file.chosen or profile),
        base=people,
        segments=tuple(Segment(name, int(sum(own.weights.values())), own) for name, own in groups.items()),
        chosen=file.chosen,
        rated=points,
    )
