"""What needs the moderator: rules over a few facts, in the order of urgency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from copctl.when import quarter_of

_SOON_DAYS = 21
_PATIENCE_DAYS = 5


@dataclass(frozen=True)
class Upcoming:
    """A session that is planned: code, title, start (UTC), where it is, how many speakers stand on it.

    `invited` is how many have an invitation, or one that waits; `came` how many are noted as having been
    there. `is_held` is true for one that was held and is not wrapped up.
    """

    code: str
    title: str
    starts_at: datetime
    timezone: str
    where: str
    speakers: int
    invited: int = 0
    came: int = 0
    is_held: bool = False


@dataclass(frozen=True)
class Unanswered:
    """An open survey whose invitations went out: how many were invited, how many have not answered.

    `last_sent` is when the last mail about it went out.
    """

    slug: str
    invited: int
    waiting: int
    last_sent: datetime


@dataclass(frozen=True)
class Facts:
    """What the rules look at.

    `next_steps` are the days by which something is to be done about somebody, `offered` how many things
    that members sent in wait.
    """

    members: dict[str, int] = field(default_factory=dict)
    silent: int = 0
    charter_gaps: int = 0
    open_surveys: tuple[tuple[str, int], ...] = ()
    unadopted: tuple[str, ...] = ()
    topics: dict[str, int] = field(default_factory=dict)
    wanted: str | None = None
    sessions: tuple[Upcoming, ...] = ()
    drafted: frozenset[str] = frozenset()
    queued: int = 0
    unanswered: tuple[Unanswered, ...] = ()
    next_steps: tuple[date, ...] = ()
    offered: int = 0


@dataclass(frozen=True)
class Due:
    """One thing to do, and the command that does it."""

    what: str
    command: str


def due(facts: Facts, now: datetime, today: date) -> list[Due]:
    """What is due, most urgent first. `now` is on the clock of the moderator, whose day `today` is."""
    return [
        *_sessions(facts, now, today),
        *_mail(facts, now),
        *_inbox(facts),
        *_surveys(facts),
        *_topics(facts, now),
        *_people(facts),
        *_next_steps(facts, today),
        *_issue(facts, today),
    ]


def in_days(moment: datetime, now: datetime, today: date) -> tuple[int, str]:
    """How many days off a moment is by the calendar on the wall of `now`, and in words: `in 3 days`."""
    days = (moment.astimezone(now.tzinfo).date() - today).days
    return days, "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"


def _sessions(facts: Facts, now: datetime, today: date) -> Iterator[Due]:
    for session in facts.sessions:
        if session.is_held or session.starts_at < now:
            yield _over(session)
            continue
        if not session.speakers:
            yield Due(
                f"Session {session.code} has no speaker.", f"copctl speakers suggest --session {session.code}"
            )
        if not session.where:
            yield Due(
                f"Session {session.code} has no place and no link.",
                f"copctl session edit {session.code} --link https://...",
            )
        days, when = in_days(session.starts_at, now, today)
        if days <= _SOON_DAYS and not session.invited:
            yield Due(
                f"Session {session.code} is {when} and nobody is invited.",
                f"copctl invitation send {session.code}",
            )


def _over(session: Upcoming) -> Due:
    if session.came:
        who = "one person" if session.came == 1 else f"{session.came} people"
        return Due(
            f"Session {session.code} is over, and {who} came: wrap it up.",
            f"copctl session wrap {session.code}",
        )
    return Due(
        f"Session {session.code} is over: who was there?", f"copctl session attendance {session.code} FILE"
    )


def _mail(facts: Facts, now: datetime) -> Iterator[Due]:
    if facts.queued:
        waits = "waits" if facts.queued == 1 else "wait"
        yield Due(
            f"{_count(facts.queued, 'mail')} {waits} to be delivered.", "copctl mail deliver --to-folder DIR"
        )
    for survey in facts.unanswered:
        # Nobody is reminded of what reached them yesterday.
        if survey.waiting and (now - survey.last_sent).days >= _PATIENCE_DAYS:
            yield Due(
                f"{survey.waiting} of {survey.invited} invited have not answered {survey.slug}.",
                f"copctl survey remind {survey.slug}",
            )


def _inbox(facts: Facts) -> Iterator[Due]:
    if facts.offered:
        yield Due(sent_in(facts.offered), "copctl inbox list")


def sent_in(number: int) -> str:
    """How much of what members sent in waits, in one sentence."""
    verb = "waits" if number == 1 else "wait"
    return f"{_count(number, 'thing')} that members sent in {verb} for you."


def _surveys(facts: Facts) -> Iterator[Due]:
    for slug, responses in facts.open_surveys:
        yield Due(
            f"The survey {slug} is open, with {_count(responses, 'response')}.",
            f"copctl survey import {slug} FILE",
        )
    for slug in facts.unadopted:
        yield Due(f"The survey {slug} is counted by nobody yet.", f"copctl survey tally {slug}")


def _topics(facts: Facts, now: datetime) -> Iterator[Due]:
    planned = any(session.starts_at >= now and not session.is_held for session in facts.sessions)
    if facts.wanted and not planned:
        yield Due("No session is planned.", f"copctl session plan --topic {facts.wanted}")


def _people(facts: Facts) -> Iterator[Due]:
    if not facts.members:
        yield Due("Nobody is here yet.", "copctl member import FILE")
    if facts.charter_gaps:
        yield Due(f"The charter has {_count(facts.charter_gaps, 'empty part')}.", "copctl charter edit")
    if facts.silent:
        yield Due(
            f"{_count(facts.silent, 'active member')} never said whether they want the newsletter.",
            "copctl member edit MEMBER --consent newsletter",
        )


def _next_steps(facts: Facts, today: date) -> Iterator[Due]:
    due = sum(day <= today for day in facts.next_steps)
    if due:
        yield Due(
            f"{_count(due, 'next step')} with people {'is' if due == 1 else 'are'} due.",
            "copctl member next --due",
        )


def _issue(facts: Facts, today: date) -> Iterator[Due]:
    quarter = quarter_of(today)
    half_over = (today - quarter.first).days * 2 > (quarter.last - quarter.first).days
    if facts.members and half_over and str(quarter) not in facts.drafted:
        yield Due(f"The issue {quarter} is not drafted.", f"copctl newsletter draft {quarter}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
