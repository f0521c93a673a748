"""`copctl organisation`."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing

app = plain_group("The organisations that members work for.")

_COLUMNS = [
    Column("number", "No.", numeric=True),
    Column("name", "Name", whole=True),
    Column("country", "Country", spare=True),
    Column("members", "Active members", numeric=True),
    Column("website", "Website", whole=True, spare=True),
]


@app.command("add")
def add(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Its name.", show_default=False)] = None,
    country: Annotated[str | None, typer.Option(help="Country: code or English name.")] = None,
    website: Annotated[str, typer.Option(help="Address of its site.")] = "",
    about: Annotated[str, typer.Option(help="A sentence about it.")] = "",
) -> None:
    """Add an organisation."""
    desk = Desk.of(ctx)
    name = desk.ask(name, "NAME", "What is the organisation called?")
    from copctl.community import organisations

    with desk.transaction() as db:
        made = organisations.add(db, name=name, country=country, website=website, about=about)
    desk.say(f"Added {made.name}.")


@app.command("list")
def list_(ctx: typer.Context, format: Format = None, json: AsJson = False) -> None:
    """List organisations with the number of their active members."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community import organisations

    with desk.reading() as db:
        rows = [
            {
                "number": organisation.id,
                "name": organisation.name,
                "country": organisation.country,
                "members": members,
                "website": organisation.website,
                "about": organisation.about,
            }
            for organisation, members in organisations.with_counts(db)
        ]
    desk.show(Listing(_COLUMNS, rows, nothing="No organisations yet. Try: copctl organisation add"), style)
