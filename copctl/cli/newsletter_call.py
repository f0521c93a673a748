"""`copctl newsletter call`: what is queued here, `copctl mail deliver` delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import some, tell_left_out
from copctl.cli.options import AsJson, DryRun, Yes
from copctl.cli.showing import to_json

if TYPE_CHECKING:
    from copctl.newsletter.call_letter import Call
    from copctl.newsletter.calling import Outcome


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("call")(call)


def call(
    ctx: typer.Context,
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="Such as 2026Q4.")],
    to: Annotated[
        str | None, typer.Option("--to", metavar="CONDITION", help="Only these members, such as country=LA.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="DATE",
            help="Until when (default: two weeks before the quarter ends, at least a week from now).",
        ),
    ] = None,
    link: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A form that takes items in.")] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Those who were asked once and gave nothing since.")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """Ask members for items for an issue, by mail.

    Every active member who agreed to the newsletter gets one mail a quarter, with a few lines to fill in.
    It says what they or their organisation gave last, or that nothing came from there for a year. Who
    gave something in the quarter is not asked. Nothing leaves before `copctl mail deliver`.
    """
    desk = Desk.of(ctx)
    from copctl.newsletter import giving
    from copctl.newsletter.call_letter import Call
    from copctl.when import parse_day, parse_quarter

    wanted = parse_quarter(quarter)
    until = parse_day(by) if by else giving.deadline(wanted, desk.today())
    wish = Call(wanted, until, (link or "").strip(), again)
    if desk.interactive and not (dry_run or yes):
        tried = _run(desk, wish, to, keep=False)
        if tried.queued:
            desk.confirm(f"Queue {_mails(len(tried.queued))} for items until {until}?", yes=False)
    outcome = _run(desk, wish, to, keep=not dry_run)
    if json:
        whole = {"dry_run": dry_run, "quarter": str(wanted), "by": until, **vars(outcome)}
        desk.say(to_json(whole))
        return
    _tell(desk, wish, outcome, dry_run)


def _run(desk: Desk, wish: Call, to: str | None, *, keep: bool) -> Outcome:
    from copctl.newsletter import calling

    with desk.transaction() as db:
        occasion = calling.Occasion(desk.settings, desk.now(), desk.today())
        outcome = calling.call(db, occasion, wish, to)
        if not keep:
            db.rollback()
    return outcome


def _tell(desk: Desk, wish: Call, outcome: Outcome, dry_run: bool) -> None:
    tell_left_out(desk, outcome.left_out)
    if dry_run and outcome.queued:
        desk.hint(f"To: {some([person['name'] for person in outcome.queued])}.")
    notes = [
        f" {outcome.already} had theirs already." if outcome.already else "",
        f" {outcome.gave} gave something for {wish.quarter} already." if outcome.gave else "",
    ]
    verb = "Would queue" if dry_run else "Queued"
    desk.say(f"{verb} {_mails(len(outcome.queued))} for items until {wish.by}.{''.join(notes)}")
    if outcome.queued and not dry_run:
        desk.hint("Next: copctl mail queue, then copctl mail deliver --to-folder DIR")


def _mails(count: int) -> str:
    return "1 mail that asks" if count == 1 else f"{count} mails that ask"
