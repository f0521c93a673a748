"""A calendar out of the backlog: which topic when, who could speak, what is in the way; and writing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from copctl.errors import Refused
from copctl.sessions import placing, planning, seating, whereabouts
from copctl.sessions.bearable import Place
from copctl.sessions.clashes import Surroundings
from copctl.sessions.codes import next_code
from copctl.sessions.placing import Manner, Slot
from copctl.sessions.rhythm import Rhythm
from copctl.sessions.seating import Asker, Wanted
from copctl.speakers.matching import Suggestion
from copctl.store.schema import LearningSession
from copctl.store.schema.session import SessionStatus
from copctl.topics import turns, waiting
from copctl.topics.turns import Turn

MOST_SESSIONS = 24
# Who is invited needs notice: the invitation goes out two weeks before, and speakers are asked before that.
_NOTICE = timedelta(days=28)
_MINUTES = 90


@dataclass(frozen=True)
class Wish:
    """How the calendar is to be. None leaves a choice to what was done before, or to what is bearable.

    `zone` is the community's, `speakers` how many are suggested for each at most.
    """

    zone: str
    rhythm: Rhythm
    sessions: int = 4
    first: date | None = None
    at: time | None = None
    minutes: int | None = None
    weekday: int | None = None
    speakers: int = 2


@dataclass(frozen=True)
class Proposed:
    """One session of a calendar, with the code that it would get."""

    code: str
    turn: Turn
    slot: Slot
    minutes: int
    zone: str
    speakers: tuple[Suggestion, ...] = ()

    @property
    def local(self) -> datetime:
        """When it starts, on the community's clock."""
        return self.slot.start.at.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True)
class Calendar:
    """A proposed calendar. `wanted` is how many sessions were asked for; `unknown` are the countries whose
    holidays nobody knows here, with their members.
    """

    wish: Wish
    sessions: tuple[Proposed, ...]
    places: tuple[Place, ...]
    unknown: dict[str, int]
    wanted: int
    has_ballots: bool


def propose(db: Session, wish: Wish, asker: Asker) -> Calendar:
    """Make a calendar of the topics that wait; nothing is written.

    Refused where no topic waits, for a start in the past, or for more sessions than `MOST_SESSIONS`.
    """
    _refuse_unplannable(wish, asker.today)
    topics = waiting.waiting(db)
    if not topics:
        raise Refused(
            "No topic waits for a session.",
            hint="copctl survey tally SURVEY --adopt 5, or copctl topic add 'A topic'",
        )
    voted = waiting.voted(db, topics)
    chosen = turns.in_turn(topics, voted, wish.sessions)
    places = _with_day_off(whereabouts.places(db, wish.zone), wish)
    around = Surroundings(whereabouts.by_country(places), _planned_days(db))
    known = planning.listed(db)
    slots = _slots(chosen, wish, _first(known, wish, asker.today), _manner(known, wish), places, around)
    speakers = _speakers(chosen, slots, wish, asker)
    taken = {session.code for session in known}
    proposed = []
    for turn, slot, people in zip(chosen, slots, speakers, strict=True):
        code = next_code(slot.day, taken)
        taken.add(code)
        proposed.append(Proposed(code, turn, slot, _minutes(turn, wish), wish.zone, tuple(people)))
    unknown = {country: around.members[country] for country in around.unknown}
    return Calendar(wish, tuple(proposed), tuple(places), unknown, wish.sessions, voted is not None)


def write(db: Session, calendar: Calendar, *, today: date) -> list[LearningSession]:
    """Plan the sessions of a calendar, with their topics and proposed speakers."""
    return [planning.plan(db, _plan(session), today=today) for session in calendar.sessions]


def _plan(session: Proposed) -> planning.Plan:
    return planning.Plan(
        on=f"{session.local:%Y-%m-%d %H:%M}",
        timezone=session.zone,
        topics=(session.turn.topic.slug,),
        minutes=session.minutes,
        speakers=tuple(str(line.candidate.number) for line in session.speakers),
    )


def _refuse_unplannable(wish: Wish, today: date) -> None:
    if not 1 <= wish.sessions <= MOST_SESSIONS:
        raise Refused(
            f"A calendar cannot have {wish.sessions} sessions.", hint=f"--sessions 1 to {MOST_SESSIONS}"
        )
    if wish.first is not None and wish.first <= today:
        raise Refused(
            f"{wish.first} is no day to come.", hint=f"--from {today + _NOTICE}, or leave --from out"
        )


def _with_day_off(places: Sequence[Place], wish: Wish) -> list[Place]:
    """Who asks for a Saturday has members who come on one: it counts as a working day."""
    asked = frozenset() if wish.weekday is None else frozenset({wish.weekday})
    return [replace(place, weekend=place.weekend - asked) for place in places]


def _minutes(turn: Turn, wish: Wish) -> int:
    return wish.minutes or turn.topic.minutes or _MINUTES


def _planned_days(db: Session) -> dict[str, date]:
    return {
        session.code: session.starts_at.astimezone(ZoneInfo(session.timezone)).date()
        for session in planning.listed(db, SessionStatus.PLANNED)
    }


def _first(known: Sequence[LearningSession], wish: Wish, today: date) -> date:
    """The first day: as wished, else a step after the last session there is, with notice in any case."""
    if wish.first is not None:
        return wish.first
    notice = today + _NOTICE
    days = [
        session.starts_at.astimezone(ZoneInfo(session.timezone)).date()
        for session in known
        if session.status != SessionStatus.CANCELLED
    ]
    return max(wish.rhythm.after(max(days)), notice) if days else notice


def _manner(known: Sequence[LearningSession], wish: Wish) -> Manner:
    """Weekday and hour are those of the last session, where none are wished; else Thursday at 14:00."""
    zone = ZoneInfo(wish.zone)
    last = next((s for s in reversed(known) if s.status != SessionStatus.CANCELLED), None)
    local = last.starts_at.astimezone(zone) if last is not None else None
    weekday = local.weekday() if local is not None and local.weekday() < 5 else 3
    if wish.weekday is not None:
        weekday = wish.weekday
    elif wish.first is not None and wish.first.weekday() < 5:
        weekday = wish.first.weekday()
    return Manner(zone, wish.rhythm, weekday, local.time() if local is not None else time(14), wish.at)


def _slots(
    chosen: Sequence[Turn],
    wish: Wish,
    first: date,
    manner: Manner,
    places: Sequence[Place],
    around: Surroundings,
) -> list[Slot]:
    found: list[Slot] = []
    try:
        wanted = placing.days(manner, first, len(chosen))
    except OverflowError as error:
        raise Refused(
            "The calendar ends before that.", hint="fewer --sessions, or a shorter --every"
        ) from error
    for turn, day in zip(chosen, wanted, strict=True):
        earliest = found[-1].day + wish.rhythm.half if found else first
        minutes = _minutes(turn, wish)
        found.append(placing.placed(day, minutes, manner, earliest=earliest, places=places, around=around))
    return found


def _speakers(
    chosen: Sequence[Turn], slots: Sequence[Slot], wish: Wish, asker: Asker
) -> list[list[Suggestion]]:
    if wish.speakers < 1:
        return [[] for _ in chosen]
    zone = ZoneInfo(wish.zone)
    wanted = [
        Wanted(slot.start.at.astimezone(zone), turn.topic.number)
        for turn, slot in zip(chosen, slots, strict=True)
    ]
    return seating.seated(wanted, asker, wish.speakers)
