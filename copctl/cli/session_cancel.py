"""`copctl session cancel`."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.carried import NoTell, tell_carried
from copctl.cli.desk import Desk
from copctl.cli.options import DryRun

Code = Annotated[str, typer.Argument(metavar="CODE", help="The session's code, such as 2026-12.")]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("cancel")(cancel)


def cancel(ctx: typer.Context, code: Code, no_tell: NoTell = False, dry_run: DryRun = False) -> None:
    """Cancel a session; its topics go back to the backlog.

    Who was invited gets a cancellation, which takes the entry out of their calendar. It is queued, and
    leaves with `copctl mail deliver`; until then `copctl undo` takes it all back.
    """
    desk = Desk.of(ctx)
    from copctl.sessions import planning, telling
    from copctl.sessions.entry import when_words
    from copctl.sessions.posting import Sending

    with desk.transaction(keep=not dry_run) as db:
        found = planning.find(db, code)
        sending = Sending(desk.settings, desk.now())
        carried = telling.cancel(db, found, sending, today=desk.today(), tell=not no_tell)
        said = f"session {found.code}: {found.title}, {when_words(found)}"
    desk.say(f"{'Would cancel' if dry_run else 'Cancelled'} {said}.")
    tell_carried(desk, code, carried, dry_run=dry_run)
    if not (dry_run or carried.queued or carried.rewritten or carried.untold):
        desk.hint(f"Nobody was invited yet. copctl invitation render {code} writes the cancellation.")
