"""What a rule makes of the ballots: the lines, who is chosen, what other rules would choose, how sure it is.

Pure. The same for a survey's question and for a ballot file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from copctl.topics import elections, electorate, middles, tally
from copctl.topics.elections import APPROVING, Filling
from copctl.topics.electorate import Electorate
from copctl.topics.rules.profiles import Elected, Ratings
from copctl.topics.standings import resampled
from copctl.topics.tally import Scored, TopicCount
from copctl.topics.uncertainty import RESAMPLES, Resampled, wilson

# What Equal Shares says where a completion added anything.
_COMPLETED = re.compile(r"completion phragmen \w+ (?!0\.$)")


@dataclass(frozen=True)
class Committee:
    """Who gets the seats under a rule, in the order in which they were filled, and whom that serves.

    `served` is how much of the vote (people, or says of organisations) named at least one of them; `spent`
    what they cost together, where a budget is spent. `completed` says what a completion filled.
    """

    rule: str
    winners: Sequence[str]
    served: int | float
    coverage: float
    tied: bool = False
    ties: Sequence[Sequence[str]] = ()
    broken_by: str = ""
    spent: int | float | None = None
    completed: str = ""


@dataclass(frozen=True)
class Seating:
    """Who is chosen, and what the rules beside it say; for so many `seats`, or by a `budget` in a unit."""

    chosen: Committee
    winners: tuple[int, ...]
    beside: Sequence[Committee] = ()
    notes: Sequence[str] = ()
    seats: int = 0
    budget: int | float | None = None
    unit: str = "cost"

    @property
    def by_budget(self) -> bool:
        """Whether a budget is spent, so that seats mean nothing."""
        return self.budget is not None

    @property
    def agreed(self) -> bool:
        """Whether every rule that was asked chooses the same."""
        return all(set(other.winners) == set(self.chosen.winners) for other in self.beside)


def ranked_by(cast: Electorate, rule: str) -> str:
    """The rule that the lines stand by: committees are shown in the order of approvals, or of points."""
    if rule == "greedy" and is_rated(cast):
        return "score"
    return "approval" if rule in APPROVING else rule


def lines(cast: Electorate, rule: str, label: str, measure: str = "mean") -> list[TopicCount]:
    """The lines under a rule, each with its share; under a ranked rule the Borda points stand beside."""
    names = dict(enumerate(cast.profile.names))
    if not names:
        return []
    if rule == "score" and cast.values:
        worth = {c: Scored(cast.counted[c], cast.values[c], part) for c, part in enumerate(_parts(cast))}
        return tally.ordered(worth, names, Fraction(cast.base))
    by = ranked_by(cast, rule)
    elected = elections.elect(by, cast.profile, Filling(seats=len(names), measure=measure), label)
    parts = _parts(cast)
    places = _places(elected, len(names))
    # Rules that give no scores are shown by how many candidates stand behind.
    behind = {c: Fraction(len(names) - before) for c, before in _before(places).items()}
    scored = {c: Scored(cast.counted[c], elected.scores.get(c, behind[c]), parts[c]) for c in names}
    if by in ("approval", "score"):
        scored = {c: replace(s, score=elected.scores.get(c, Fraction(0))) for c, s in scored.items()}
        return tally.ordered(scored, names, Fraction(cast.base))
    placed = tally.placed(places, scored, names, Fraction(cast.base))
    return _with_borda(placed, cast) if rule != "borda" else placed


def _parts(cast: Electorate) -> list[Fraction]:
    """How much of the vote named each candidate at all."""
    if isinstance(cast.profile, Ratings) and cast.chosen is None:
        parts = [Fraction(0)] * len(cast.profile.names)
        for rating, weight in cast.profile.weights.items():
            for candidate, _ in rating:
                parts[candidate] += weight
        return parts
    return [Fraction(part) for part in electorate.votes(cast.approved)]


def _places(elected: Elected, many: int) -> list[tuple[int, ...]]:
    """The whole ranking; where a rule gives none, those it seats first and the others together."""
    order = [tuple(place) for place in elected.order] or [(winner,) for winner in elected.winners]
    named = {candidate for place in order for candidate in place}
    rest = tuple(candidate for candidate in range(many) if candidate not in named)
    return [*order, rest] if rest else order


def _before(places: Sequence[Sequence[int]]) -> dict[int, int]:
    before: dict[int, int] = {}
    passed = 0
    for place in places:
        passed += len(place)
        before |= dict.fromkeys(place, passed)
    return before


def _with_borda(placed: list[TopicCount], cast: Electorate) -> list[TopicCount]:
    from copctl.topics.rules import positional

    ranked = electorate.rankings(cast.profile)
    if ranked is None:
        return placed
    points = dict(zip(cast.profile.names, positional.points(ranked), strict=True))
    return [replace(line, borda=tally.shown(points[line.topic])) for line in placed]


def with_intervals(placed: list[TopicCount], base: int | Fraction) -> list[TopicCount]:
    """The lines with the 95% interval of each share, to four decimals."""
    return [replace(line, interval=_interval(line.share, base)) for line in placed]


def _interval(share: float, base: int | Fraction) -> tuple[float, float]:
    low, high = wilson(share * float(base), float(base))
    return round(low, 4), round(high, 4)


def seating(cast: Electorate, rule: str, filling: Filling, label: str, *, compare: bool = True) -> Seating:
    """Fill the seats by a rule, and see what other rules would do with the same ballots."""
    elected = elections.elect(rule, cast.profile, filling, label)
    others = elections.beside(rule, cast, filling) if compare else []
    return Seating(
        chosen=_committee(elected, cast, filling),
        winners=tuple(elected.winners),
        beside=[_committee(other, cast, filling) for other in others],
        notes=elected.notes,
        seats=filling.seats,
        budget=None if filling.budget is None else tally.shown(Fraction(filling.budget)),
        unit=filling.unit,
    )


def _committee(elected: Elected, cast: Electorate, filling: Filling) -> Committee:
    named = cast.profile.names
    served = Fraction(electorate.served(cast.approved, elected.winners))
    spent = None
    if filling.budget is not None and filling.costs is not None:
        spent = tally.shown(sum((Fraction(filling.costs[winner]) for winner in elected.winners), Fraction(0)))
    return Committee(
        rule=elected.rule,
        winners=[named[winner] for winner in elected.winners],
        served=tally.shown(served),
        coverage=float(served / cast.base) if cast.base else 0.0,
        tied=elected.tied,
        ties=[[named[candidate] for candidate in tied] for tied in elected.ties],
        broken_by=elected.broken_by,
        spent=spent,
        completed=next((note for note in elected.notes if _COMPLETED.search(note)), ""),
    )


def seated(placed: list[TopicCount], filled: Seating) -> list[TopicCount]:
    """The lines with the seats that they got."""
    seat = {name: place for place, name in enumerate(filled.chosen.winners, start=1)}
    return [replace(line, seat=seat.get(line.topic)) for line in placed]


def standing(placed: list[TopicCount], cast: Electorate, found: Resampled) -> list[TopicCount]:
    """The lines with the ranks that they may have in another sample, and their chance of a seat."""
    by_name = dict(zip(cast.profile.names, found.standings, strict=True))
    return [
        replace(
            line,
            ranks=(by_name[line.topic].best, by_name[line.topic].worst),
            chance=by_name[line.topic].chance,
        )
        for line in placed
    ]


def sure(cast: Electorate, rule: str, filling: Filling | None) -> tuple[Resampled | None, list[str]]:
    """The resampled standings, and what to say where there are none."""
    # The ranking is drawn again, and a place in it is no seat where a budget decides what fits.
    seats = None if filling is None or filling.budget is not None else filling.seats
    seed = 1 if filling is None else filling.seed
    found = resampled(cast, rule, seats=seats, seed=seed)
    if found is None and cast.answered:
        return None, [f"How ranks under {rule} would move in another sample is not worked out."]
    if found is not None and found.resamples < RESAMPLES:
        return found, [f"{found.resamples} resamples were drawn; with NumPy there would be {RESAMPLES}."]
    return found, []


def scale(cast: Electorate, steps: Sequence[Fraction]) -> tuple[float | None, float | None, float | None]:
    """Mean, median and top-2-box of a scale whose steps are the candidates."""
    if not cast.values:
        return None, None, None
    parts = electorate.votes(electorate.approvals(cast.profile))
    given = dict(zip(cast.values, parts, strict=True))
    return middles.mean(given), middles.median(given), middles.top_two(given, steps)


def with_scales(placed: list[TopicCount], cast: Electorate, steps: Sequence[Fraction]) -> list[TopicCount]:
    """A grid's rows with the median and the top-2-box of each."""
    if not isinstance(cast.profile, Ratings):
        return placed
    given = {
        name: electorate.ratings_of(cast.profile, place) for place, name in enumerate(cast.profile.names)
    }
    return [
        replace(
            line,
            median=middles.median(given[line.topic]),
            top_2_box=middles.top_two(given[line.topic], steps),
        )
        for line in placed
    ]


def is_rated(cast: Electorate) -> bool:
    """Whether people rated the candidates, so that a line's share only says how many did."""
    return isinstance(cast.profile, Ratings)


def costed(placed: list[TopicCount], cast: Electorate, filling: Filling) -> list[TopicCount]:
    """The lines with what each costs, where a budget is spent."""
    if filling.costs is None or filling.budget is None:
        return placed
    cost = {name: filling.costs[place] for place, name in enumerate(cast.profile.names)}
    exact = {name: tally.shown(Fraction(each)) for name, each in cost.items()}
    if filling.unit == "minutes":
        return [replace(line, minutes=exact[line.topic]) for line in placed]
    return [replace(line, cost=exact[line.topic]) for line in placed]
