"""Panels: who may sit together, by which rules, and whether a panel keeps to them.

A panel is the best set and not the best few: the one with the highest sum of fits among those that keep
every rule. What finds it is in `panel_exact` and `panel_greedy`; this file says what a panel is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import NamedTuple

from copctl import names
from copctl.errors import WrongUsage

# A fit counts to four decimals, as the ranking shows it: sums of whole numbers can be proven equal.
POINTS = 10_000
HIGHEST_LEVEL = 4
# More than any fit: who is seated stands before everybody else.
_SEATED = 1_000 * POINTS


class Candidate(NamedTuple):
    """Somebody who could be on the panel. `fit` runs from 0 to 1, `level` from 0 (none known) to 4.

    An organisation or country that nobody knows is None: it breaks no limit, and adds no country. Who is
    `seated` is on the programme already and stays on it, free or not; the rules count them.
    A tuple, because ten thousand of them are made four times as fast as of a frozen dataclass.
    """

    number: int
    name: str
    fit: float
    organisation: str | None = None
    country: str | None = None
    first_timer: bool = False
    level: int = 0
    free: bool = True
    spoke_this_quarter: bool = False
    seated: bool = False

    @property
    def points(self) -> int:
        """The fit as a whole number, in ten-thousandths."""
        return round(self.fit * POINTS)


@dataclass(frozen=True)
class Rules:
    """What a panel must keep to: `size` people, and the rules that are set.

    At most `per_organisation` of one organisation (None: any number), at least `countries` different
    countries, at least `first_timers` who never spoke here, and for each pair of `levels` (a level and a
    number) at least so many people at exactly that level. With `free` everyone has time that day, with
    `rested` nobody speaks twice in the quarter.
    """

    size: int
    per_organisation: int | None = None
    countries: int = 0
    first_timers: int = 0
    levels: tuple[tuple[int, int], ...] = ()
    free: bool = True
    rested: bool = True

    @property
    def seats(self) -> int:
        """How many people of one organisation can be on the panel."""
        return self.size if self.per_organisation is None else min(self.size, self.per_organisation)


@dataclass(frozen=True)
class Panel:
    """The people found, best first, or nobody.

    `proven` says that no better panel exists or, where nobody was found, that none exists at all.
    """

    members: tuple[Candidate, ...]
    proven: bool
    solver: str

    @property
    def fit(self) -> float:
        """The sum of the fits of its members."""
        return sum(person.points for person in self.members) / POINTS


def shown(people: Iterable[Candidate]) -> float:
    """The sum of fits as a screen has them: each in three places, so that what is shown adds up."""
    return sum(round(person.fit, 3) for person in people)


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Who is seated, then candidates from the best fit down, equal fits in alphabetical order.

    The order of the input never matters.
    """
    ordered: list[Candidate] = []
    # Names are compared only where fits are equal: folding them is what takes time.
    for _, equals in groupby(sorted(candidates, key=_height, reverse=True), key=_height):
        tied = list(equals)
        ordered += tied if len(tied) == 1 else sorted(tied, key=lambda p: (names.key(p.name), p.number))
    return ordered


def _height(person: Candidate) -> int:
    return person.points + (_SEATED if person.seated else 0)


def worths(people: Sequence[Candidate], rules: Rules) -> dict[int, int]:
    """What each is worth to a panel, by number: their fit, and where fits are equal their place in the order.

    Places never outweigh a ten-thousandth of fit, so of panels with the same sum every solver looks for the
    one whose members stand earliest.
    """
    scale = rules.size * len(people) + 1
    return {person.number: person.points * scale - place for place, person in enumerate(people)}


def may_sit(person: Candidate, rules: Rules) -> bool:
    """Whether a candidate can be on it at all: has time, and does not speak twice in the quarter."""
    return person.seated or _can_be_asked(person, rules)


def _can_be_asked(person: Candidate, rules: Rules) -> bool:
    return (person.free or not rules.free) and not (rules.rested and person.spoke_this_quarter)


def shortfalls(members: Sequence[Candidate], rules: Rules) -> dict[str, int]:
    """By how many people each broken rule is broken; empty when all are kept."""
    organisations = Counter(p.organisation for p in members if p.organisation is not None)
    levels = Counter(person.level for person in members)
    short = {
        "size": abs(rules.size - len(members)),
        "once": len(members) - len({person.number for person in members}),
        "free": sum(1 for p in members if rules.free and not (p.free or p.seated)),
        "quarter": sum(1 for p in members if rules.rested and p.spoke_this_quarter and not p.seated),
        "per_organisation": sum(max(n - rules.seats, 0) for n in organisations.values()),
        "countries": rules.countries - len({p.country for p in members if p.country is not None}),
        "first_timers": rules.first_timers - sum(1 for p in members if p.first_timer),
    }
    short |= {f"level {level}": least - levels[level] for level, least in rules.levels}
    return {rule: by for rule, by in short.items() if by > 0}


def violations(members: Sequence[Candidate], rules: Rules) -> list[str]:
    """Each rule that a panel breaks, as a sentence; nothing is shown that has one."""
    said = {
        "size": f"it has {len(members)} people and not {rules.size}",
        "once": "somebody is on it twice",
        "free": "somebody has no time that day",
        "quarter": "somebody would speak twice in a quarter",
        "per_organisation": f"more than {rules.per_organisation} are of one organisation",
        "countries": f"its people come from fewer than {rules.countries} countries",
        "first_timers": f"fewer than {rules.first_timers} of its people never spoke here",
    }
    least = {f"level {level}": least for level, least in rules.levels}
    return [
        said.get(rule) or f"fewer than {least[rule]} are at {rule}" for rule in shortfalls(members, rules)
    ]


def refuse_contradictions(rules: Rules) -> None:
    """WrongUsage for rules that no panel of this size could keep, whoever the candidates are."""
    if rules.size < 1:
        raise WrongUsage("A panel has at least one person.", hint="--panel 4")
    if rules.per_organisation is not None and rules.per_organisation < 1:
        raise WrongUsage("An organisation gives at least one person.", hint="--per-organisation 1")
    asked = {
        "--countries": rules.countries,
        "--first-timers": rules.first_timers,
        "--levels": sum(least for _, least in rules.levels),
    }
    for option, least in asked.items():
        if least > rules.size:
            what = "countries" if option == "--countries" else "people"
            raise WrongUsage(
                f"{option} asks for {least} {what}, and the panel has {rules.size} people.",
                hint=f"--panel {least}, or less of {option}",
            )


def read_share(text: str, size: int) -> int:
    """How many of `size` people: `2`, or a share such as `25%`, `0.25` or `1/4`, rounded up.

    Raises WrongUsage for anything else.
    """
    try:
        if text.strip().isdecimal():
            return int(text)
        if text.strip().endswith("%"):
            share = float(text.strip()[:-1]) / 100
        else:
            above, _, below = text.partition("/")
            share = float(above) / float(below or 1)
    except (ValueError, ZeroDivisionError):
        share = -1.0
    if not 0 <= share <= 1:
        raise WrongUsage(f"{text!r} is neither a number of people nor a share.", hint="2, 25%, 0.25 or 1/4")
    # 0.1 * 30 is a little more than 3 in floating point, and nobody means a fourth person by it.
    return ceil(round(share * size, 9))


def read_levels(text: str) -> tuple[tuple[int, int], ...]:
    """A mix of levels written `4:1,2:1`: at least one at level 4 and one at level 2, highest first.

    Raises WrongUsage for anything else.
    """
    found: dict[int, int] = {}
    for part in text.split(","):
        level, _, least = (word.strip() for word in part.partition(":"))
        if not (names.is_number(level) and names.is_number(least or "1")):
            raise WrongUsage(f"{part.strip()!r} is no level with a number.", hint="--levels 4:1,2:1")
        if not 1 <= int(level) <= HIGHEST_LEVEL:
            raise WrongUsage(f"There is no level {int(level)}.", hint="levels run from 1 to 4: --levels 4:1")
        found[int(level)] = found.get(int(level), 0) + int(least or "1")
    return tuple(sorted(((level, least) for level, least in found.items() if least), reverse=True))
