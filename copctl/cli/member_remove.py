"""`copctl member remove`."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import DryRun, Yes


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("remove")(remove)


def remove(
    ctx: typer.Context,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Email, number or unique name.")],
    erase: Annotated[
        bool, typer.Option("--erase", help="For good: also from answers and from the log.")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Remove a member. `copctl undo` brings them back, unless you --erase them."""
    desk = Desk.of(ctx)
    from copctl.community import erasure, people

    with desk.reading() as db:
        found = people.find(db, member)
        held = people.belongings(db, found)
    if dry_run:
        desk.say(f"Would {'erase' if erase else 'remove'} {found.name} (member {found.id}): {held}.")
        return
    if erase:
        desk.confirm(f"Erase {found.name} for good? It cannot be undone ({held}).", yes)
    with desk.transaction() as db:
        person = people.find(db, str(found.id))
        (erasure.erase if erase else people.remove)(db, person)
    if erase:
        desk.database.forget_deleted()
    desk.say(f"{'Erased' if erase else 'Removed'} {found.name}.")
