"""`copctl` alone: what needs the moderator today."""

from __future__ import annotations

from copctl.cli.desk import Desk


def show_today(desk: Desk) -> None:
    """Show it."""
    desk.say(desk.settings.name)
