"""`copctl member next`: what to do about whom, and by when."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing
from copctl.errors import WrongUsage

COLUMNS = [
    Column("number", "No.", numeric=True),
    Column("name", "Name", whole=True),
    Column("status", "Status", spare=True),
    Column("due", "By", whole=True),
    Column("next_step", "Next step"),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("next")(next_)


def next_(
    ctx: typer.Context,
    member: Annotated[str | None, typer.Argument(metavar="[MEMBER]", help="Whose next step to set.")] = None,
    step: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="What to do.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="By which day.")] = None,
    done: Annotated[bool, typer.Option("--done", help="It is done; nothing is next.")] = False,
    due: Annotated[bool, typer.Option("--due", help="List only what is due by today.")] = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """List next steps with people, or set the one with a member.

    The earliest come first. copctl member next ana@example.org "call her" --on 2026-12-01 sets one.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    if member is None:
        if on is not None or done:
            raise WrongUsage(
                "Say with whom.", hint='copctl member next MEMBER "call them" --on 2026-12-01, or --done'
            )
        from copctl.community import progress

        rows = progress.next_steps(desk.settings.database, by=desk.today() if due else None)
        desk.show(Listing(COLUMNS, rows, nothing="Nothing is next with anybody."), style)
        return
    from copctl import when
    from copctl.community import people

    if done is (step is not None or on is not None):
        hint = f'copctl member next {member} "call them" --on 2026-12-01, or --done'
        raise WrongUsage("Say what is next, or that it is done.", hint=hint)
    day = when.parse_day(on) if on else None
    with desk.transaction() as db:
        found = people.find(db, member)
        people.note_next_step(found, "" if done else step, day)
        said = (
            f"Next with {found.name}: {found.next_step}"
            if found.next_step
            else f"Nothing is next with {found.name}"
        )
        by = f" by {found.next_step_on}" if found.next_step_on else ""
    desk.say(f"{said}{by}.")
