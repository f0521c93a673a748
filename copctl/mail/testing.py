"""One mail that shows whether mail goes out: to a person who waits for it, outside of the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert
from sqlalchemy.orm import Session

from copctl.errors import Refused
from copctl.mail import limits
from copctl.mail.blanks import Blank, Reader
from copctl.mail.headers import addr_spec
from copctl.mail.mime import can_receive, message_id
from copctl.mail.outcomes import Handed, Phase
from copctl.mail.sender import Sender, domain_of
from copctl.settings import Settings
from copctl.store.schema import Attempt

if TYPE_CHECKING:
    from copctl.mail.smtp import Line

_TEXT = """Hello,

this is a test: mail of {community} goes out.

It says nothing else, and nobody else got it. If you find it under spam, tell {moderator}.
"""


def trial(sender: Sender, recipient: str, *, now: datetime) -> bytes:
    """A test mail; Refused for an address that 7-bit mail cannot reach."""
    if not can_receive(recipient):
        raise Refused(
            f"{recipient} has letters that mail without SMTPUTF8 cannot carry.", hint="name another address"
        )
    text = _TEXT.format(community=sender.community, moderator=sender.name or sender.email)
    blank = Blank(sender, subject=f"Test: mail of {sender.community}", text=text)
    number = message_id(f"test:{recipient}", now, domain_of(sender))
    return blank.filled(Reader(number, recipient, ""), now=now)


def refuse_full(db: Session, settings: Settings, *, now: datetime) -> None:
    """Raise Refused while the provider's limit lets no mail go."""
    full = limits.reached(db.connection(), settings.mail, now)
    if full is None:
        return
    server = settings.mail
    most, window = (server.per_day, "in 24 hours") if full.is_day else (server.per_minute, "a minute")
    raise Refused(
        f"The limit of {most} mail{'s' * (most != 1)} {window} is reached.",
        hint=f"again from {full.until.astimezone(settings.zone):%Y-%m-%d %H:%M:%S}",
    )


def hand_over(line: Line, sender: Sender, recipient: str, content: bytes) -> Handed:
    """Give the mail to the server; how far it came, with the server's words."""
    return line.hand_over(addr_spec(sender.email), addr_spec(recipient), lambda: content)


def is_taken(handed: Handed) -> bool:
    """Whether the server has taken the mail on."""
    return handed.phase is Phase.ENDED and handed.code is not None and handed.code // 100 == 2


def is_address_refused(handed: Handed) -> bool:
    """Whether the server refused the address that the mail goes to, and not the mail or its sender."""
    return handed.phase is Phase.RECIPIENT and handed.code is not None and handed.code // 100 == 5


def note(db: Session, handed: Handed, *, now: datetime) -> None:
    """Count the mail towards the provider's limits. Of whom it went to nothing is kept."""
    outcome = "sent" if is_taken(handed) else "failed" if handed.code is not None else "unknown"
    db.execute(
        insert(Attempt),
        [{"message_id": None, "made_at": now, "outcome": outcome, "code": handed.code, "said": ""}],
    )
