"""`copctl mail suppress`, `mail allow` and `mail suppressed`."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, DryRun, Format, style_of
from copctl.cli.showing import Column, Listing

_COLUMNS = [
    Column("email", "Address", whole=True),
    Column("scope", "Gets no"),
    Column("reason", "Why"),
    Column("since", "Since"),
    Column("detail", "In their words"),
]
_GETS_NO = {"all": "mail", "list": "mail to many"}


def register(app: typer.Typer) -> None:
    """Put the commands into the group."""
    app.command("suppress")(suppress)
    app.command("allow")(allow)
    app.command("suppressed")(suppressed)


def suppress(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Whose mail is held back.")],
    all_: Annotated[bool, typer.Option("--all", help="All of it, also what is for them alone.")] = False,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason", metavar="unsubscribed|bounced|complained|asked", help="Why (default: asked)."
        ),
    ] = None,
    detail: Annotated[str, typer.Option("--detail", metavar="TEXT", help="What that rests on.")] = "",
    dry_run: DryRun = False,
) -> None:
    """Hold mail to an address back.

    What goes to many (invitations, surveys, newsletters) is held back; --all holds back everything, for an
    address that does not work. A member who unsubscribed is held back with every address, and their consent
    to the newsletter ends. `copctl undo` takes it back, and so does `copctl mail allow`.
    """
    desk = Desk.of(ctx)
    from copctl.community import suppressing

    with desk.transaction(keep=not dry_run) as db:
        done = suppressing.suppress(
            db, address, is_all=all_, reason=reason, detail=detail, today=desk.today(), now=desk.now()
        )
    if not done.is_new:
        desk.say(f"{done.named} got no {_GETS_NO[done.scope]} already.")
        return
    desk.say(f"{'Would note: ' * dry_run}{done.named} gets no {_GETS_NO[done.scope]} any more.")


def allow(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Who gets mail again.")],
    dry_run: DryRun = False,
) -> None:
    """Let mail go to an address again.

    Only when they asked for it, or the address works again. The newsletter also needs their consent:
    copctl member edit MEMBER --consent newsletter.
    """
    desk = Desk.of(ctx)
    from copctl.community import suppressing

    with desk.transaction(keep=not dry_run) as db:
        lifted = suppressing.allow(db, address)
    desk.say(f"{'Would note: ' * dry_run}{' and '.join(lifted)} get{'s' * (len(lifted) == 1)} mail again.")


def suppressed(ctx: typer.Context, format: Format = None, json: AsJson = False) -> None:
    """List the addresses that get no mail, and why."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.cli.mail_words import local
    from copctl.cli.showing import Style
    from copctl.community import suppressing

    with desk.reading() as db:
        rows = suppressing.listed(db)
    if style is not Style.JSON:
        rows = [{**row, "scope": _GETS_NO[row["scope"]], "since": local(desk, row["since"])} for row in rows]
    desk.show(Listing(_COLUMNS, rows, nothing="No address is held back."), style)
