"""`copctl speakers accept`: note that somebody said yes."""

from __future__ import annotations

import typer

from copctl.cli import speakers_steps
from copctl.cli.desk import Desk
from copctl.cli.options import DryRun
from copctl.cli.speakers_steps import Code, Who


def accept(ctx: typer.Context, session: Code, member: Who, dry_run: DryRun = False) -> None:
    """Note that somebody accepted to speak at a session."""
    desk = Desk.of(ctx)
    from copctl.community import people
    from copctl.sessions import planning, speaking

    with desk.transaction(keep=not dry_run) as db:
        found = planning.find(db, session)
        step = speaking.accept(db, found, people.find(db, member), occasion=speakers_steps.occasion(desk))
        name, number, code = step.member.name, step.member.id, found.code
    desk.say(f"{'Would note: ' * dry_run}{name} speaks at session {code}: accepted.")
    if not dry_run:
        desk.hint(f"Next: copctl speakers confirm {code} {number}")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("accept")(accept)
