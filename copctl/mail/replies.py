"""Answers to invitations: calendar replies (RFC 5546, section 3.2.3), and subjects that say yes or no."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from copctl import names
from copctl.mail import reading
from copctl.mail.reading import Letter

# What an ATTENDEE's PARTSTAT (RFC 5545, section 3.2.12) says of coming.
_ANSWERS = {"ACCEPTED": "yes", "DECLINED": "no", "TENTATIVE": "maybe"}
_CALENDARS = {"text/calendar", "application/ics", "text/x-vcalendar", "application/x-ics"}
_LONGEST, _MOST_LINES, _MOST_SEQUENCE = 200_000, 5_000, 2**31 - 1
_COMMENT_LENGTH = 500
_MOMENT = re.compile(r"(\d{8})T(\d{6})(Z?)")
# What mail programs put before the subject of an answer or of a mail that is passed on.
_PREFIXES = (
    "re", "r", "aw", "antw", "antwort", "sv", "vs", "ref", "rif", "res", "resp", "rép", "réf", "odp", "ynt",
    "ang", "bls", "atb", "vá", "fw", "fwd", "tr", "wg", "vb", "vl", "doorst", "enc", "rv", "i", "pd", "trans",
    "trả lời", "chuyển tiếp", "bal", "balas", "trs", "ตอบ", "ตอบกลับ", "ส่งต่อ", "ឆ្លើយតប", "បញ្ជូនបន្ត",
    "ຕອບ", "ຕອບກັບ", "ສົ່ງຕໍ່", "回复", "回覆", "答复", "转发", "轉寄", "返信", "転送", "회신", "전달",
)  # fmt: skip
_ANY_PREFIX = "|".join(sorted(map(re.escape, _PREFIXES), key=len, reverse=True))
_PREFIX = re.compile(rf"(?:{_ANY_PREFIX})\s*(?:[\[(]\d{{1,3}}[\])])?\s*[:：]\s*", re.IGNORECASE)
# Zero-width blanks and marks of direction, which some programs put around what they add.
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_PLAIN = re.compile(r"\[\s*(\d{4}-\d{2}(?:-\d{1,3})?)\s*\]\s*(yes|no|maybe)\s*[.!]?", re.IGNORECASE)

_SPEAK = re.compile(
    r"\[\s*(\d{4}-\d{2}(?:-\d{1,3})?)\s*\]\s*speak\s*:\s*(yes|no|maybe)\s*[.!]?", re.IGNORECASE
)


@dataclass(frozen=True)
class CalendarReply:
    """What a calendar answered for one attendee.

    `answer` is yes, no or maybe, empty for a PARTSTAT that says none of them; `method` is REPLY, COUNTER or
    another. `attendee` is an address, empty where the calendar wrote none. `many` says that it speaks of
    several attendees or events, so that it is not clear which is meant.
    """

    uid: str
    method: str
    attendee: str
    status: str
    answer: str
    sequence: int
    stamp: datetime | None
    comment: str
    recurrence: str = ""
    many: bool = False


@dataclass(frozen=True)
class PlainAnswer:
    """A subject that says it: `[2026-12] yes`. `again` when it answers a mail or passes one on."""

    session: str
    answer: str
    again: bool


@dataclass(frozen=True)
class SpeakersAnswer:
    """A subject that answers a request to speak: `[2026-12] speak: yes`."""

    session: str
    answer: str


def speakers_answer(letter: Letter) -> SpeakersAnswer | None:
    """The answer to a request to speak that the subject gives, or None."""
    found = _SPEAK.fullmatch(without_prefixes(letter.subject)[0])
    return SpeakersAnswer(found[1], found[2].lower()) if found else None


def plain_answer(letter: Letter) -> PlainAnswer | None:
    """The answer that the subject gives, or None for one that says anything else beside it."""
    subject, again = without_prefixes(letter.subject)
    found = _PLAIN.fullmatch(subject)
    return PlainAnswer(found[1], found[2].lower(), again) if found else None


def without_prefixes(subject: str) -> tuple[str, bool]:
    """A subject without `Re:`, `Fwd:` and what they are called elsewhere, and whether there were any."""
    rest, again = _UNSEEN.sub("", subject).strip(), False
    while found := _PREFIX.match(rest):
        rest, again = rest[found.end() :], True
    return rest.strip(), again


def calendar_reply(letter: Letter) -> CalendarReply | None:
    """The calendar reply in a mail, the first if there are several parts; None when it holds none.

    A calendar part that is only somebody's invitation (REQUEST, PUBLISH) is no reply.
    """
    for part in reading.parts(letter.message):
        if _is_calendar(part):
            found = _read(reading.text_of(part)[:_LONGEST], reading.parameter(part, "method"))
            if found is not None and found.method not in {"REQUEST", "PUBLISH", "CANCEL", "ADD", "REFRESH"}:
                return found
    return None


def _is_calendar(part: Message) -> bool:
    return part.get_content_type() in _CALENDARS or reading.file_name(part).lower().endswith(".ics")


@dataclass
class _Line:
    """A content line (RFC 5545, section 3.1): its name, parameters and value."""

    name: str
    parameters: dict[str, str]
    value: str


def _read(text: str, declared: str) -> CalendarReply | None:
    """The event of a calendar as a reply; None where there is no event in it."""
    method, events = declared.upper(), list[list[_Line]]()
    stack: list[str] = []
    for line in _lines(text):
        if line.name == "BEGIN":
            stack.append(line.value.upper())
            if stack[-1] == "VEVENT":
                events.append([])
        elif line.name == "END":
            stack = stack[:-1]
        elif line.name == "METHOD" and len(stack) <= 1:
            method = line.value.strip().upper()
        elif stack and stack[-1] == "VEVENT":
            events[-1].append(line)
    return _reply(method, events) if events else None


def _lines(text: str) -> list[_Line]:
    """The content lines, unfolded; what is none is left out."""
    unfolded = re.sub(r"\r\n|\r", "\n", text).replace("\n ", "").replace("\n\t", "")
    return [line for raw in unfolded.split("\n")[:_MOST_LINES] if (line := _line(raw)) is not None]


def _line(raw: str) -> _Line | None:
    """One content line. A colon or semicolon inside of quotes belongs to a parameter."""
    head, quoted, pieces = 0, False, list[str]()
    for place, character in enumerate(raw):
        if character == '"':
            quoted = not quoted
        elif character in ";:" and not quoted:
            pieces.append(raw[head:place])
            head = place + 1
            if character == ":":
                return _Line(pieces[0].strip().upper(), _parameters(pieces[1:]), raw[head:].strip())
    return None


def _parameters(pieces: list[str]) -> dict[str, str]:
    pairs = (piece.partition("=") for piece in pieces)
    return {name.strip().upper(): value.strip().strip('"') for name, _, value in pairs}


def _reply(method: str, events: list[list[_Line]]) -> CalendarReply:
    lines = events[0]
    attendees = [line for line in lines if line.name == "ATTENDEE"]
    first = attendees[0] if attendees else _Line("ATTENDEE", {}, "")
    status = first.parameters.get("PARTSTAT", "NEEDS-ACTION").upper()
    return CalendarReply(
        uid=names.written(_value(lines, "UID")),
        method=method,
        attendee=_address(first),
        status=names.written(status)[:40],
        answer=_ANSWERS.get(status, ""),
        sequence=_sequence(_value(lines, "SEQUENCE")),
        stamp=_stamp(lines),
        comment=_unescaped(_value(lines, "COMMENT"))[:_COMMENT_LENGTH],
        recurrence=_value(lines, "RECURRENCE-ID")[:40],
        many=len(events) > 1 or len(attendees) > 1,
    )


def _address(attendee: _Line) -> str:
    """The attendee's address; Apple writes it beside a value that is none (`EMAIL=`)."""
    return reading.plain_address(attendee.value) or reading.plain_address(
        attendee.parameters.get("EMAIL", "")
    )


def _value(lines: list[_Line], name: str) -> str:
    return next((line.value for line in lines if line.name == name), "")


def _sequence(text: str) -> int:
    """A SEQUENCE; none means 0 (RFC 5545, section 3.8.7.4)."""
    return min(int(text), _MOST_SEQUENCE) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _stamp(lines: list[_Line]) -> datetime | None:
    """DTSTAMP in UTC; some calendars write it in a zone, though they may not."""
    line = next((line for line in lines if line.name == "DTSTAMP"), None)
    found = _MOMENT.fullmatch(line.value) if line is not None else None
    if line is None or found is None:
        return None
    try:
        zone = UTC if found[3] else ZoneInfo(line.parameters.get("TZID", "UTC"))
        written = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S").replace(tzinfo=zone)
        return written.astimezone(UTC)
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError):
        return None


def _unescaped(text: str) -> str:
    """A TEXT value as it was meant (RFC 5545, section 3.3.11)."""
    plain = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)
    return names.prose(plain)
