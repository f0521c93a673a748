"""`copctl` alone: what needs the moderator today, or three ways to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copctl.cli.desk import Desk
from copctl.errors import NotFound

if TYPE_CHECKING:
    from copctl.health.due import Facts, Upcoming

_BEGIN = """There is no community here yet. Three ways to begin:

  copctl demo              look around in a made-up community with a whole quarter in it
  copctl init my-community make a folder for your own
  copctl --help            see every command"""


def show_today(desk: Desk) -> None:
    """Show the community at a glance and what is due."""
    try:
        settings = desk.settings
    except NotFound:
        if desk.named_folder is not None or desk.environ.get("COPCTL_COMMUNITY"):
            raise
        desk.say(_BEGIN)
        return
    from copctl.cli.showing import console
    from copctl.health.due import due
    from copctl.health.today import facts

    found = facts(settings.database, desk.now())
    screen = console(desk.stdout)
    screen.print(settings.name, style="bold")
    screen.print(_counts(found), soft_wrap=True)
    _show_next(desk, screen, found)
    things = due(found, desk.now().astimezone(desk.settings.zone), desk.today())
    screen.print()
    if not things:
        screen.print("Nothing is due. A good day to ask a member how things go.")
        return
    screen.print("Due", style="bold")
    for thing in things:
        screen.print(f"  {thing.what}", soft_wrap=True)
        screen.print(f"      {thing.command}", style="cyan", soft_wrap=True)


def _counts(found: Facts) -> str:
    people = [f"{found.members[status]} {status}" for status in ("active", "invited", "prospect", "dormant")
              if status in found.members]  # fmt: skip
    topics = [f"{found.topics[status]} {status}" for status in ("scheduled", "backlog", "emerging", "covered")
              if status in found.topics]  # fmt: skip
    lines = [f"People: {', '.join(people) or 'none yet'}", f"Topics: {', '.join(topics) or 'none yet'}"]
    return "\n".join(lines)


def _show_next(desk: Desk, screen: Any, found: Facts) -> None:
    coming: list[Upcoming] = [
        session for session in found.sessions if session.starts_at >= desk.now() and not session.is_held
    ]
    if not coming:
        screen.print("Next session: none planned")
        return
    from copctl.health.due import in_days

    first = coming[0]
    local = first.starts_at.astimezone(desk.settings.zone)
    _, when = in_days(local, desk.now().astimezone(desk.settings.zone), desk.today())
    screen.print(
        f"Next session: {first.code} {first.title}, {local:%a} {local.day} {local:%b %Y %H:%M} ({when})",
        soft_wrap=True,
    )
