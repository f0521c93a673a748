"""The way in as a funnel: how many stand where and since when, and who came how far by which way. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from copctl.community.sources import SourceKind

STAGES = ("prospect", "invited", "active", "dormant", "left")
_WERE_IN = {"active", "dormant"}


@dataclass(frozen=True)
class Traveller:
    """Somebody on the way: where they stand, since when, how they came, and where they have been."""

    status: str
    since: date | None
    kind: SourceKind
    joined_on: date | None = None
    been: frozenset[str] = frozenset()

    @property
    def was_invited(self) -> bool:
        """Whether they were invited at some time."""
        return self.status == "invited" or "invited" in self.been

    @property
    def has_joined(self) -> bool:
        """Whether they are or were a member."""
        return self.joined_on is not None or bool(_WERE_IN & {self.status, *self.been})


@dataclass(frozen=True)
class Stage:
    """People of one status: how many, their share of all, the median of their days in it.

    `dated` is of how many the day is known; `median_days` is None where it is of nobody.
    """

    status: str
    people: int
    share: float | None
    median_days: float | None
    dated: int


@dataclass(frozen=True)
class Way:
    """Who came by one kind of source: how many came, were invited, joined, and joined of the invited.

    Rates are shares from 0 to 1, None where there is nobody to share.
    """

    kind: SourceKind
    came: int
    invited: int
    joined: int
    joined_of_invited: int
    rate: float | None
    rate_of_invited: float | None


def stages(people: Iterable[Traveller], today: date) -> list[Stage]:
    """One stage a status, from prospect to left, those without people too."""
    everybody = list(people)
    return [_stage(status, everybody, today) for status in STAGES]


def _stage(status: str, everybody: Sequence[Traveller], today: date) -> Stage:
    here = [person for person in everybody if person.status == status]
    # A day that is still to come is somebody's slip: they have stood here for no day yet.
    days = [max((today - person.since).days, 0) for person in here if person.since is not None]
    return Stage(
        status, len(here), _share(len(here), len(everybody)), float(median(days)) if days else None, len(days)
    )


def ways(people: Iterable[Traveller]) -> list[Way]:
    """One row a kind of source that brought somebody, most people first."""
    by_kind: dict[SourceKind, list[Traveller]] = {}
    for person in people:
        by_kind.setdefault(person.kind, []).append(person)
    found = [_way(kind, came) for kind, came in by_kind.items()]
    return sorted(found, key=lambda way: (-way.came, list(SourceKind).index(way.kind)))


def _way(kind: SourceKind, came: Sequence[Traveller]) -> Way:
    invited = [person for person in came if person.was_invited]
    joined = sum(person.has_joined for person in came)
    both = sum(person.has_joined for person in invited)
    return Way(
        kind, len(came), len(invited), joined, both, _share(joined, len(came)), _share(both, len(invited))
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
