"""The run of show: what happens at which minute, and who does it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from copctl.names import key
from copctl.sessions.programme import Slot

# A talk's title of fewer letters is found by chance in another's.
_LEAST_TITLE = 4


@dataclass(frozen=True)
class Performer:
    """Somebody on the programme, with the title of their talk where it has one."""

    name: str
    talk: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a run of show; `item` is empty for minutes that the agenda leaves open."""

    starts: datetime
    ends: datetime
    minutes: int
    item: str
    speakers: tuple[str, ...] = ()


def run_of_show(
    starts: datetime, minutes: int, agenda: Sequence[Slot], people: Iterable[Performer]
) -> list[Line]:
    """The agenda with its speakers, and a last line for what is left; nothing without an agenda."""
    performers = list(people)
    lines = [
        Line(slot.starts, slot.ends, slot.item.minutes, slot.item.title, speakers_of(slot, performers))
        for slot in agenda
    ]
    left = minutes - sum(line.minutes for line in lines)
    if lines and left > 0:
        ends = (starts.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(starts.tzinfo)
        lines.append(Line(lines[-1].ends, ends, left, ""))
    return lines


def speakers_of(slot: Slot, people: Iterable[Performer]) -> tuple[str, ...]:
    """Who an item is for: those whose name or whose talk its title has, as whole words."""
    title = key(slot.item.title)
    return tuple(person.name for person in people if is_theirs(title, person))


def is_theirs(title: str, person: Performer) -> bool:
    """Whether an agenda item's title (in the form of `names.key`) names somebody or their talk."""
    talk = key(person.talk)
    return _holds(title, key(person.name)) or (len(talk) >= _LEAST_TITLE and _holds(title, talk))


def _holds(title: str, words: str) -> bool:
    if not words:
        return False
    # Scripts without spaces have no word's end to look for.
    edge = r"(?<!\w)" if words[0].isascii() else "", r"(?!\w)" if words[-1].isascii() else ""
    return re.search(f"{edge[0]}{re.escape(words)}{edge[1]}", title) is not None
