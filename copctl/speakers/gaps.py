"""Where knowledge is thin: what members ask for, against who can speak about it. Pure.

A topic stands on the people whose level in it, or in a narrower topic, is high enough and who consent
to speak. It is a gap while that is nobody, one person, or people of one organisation only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from copctl import names


class Verdict(StrEnum):
    """How safely a topic stands, worst first."""

    NOBODY = "nobody"
    ONE_PERSON = "one person"
    ONE_ORGANISATION = "one organisation"
    ENOUGH = "enough"


@dataclass(frozen=True)
class Wish:
    """A topic that members ask for; `number` is its own, `narrower` those of the topics inside it.

    `votes` of so many `respondents` and `rank` are those of its newest tally, None without one. `notes`
    counts the other times that it was asked for: questions, calls, what a moderator noted.
    """

    number: int
    label: str
    slug: str
    status: str
    votes: int | None = None
    respondents: int | None = None
    rank: int | None = None
    notes: int = 0
    narrower: frozenset[int] = frozenset()

    @property
    def demand(self) -> int:
        """How many voices ask for it: votes of the newest tally, and one for each other time."""
        return (self.votes or 0) + self.notes


@dataclass(frozen=True)
class Expert:
    """An active member. `levels` are those that count, by number of the topic.

    `consents` says whether they consent to speak, None while they have not said; `was_asked` whether
    they ever stood on a session's programme.
    """

    number: int
    name: str
    email: str | None = None
    organisation: str = ""
    consents: bool | None = None
    was_asked: bool = False
    levels: Mapping[int, int] = field(default_factory=dict)

    def level_in(self, wish: Wish) -> int:
        """Their highest level in a topic or a narrower one, 0 for none."""
        return max((self.levels.get(number, 0) for number in (wish.number, *wish.narrower)), default=0)


@dataclass(frozen=True)
class Gap:
    """A topic with its supply; `unsaid` are those who would fit but have not said whether they speak."""

    wish: Wish
    supply: tuple[Expert, ...]
    unsaid: tuple[Expert, ...]
    verdict: Verdict

    @property
    def organisations(self) -> list[str]:
        """The organisations that the supply comes from, in alphabetical order."""
        return sorted({expert.organisation for expert in self.supply if expert.organisation}, key=names.key)


def find(wishes: Iterable[Wish], experts: Sequence[Expert], *, level: int) -> list[Gap]:
    """Every topic that is asked for with its verdict, worst first and then most wanted.

    `level` (1 to 4) is the least that counts as supply.
    """
    found = [_judged(wish, experts, level) for wish in wishes]
    order = list(Verdict)
    return sorted(
        found, key=lambda gap: (order.index(gap.verdict), -gap.wish.demand, names.key(gap.wish.label))
    )


def _judged(wish: Wish, experts: Sequence[Expert], level: int) -> Gap:
    fit = sorted(
        (expert for expert in experts if expert.level_in(wish) >= level),
        key=lambda expert: (-expert.level_in(wish), *_place(expert)),
    )
    supply = tuple(expert for expert in fit if expert.consents)
    unsaid = tuple(expert for expert in fit if expert.consents is None)
    return Gap(wish, supply, unsaid, _verdict(supply))


def _verdict(supply: Sequence[Expert]) -> Verdict:
    if not supply:
        return Verdict.NOBODY
    if len(supply) == 1:
        return Verdict.ONE_PERSON
    # Who works for no organisation stands for themselves.
    places = {expert.organisation or expert.number for expert in supply}
    return Verdict.ONE_ORGANISATION if len(places) == 1 else Verdict.ENOUGH


def never_asked(wishes: Sequence[Wish], experts: Iterable[Expert], *, level: int) -> list[Expert]:
    """Experts of any topic who never stood on a programme and have not refused to.

    Those whose topics are asked for come first, the most wanted before the others.
    """
    found = [
        expert
        for expert in experts
        if not expert.was_asked
        and expert.consents is not False
        and any(held >= level for held in expert.levels.values())
    ]
    return sorted(found, key=lambda expert: (-_wanted(expert, wishes, level), *_place(expert)))


def _wanted(expert: Expert, wishes: Iterable[Wish], level: int) -> int:
    return max((wish.demand + 1 for wish in wishes if expert.level_in(wish) >= level), default=0)


def _place(expert: Expert) -> tuple[str, int]:
    return names.key(expert.name), expert.number
