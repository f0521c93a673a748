"""What a mail that came in is: an answer, a bounce, an unsubscription, or something a person has to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from copctl.mail import bounces, reading, replies
from copctl.mail.bounces import Complaint, Report
from copctl.mail.reading import Letter
from copctl.mail.replies import CalendarReply, PlainAnswer, SpeakersAnswer

NEEDS_EXTRA = "a bounce that follows no standard"
_UNSUBSCRIBE = re.compile(r"(?:un-?subscribe|list-unsubscribe)(?:[ :]+(\S{1,200}))?[.!]?", re.IGNORECASE)
_BULK = ("List-Id", "List-Unsubscribe", "List-Post")


@dataclass(frozen=True)
class Unsubscription:
    """Somebody wants no mail to many any more; `token` says who, empty when the mail does not say."""

    token: str


class Nothing(StrEnum):
    """What asks nobody to do anything."""

    AWAY = "an automatic answer, such as of somebody who is away"
    RECEIPT = "a read receipt"
    BULK = "mail of another list"


@dataclass(frozen=True)
class Unclear:
    """What a person has to read, and what it may be."""

    what: str
    kind: str = "other"


Meaning = (
    CalendarReply | PlainAnswer | SpeakersAnswer | Report | Complaint | Unsubscription | Nothing | Unclear
)


@dataclass(frozen=True)
class Arrived:
    """A mail that came in, without its body: what is known of it and what it means.

    `key` is its Message-ID, or a hash of its content; `answers` are the Message-IDs that it answers.
    """

    key: str
    sender: str
    subject: str
    written_at: datetime | None
    answers: tuple[str, ...]
    meaning: Meaning


def arrived(content: bytes) -> Arrived:
    """What a mail's bytes mean; of the bytes themselves nothing is kept. Never raises."""
    letter = reading.read(content)
    return Arrived(
        letter.key, letter.sender, letter.subject, letter.written_at, letter.answers, meaning(letter)
    )


def meaning(letter: Letter) -> Meaning:
    """What a mail is.

    Reports come first: they hold the mail that they are about. Calendars and the buttons of mail programs
    may mark what they write as automatic, so that (RFC 3834, section 5) is asked only after them.
    """
    if letter.trouble:
        return Unclear(letter.trouble)
    found = (
        bounces.complaint(letter)
        or bounces.report(letter)
        or (Nothing.RECEIPT if bounces.is_receipt(letter) else None)
        or replies.calendar_reply(letter)
        or _bounce(letter)
        or unsubscription(letter)
        or (Nothing.AWAY if is_automatic(letter) else None)
        or replies.plain_answer(letter)
        or replies.speakers_answer(letter)
    )
    if found is not None:
        return found
    return Nothing.BULK if _is_bulk(letter) else Unclear("a mail to read")


def _bounce(letter: Letter) -> Report | Unclear | None:
    if not bounces.is_from_a_server(letter):
        return None
    try:
        found = bounces.guessed(letter)
    except ImportError:
        return Unclear(f"{NEEDS_EXTRA}: pip install 'copctl[bounces]' reads it", kind="bounce")
    return found or Unclear("a bounce that does not say whose address failed", kind="bounce")


def is_automatic(letter: Letter) -> bool:
    """Whether no person wrote it: Auto-Submitted (RFC 3834), or what programs wrote before there was that."""
    submitted = reading.header(letter.message, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = reading.header(letter.message, "Precedence").lower()
    older = ("X-Autoreply", "X-Autorespond", "X-Autoresponse")
    return (
        submitted not in {"", "no"}
        or precedence in {"auto_reply", "auto-reply"}
        or any(letter.message.get(name) for name in older)
    )


def unsubscription(letter: Letter) -> Unsubscription | None:
    """The wish to unsubscribe that the subject says and nothing else, or None."""
    found = _UNSUBSCRIBE.fullmatch(replies.without_prefixes(letter.subject)[0])
    return Unsubscription(found[1] or "") if found else None


def _is_bulk(letter: Letter) -> bool:
    return any(letter.message.get(name) for name in _BULK) or reading.header(
        letter.message, "Precedence"
    ).lower() in {"bulk", "list"}
