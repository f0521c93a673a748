"""`copctl organisation`."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli import organisation_duplicates, organisation_merge
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


@app.command("rename")
def rename(
    ctx: typer.Context,
    organisation: Annotated[str, typer.Argument(help="Its name or number.")],
    name: Annotated[str, typer.Argument(metavar="NEW", help="Its new name.")],
) -> None:
    """Give an organisation another name."""
    desk = Desk.of(ctx)
    from copctl.community import organisations
    from copctl.store import journal

    with desk.transaction() as db:
        found = organisations.find(db, organisation)
        before = found.name
        organisations.rename(db, found, name)
        changed = journal.is_changed(db)
    desk.say(f"{before} is {found.name} now." if changed else f"Nothing changed: it is called {before}.")


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


organisation_duplicates.register(app)
organisation_merge.register(app)
