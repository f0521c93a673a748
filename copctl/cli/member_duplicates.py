"""`copctl member duplicates`: who may be stored twice, and merging all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, DryRun, Format, Yes, style_of
from copctl.cli.showing import Column, Listing, Style
from copctl.errors import WrongUsage

_COLUMNS = [
    Column("certainty", "Sure", numeric=True),
    Column("first", "Keep"),
    Column("second", "Other"),
    Column("why", "Why"),
]
_MERGED = [
    Column("kept", "No.", numeric=True),
    Column("kept_name", "Kept"),
    Column("other", "No.", numeric=True),
    Column("other_name", "Merged"),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("duplicates")(duplicates)


def duplicates(
    ctx: typer.Context,
    least: Annotated[
        int, typer.Option(min=0, max=100, metavar="PERCENT", help="Leave less certain pairs out.")
    ] = 50,
    apart: Annotated[
        list[str] | None,
        typer.Option("--apart", metavar="NUMBER:NUMBER", help="Two who are two people. Repeatable."),
    ] = None,
    merge: Annotated[bool, typer.Option("--merge", help="Merge every pair that is listed.")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """List people who may be stored twice, with reasons.

    From 98 on a pair is certain, from 75 on likely, else perhaps. Nothing is merged unless you say
    --merge, which merges what is listed: look first, then leave less certain pairs out with --least, and
    two who are two people with --apart. Whoever is further in stays; `copctl undo` parts them again.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community.twins import duplicates as room
    from copctl.community.twins import merging_organisations

    pairs = {_pair(text) for text in apart or []}
    with desk.reading() as db:
        found = room.find(db, least=least, apart=pairs)
        places = len(merging_organisations.duplicates(db))
    if merge and found.rows and not dry_run:
        if desk.interactive and not yes:
            _show(desk, found.rows, style)
        desk.confirm(f"Merge these {_count(len(found.rows))}?", yes)
        with desk.transaction() as db:
            done = room.merge_all(db, found.pairs, today=desk.today())
        _tell(desk, done, style)
        return
    _show(desk, found.rows, style)
    for name, many in found.crowded:
        desk.hint(f"Note: {many} entries are called {name}: across organisations that says nothing.")
    if found.rows and style is Style.TABLE:
        first, second = found.pairs[0]
        desk.hint(f"Next: copctl member merge {first} {second}, or all that are listed with --merge")
    if places:
        desk.hint(f"Note: {_count(places)} of organisations may be one each: copctl organisation duplicates")


def _pair(text: str) -> frozenset[int]:
    parts = text.split(":")
    if len(parts) != 2 or not all(part.strip().isdecimal() for part in parts):
        raise WrongUsage(
            f"{text!r} does not name two members.", hint="give two numbers, such as --apart 12:34"
        )
    return frozenset(int(part) for part in parts)


def _show(desk: Desk, rows: Sequence[dict[str, Any]], style: Style) -> None:
    # For a person, who it is stands in one cell; a program gets every part by itself.
    shown = rows if style in (Style.JSON, Style.CSV) else [_for_people(row) for row in rows]
    desk.show(Listing(_COLUMNS, shown, nothing="Nobody seems to be stored twice."), style)


def _for_people(row: dict[str, Any]) -> dict[str, Any]:
    doubts = f"; but {', '.join(row['doubts'])}" if row["doubts"] else ""
    emails = ", ".join(filter(None, (row["keep_email"], row["other_email"])))
    return {
        "certainty": f"{row['certainty']} {row['sure']}",
        "first": f"{row['keep']} {row['keep_name']}",
        "second": f"{row['other']} {row['other_name']}",
        "why": f"{', '.join(row['reasons'])}{doubts}\n{emails}".strip(),
    }


def _tell(desk: Desk, done: Sequence[Any], style: Style) -> None:
    keys = ("kept", "kept_name", "other", "other_name", "notes")
    desk.show(Listing(_MERGED, [{key: getattr(one, key) for key in keys} for one in done]), style)
    for one in done:
        for note in one.notes:
            desk.hint(f"Note: {one.other_name} ({one.other}) and {one.kept_name} ({one.kept}): {note}.")
    desk.hint(f"Merged {_count(len(done))}. copctl undo parts them again.")


def _count(number: int) -> str:
    return f"{number} pair{'s' * (number != 1)}"
