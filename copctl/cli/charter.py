"""`copctl charter`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Record, Style

app = plain_group("What the community is for and how it works.")


@app.command("show")
def show(
    ctx: typer.Context,
    version: Annotated[int | None, typer.Option(help="An older version.")] = None,
    every: Annotated[bool, typer.Option("--all", help="List all versions.")] = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Show the charter in force, or an older version."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community import charter

    with desk.reading() as db:
        if every:
            desk.show(_versions(db, desk.settings.zone), style)
            return
        found = charter.version(db, version)
    if style is Style.MARKDOWN:
        desk.say(charter.to_markdown(found, desk.settings.name).rstrip("\n"))
        return
    texts = charter.texts(found)
    full = {"version": found.version, "written_at": found.written_at, **texts}
    lines = [(heading, texts[field]) for field, heading in charter.HEADINGS.items()]
    desk.show(Record(f"Charter of {desk.settings.name}, version {found.version}", lines, full), style)


def _versions(db: Any, zone: ZoneInfo) -> Listing:
    from copctl.community import charter

    current = charter.current(db)
    numbers = range(1, (current.version if current else 0) + 1)
    rows = [
        {
            "version": v.version,
            "written_at": v.written_at,
            "written": f"{v.written_at.astimezone(zone):%Y-%m-%d %H:%M}",
            "purpose": v.purpose,
        }
        for v in (charter.version(db, number) for number in numbers)
    ]
    return Listing(
        [
            Column("version", "Version", numeric=True),
            Column("written", "Written"),
            Column("purpose", "Purpose"),
        ],
        rows,
    )


@app.command("edit")
def edit(
    ctx: typer.Context,
    purpose: Annotated[str | None, typer.Option(help="What the community is for.")] = None,
    domain: Annotated[str | None, typer.Option(help="The field it shares.")] = None,
    audience: Annotated[str | None, typer.Option(help="Who it is for.")] = None,
    members_get: Annotated[str | None, typer.Option(help="What members get.")] = None,
    members_give: Annotated[str | None, typer.Option(help="What members give.")] = None,
    norms: Annotated[str | None, typer.Option(help="How members treat each other.")] = None,
    cadence: Annotated[str | None, typer.Option(help="How often it meets.")] = None,
    moderator: Annotated[str | None, typer.Option(help="Who looks after it.")] = None,
    from_file: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="A Markdown file as `charter show` writes it."),
    ] = None,
) -> None:
    """Write a new version of the charter; older versions are kept.

    Without an option, your editor opens with the charter as it stands.
    """
    desk = Desk.of(ctx)
    from copctl.community import charter
    from copctl.files import read_text

    said: dict[str, str | None] = {
        "purpose": purpose,
        "domain": domain,
        "audience": audience,
        "members_get": members_get,
        "members_give": members_give,
        "norms": norms,
        "cadence": cadence,
        "moderator": moderator,
    }
    if from_file is not None:
        said = {
            **charter.from_markdown(read_text(from_file)),
            **{k: v for k, v in said.items() if v is not None},
        }
    elif all(value is None for value in said.values()):
        said = dict(charter.from_markdown(desk.edit(_standing(desk), "--purpose")))
    with desk.transaction() as db:
        made = charter.revise(db, said, now=desk.now())
    desk.say(f"Wrote version {made.version} of the charter.")


def _standing(desk: Desk) -> str:
    from copctl.community import charter
    from copctl.store.schema import CharterVersion

    with desk.reading() as db:
        found = charter.current(db) or CharterVersion(version=0, **dict.fromkeys(charter.HEADINGS, ""))
    return charter.to_markdown(found, desk.settings.name)
