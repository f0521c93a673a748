"""The calendar part of an invitation: one event as iCalendar (RFC 5545) for iTIP (RFC 5546)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from copctl import names

PRODUCT = "-//copctl//Community of practice//EN"
_OCTETS = 75


@dataclass(frozen=True)
class Mailbox:
    """A person's name and address."""

    name: str
    email: str


@dataclass(frozen=True)
class Occasion:
    """What a calendar must know of a session. `starts_at` may be in any zone; texts are plain."""

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    title: str
    description: str
    place: str
    link: str
    organizer: Mailbox
    cancelled: bool = False


@dataclass(frozen=True)
class Shown:
    """What a calendar shows of a session: two of these differ when its reader would see a difference.

    `place` is empty where only a link says where.
    """

    title: str
    starts_at: datetime
    minutes: int
    place: str
    link: str
    cancelled: bool


def shown(occasion: Occasion) -> Shown:
    """What calendars show of this session now."""
    return Shown(
        title=occasion.title,
        starts_at=occasion.starts_at.astimezone(UTC),
        minutes=occasion.minutes,
        place="" if occasion.place == occasion.link else occasion.place,
        link=occasion.link,
        cancelled=occasion.cancelled,
    )


def shown_by(text: str) -> Shown:
    """What a calendar shows that was given what `for_many` made."""
    from icalendar import Calendar

    event = Calendar.from_ical(text).walk("VEVENT")[0]
    starts, ends = event.decoded("dtstart"), event.decoded("dtend")
    place, link = str(event.get("location", "")), str(event.get("url", ""))
    return Shown(
        title=str(event.get("summary", "")),
        starts_at=starts.astimezone(UTC),
        minutes=round((ends - starts).total_seconds() / 60),
        place="" if place == link else place,
        link=link,
        cancelled=str(event.get("status", "")) == "CANCELLED",
    )


def method(occasion: Occasion, *, is_personal: bool) -> str:
    """The iTIP method: CANCEL, REQUEST to one attendee, or PUBLISH to nobody in particular.

    A REQUEST needs an attendee and a PUBLISH must have none (RFC 5546, 3.2.1 and 3.2.2).
    """
    if occasion.cancelled:
        return "CANCEL"
    return "REQUEST" if is_personal else "PUBLISH"


def to_ics(occasion: Occasion, *, stamp: datetime, attendee: Mailbox | None = None) -> bytes:
    """The event as bytes: CRLF line ends, lines folded at 75 octets, texts escaped.

    `stamp` says when this was written (DTSTAMP). Times are in UTC: Outlook misreads the zone tables
    that libraries write, and every calendar shows UTC in its reader's zone.
    """
    if attendee is not None:
        return with_attendee(for_many(occasion, stamp=stamp), attendee)
    return _written(occasion, stamp, is_personal=False)


def for_many(occasion: Occasion, *, stamp: datetime) -> str:
    """The event as each of many readers gets it, but for their ATTENDEE: see `with_attendee`."""
    return _written(occasion, stamp, is_personal=True).decode()


def with_attendee(text: str, mailbox: Mailbox) -> bytes:
    """What `for_many` made, for one reader: their ATTENDEE line stands in it, folded at 75 octets.

    Gmail shows its buttons only when the reader's own line says all of this. Who is told that it is off
    is not asked for an answer.
    """
    rsvp = "FALSE" if "\r\nMETHOD:CANCEL\r\n" in text else "TRUE"
    line = (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP={rsvp}"
        f"{_common_name(mailbox)}:{_uri(mailbox)}"
    )
    head, end, tail = text.rpartition("END:VEVENT\r\n")
    return (head + _folded(line) + "\r\n" + end + tail).encode()


def _common_name(mailbox: Mailbox) -> str:
    """The CN parameter; RFC 6868 says how it holds quotes and carets."""
    name = names.written(mailbox.name)
    return ';CN="' + name.replace("^", "^^").replace('"', "^'") + '"' if name else ""


def _uri(mailbox: Mailbox) -> str:
    # What RFC 6068, section 2, lets stand in an address as it is.
    return "mailto:" + quote(names.written(mailbox.email), safe="!$'*+-.@^_`{|}~")


def _folded(line: str) -> str:
    """The line broken into lines of at most 75 octets, and no character in two (RFC 5545, section 3.1)."""
    content = line.encode()
    if len(content) <= _OCTETS:
        return line
    lines, start, room = [], 0, _OCTETS
    while start < len(content):
        end = min(start + room, len(content))
        while end < len(content) and content[end] & 0xC0 == 0x80:
            end -= 1
        lines.append(content[start:end].decode())
        start, room = end, _OCTETS - 1
    return "\r\n ".join(lines)


def _written(occasion: Occasion, stamp: datetime, *, is_personal: bool) -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method(occasion, is_personal=is_personal))
    calendar.add_component(_event(occasion, stamp))
    content: bytes = calendar.to_ical()
    return content


def _event(occasion: Occasion, stamp: datetime) -> Any:
    from icalendar import Event, vUri

    starts = occasion.starts_at.astimezone(UTC)
    event = Event()
    event.add("uid", occasion.uid)
    event.add("sequence", occasion.sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=occasion.minutes))
    event.add("summary", occasion.title)
    for name, text in (("description", occasion.description), ("location", occasion.place or occasion.link)):
        if text:
            event.add(name, text)
    if occasion.link:
        event["url"] = vUri(occasion.link)
    event.add("status", "CANCELLED" if occasion.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event["organizer"] = _address(occasion.organizer)
    return event


def _address(mailbox: Mailbox) -> Any:
    from icalendar import vCalAddress

    address = vCalAddress(_uri(mailbox))
    if mailbox.name:
        address.params["CN"] = names.written(mailbox.name)
    return address
