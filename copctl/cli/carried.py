"""What followed a change of a session, said at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.invitation_send import DELIVER, counted, name_readers
from copctl.cli.mail_words import tell_left_out

if TYPE_CHECKING:
    from copctl.sessions.telling import Carried

NoTell = Annotated[bool, typer.Option("--no-tell", help="Queue no mail to those who were invited.")]


def tell_carried(desk: Desk, code: str, carried: Carried, *, dry_run: bool = False) -> None:
    """Say which mails wait by now, which were taken back, and who has still to be told.

    For a change that was only tried, what would be so, and who would get a mail.
    """
    tell_left_out(desk, carried.left_out)
    if dry_run:
        name_readers(desk, [*carried.queued, *carried.rewritten])
    if carried.queued:
        verb = "Would queue" if dry_run else "Queued"
        desk.say(f"{verb} {counted(carried.queued)} to those who were invited.")
    if carried.rewritten:
        verb = "Would be brought" if dry_run else "Brought"
        desk.say(f"{verb} up to date: {counted(carried.rewritten)} still in the queue.")
    if carried.withdrawn:
        verb = "Would be taken" if dry_run else "Taken"
        desk.say(f"{verb} out of the queue: {carried.withdrawn} that nobody needs any more.")
    if dry_run:
        return
    if carried.queued or carried.rewritten:
        desk.hint(DELIVER)
    if carried.untold:
        desk.hint(f"Not told: {carried.untold} who were invited. To tell them: copctl invitation send {code}")
