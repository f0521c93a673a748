"""A mail as bytes: headers that nobody can inject into, text and HTML side by side, 7-bit safe.

Mails for many are made by `blanks`; this is one mail to one person, by the same means.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from copctl.mail.blanks import Blank, Reader
from copctl.mail.headers import ascii_domain, one_line
from copctl.mail.sender import Sender, domain_of

__all__ = ["Mail", "Sender", "can_receive", "domain_of", "message_id", "one_line", "to_bytes"]


@dataclass(frozen=True)
class Mail:
    """What one person gets. `message_id` is without angle brackets.

    A mail `to_list` is one of many, and says how to unsubscribe; `token` is what does it for this reader.
    """

    message_id: str
    recipient: str
    name: str
    subject: str
    text: str
    html: str
    to_list: bool = False
    token: str = ""


def message_id(about: str, moment: datetime, domain: str) -> str:
    """A Message-ID that is unique and stays (RFC 5322, section 3.6.4), without angle brackets."""
    digest = sha256(f"{about}\n{moment.astimezone(UTC).isoformat()}\n{domain}".encode()).hexdigest()
    return f"{digest[:32]}@{domain}"


def can_receive(email: str) -> bool:
    """Whether a mail to this address can be 7-bit: what stands before the @ has to be ASCII (RFC 6532)."""
    local, _, domain = email.rpartition("@")
    return local.isascii() and bool(ascii_domain(one_line(domain)))


def to_bytes(mail: Mail, sender: Sender, *, now: datetime) -> bytes:
    """The whole mail, CRLF line ends."""
    blank = Blank(sender, subject=mail.subject, text=mail.text, html=mail.html, to_list=mail.to_list)
    return blank.filled(Reader(mail.message_id, mail.recipient, mail.name, mail.token), now=now)
