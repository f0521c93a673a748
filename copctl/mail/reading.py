"""Reading a mail that came in, whoever wrote it and however badly: nothing in here trusts its bytes."""

from __future__ import annotations

import re
from codecs import lookup
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256

from copctl import names

# What is read of one mail: what matters stands before the attachments.
LIMIT = 2_000_000
BEGINNING = 100_000
# Parts of one mail, and parts inside of parts: more is no letter that anybody wrote.
_MOST_PARTS, _DEEPEST = 500, 20
_DECLARES_A_PART = re.compile(rb"^content-type[ \t]*:", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(r"<([^<>\s]{1,250})>")
_SUBJECT_LENGTH, _HEADER_LENGTH = 200, 10_000
# Encodings of host names, which Python takes for charsets: they take hours for a long text.
_SLOW = {"punycode", "idna"}
_ODD = (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Letter:
    """A mail that came in.

    `key` is its Message-ID, or a hash of what it says. `sender` is the address of its From; `answers` are the
    Message-IDs that it says it answers. `beginning` are its first bytes as they came. `trouble` is why it
    cannot be read, empty when it can.
    """

    key: str
    sender: str
    subject: str
    written_at: datetime | None
    answers: tuple[str, ...]
    message: Message
    beginning: bytes
    trouble: str = ""


def read(content: bytes) -> Letter:
    """A mail as a letter; what is beyond `LIMIT` bytes is not looked at. Never raises."""
    seen = content[:LIMIT]
    trouble = ""
    try:
        if len(_DECLARES_A_PART.findall(seen)) > _MOST_PARTS:
            raise RecursionError
        message = message_from_bytes(seen)
        if _depth(message) > _DEEPEST:
            raise RecursionError
    except _ODD:
        # Its headers may still say who wrote.
        message = message_from_bytes(re.split(rb"\r?\n\r?\n", seen, maxsplit=1)[0][:_HEADER_LENGTH])
        message.set_type("text/plain")
        trouble = "it has too many parts, one inside the other"
    replied = header(message, "In-Reply-To") + header(message, "References")
    return Letter(
        key=message_id(message) or f"sha256:{sha256(seen).hexdigest()}",
        sender=sender_of(message),
        subject=names.written(header(message, "Subject"))[:_SUBJECT_LENGTH],
        written_at=date_of(message),
        answers=tuple(map(names.written, _ID.findall(replied))),
        message=message,
        beginning=seen[:BEGINNING],
        trouble=trouble,
    )


def _depth(message: Message) -> int:
    """How many parts are inside of one another, looked at without recursion."""
    deepest, waiting = 1, [(message, 1)]
    while waiting:
        part, depth = waiting.pop()
        deepest = max(deepest, depth)
        inner = part.get_payload()
        if isinstance(inner, list) and depth <= _DEEPEST:
            waiting.extend((child, depth + 1) for child in inner if isinstance(child, Message))
    return deepest


def header(message: Message, name: str) -> str:
    """A header's text, with the words in other charsets read (RFC 2047); empty where there is none."""
    try:
        pieces = decode_header(_raw(message, name))
        return "".join(_decoded(piece, charset) for piece, charset in pieces).strip()
    except _ODD:
        return ""


def _raw(message: Message, name: str) -> str:
    """A header as it was written. Letters that are not ASCII may be UTF-8 (RFC 6532), or anything."""
    for field, value in message.raw_items():
        if field.lower() == name.lower():
            return as_text(str(value)[:_HEADER_LENGTH].encode("utf-8", "surrogateescape"), None)
    return ""


def _decoded(piece: bytes | str, charset: str | None) -> str:
    return piece if isinstance(piece, str) else as_text(piece, charset)


def as_text(content: bytes, charset: str | None) -> str:
    """Bytes as text in the charset that they say; else as UTF-8, else as Latin-1, which always fits."""
    for name in (charset, "utf-8"):
        try:
            if name and lookup(name).name not in _SLOW:
                # Half a surrogate pair, which UTF-7 can hold, is nothing that can be stored.
                return content.decode(name).encode("utf-8", "replace").decode("utf-8")
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def message_id(message: Message) -> str:
    """The Message-ID without angle brackets, or nothing."""
    found = _ID.search(header(message, "Message-ID"))
    return names.written(found[1]) if found else ""


def sender_of(message: Message) -> str:
    """The address that wrote: of From, else of Sender; empty where neither holds one."""
    return first_address(message, "From") or first_address(message, "Sender")


def first_address(message: Message, name: str) -> str:
    """The first address in a header, or nothing."""
    try:
        pairs = getaddresses([_raw(message, name)])
    except _ODD:
        return ""
    return next((plain_address(email) for _, email in pairs if plain_address(email)), "")


def plain_address(text: str) -> str:
    """An address as it is written in calendars and reports (`mailto:ana@example.org`, `<ana@...>`).

    Nothing for what is none.
    """
    email = names.written(text).strip("<>\"' ")
    if email[:7].lower() == "mailto:":
        email = email[7:]
    good = email.count("@") == 1 and " " not in email and 3 <= len(email) <= 320
    return email if good and not email.startswith("@") and not email.endswith("@") else ""


def date_of(message: Message) -> datetime | None:
    """When it says it was written, in UTC; None where it does not say, or nothing that can be."""
    try:
        written = parsedate_to_datetime(_raw(message, "Date"))
        if written.tzinfo is None:
            written = written.replace(tzinfo=UTC)
        return written.astimezone(UTC)
    except (*_ODD, OverflowError):
        return None


def parts(message: Message) -> Iterator[Message]:
    """Its parts in order, but not those of mails that are inside of it."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting = [child for child in inner if isinstance(child, Message)] + waiting
        else:
            yield part


def content_of(part: Message) -> bytes:
    """What a part holds, its transfer encoding taken off; nothing where that cannot be done."""
    try:
        content = part.get_payload(decode=True)
    except _ODD:
        return b""
    return content if isinstance(content, bytes) else b""


def text_of(part: Message) -> str:
    """A part's text, whatever charset it says or means."""
    return as_text(content_of(part), part.get_content_charset())


def parameter(part: Message, name: str) -> str:
    """A parameter of a part's Content-Type, or nothing."""
    try:
        return str(part.get_param(name) or "")
    except _ODD:
        return ""


def file_name(part: Message) -> str:
    """The name of an attached file, or nothing."""
    try:
        return str(part.get_filename() or "")
    except _ODD:
        return ""
