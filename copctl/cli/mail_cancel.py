"""`copctl mail cancel`."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import mails
from copctl.cli.options import DryRun, Yes
from copctl.errors import WrongUsage


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("cancel")(cancel)


def cancel(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="The mail's number.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every mail that waits.")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Take mails out of the queue; `copctl undo` puts them back."""
    desk = Desk.of(ctx)
    if (number is None) is not all_:
        raise WrongUsage("Name one mail, or say --all.", hint="copctl mail queue lists their numbers")
    from copctl.mail import outbox

    with desk.reading() as db:
        count = len(outbox.waiting(db)) if number is None else 1
        if number is not None:
            outbox.refuse_not_queued(outbox.find(db, number))
    if dry_run:
        desk.say(f"Would cancel {mails(count)}.")
        return
    if all_ and desk.interactive:
        desk.confirm(f"Take {mails(count)} out of the queue?", yes)
    with desk.transaction() as db:
        chosen = outbox.waiting(db, locked=True) if number is None else [outbox.find(db, number)]
        for message in chosen:
            outbox.cancel(message)
    desk.say(f"Cancelled {mails(len(chosen))}.")
