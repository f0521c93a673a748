"""`copctl media remove`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.media_options import Number
from copctl.cli.options import DryRun, Yes


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("remove")(remove)


def remove(
    ctx: typer.Context,
    number: Number,
    erase: Annotated[
        bool, typer.Option("--erase", help="For good: its file at once, and from the log.")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Remove a picture that nothing uses.

    `copctl undo` brings it back: its file stays in media/ for 30 days, and goes when a picture is removed
    after that. With --erase it goes at once, as when somebody in it changed their mind.
    """
    desk = Desk.of(ctx)
    from copctl.community import pictures
    from copctl.files import delete

    with desk.reading() as db:
        alt = pictures.find(db, number).alt
    if erase and not dry_run:
        desk.confirm(f"Erase picture {number} for good ({alt})? It cannot be undone.", yes)
    with desk.transaction() as db:
        picture = pictures.find(db, number)
        path = pictures.path_of(desk.settings, picture)
        pictures.remove(db, desk.settings, picture, erase=erase)
        stale = pictures.left_behind(db, desk.settings, now=desk.now())
        if dry_run:
            db.rollback()
    if dry_run:
        desk.say(f"Would {'erase' if erase else 'remove'} picture {number} ({alt}).")
        return
    # Only now that the store is sure of it.
    gone = [each for each in stale if delete(each)]
    if erase:
        delete(path)
        desk.database.forget_deleted()
    _tell(desk, number, gone, erase)


def _tell(desk: Desk, number: int, gone: list[Path], erase: bool) -> None:
    desk.say(f"{'Erased' if erase else 'Removed'} picture {number}.")
    if gone:
        files = "The file of a picture" if len(gone) == 1 else f"The files of {len(gone)} pictures"
        desk.hint(f"{files} that went more than 30 days ago {'is' if len(gone) == 1 else 'are'} deleted.")
    if erase:
        desk.hint("Mails that went out, exports and copies of the folder are as they were.")
