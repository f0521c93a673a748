"""`copctl organisation merge`: two entries of one organisation become one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.merged_shown import show_merged
from copctl.cli.options import AsJson, DryRun, Format, Yes, style_of
from copctl.cli.showing import Style, to_json

if TYPE_CHECKING:
    from copctl.community.twins.merging import Merged


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("merge")(merge)


def merge(
    ctx: typer.Context,
    kept: Annotated[str, typer.Argument(metavar="A", help="Name or number of the one that stays.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Name or number of the one that goes into A.")],
    dry_run: DryRun = False,
    yes: Yes = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Make one organisation of two entries.

    A stays and keeps its name; what A lacks comes from B. Members, duties, projects, resources and
    stories of B become A's. Where both have a champion, A's stays. `copctl undo` brings B back.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    if dry_run or not yes:
        tried = _run(desk, kept, other, commit=False)
        if dry_run or desk.interactive:
            _show(desk, tried, style, dry_run=dry_run)
        if dry_run:
            return
        desk.confirm(f"Merge {tried.other_name} ({tried.other}) into {tried.kept_name} ({tried.kept})?", yes)
    merged = _run(desk, kept, other, commit=True)
    if yes:
        _show(desk, merged, style, dry_run=False)
    sentence = f"Merged {merged.other_name} ({merged.other}) into {merged.kept_name} ({merged.kept})."
    if style is not Style.TABLE:
        desk.hint(sentence)
        return
    desk.say(sentence)
    desk.hint("copctl undo brings back what was merged.")


def _run(desk: Desk, kept: str, other: str, *, commit: bool) -> Merged:
    """Merge them, or try it and take it back."""
    from copctl.community import organisations
    from copctl.community.twins import merging_organisations

    with desk.transaction() as db:
        pair = organisations.find(db, kept), organisations.find(db, other)
        done = merging_organisations.merge(db, *pair, today=desk.today())
        if not commit:
            db.rollback()
    return done


def _show(desk: Desk, merged: Merged, style: Style, *, dry_run: bool) -> None:
    if style is Style.JSON:
        desk.say(to_json({"dry_run": dry_run, **vars(merged)}))
    else:
        show_merged(desk, merged, style)
