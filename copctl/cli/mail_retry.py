"""`copctl mail retry`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import mails
from copctl.cli.options import AsJson, DryRun
from copctl.cli.showing import to_json
from copctl.errors import WrongUsage


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("retry")(retry)


def retry(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="The mail's number.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Those that a server refused.")] = False,
    unknown: Annotated[bool, typer.Option("--unknown", help="Those that may have arrived.")] = False,
    all_: Annotated[
        bool, typer.Option("--all", help="Failed, unknown, and those that wait for their next try.")
    ] = False,
    arrived: Annotated[
        bool, typer.Option("--arrived", help="Do not send: count as sent what was unknown.")
    ] = False,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Queue mails again that failed or are unknown.

    A mail is unknown when the delivery broke off between the mail and the server's answer: it may have
    arrived. Ask its reader, or look for it in the provider's list of sent mail; then send it again, or
    say --arrived.

    Nothing leaves before `copctl mail deliver`.
    """
    desk = Desk.of(ctx)
    if (number is not None) + failed + unknown + all_ != 1:
        raise WrongUsage(
            "Name one mail, or say --failed, --unknown or --all.", hint="copctl mail status lists them"
        )
    if arrived and (failed or all_):
        raise WrongUsage(
            "Only what is unknown can have arrived.", hint="copctl mail retry --unknown --arrived"
        )
    from copctl.mail import outbox, retrying

    def chosen(db: Any) -> list[Any]:
        if number is not None:
            return [outbox.find(db, number)]
        statuses = retrying.FAILED if failed else retrying.UNKNOWN if unknown else retrying.EITHER
        return retrying.of_status(db, statuses, put_off=all_)

    with desk.transaction() as db:
        found = chosen(db)
        for message in found:
            if arrived:
                retrying.count_as_sent(db, message)
            else:
                retrying.again(message)
        numbers = [message.id for message in found]
        if dry_run:
            db.rollback()
    _tell(desk, numbers, arrived=arrived, dry_run=dry_run, json=json)


def _tell(desk: Desk, numbers: list[int], *, arrived: bool, dry_run: bool, json: bool) -> None:
    if json:
        desk.say(to_json({"dry_run": dry_run, "arrived": arrived, "mails": numbers}))
        return
    if arrived:
        counts = "counts" if len(numbers) == 1 else "count"
        desk.say(f"{mails(len(numbers))} {f'would {counts[:5]}' if dry_run else counts} as sent.")
        return
    desk.say(f"{'Would queue' if dry_run else 'Queued'} {mails(len(numbers))} again.")
    if numbers and not dry_run:
        desk.hint("Next: copctl mail deliver")
