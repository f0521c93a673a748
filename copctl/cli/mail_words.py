"""Words that several commands about mails share."""

from __future__ import annotations

from datetime import datetime

from copctl.cli.desk import Desk


def mails(count: int) -> str:
    """So many mails."""
    return f"{count} mail{'s' * (count != 1)}"


def local(desk: Desk, moment: datetime | None) -> str:
    """A moment where the community plans; nothing for none."""
    return f"{moment.astimezone(desk.settings.zone):%Y-%m-%d %H:%M}" if moment else ""
