"""`copctl media list`."""

from __future__ import annotations

import typer

from copctl.cli import media_words
from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, Style, style_of
from copctl.cli.showing import Column, Listing

_COLUMNS = [
    Column("number", "No.", numeric=True),
    Column("alt", "What it shows"),
    Column("pixels", "Pixels", whole=True),
    Column("bytes", "Size", numeric=True, whole=True),
    Column("consent", "Consent"),
    Column("used", "Used in"),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("list")(list_)


def list_(ctx: typer.Context, format: Format = None, json: AsJson = False) -> None:
    """List the pictures, with consent and where they are used."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community import pictures

    with desk.reading() as db:
        rows = [pictures.entry(db, desk.settings, picture) for picture in pictures.listed(db)]
    gone = [row["number"] for row in rows if not row["is_there"]]
    if style in {Style.TABLE, Style.MARKDOWN}:
        rows = [
            {
                **row,
                "pixels": f"{row['width']} x {row['height']}",
                "bytes": media_words.size(row["size"]),
                "consent": media_words.consent(row),
                "used": "; ".join(row["used_in"]),
            }
            for row in rows
        ]
    desk.show(Listing(_COLUMNS, rows, nothing="No pictures yet. Try: copctl media add FILE"), style)
    for number in gone:
        desk.hint(f"The file of picture {number} is gone: add the same picture again, or remove it.")
