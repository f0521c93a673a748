"""The calendar part of an invitation: one event as iCalendar (RFC 5545) for iTIP (RFC 5546)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

PRODUCT = "-//copctl//Community of practice//EN"


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


def method(occasion: Occasion, attendee: Mailbox | None) -> str:
    """The iTIP method: CANCEL, REQUEST to one attendee, or PUBLISH to nobody in particular.

    A REQUEST needs an attendee and a PUBLISH must have none (RFC 5546, 3.2.1 and 3.2.2).
    """
    if occasion.cancelled:
        return "CANCEL"
    return "PUBLISH" if attendee is None else "REQUEST"


def to_ics(occasion: Occasion, *, stamp: datetime, attendee: Mailbox | None = None) -> bytes:
    """The event as bytes: CRLF line ends, lines folded at 75 octets, texts escaped.

    `stamp` says when this was written (DTSTAMP). Times are in UTC: Outlook misreads the zone tables
    that libraries write, and every calendar shows UTC in its reader's zone.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method(occasion, attendee))
    calendar.add_component(_event(occasion, stamp, attendee))
    content: bytes = calendar.to_ical()
    return content


def _event(occasion: Occasion, stamp: datetime, attendee: Mailbox | None) -> Any:
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
    if attendee is not None:
        event["attendee"] = _attendee(attendee)
    return event


def _address(mailbox: Mailbox) -> Any:
    from icalendar import vCalAddress

    address = vCalAddress(f"mailto:{mailbox.email}")
    if mailbox.name:
        address.params["CN"] = mailbox.name
    return address


def _attendee(mailbox: Mailbox) -> Any:
    # Gmail shows its buttons only when the reader's own line says all of this.
    address = _address(mailbox)
    address.params.update(
        {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    )
    return address
