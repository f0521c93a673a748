"""The calendar part, read back by two parsers: icalendar, and libical where it is installed."""

from __future__ import annotations

import ctypes
import ctypes.util
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from copctl import names
from copctl.mail.calendar import Mailbox, Occasion, for_many, shown, shown_by, to_ics, with_attendee

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


HARD_NAMES = [
    "",
    "Ana",
    'Ana "the host" Lim',
    "Lim; Ana, of: Phnom Penh",
    "ភ្នំពេញ កម្ពុជា ស្រី សុខា ចាន់ ដារ៉ា វណ្ណៈ សុភាព រតនៈ",
    "👩🏽‍🌾 Mai 🌾",
    "two\r\nATTENDEE:mailto:evil@example.org",
    "caret ^n ^' ^^ and `",
    "x" * 400,
    "é" * 200,
]
HARD_ADDRESSES = [
    "mai@example.org",
    "o'brien+list@example.org",
    "a%b?c@example.org",
    f"{'x' * 64}@{'y' * 60}.example",
]


@pytest.mark.parametrize("name", HARD_NAMES)
@pytest.mark.parametrize("email", HARD_ADDRESSES)
def test_an_attendee_is_put_into_what_is_made_for_many(name: str, email: str) -> None:
    ics = with_attendee(for_many(OCCASION, stamp=STAMP), Mailbox(name, email))

    assert all(len(line) <= 75 and b"\n" not in line for line in ics.split(b"\r\n"))
    attendee = event_of(ics)["attendee"]
    assert unquote(attendee) == f"mailto:{email}"
    assert attendee.params.get("CN", "") == " ".join(name.split())


# A parameter knows no backslash escapes (RFC 5545, section 3.1), but icalendar's parser undoes them all the same.
@given(name=st.text(st.characters(exclude_characters="\\"), max_size=120))
def test_any_name_is_one_parameter_of_one_attendee(name: str) -> None:
    ics = with_attendee(for_many(OCCASION, stamp=STAMP), Mailbox(name, "mai@example.org"))

    assert event_of(ics)["attendee"].params.get("CN", "") == names.written(name)
    assert event_of(ics)["summary"] == HOSTILE


def test_who_is_told_that_it_is_off_is_not_asked_for_an_answer() -> None:
    text = for_many(replace(OCCASION, cancelled=True), stamp=STAMP)

    assert event_of(with_attendee(text, READER))["attendee"].params["RSVP"] == "FALSE"


@given(title=TEXTS, place=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=80),
       minutes=st.integers(1, 1440), cancelled=st.booleans())  # fmt: skip
def test_what_a_calendar_shows_is_read_back(title: str, place: str, minutes: int, cancelled: bool) -> None:
    occasion = replace(OCCASION, title=title, place=place, minutes=minutes, cancelled=cancelled)

    assert shown_by(for_many(occasion, stamp=STAMP)) == shown(occasion)


KINDS = {
    "publish": (OCCASION, False),
    "request": (OCCASION, True),
    "update": (replace(OCCASION, sequence=7, starts_at=OCCASION.starts_at + timedelta(days=1)), True),
    "cancel": (replace(OCCASION, sequence=8, cancelled=True), True),
    "cancel for nobody": (replace(OCCASION, sequence=8, cancelled=True), False),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", HARD_NAMES)
@pytest.mark.parametrize("bare", [False, True])
def test_libical_finds_nothing_against_itip_in_any_form(kind: str, name: str, bare: bool) -> None:
    library = libical()
    if library is None:
        pytest.skip("libical is not installed (Debian: libical3)")
    occasion, is_personal = KINDS[kind]
    occasion = replace(occasion, title=name or "x", organizer=Mailbox(name, "ana@example.org"))
    if bare:
        occasion = replace(occasion, place="", link="", description="")
    attendee = Mailbox(name, "mai@example.org") if is_personal else None

    component = library.icalparser_parse_string(to_ics(occasion, stamp=STAMP, attendee=attendee))

    assert component
    assert library.icalrestriction_check(component) == 1
    assert library.icalcomponent_count_errors(component) == 0
    library.icalcomponent_free(component)
