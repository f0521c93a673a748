"""The calendar part, read back by two parsers: icalendar, and libical where it is installed."""

from __future__ import annotations

import ctypes
import ctypes.util
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from copctl.mail.calendar import Mailbox, Occasion, to_ics

STAMP = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOSTILE = "=1+1; a,b\n[red] <b> កម្ពុជា \\n \\; C:\\new"
OCCASION = Occasion(
    uid="5b0d9a5e-0000-4000-8000-000000000000@copctl",
    sequence=2,
    starts_at=datetime(2026, 12, 10, 14, 0, tzinfo=ZoneInfo("Asia/Phnom_Penh")),
    minutes=90,
    title=HOSTILE,
    description="First line\n\nSecond; line, with a comma",
    place="ភ្នំពេញ, room 2; upstairs",
    link="https://meet.example.org/x?a=1,2;b",
    organizer=Mailbox('Ana "the host"; Lim, ភ្នំពេញ', "ana@example.org"),
)
READER = Mailbox("Nguyễn Thị Mai", "mai@example.org")


def event_of(ics: bytes) -> Any:
    [event] = Calendar.from_ical(ics).walk("VEVENT")
    return event


def libical() -> ctypes.CDLL | None:
    for name in ("libical.so.3", ctypes.util.find_library("ical")):
        try:
            library = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if library is not None:
            library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
            library.icalparser_parse_string.restype = ctypes.c_void_p
            for function in (library.icalrestriction_check, library.icalcomponent_count_errors):
                function.argtypes = [ctypes.c_void_p]
                function.restype = ctypes.c_int
            library.icalcomponent_free.argtypes = [ctypes.c_void_p]
            return library
    return None


def test_what_people_wrote_comes_back_as_it_was() -> None:
    event = event_of(to_ics(OCCASION, stamp=STAMP, attendee=READER))

    assert event["summary"] == HOSTILE
    assert event["description"] == OCCASION.description
    assert event["location"] == OCCASION.place
    assert event["url"] == OCCASION.link
    assert event["organizer"] == "mailto:ana@example.org"
    assert event["organizer"].params["CN"] == OCCASION.organizer.name


def test_times_are_in_utc_and_the_sequence_is_told() -> None:
    ics = to_ics(OCCASION, stamp=STAMP)

    assert b"DTSTART:20261210T070000Z\r\n" in ics
    assert b"DTEND:20261210T083000Z\r\n" in ics
    assert b"DTSTAMP:20261123T080000Z\r\n" in ics
    assert b"SEQUENCE:2\r\n" in ics
    assert b"VERSION:2.0\r\n" in ics


def test_nobody_in_particular_gets_a_publication_without_attendee() -> None:
    ics = to_ics(OCCASION, stamp=STAMP)

    assert b"METHOD:PUBLISH\r\n" in ics
    assert "attendee" not in event_of(ics)


def test_one_reader_gets_a_request_that_gmail_shows_buttons_for() -> None:
    ics = to_ics(OCCASION, stamp=STAMP, attendee=READER)
    attendee = event_of(ics)["attendee"]

    assert b"METHOD:REQUEST\r\n" in ics
    assert attendee == "mailto:mai@example.org"
    assert dict(attendee.params) == {
        "CN": "Nguyễn Thị Mai",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }


def test_a_cancelled_session_takes_its_entry_away() -> None:
    ics = to_ics(replace(OCCASION, cancelled=True), stamp=STAMP)

    assert b"METHOD:CANCEL\r\n" in ics
    assert b"STATUS:CANCELLED\r\n" in ics


def test_without_a_place_the_link_is_the_location() -> None:
    event = event_of(to_ics(replace(OCCASION, place=""), stamp=STAMP))

    assert event["location"] == OCCASION.link


# Surrogates and control characters never get past `names.written` and `names.prose`.
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), min_size=1, max_size=200)


@given(title=TEXTS, description=TEXTS, minutes=st.integers(1, 1440))
def test_lines_are_folded_at_75_octets_and_end_in_crlf(title: str, description: str, minutes: int) -> None:
    occasion = replace(OCCASION, title=title, description=description, minutes=minutes)

    ics = to_ics(occasion, stamp=STAMP, attendee=READER)

    assert ics.endswith(b"END:VCALENDAR\r\n")
    lines = ics.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    event = event_of(ics)
    assert (event["summary"], event["description"]) == (title, description)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=minutes)


@pytest.mark.parametrize("cancelled", [False, True])
@pytest.mark.parametrize("attendee", [None, READER])
@pytest.mark.parametrize("bare", [False, True])
def test_a_strict_parser_takes_every_form(cancelled: bool, attendee: Mailbox | None, bare: bool) -> None:
    library = libical()
    if library is None:
        pytest.skip("libical is not installed (Debian: libical3)")
    occasion = replace(OCCASION, cancelled=cancelled)
    if bare:
        occasion = replace(occasion, place="", link="", description="")

    component = library.icalparser_parse_string(to_ics(occasion, stamp=STAMP, attendee=attendee))

    assert component
    assert library.icalrestriction_check(component) == 1
    assert library.icalcomponent_count_errors(component) == 0
    library.icalcomponent_free(component)
