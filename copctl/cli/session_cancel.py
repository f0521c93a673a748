"""`copctl session cancel`."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.carried import NoTell, tell_carried
from copctl.cli.desk import Desk

Code = Annotated[str, typer.Argument(metavar="CODE", help="The session's code, such as 2026-12.")]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("cancel")(cancel)


def cancel(ctx: typer.Context, code: Code, no_tell: NoTell = False) -> None:
    """Cancel a session; its topics go back to the backlog.

    Who was invited gets a cancellation, which takes the entry out of their calendar. It is queued, and
    leaves with `copctl mail deliver`; until then `copctl undo` takes it all back.
    """
    desk = Desk.of(ctx)
    from copctl.sessions import planning, telling
    from copctl.sessions.entry import when_words
    from copctl.sessions.posting import Sending

    with desk.transaction() as db:
        found = planning.find(db, code)
        sending = Sending(desk.settings, desk.now())
        carried = telling.cancel(db, found, sending, today=desk.today(), tell=not no_tell)
    desk.say(f"Cancelled session {found.code}: {found.title}, {when_words(found)}.")
    tell_carried(desk, found.code, carried)
    if not (carried.queued or carried.rewritten or carried.untold):
        desk.hint(f"Nobody was invited yet. copctl invitation render {found.code} writes the cancellation.")
