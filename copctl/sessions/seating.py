"""Who could speak at sessions that are not planned yet: few for each, and the turns shared out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from copctl.errors import Refused
from copctl.settings import SpeakerWeights
from copctl.speakers import planning_turns, suggestions
from copctl.speakers.candidate import Occasion
from copctl.speakers.fair_turns import Seating, Turns, may_speak
from copctl.speakers.matching import Suggestion
from copctl.speakers.occasions import Setting
from copctl.speakers.panel import Candidate, Rules
from copctl.speakers.parts import within_a_year
from copctl.speakers.suggestions import Manner

# Nobody further down the ranking is worth a place on a programme.
_LOOKED_AT = 40


@dataclass(frozen=True)
class Wanted:
    """A session that needs speakers on a topic (by number)."""

    starts_at: datetime
    topic: int

    @property
    def on(self) -> date:
        """Its day, where it is planned."""
        return self.starts_at.date()


@dataclass(frozen=True)
class Asker:
    """How speakers are looked for; `url` is the store, `language` what is spoken."""

    url: str
    weights: SpeakerWeights
    today: date
    language: str
    semantic: bool | None = None


def seated(wanted: Sequence[Wanted], asker: Asker, most: int) -> list[list[Suggestion]]:
    """At most so many speakers for each session, best first; an empty list where nobody is known.

    Nobody is on two of them in one quarter or more than twice in twelve months, what is planned already
    counted in; of two equals it is the one with fewer turns.
    """
    found = [_suggested(session, asker) for session in wanted]
    able = [len(_able(session, lines)) for session, lines in zip(wanted, found, strict=True)]
    sizes = {n: min(most, count) for n, count in enumerate(able) if count}
    chosen: list[list[Suggestion]] = [[] for _ in wanted]
    while sizes:
        seatings = [_seating(n, wanted[n], found[n], size) for n, size in sizes.items()]
        try:
            panels = planning_turns.planned(seatings, Turns()).plan.panels
        except Refused:
            _narrow(sizes, able)
            continue
        for n, panel in zip(sizes, panels, strict=True):
            numbers = {person.number for person in panel.members}
            chosen[n] = [line for line in found[n] if line.candidate.number in numbers]
        break
    return chosen


def _narrow(sizes: dict[int, int], able: Sequence[int]) -> None:
    """One speaker less for the session that has the fewest to choose from; with one each, it goes without."""
    roomy = [n for n, size in sizes.items() if size > 1] or list(sizes)
    poorest = min(roomy, key=lambda n: (able[n], -n))
    sizes[poorest] -= 1
    if not sizes[poorest]:
        del sizes[poorest]


def _suggested(session: Wanted, asker: Asker) -> list[Suggestion]:
    occasion = Occasion(
        on=session.on, today=asker.today, starts_at=session.starts_at, language=asker.language
    )
    manner = Manner(asker.weights, most=_LOOKED_AT, semantic=asker.semantic)
    return suggestions.suggest(
        asker.url, None, Setting(occasion, topics=(session.topic,)), manner
    ).suggestions


def _able(session: Wanted, suggested: Sequence[Suggestion]) -> list[Candidate]:
    """Those who have the day and a turn left."""
    return may_speak([_seating(0, session, suggested, 1)], Turns())[0]


def _seating(place: int, session: Wanted, suggested: Sequence[Suggestion], size: int) -> Seating:
    candidates = tuple(_candidate(line) for line in suggested)
    turns = {
        line.candidate.number: len(within_a_year(line.candidate.spoke_on, session.on)) for line in suggested
    }
    return Seating(str(place), session.on, Rules(size), candidates, turns)


def _candidate(line: Suggestion) -> Candidate:
    person = line.candidate
    return Candidate(
        number=person.number,
        name=person.name,
        fit=line.score,
        organisation=person.organisation or None,
        country=person.country,
        first_timer=person.first_timer,
        level=person.level,
        free=person.free_at_that_time,
        spoke_this_quarter=person.spoke_this_quarter,
    )
