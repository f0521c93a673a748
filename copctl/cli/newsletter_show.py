"""`copctl newsletter show`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import local
from copctl.cli.options import AsJson
from copctl.cli.showing import Record, Style, to_json


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("show")(show)


def show(
    ctx: typer.Context,
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="Such as 2026Q4.")],
    edition: Annotated[
        int | None, typer.Option("--edition", metavar="N", min=1, help="Which (default: the newest).")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the frozen HTML there.")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write the frozen draft there.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Only the text, for another program.")] = False,
    json: AsJson = False,
) -> None:
    """Show an issue as it was sent, and whether its hash still holds.

    The hash is the SHA-256 of draft, HTML and text, one after the other. In place of each reader's own words
    are marks, such as %NAME%.
    """
    desk = Desk.of(ctx)
    from copctl.files import write_text
    from copctl.newsletter import archive, issue
    from copctl.when import parse_quarter

    wanted = parse_quarter(quarter)
    with desk.reading() as db:
        full = archive.shown(db, issue.find(db, wanted), str(wanted), edition)
    written = [write_text(path, full[key]) for path, key in ((html, "html"), (markdown, "markdown")) if path]
    if json:
        desk.say(to_json(full))
    elif text:
        print(full["text"], end="", file=desk.stdout)
    elif written:
        for path in written:
            desk.say(str(path))
    else:
        desk.show(Record(full["subject"], _lines(desk, full), full), Style.TABLE)
        desk.say(f"\n{full['text'].rstrip()}")


def _lines(desk: Desk, full: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        ("Issue", f"{full['quarter']}, edition {full['edition']}"),
        ("Frozen", local(desk, full["frozen_at"])),
        ("SHA-256", full["digest"]),
        ("Holds", _verdict(full)),
        ("Readers", readers(full["readers"])),
    ]


def _verdict(full: dict[str, Any]) -> str:
    if full["redacted_on"] is not None:
        return f"no: who was erased was taken out on {full['redacted_on']}; the hash is of what was sent"
    return "yes, it is what was sent" if full["verified"] else "NO: it is not what was sent"


def readers(counts: dict[str, int]) -> str:
    """How many mails stand where: `12 sent, 3 queued`."""
    parts = [f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count]
    return ", ".join(parts)
