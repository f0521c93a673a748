"""`copctl log` and `copctl undo`."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_command
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style

log_app = plain_command()
undo_app = plain_command()

_CHANGES = [
    Column("number", "No.", numeric=True),
    Column("when", "When"),
    Column("command", "Command"),
    Column("what", "What"),
    Column("state", ""),
]
_BY = Column("by", "Member")
_FIELDS = [
    Column("noun", "What"),
    Column("number", "No.", numeric=True),
    Column("field", "Field"),
    Column("before", "Before"),
    Column("after", "After"),
]


@log_app.command("log")
def log(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(help="Show every field of this change.")] = None,
    most: Annotated[int, typer.Option("--most", "-n", min=1, help="How many changes to show.")] = 20,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Show what was changed, when and by whom, newest first."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.store import history

    with desk.reading() as db:
        if number is not None:
            desk.show(Listing(_FIELDS, history.detail(db, number), title=f"Change {number}"), style)
            return
        rows = history.listed(db, most)
    zone = desk.settings.zone
    shown = [{**row, "when": f"{row['at'].astimezone(zone):%Y-%m-%d %H:%M}"} for row in rows]
    if style in {Style.TABLE, Style.MARKDOWN}:
        shown = [{**row, "by": row["who"] if row["member"] is not None else ""} for row in shown]
    # A table says who did it only where it was not the moderator.
    columns = _CHANGES if not any(row.get("by") for row in shown) else [*_CHANGES[:2], _BY, *_CHANGES[2:]]
    desk.show(Listing(columns, shown, nothing="Nothing was changed yet."), style)


@undo_app.command("undo")
def undo_(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(help="The change's number (default: the last one).")] = None,
) -> None:
    """Take back the last change, or one by its number.

    What members did in the portal is only taken back by its number.
    """
    desk = Desk.of(ctx)
    from copctl.store import undo

    with desk.transaction() as db:
        undone = undo.undo(db, number)
        newer = undo.newer_of_members(db, undone.number) if number is None else []
    desk.say(f"Undid change {undone.number} ({undone.command}).")
    if undone.command.startswith("portal "):
        desk.hint("That was a member's own change in the portal: tell them what you took back.")
    if newer:
        desk.hint(f"What members did since was left alone; to take that back: copctl undo {newer[0]}")
    desk.hint(f"To do it again: copctl undo {undone.by}")
