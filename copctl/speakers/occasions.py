"""The session that a speaker is wanted for, read quickly: its moment, its topics, who is on its programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from copctl import names
from copctl.errors import NotFound
from copctl.speakers.candidate import Occasion
from copctl.store import quick

_SESSION = """
SELECT s.id AS number, s.code AS code, s.title AS title, s.starts_at AS starts_at, s.timezone AS timezone,
       s.status AS status
FROM session s WHERE s.code = :code
"""
_CODES = "SELECT s.code AS code FROM session s ORDER BY s.starts_at"
_TOPICS = "SELECT t.topic_id AS topic FROM session_topic t WHERE t.session_id = :session ORDER BY t.id"
_PROGRAMME = "SELECT p.member_id AS member FROM session_speaker p WHERE p.session_id = :session"


@dataclass(frozen=True)
class Setting:
    """An occasion with what stands for it already.

    `topics` are the numbers of the session's topics, `programme` those of everybody who was put on it,
    whatever they said: who declined is not asked again. `status` is the session's.
    """

    occasion: Occasion
    title: str = ""
    topics: tuple[int, ...] = ()
    programme: frozenset[int] = frozenset()
    status: str = ""


def in_general(today: date, language: str = "") -> Setting:
    """No session in particular: as of today."""
    return Setting(Occasion(on=today, language=language))


def at_session(url: str, code: str, today: date, language: str = "") -> Setting:
    """The session with this code; NotFound offers near codes."""
    typed = names.written(code)
    found = quick.rows(url, _SESSION, code=typed)
    if not found:
        known = [row["code"] for row in quick.rows(url, _CODES)]
        raise NotFound(
            f"No session has the code {typed}.", hint=names.did_you_mean(typed, known, "copctl session list")
        )
    row = found[0]
    starts = moment(row["starts_at"]).astimezone(ZoneInfo(row["timezone"]))
    return Setting(
        Occasion(on=starts.date(), today=today, code=row["code"], starts_at=starts, language=language),
        title=row["title"],
        topics=tuple(held["topic"] for held in quick.rows(url, _TOPICS, session=row["number"])),
        programme=frozenset(held["member"] for held in quick.rows(url, _PROGRAMME, session=row["number"])),
        status=row["status"],
    )


def moment(stored: str | datetime) -> datetime:
    """A moment as either database gives it, in UTC."""
    read = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)


def day(stored: str | date) -> date:
    """A day as either database gives it."""
    return date.fromisoformat(stored) if isinstance(stored, str) else stored
