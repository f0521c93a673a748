"""`copctl speakers confirm`: count on a speaker, and tell them all that they need."""

from __future__ import annotations

import typer

from copctl.cli import speakers_steps
from copctl.cli.desk import Desk
from copctl.cli.options import DryRun
from copctl.cli.speakers_steps import Code, NoMail, Who


def confirm(
    ctx: typer.Context, session: Code, member: Who, no_mail: NoMail = False, dry_run: DryRun = False
) -> None:
    """Confirm a speaker who accepted, by a mail.

    It has their slot, the link, the run of show, and what is needed of them.
    """
    desk = Desk.of(ctx)
    from copctl.community import consent, people
    from copctl.sessions import planning, speaking
    from copctl.store.schema.member import Purpose

    with desk.transaction(keep=not dry_run) as db:
        found = planning.find(db, session)
        person = people.find(db, member)
        step = speaking.confirm(db, speakers_steps.occasion(desk), found, person, with_mail=not no_mail)
        name, number, code = person.name, person.id, found.code
        may_record = consent.stands(person, Purpose.RECORDING)
        has_agenda = bool(found.agenda)
        tried = speakers_steps.mails_tried(db, [step]) if dry_run else []
    desk.say(f"{'Would confirm' if dry_run else 'Confirmed'} {name} for session {code}.")
    speakers_steps.say_mail(desk, [step], tried)
    if not may_record:
        desk.hint(
            f"{name} has not agreed to be recorded. Once they do: "
            f"copctl member edit {number} --consent recording"
        )
    if not has_agenda:
        desk.hint(f"Note: the session has no agenda yet: copctl session edit {code} --agenda '10 Welcome'")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("confirm")(confirm)
