"""`copctl session funnel`: from invitations to new members."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, Style, style_of
from copctl.cli.showing import Column, Listing

_COLUMNS = [
    Column("session", "Session", whole=True),
    Column("title", "Title"),
    Column("invited", "Invited", numeric=True),
    Column("registered", "Said yes", numeric=True),
    Column("attended", "Came", numeric=True),
    Column("absent", "Missed", numeric=True, spare=True),
    Column("guests", "Guests", numeric=True),
    Column("joined", "Joined", numeric=True),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("funnel")(funnel)


def funnel(
    ctx: typer.Context,
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="One session (default: all).")] = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Show how many were invited, came and joined.

    Who joined is credited to the last session that they came to before they became a member.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.followup import funnel as way
    from copctl.sessions import planning

    with desk.reading() as db:
        wanted = [planning.find(db, code)] if code else planning.listed(db)
        rows = [way.entry_of(one) for one in way.funnels(db, wanted)]
    shown = rows if code or style is Style.JSON else [row for row in rows if _is_telling(row)]
    desk.show(Listing(_COLUMNS, shown, nothing="Nobody was invited to a session yet."), style)
    if style is Style.TABLE:
        for row in shown:
            if row["joined_people"]:
                names = ", ".join(person["name"] for person in row["joined_people"])
                desk.hint(f"Joined after {row['session']}: {names}.")


def _is_telling(row: dict[str, Any]) -> bool:
    return any(row[name] for name in ("invited", "registered", "attended"))
