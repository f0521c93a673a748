"""Passwords for mail: out of the environment, else out of the system's keyring, never out of a file."""

from __future__ import annotations

from collections.abc import Mapping

from copctl.errors import Refused
from copctl.settings import Settings

SMTP, IMAP = "COPCTL_SMTP_PASSWORD", "COPCTL_IMAP_PASSWORD"
SERVICE = "copctl"


def password(settings: Settings, environ: Mapping[str, str]) -> str:
    """The mail server's password; empty where the settings name no user to log in.

    Refused when there is none.
    """
    mail = settings.mail
    if not mail.user:
        return ""
    found = environ.get(SMTP) or in_keyring(f"{mail.user}@{mail.host}")
    if not found:
        raise Refused(
            f"There is no password for {mail.user} on {mail.host}.",
            hint=f"copctl mail setup, or set {SMTP} (many providers want an app password for it)",
        )
    return found


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


def keep(entry: str, secret: str) -> bool:
    """Put a password into the system's keyring; False where there is no keyring to put it."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return False
    try:
        keyring.set_password(SERVICE, entry, secret)
    except (KeyringError, OSError, RuntimeError):
        return False
    return True
