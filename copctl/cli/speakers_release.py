"""`copctl speakers release`: take a speaker off the programme whom the session does not need."""

from __future__ import annotations

import typer

from copctl.cli import speakers_steps
from copctl.cli.desk import Desk
from copctl.cli.options import DryRun
from copctl.cli.speakers_steps import Code, NoMail, Who


def release(
    ctx: typer.Context, session: Code, member: Who, no_mail: NoMail = False, dry_run: DryRun = False
) -> None:
    """Take somebody off the programme whom you do not need.

    Who had been asked gets a kind mail; whose request still waits gets neither.
    """
    desk = Desk.of(ctx)
    from copctl.community import people
    from copctl.sessions import planning, speaking

    with desk.transaction(keep=not dry_run) as db:
        found = planning.find(db, session)
        person = people.find(db, member)
        step = speaking.release(db, speakers_steps.occasion(desk), found, person, with_mail=not no_mail)
        name, code = person.name, found.code
        tried = speakers_steps.mails_tried(db, [step]) if dry_run else []
    desk.say(f"{'Would release' if dry_run else 'Released'} {name} from session {code}.")
    speakers_steps.say_mail(desk, [step], tried)


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("release")(release)
