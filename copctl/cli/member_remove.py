"""`copctl member remove`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from copctl import names
from copctl.cli.desk import Desk
from copctl.cli.options import DryRun, Yes

if TYPE_CHECKING:
    from copctl.community.mentions import Mentions

_SHOWN = 10


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
        if not erase:
            people.remove(db, person)
        else:
            signs = {names.key(desk.settings.moderator.name), names.key(desk.settings.moderator.email)}
            mentions = erasure.erase(db, person, spared=signs, today=desk.today())
    if not erase:
        desk.say(f"Removed {found.name}.")
        return
    desk.database.forget_deleted()
    desk.say(f"Erased {found.name}.")
    _tell(desk, mentions)


def _tell(desk: Desk, mentions: Mentions) -> None:
    """Say which mails to others named the person, and what no command can reach."""
    from copctl.community.mentions import ERASED

    if mentions.cancelled:
        mails = "mail that waited" if len(mentions.cancelled) == 1 else "mails that waited"
        desk.hint(f"{len(mentions.cancelled)} {mails} named them, and will not go out:")
        for number, kind, name in mentions.cancelled[:_SHOWN]:
            desk.hint(f"  mail {number}, {kind} to {name}")
        if len(mentions.cancelled) > _SHOWN:
            desk.hint(f"  and {len(mentions.cancelled) - _SHOWN} more")
        desk.hint("The commands that queued them, such as copctl member welcome, write them anew.")
    if mentions.emptied:
        mails = "1 mail that went out" if mentions.emptied == 1 else f"{mentions.emptied} mails that went out"
        desk.hint(f"The text of {mails} named them and is gone.")
    for quarter in mentions.issues:
        desk.hint(f"Issue {quarter} as it was sent named them, and says {ERASED} there now.")
    for word in mentions.unsought:
        desk.hint(f"Mails were not searched for {word!r}: others are called so, or it signs every mail.")
    desk.hint(
        "Files are as they were: look through issues/ (drafts), out/, catch-up folders, exports and copies "
        "of the store."
    )
