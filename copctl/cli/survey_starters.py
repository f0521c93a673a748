"""`copctl survey starters`."""

from __future__ import annotations

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style

_COLUMNS = [
    Column("name", "Starter", whole=True),
    Column("title", "Title"),
    Column("questions", "Questions", numeric=True),
    Column("minutes", "Minutes", numeric=True),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("starters")(starters)


def starters(ctx: typer.Context, format: Format = None, json: AsJson = False) -> None:
    """List the surveys to begin from.

    `copctl survey new SLUG --starter NAME` makes a survey of your own from one.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.surveys.forms import starters as shelf
    from copctl.surveys.forms.checking import minutes

    rows = [
        {
            "name": starter.name,
            "title": starter.definition.title,
            "questions": starter.asked,
            "minutes": minutes(starter.definition),
            "purpose": starter.purpose,
        }
        for starter in shelf.listed()
    ]
    desk.show(Listing(_COLUMNS, rows), style)
    if style is Style.TABLE:
        desk.hint("Next: copctl survey new SLUG --starter NAME, or copctl survey check --starter NAME")
