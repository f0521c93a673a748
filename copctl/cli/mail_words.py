"""Words that several commands about mails share."""

from __future__ import annotations

from datetime import datetime

from copctl.cli.desk import Desk


def mails(count: int) -> str:
    """So many mails."""
    return f"{count} mail{'s' * (count != 1)}"


def note_doubt(desk: Desk) -> None:
    """Say what the settings ask for that no mail can do."""
    from copctl.mail.sender import doubt_about, sender_of

    doubt = doubt_about(sender_of(desk.settings))
    if doubt:
        desk.hint(f"Note: {doubt}")


def local(desk: Desk, moment: datetime | None) -> str:
    """A moment where the community plans; nothing for none."""
    return f"{moment.astimezone(desk.settings.zone):%Y-%m-%d %H:%M}" if moment else ""


def nothing(planned: int) -> str:
    """That no mail goes, whether or not some are planned for later."""
    return "No mail is due yet." if planned else "No mail waits."


def tell_planned(desk: Desk, count: int, first: datetime | None) -> None:
    """Say what waits for a moment that somebody chose."""
    if count:
        wait = "waits for its time" if count == 1 else "wait for their time"
        desk.hint(f"{mails(count)} {wait}; the first may go from {local(desk, first)}: copctl mail deliver")
