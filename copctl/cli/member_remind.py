"""`copctl member remind`: once more to those who were invited and have not joined."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.member_invite import Query, queue
from copctl.cli.options import AsJson, DryRun, Yes


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("remind")(remind)


def remind(
    ctx: typer.Context,
    query: Query = None,
    after: Annotated[
        str, typer.Option(metavar="TIME", help="How long after the last mail, such as 14d or 2w.")
    ] = "14d",
    dry_run: DryRun = False,
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """Queue a reminder for who was invited and has not joined.

    Nobody is reminded while a mail to them waits, sooner than --after, or more than twice. Nothing
    leaves before `copctl mail deliver`.
    """
    from copctl.community.periods import before
    from copctl.onboarding import inviting

    desk = Desk.of(ctx)
    day = before(desk.today(), after)
    queue(
        desk,
        lambda db, occasion: inviting.remind(db, occasion, before=day, query=query),
        "reminder",
        dry_run,
        yes,
        json,
    )
