"""What followed a change of a session, said at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.invitation_send import DELIVER, counted
from copctl.cli.member_invite import tell_left_out

if TYPE_CHECKING:
    from copctl.sessions.telling import Carried

NoTell = Annotated[bool, typer.Option("--no-tell", help="Queue no mail to those who were invited.")]


def tell_carried(desk: Desk, code: str, carried: Carried) -> None:
    """Say which mails wait by now, which were taken back, and who has still to be told."""
    tell_left_out(desk, carried.left_out)
    if carried.queued:
        desk.say(f"Queued {counted(carried.queued)} to those who were invited.")
    if carried.rewritten:
        desk.say(f"Brought up to date: {counted(carried.rewritten)} still in the queue.")
    if carried.withdrawn:
        desk.say(f"Taken out of the queue: {carried.withdrawn} that nobody needs any more.")
    if carried.queued or carried.rewritten:
        desk.hint(DELIVER)
    if carried.untold:
        desk.hint(f"Not told: {carried.untold} who were invited. To tell them: copctl invitation send {code}")
