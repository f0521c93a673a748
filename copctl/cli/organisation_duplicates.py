"""`copctl organisation duplicates`: which organisations may be stored twice."""

from __future__ import annotations

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style

_COLUMNS = [
    Column("keep", "No.", numeric=True),
    Column("keep_name", "Keep"),
    Column("keep_members", "Members", numeric=True, spare=True),
    Column("other", "No.", numeric=True),
    Column("other_name", "Other"),
    Column("other_members", "Members", numeric=True, spare=True),
    Column("reason", "Why"),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("duplicates")(duplicates)


def duplicates(ctx: typer.Context, format: Format = None, json: AsJson = False) -> None:
    """List organisations that may be one, with reasons.

    Nothing is merged; the one with more members stands first.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community.twins import merging_organisations

    with desk.reading() as db:
        rows = merging_organisations.duplicates(db)
    desk.show(Listing(_COLUMNS, rows, nothing="No organisation seems to be stored twice."), style)
    if rows and style is Style.TABLE:
        desk.hint(f"Next: copctl organisation merge {rows[0]['keep']} {rows[0]['other']}")
