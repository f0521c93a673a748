"""A letter for many as a form: what all its readers share is made once, and each gets their own words."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

from copctl import names
from copctl.mail import headers
from copctl.mail.bodies import Body, in_base64, split
from copctl.mail.calendar import Mailbox, with_attendee
from copctl.mail.sender import Sender, list_id

_METHOD = re.compile(r"^METHOD:([A-Z]+)\r?$", re.MULTILINE)


@dataclass(frozen=True)
class Reader:
    """Whom one copy is for. `message_id` is without angle brackets.

    `token` is what unsubscribes them (see `unsubscribing`), empty where there is none.
    """

    message_id: str
    email: str
    name: str
    token: str = ""


@dataclass(frozen=True)
class Enclosed:
    """A picture that travels in a mail: its Content-ID without angle brackets, media type, content."""

    cid: str
    kind: str
    content: bytes


class Blank:
    """A letter with gaps for the words of its readers: `subject`, `text` and `html` with these `marks`.

    `calendar` is iCalendar without an attendee, empty for a letter without a calendar part. A letter
    `to_list` goes to many: it says how to unsubscribe (RFC 2369, RFC 8058), which list it is from
    (RFC 2919), and that no out-of-office answer is wanted (RFC 3834, section 5). `pictures` are those
    that the HTML shows as `cid:`, and travel with it (RFC 2387, RFC 2392).
    """

    def __init__(
        self,
        sender: Sender,
        *,
        subject: str,
        text: str,
        html: str = "",
        calendar: str = "",
        marks: Collection[str] = (),
        to_list: bool = False,
        pictures: Sequence[Enclosed] = (),
    ) -> None:
        self.sender, self.calendar, self.to_list = sender, calendar, to_list
        method = _METHOD.search(calendar)
        self.method = method[1] if method else "PUBLISH"
        self.subject = split(subject, marks)
        self.plain = Body(text, marks)
        self.page = Body(html, marks, markup.escape) if html else None
        # In quoted-printable and base64 `=_` cannot come about, so no text holds this line.
        self.boundary = f"=_{sha256((subject + text).encode()).hexdigest()[:24]}"
        self.opening = headers.mailbox("From", sender.name, sender.email)
        self.title = headers.line("Subject", subject) if len(self.subject) == 1 else b""
        self.list_lines = _list_lines(sender) if to_list else b""
        self.pictures = [_enclosed(picture) for picture in pictures] if html else []

    def filled(self, reader: Reader, words: Mapping[str, str] | None = None, *, now: datetime) -> bytes:
        """The whole mail for one reader, with CRLF line ends; a mark without a word stays as it is."""
        bound = words or {}
        parts = [
            self.opening,
            headers.mailbox("To", reader.name, reader.email),
            self.title or headers.line("Subject", self._titled(bound)),
            _date_line(now),
            f"Message-ID: <{headers.one_line(reader.message_id)}>\r\n".encode("ascii", "replace"),
            self.list_lines,
            unsubscribe_lines(self.sender, reader.token) if self.to_list else b"",
            b"MIME-Version: 1.0\r\n",
            *self._content(reader, {mark: bound.get(mark, mark) for mark in self._marks()}),
        ]
        return b"".join(parts)

    def _marks(self) -> set[str]:
        return {*self.plain.gaps, *(self.page.gaps if self.page else ())}

    def _titled(self, words: Mapping[str, str]) -> str:
        pieces = list(self.subject)
        pieces[1::2] = [names.written(words.get(mark, mark)) for mark in pieces[1::2]]
        return "".join(pieces)

    def _page(self, words: Mapping[str, str]) -> list[bytes]:
        assert self.page is not None
        page = _part("text/html; charset=utf-8", self.page.encoding, self.page.filled(words))
        if not self.pictures:
            return page
        return _several('related; type="text/html"', f"{self.boundary}r", [page, *self.pictures])

    def _content(self, reader: Reader, words: Mapping[str, str]) -> list[bytes]:
        """The parts from the first Content-Type on."""
        bodies = _part("text/plain; charset=utf-8", self.plain.encoding, self.plain.filled(words))
        if self.page is None and not self.calendar:
            return bodies
        several = [bodies]
        if self.page is not None:
            several.append(self._page(words))
        if not self.calendar:
            return _several("alternative", f"{self.boundary}a", several)
        person = Mailbox(headers.one_line(reader.name), headers.addr_spec(reader.email))
        entry = in_base64(with_attendee(self.calendar, person))
        several.append(_part(f"text/calendar; method={self.method}; charset=utf-8", "base64", entry))
        attached = _part(
            'application/ics; name="invite.ics"', "base64", entry, 'attachment; filename="invite.ics"'
        )
        inner = _several("alternative", f"{self.boundary}a", several)
        return _several("mixed", f"{self.boundary}m", [inner, attached])


def unsubscribe_lines(sender: Sender, token: str) -> bytes:
    """`List-Unsubscribe` (RFC 2369) by mail, and by one click where the community's site takes it."""
    token = token if token.isascii() and token.replace("-", "").isalnum() else ""
    subject = f"unsubscribe%20{token}" if token else "unsubscribe"
    lines = f"List-Unsubscribe: <mailto:{_in_uri(sender.unsubscribe or sender.email)}?subject={subject}>"
    if sender.takes_one_click and token:
        lines += f",\r\n <{sender.site}/u/{token}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click"
    return f"{lines}\r\n".encode("ascii")


def _in_uri(email: str) -> str:
    # What RFC 6068, section 2, lets stand in an address as it is; a comma would end the header's entry.
    return quote(headers.addr_spec(email), safe="!$'*+-.@^_`{|}~")


def _list_lines(sender: Sender) -> bytes:
    return f"List-Id: {list_id(sender)}\r\nAuto-Submitted: auto-generated\r\n".encode("ascii")


@lru_cache(maxsize=16)
def _date_line(now: datetime) -> bytes:
    return f"Date: {format_datetime(now.astimezone(UTC))}\r\n".encode("ascii")


def _part(kind: str, encoding: str, content: bytes, disposition: str = "") -> list[bytes]:
    said = f"Content-Disposition: {disposition}\r\n" if disposition else ""
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{said}\r\n"
    return [head.encode("ascii"), content]


def _enclosed(picture: Enclosed) -> list[bytes]:
    ending = picture.kind.rpartition("/")[2].replace("jpeg", "jpg")
    name = f"{picture.cid.partition('@')[0]}.{ending}"
    head = (
        f'Content-Type: {picture.kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-ID: <{picture.cid}>\r\nContent-Disposition: inline; filename="{name}"\r\n\r\n'
    )
    return [head.encode("ascii"), in_base64(picture.content)]


def _several(kind: str, boundary: str, parts: list[list[bytes]]) -> list[bytes]:
    made = [f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode("ascii")]
    for part in parts:
        made += (f"--{boundary}\r\n".encode("ascii"), *part, b"\r\n")
    return [*made, f"--{boundary}--\r\n".encode("ascii")]
