"""A mail as bytes: headers that nobody can inject into, text and HTML side by side, 7-bit safe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import urlsplit

from copctl import names
from copctl.errors import Refused

_POLICY = SMTP.clone(cte_type="7bit")
_LABEL = "community"


@dataclass(frozen=True)
class Sender:
    """Who writes: the moderator, for the community; `url` is the community's own site or empty."""

    name: str
    email: str
    community: str
    url: str = ""


@dataclass(frozen=True)
class Mail:
    """What one person gets. `message_id` is without angle brackets."""

    message_id: str
    recipient: str
    name: str
    subject: str
    text: str
    html: str


def domain_of(sender: Sender) -> str:
    """The domain that names the sender's mails: of the community's site, else of the moderator's address.

    Refused when there is neither.
    """
    host = urlsplit(sender.url).hostname if sender.url else None
    domain = host or sender.email.rpartition("@")[2]
    if not domain:
        raise Refused(
            "community.toml does not say the moderator's address, so no mail can be written.",
            hint='add email = "..." under [moderator] in community.toml',
        )
    return _ascii(domain)


def message_id(about: str, moment: datetime, domain: str) -> str:
    """A Message-ID that is unique and stays (RFC 5322, section 3.6.4), without angle brackets."""
    digest = sha256(f"{about}\n{moment.astimezone(UTC).isoformat()}\n{domain}".encode()).hexdigest()
    return f"{digest[:32]}@{domain}"


def one_line(text: str) -> str:
    """A text as a header may hold it: no line ends, no control characters."""
    return names.written(text)


def can_receive(email: str) -> bool:
    """Whether a mail to this address can be 7-bit: what stands before the @ has to be ASCII (RFC 6532)."""
    return email.rpartition("@")[0].isascii()


def to_bytes(mail: Mail, sender: Sender, *, now: datetime) -> bytes:
    """The whole mail, CRLF line ends.

    List-Id is RFC 2919's; Auto-Submitted keeps out-of-office answers away (RFC 3834, section 5).
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(sender.name, sender.email)
    message["To"] = _address(mail.name, mail.recipient)
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(now.astimezone(UTC))
    message["Message-ID"] = f"<{mail.message_id}>"
    message["List-Id"] = _list_id(sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, charset="utf-8")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", charset="utf-8")
    return message.as_bytes()


def _address(name: str, email: str) -> Address:
    local, _, domain = email.rpartition("@")
    return Address(one_line(name), local, _ascii(domain))


def _list_id(sender: Sender) -> str:
    slug = names.slug(sender.community)
    label = slug if slug.isascii() and slug else _LABEL
    return f"<{label}.{domain_of(sender)}>"


def _ascii(domain: str) -> str:
    """A domain as the DNS has it (RFC 5890)."""
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return f"{_LABEL}.invalid"
