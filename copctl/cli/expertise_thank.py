"""`copctl expertise thank`: somebody was thanked for something, which shows what they know."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("thank")(thank)


def thank(
    ctx: typer.Context,
    member: Annotated[
        str | None, typer.Argument(metavar="MEMBER", help="Who is thanked: email, number or unique name.")
    ] = None,
    what: Annotated[
        str | None, typer.Argument(metavar="'FOR WHAT'", help="What for, in a few words.")
    ] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="TOPIC", help="The topic that it shows.")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="MEMBER", help="Who thanks them (default: you).")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day of the thanks (default: today).")
    ] = None,
) -> None:
    """Note that a member was thanked; it counts as evidence."""
    desk = Desk.of(ctx)
    member = desk.ask(member, "MEMBER", "Who is thanked? Email, number or name")
    what = desk.ask(what, "'FOR WHAT'", "What for?")
    from copctl.community import people, vocabulary
    from copctl.community.knowing import crediting
    from copctl.when import parse_day

    with desk.transaction() as db:
        found = people.find(db, member)
        new = crediting.thank(
            found,
            what,
            on=parse_day(on) if on else desk.today(),
            by=people.find(db, by) if by is not None else None,
            topic=vocabulary.find(db, topic) if topic is not None else None,
        )
        title = found.evidence[-1].title if new else ""
    if new:
        desk.say(f"Noted: {found.name} was thanked for {title}.")
    else:
        desk.say(f"Nothing changed: these thanks to {found.name} are noted already.")
