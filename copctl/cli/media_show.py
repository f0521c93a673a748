"""`copctl media show`."""

from __future__ import annotations

from typing import Any

import typer

from copctl.cli import media_words
from copctl.cli.desk import Desk
from copctl.cli.media_options import Number
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Record


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("show")(show)


def show(ctx: typer.Context, number: Number, format: Format = None, json: AsJson = False) -> None:
    """Show everything that is stored about a picture."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community import pictures

    with desk.reading() as db:
        entry = pictures.entry(db, desk.settings, pictures.find(db, number))
    desk.show(Record(f"Picture {entry['number']}", _lines(entry), entry), style)


def _lines(entry: dict[str, Any]) -> list[tuple[str, Any]]:
    consent = media_words.consent(entry)
    given = f" ({entry['consent_on']})" if entry["consent_on"] else ""
    there = "" if entry["is_there"] else " (gone: add the same picture again)"
    return [
        ("Shows", entry["alt"]),
        ("Credit", entry["credit"]),
        ("Consent", f"{consent}{given}"),
        ("Pixels", f"{entry['width']} x {entry['height']}"),
        ("Size", media_words.size(entry["size"])),
        ("File", f"{entry['file']}{there}"),
        ("Added", entry["added_on"]),
        ("Used in", "\n".join(entry["used_in"])),
        ("In a draft", f"![](media:{entry['number']})"),
    ]
