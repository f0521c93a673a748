"""What else a file can say of a person: how they came to stand where they do, duties, absences, who vouches.

Also what other members may see of them. Only JSON Lines carry it. People are named by address, or by name
where they have none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from copctl.community import visible
from copctl.community.values import (
    clean_duty,
    clean_level,
    clean_status,
    clean_topic,
    clean_voice,
    day,
    line,
    part,
    text,
)
from copctl.errors import Refused


@dataclass(frozen=True, slots=True)
class Step:
    """A change of status on a day, and why."""

    status_before: str
    status: str
    changed_on: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A duty with its days; a champion's organisation."""

    kind: str
    since: date
    until: date | None = None
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Days, both included, on which somebody cannot be asked."""

    first_day: date
    last_day: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a peer, or the moderator (nobody in `by`), says of somebody's level in a topic."""

    topic: str
    voice: str
    given_on: date
    by: str = ""
    level: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ties:
    """All of it for one person; None means that nothing was said."""

    referred_by: str | None = None
    status_since: date | None = None
    next_step: str | None = None
    next_step_on: date | None = None
    checked_on: date | None = None
    steps: tuple[Step, ...] = ()
    duties: tuple[Held, ...] = ()
    absences: tuple[Away, ...] = ()
    endorsements: tuple[Vouched, ...] = ()
    shown: tuple[str, ...] | None = None


FIELDS = tuple(f.name for f in fields(Ties))


def _listed(noun: str, read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def read_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Refused(f"{noun} is not a list.", hint="write it as member export --format jsonl does")
        return tuple(dict.fromkeys(read(item) for item in value))

    return read_all


def _step(item: Any) -> Step:
    return Step(
        clean_status(part(item, "status_before")),
        clean_status(part(item, "status")),
        day(part(item, "changed_on")),
        line(item.get("source") or ""),
    )


def _held(item: Any) -> Held:
    until = item.get("until") if isinstance(item, dict) else None
    return Held(
        clean_duty(part(item, "kind")),
        day(part(item, "since")),
        day(until) if until else None,
        line(item.get("organisation") or ""),
    )


def _away(item: Any) -> Away:
    first, last = day(part(item, "first_day")), day(part(item, "last_day"))
    if last < first:
        raise Refused(f"An absence ends on {last}, before it begins.", hint="the first day comes first")
    return Away(first, last, text(item.get("note") or ""))


def _vouched(item: Any) -> Vouched:
    topic, voice = clean_topic(part(item, "topic")), clean_voice(part(item, "voice"))
    by, level = line(item.get("by") or ""), item.get("level")
    if voice == "self" or (voice == "peer") != bool(by):
        raise Refused(
            f"An endorsement for {topic} says {voice!r}, and {by or 'nobody'} gives it.",
            hint="a peer has a name or an address in `by`, the moderator has none",
        )
    return Vouched(
        topic,
        voice,
        day(part(item, "given_on")),
        by,
        None if level is None else clean_level(level),
        text(item.get("note") or ""),
    )


def _shown(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Refused("shown is not a list.", hint="write it as member export --format jsonl does")
    return tuple(visible.read_fields(line(field) for field in value))


READERS: dict[str, Callable[[Any], Any]] = {
    "referred_by": line,
    "status_since": day,
    "next_step": line,
    "next_step_on": day,
    "checked_on": day,
    "steps": _listed("steps", _step),
    "duties": _listed("duties", _held),
    "absences": _listed("absences", _away),
    "endorsements": _listed("endorsements", _vouched),
    "shown": _shown,
}
