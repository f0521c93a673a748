"""Mail servers of providers, and how much they take; each with the page that says so.

Providers change these limits without a word. What is noted is what a new account of a small organisation
gets; whoever has more raises it in community.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copctl import names
from copctl.errors import NotFound
from copctl.settings import MailboxServer, MailServer


@dataclass(frozen=True)
class Preset:
    """A provider's servers. `note` is what its users have to know before, `source` where the limits stand."""

    name: str
    title: str
    server: MailServer
    mailbox: MailboxServer
    note: str
    source: str


PRESETS = (
    Preset(
        "gmail",
        "Gmail (a private account)",
        MailServer("smtp.gmail.com", 587, "starttls", per_day=500),
        MailboxServer("imap.gmail.com"),
        "Gmail wants an app password, which needs 2-step verification.",
        "https://support.google.com/mail/answer/22839",
    ),
    Preset(
        "google-workspace",
        "Google Workspace",
        MailServer("smtp.gmail.com", 587, "starttls", per_day=2_000),
        MailboxServer("imap.gmail.com"),
        "It wants an app password, which needs 2-step verification; trial accounts may send 500 a day.",
        "https://support.google.com/a/answer/166852",
    ),
    Preset(
        "microsoft-365",
        "Microsoft 365 (Exchange Online)",
        MailServer("smtp.office365.com", 587, "starttls", per_minute=30, per_day=10_000),
        MailboxServer("outlook.office365.com"),
        "Your administrator has to allow SMTP AUTH for the mailbox; Microsoft is ending passwords there.",
        "https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/"
        "exchange-online-limits#sending-limits-1",
    ),
    Preset(
        "icloud",
        "iCloud Mail",
        MailServer("smtp.mail.me.com", 587, "starttls", per_day=200),
        MailboxServer("imap.mail.me.com"),
        "iCloud wants an app-specific password, and is for private mail: it may block mail to many.",
        "https://support.apple.com/kb/HT4863",
    ),
)
OTHER = "Another server"


def find(name: str) -> Preset:
    """The provider of this name; NotFound with the names there are."""
    for preset in PRESETS:
        if names.key(name) in (preset.name, names.key(preset.title)):
            return preset
    known = [preset.name for preset in PRESETS]
    raise NotFound(
        f"There is no preset {name!r}.",
        hint=names.did_you_mean(name, known, f"one of: {', '.join(known)}, or give --host"),
    )


def titles() -> Sequence[str]:
    """What to choose from: the providers, and another one."""
    return [*(preset.title for preset in PRESETS), OTHER]


def limits_of(server: MailServer) -> str:
    """A server's limits in words; empty where there is none."""
    parts = [
        (server.per_minute, "a minute"),
        (server.per_day, "in 24 hours"),
        (server.per_connection, "over one connection"),
    ]
    return ", ".join(f"{count:,} {of}" for count, of in parts if count)
