"""From rows to people: who joined three times is one person, whose minutes are summed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from copctl import names
from copctl.sessions.attendance import called
from copctl.sessions.attendance.shape import Entry
from copctl.sessions.attendance.spans import Span, covered, minutes

# What a tool rounds away: a file that says less than its own times by more than this means a break.
_ROUNDED = 61


@dataclass(frozen=True)
class Presence:
    """How long somebody was there, in minutes (None: nobody counted), and when they were seen, in UTC."""

    minutes: int | None = None
    first_seen: datetime | None = None
    last_seen: datetime | None = None


@dataclass
class Person:
    """Somebody in a report: the rows that are about them."""

    name: str
    email: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def came(self) -> bool:
        """Whether they were there at all."""
        return any(entry.came for entry in self.entries)

    @property
    def registered(self) -> bool | None:
        """Whether they registered; False for who called off, None where the file does not know."""
        said = [entry.registered for entry in self.entries if entry.registered is not None]
        return any(said) if said else None

    @property
    def is_host(self) -> bool:
        """Whether the file says that they ran the meeting."""
        return any(entry.is_host for entry in self.entries)

    @property
    def readings(self) -> list[str]:
        """The ways to read what they are called, the likeliest first."""
        labels = [label for entry in self.entries for label in (entry.name, *entry.others)]
        return called.readings(self.name, *dict.fromkeys(labels))


def persons_of(entries: Iterable[Entry]) -> list[Person]:
    """The people of a report, in its order: rows of one address, or of one name, are one person.

    A row without an address belongs to the only person with one who has that name.
    """
    by_email: dict[str, Person] = {}
    nameless: dict[str, list[Entry]] = {}
    order: list[Person | str] = []
    for entry in entries:
        email = names.key(entry.email) if "@" in entry.email else ""
        if not email:
            if names.key(entry.name) not in nameless:
                order.append(names.key(entry.name))
            nameless.setdefault(names.key(entry.name), []).append(entry)
            continue
        if email not in by_email:
            by_email[email] = Person(entry.name or entry.email, entry.email)
            order.append(by_email[email])
        by_email[email].entries.append(entry)
    named = _by_name(by_email.values())
    found = []
    for place in order:
        if isinstance(place, Person):
            found.append(place)
        elif len(named.get(place, ())) == 1:
            named[place][0].entries += nameless[place]
        else:
            found.append(Person(nameless[place][0].name, "", nameless[place]))
    return found


def _by_name(people: Iterable[Person]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for person in people:
        for key in {names.key(entry.name) for entry in person.entries}:
            found.setdefault(key, []).append(person)
    return found


def presence_of(entries: Sequence[Entry]) -> Presence:
    """What one person's rows add up to: times that overlap count once, durations without times are summed."""
    came = [entry for entry in entries if entry.came]
    spans = [entry.span for entry in came if entry.span is not None]
    whole = [entry.span for entry in came if entry.span is not None and not _has_breaks(entry, entry.span)]
    said = [
        entry.seconds
        for entry in came
        if entry.seconds is not None and (entry.span is None or _has_breaks(entry, entry.span))
    ]
    counted = bool(whole or said)
    return Presence(
        minutes(covered(whole) + sum(said)) if counted else None,
        min((span.start for span in spans), default=None),
        max((span.end for span in spans), default=None),
    )


def _has_breaks(entry: Entry, span: Span) -> bool:
    """Whether the file says that somebody was there for less than the time between first and last."""
    return entry.seconds is not None and span.seconds - entry.seconds >= _ROUNDED
