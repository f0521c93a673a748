"""`copctl member duty`: moderators, the core group, champions of organisations."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.member_options import Who
from copctl.errors import WrongUsage

_DUTY = "moderator|core|champion"


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("duty")(duty)


def duty(
    ctx: typer.Context,
    member: Who,
    add: Annotated[str | None, typer.Option("--add", metavar=_DUTY, help="The duty they take on.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar=_DUTY, help="The duty that ends.")] = None,
    organisation: Annotated[
        str | None, typer.Option(help="Whose champion (default: their own organisation).")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="When it began (default: today).")] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="When it ended (default: today).")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="End the earlier champion's duty.")] = False,
) -> None:
    """Give a member a duty, or end one.

    The duties are moderator, core (of the core group) and champion, of whom an organisation has one at
    a time. `copctl member list --where duty=core` shows who has which.
    """
    desk = Desk.of(ctx)
    if (add is None) is (end is None):
        raise WrongUsage("Say --add or --end.", hint=f"copctl member duty {member} --add core")
    from copctl.community import duties, people
    from copctl.when import parse_day

    today = desk.today()
    with desk.transaction() as db:
        found = people.find(db, member)
        if add is not None:
            kind, day = duties.clean_duty(add), parse_day(since) if since else today
            made = duties.add(
                db, found, kind, since=day, today=today, organisation=organisation, replace=replace
            )
            said = f"{found.name} is {duties.words(made)} since {made.since}."
        else:
            kind, day = duties.clean_duty(end or ""), parse_day(on) if on else today
            ended = duties.end(db, found, kind, on=day, today=today, organisation=organisation)
            said = f"{found.name} was {duties.words(ended)} until {ended.until}."
    desk.say(said)
