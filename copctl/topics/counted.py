"""What a tally says, and how it is asked for. Pure: of a survey's question and of a ballot file alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from copctl.settings import TallyRules
from copctl.topics import tally, verdicts
from copctl.topics.elections import Filling
from copctl.topics.electorate import Electorate
from copctl.topics.segments import Breakdown, breakdown
from copctl.topics.tally import TopicCount
from copctl.topics.uncertainty import Resampled
from copctl.topics.verdicts import Seating

if TYPE_CHECKING:
    from copctl.store.schema import Survey

LEAST = TallyRules().min_group


@dataclass(frozen=True)
class Turnout:
    """Active members (`eligible`), those of them who responded (None: nobody can tell), and what to say.

    Where no response could be matched to a member, all respondents are taken for members, unless they are
    more than the members: then there is no rate.
    """

    eligible: int = 0
    members: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def rate(self) -> float | None:
        """Responding members by eligible members, 0 to 1."""
        return self.members / self.eligible if self.eligible and self.members is not None else None


@dataclass(frozen=True)
class Manner:
    """What else is asked of a tally: segments, seats (or minutes to fill), weights, how sure it is.

    `least` is the size from which a group may be shown; `weight` is `person` or `organisation`.
    """

    by: str | None = None
    seats: int | None = None
    minutes: int | None = None
    completion: str = "phragmen"
    seed: int = 1
    least: int = LEAST
    weight: str | None = None
    uncertain: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing but the ranking is asked for."""
        asked = (self.by, self.seats, self.minutes, self.weight)
        return not self.uncertain and all(value is None for value in asked)


@dataclass(frozen=True)
class Count:
    """A tally of `respondents` (`partial` of them did not finish), of whom `answered` this question.

    `eligible` counts active members, `members` those of them who responded; `response_rate` is their ratio
    (AAPOR 2023, response rate 1), or None where nobody is eligible or nobody can tell. Shares are out of
    `base`: all respondents, or organisations where those are weighed alike. `survey` is None for a ballot
    file. `sampled` says that not everybody answered, so that shares have an interval.
    """

    survey: Survey | None
    name: str
    label: str
    rule: str
    respondents: int
    answered: int
    lines: list[TopicCount]
    manner: Manner
    turnout: Turnout
    base: int | Fraction
    partial: int = 0
    sampled: bool = False
    mean: float | None = None
    median: float | None = None
    top_2_box: float | None = None
    seating: Seating | None = None
    resampled: Resampled | None = None
    breakdown: Breakdown | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def eligible(self) -> int:
        """How many active members there are."""
        return self.turnout.eligible

    @property
    def members(self) -> int | None:
        """How many of them responded, where that is known."""
        return self.turnout.members

    @property
    def seats(self) -> int | None:
        """How many seats were to be filled, or None."""
        return self.seating.seats if self.seating is not None else None

    @property
    def seated(self) -> list[TopicCount]:
        """The lines that got a seat, in the order in which the seats were filled."""
        return sorted((line for line in self.lines if line.seat is not None), key=lambda line: line.seat or 0)

    @property
    def unserved(self) -> int | float | None:
        """How much of the base chose none of those who got a seat."""
        if self.seating is None:
            return None
        return tally.shown(Fraction(self.base) - Fraction(str(self.seating.chosen.served)))

    @property
    def response_rate(self) -> float | None:
        """Responding members by eligible members, 0 to 1."""
        return self.turnout.rate


def shortened(found: Count, most: int | None) -> Count:
    """A count with its first so many lines; a cut through a tie is said."""
    taken, tied = tally.top(found.lines, most)
    if not tied:
        return replace(found, lines=taken)
    labels = ", ".join(line.topic for line in tied)
    cut = f"Place {most} is a tie with {labels}; the alphabet decided."
    return replace(found, lines=taken, warnings=[*found.warnings, cut])


def decided(
    found: Count, cast: Electorate, filling: Filling | None, *, steps: Sequence[Fraction] = ()
) -> Count:
    """A count with all that the ballots say: lines, seats, segments, and how sure they are."""
    measure = filling.measure if filling is not None else "mean"
    lines = verdicts.with_scales(verdicts.lines(cast, found.rule, found.label, measure), cast, steps)
    mean, median, top_2_box = verdicts.scale(cast, steps)
    filled, surely, notes = None, None, list(found.warnings)
    if filling is not None:
        filled = verdicts.seating(cast, found.rule, filling, found.label)
        lines = verdicts.costed(verdicts.seated(lines, filled), cast, filling)
        notes += filled.notes
    # A file's voters are no sample unless somebody says so.
    surveyed = found.survey is not None
    if found.manner.uncertain or (surveyed and filling is not None and found.sampled):
        surely, said = verdicts.sure(cast, found.rule, filling)
        lines = verdicts.standing(lines, cast, surely) if surely else lines
        notes += said
    if found.sampled and not verdicts.is_rated(cast):
        lines = verdicts.with_intervals(lines, Fraction(cast.base))
    by, least = found.manner.by, found.manner.least
    parts = breakdown(cast, by, least=least, chosen=filled.winners if filled else None) if by else None
    return replace(
        found,
        answered=cast.answered,
        base=Fraction(cast.base),
        lines=lines,
        mean=mean,
        median=median,
        top_2_box=top_2_box,
        seating=filled,
        resampled=surely,
        breakdown=parts,
        warnings=notes,
    )
