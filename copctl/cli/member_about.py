"""`copctl member about`: the answer to somebody who asks what is stored about them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.member_options import Who
from copctl.cli.showing import to_json
from copctl.files import STANDARD


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("about")(about)


def about(
    ctx: typer.Context,
    member: Who,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="Where to write, or - for standard output.")
    ] = Path(STANDARD),
) -> None:
    """Write all that is stored about a member, for them, as JSON.

    Members download the same from the portal. It is the copy that the GDPR gives them a right to (articles
    15 and 20). Of an anonymous survey it says only whether they took part.
    """
    desk = Desk.of(ctx)
    from copctl.commons import about_me
    from copctl.community import people
    from copctl.files import refuse_no_folder, write_bytes

    refuse_no_folder(out)
    with desk.reading() as db:
        found = people.find(db, member)
        gathered = to_json(about_me.gather(db, found))
    if str(out) == STANDARD:
        desk.say(gathered)
        return
    write_bytes(out, f"{gathered}\n".encode())
    desk.hint(f"Wrote all about {found.name} to {out}: send it to nobody else.")
