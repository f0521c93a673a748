"""`copctl mail queue`."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import local
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style

_COLUMNS = [
    Column("number", "No.", numeric=True),
    Column("name", "To"),
    Column("to", "Address", whole=True),
    Column("subject", "Subject"),
]
_STATUS = Column("status", "Status")
_DUE = Column("next", "Next try")


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("queue")(queue)


def queue(
    ctx: typer.Context,
    all_: Annotated[bool, typer.Option("--all", help="Also those that wait no more.")] = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """List the mails that wait to be delivered."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.mail import outbox

    with desk.reading() as db:
        rows = outbox.listed(db, everything=all_)
    columns = [*_COLUMNS, _STATUS] if all_ else [*_COLUMNS]
    shown = rows
    if style in (Style.TABLE, Style.MARKDOWN):
        shown = [{**row, "next": local(desk, row["due_at"])} for row in rows]
        if any(row["due_at"] for row in rows):
            columns.append(_DUE)
    desk.show(Listing(columns, shown, nothing="No mail waits."), style)
    if style is Style.TABLE and any(row["status"] == "queued" for row in rows):
        desk.hint(f"Next: {command(desk)}")


def command(desk: Desk) -> str:
    """How mails leave this community: by its mail server, or as files while it has none."""
    return "copctl mail deliver" if desk.settings.mail.host else "copctl mail deliver --to-folder DIR"
