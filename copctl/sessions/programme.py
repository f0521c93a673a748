"""What fills a session: agenda items as people type them, their clock times, speakers, places online."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from copctl import names
from copctl.errors import Refused, WrongUsage
from copctl.store.schema.session import SessionStatus, SpeakerStatus
from copctl.store.schema.topic import TopicStatus

LONGEST = 24 * 60
_ITEM = re.compile(r"\s*(\d{1,6})(?:\s*(?:minutes|min|m)\b\.?)?[\s:,]+(.*\S)\s*", re.DOTALL)
# Who stands on the programme: nobody has said no.
SPEAKING = frozenset(
    {SpeakerStatus.PROPOSED, SpeakerStatus.ASKED, SpeakerStatus.ACCEPTED, SpeakerStatus.CONFIRMED}
)
AGREED = frozenset({SpeakerStatus.ACCEPTED, SpeakerStatus.CONFIRMED})
# Whose talk counts as given once a session was held; who was only asked never answered.
SPOKE = frozenset({SpeakerStatus.PROPOSED, SpeakerStatus.ACCEPTED, SpeakerStatus.CONFIRMED})


@dataclass(frozen=True)
class Item:
    """One item of an agenda and how many minutes it takes."""

    minutes: int
    title: str


@dataclass(frozen=True)
class Slot:
    """An item with the moments between which it happens."""

    item: Item
    starts: datetime
    ends: datetime


def read_item(text: str) -> Item:
    """An item written `10 Welcome`: minutes, then what happens."""
    match = _ITEM.fullmatch(text)
    title = names.written(match[2]) if match else ""
    if match is None or not title or int(match[1]) == 0:
        raise WrongUsage(
            f"{names.written(text)!r} is no agenda item.",
            hint="write minutes and then what happens: '10 Welcome'",
        )
    return Item(int(match[1]), title)


def refuse_overlong(items: Iterable[Item], minutes: int) -> None:
    """Raise Refused for an agenda that takes longer than its session."""
    total = sum(item.minutes for item in items)
    if total > minutes:
        raise Refused(
            f"The agenda takes {total} minutes, but the session has {minutes}.",
            hint=f"shorten an item, or --minutes {total}",
        )


def slots(starts: datetime, items: Sequence[Item]) -> list[Slot]:
    """The items one after the other from the session's start, in the zone of `starts`."""
    laid = []
    for item in items:
        # Counted in UTC: across a change of the clocks local arithmetic is an hour off.
        ends = (starts.astimezone(UTC) + timedelta(minutes=item.minutes)).astimezone(starts.tzinfo)
        laid.append(Slot(item, starts, ends))
        starts = ends
    return laid


def read_minutes(minutes: int) -> int:
    """A session's length: 1 minute to 24 hours."""
    if not 0 < minutes <= LONGEST:
        raise Refused(
            f"A session cannot take {minutes} minutes.", hint=f"--minutes 1 to {LONGEST}, such as 90"
        )
    return minutes


def read_link(text: str) -> str:
    """An address to join or watch at, http or https, since it becomes a link in mails; or nothing."""
    link = names.written(text)
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in link
    except ValueError:
        good = False
    if not good:
        raise Refused(
            f"{link!r} is no web address.", hint="write it whole, such as https://meet.example.org/room"
        )
    return link


def read_pair(text: str, *, option: str, example: str) -> tuple[str, str]:
    """A member and what is said about them, written `MEMBER:words`."""
    member, colon, words = text.partition(":")
    if not colon or not member.strip() or not words.strip():
        raise WrongUsage(
            f"{names.written(text)!r} names no member with a colon.", hint=f"{option} '{example}'"
        )
    return names.written(member), names.written(words)


def read_speaker_status(text: str) -> SpeakerStatus:
    """What a speaker said, by its word."""
    try:
        return SpeakerStatus(text.strip().lower())
    except ValueError as error:
        known = ", ".join(SpeakerStatus)
        raise Refused(f"{text!r} is no status of a speaker.", hint=f"choose one of: {known}") from error


def read_session_status(text: str) -> SessionStatus:
    """The status of a session, by its word."""
    try:
        return SessionStatus(text.strip().lower())
    except ValueError as error:
        known = ", ".join(SessionStatus)
        raise Refused(f"{text!r} is no status of a session.", hint=f"choose one of: {known}") from error


def topic_status(sessions: Iterable[str]) -> TopicStatus:
    """Where a topic stands, given the statuses of the sessions about it.

    A session still to come weighs most, then one that was held; with neither it is a wish again.
    """
    statuses = set(sessions)
    if SessionStatus.PLANNED in statuses:
        return TopicStatus.SCHEDULED
    return TopicStatus.COVERED if SessionStatus.HELD in statuses else TopicStatus.BACKLOG
