"""Passwords for mail: out of the environment, else out of the system's keyring, never out of a file."""

from __future__ import annotations

from collections.abc import Mapping

from copctl.errors import Refused
from copctl.settings import Settings

SMTP, IMAP = "COPCTL_SMTP_PASSWORD", "COPCTL_IMAP_PASSWORD"
SERVICE = "copctl"


def imap_password(settings: Settings, environ: Mapping[str, str]) -> str:
    """The mailbox's password: its own, else that for sending, which most providers share.

    Refused when there is none.
    """
    mailbox, mail = settings.mailbox, settings.mail
    found = (
        environ.get(IMAP)
        or in_keyring(f"{mailbox.user}@{mailbox.host}")
        or environ.get(SMTP)
        or in_keyring(f"{mail.user}@{mail.host}")
    )
    if not found:
        raise Refused(
            f"There is no password for {mailbox.user or 'the mailbox'} on {mailbox.host}.",
            hint=f"set {IMAP} (many providers want an app password for it)",
        )
    return found


def in_keyring(entry: str) -> str:
    """The password in the system's keyring; empty where there is none, or no keyring."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(SERVICE, entry) or ""
    except (KeyringError, OSError, RuntimeError):
        return ""
