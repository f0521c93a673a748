"""`copctl member invite`: personal invitations to join, queued; `copctl mail deliver` delivers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import tell_left_out
from copctl.cli.options import AsJson, DryRun, Yes
from copctl.cli.showing import to_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.onboarding.inviting import Occasion, Outcome

_SHOWN = 10
_ALREADY = {"invitation": "had theirs already", "reminder": "had a mail too lately"}

Query = Annotated[
    str | None,
    typer.Argument(metavar="[QUERY]", help="A condition such as 'country=KH', or one person."),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("invite")(invite)


def invite(
    ctx: typer.Context, query: Query = None, dry_run: DryRun = False, yes: Yes = False, json: AsJson = False
) -> None:
    """Queue a personal invitation to join for prospects.

    Without QUERY for all prospects who have an address and were not asked. They are invited from today.
    Nobody is asked twice, and nobody who left or took their consent to the newsletter back.

    Write your own words into templates/onboarding/join.txt and join.html, and join.km.txt for readers of
    Khmer. Nothing leaves before `copctl mail deliver`.
    """
    from copctl.onboarding import inviting

    desk = Desk.of(ctx)
    queue(desk, lambda db, occasion: inviting.invite(db, occasion, query), "invitation", dry_run, yes, json)


def queue(
    desk: Desk,
    work: Callable[[Session, Occasion], Outcome],
    noun: str,
    dry_run: bool,
    yes: bool,
    json: bool,
) -> None:
    """Do the work, or try it and take it back; ask first where somebody can be asked; say what came of it."""
    if desk.interactive and not (dry_run or yes):
        tried = _run(desk, work, keep=False)
        if tried.queued:
            _name(desk, tried)
            desk.confirm(f"Queue {_count(len(tried.queued), noun)}?", yes=False)
    outcome = _run(desk, work, keep=not dry_run)
    if json:
        desk.say(to_json({"dry_run": dry_run, **vars(outcome)}))
    else:
        _tell(desk, outcome, noun, dry_run)


def _run(desk: Desk, work: Callable[[Session, Occasion], Outcome], *, keep: bool) -> Outcome:
    from copctl.onboarding.inviting import Occasion

    with desk.transaction() as db:
        outcome = work(db, Occasion(desk.settings, desk.now(), desk.today()))
        if not keep:
            db.rollback()
    return outcome


def _tell(desk: Desk, outcome: Outcome, noun: str, dry_run: bool) -> None:
    tell_left_out(desk, outcome.left_out)
    if dry_run:
        _name(desk, outcome)
    verb = "Would queue" if dry_run else "Queued"
    before = f" {outcome.already} {_ALREADY[noun]}." if outcome.already else ""
    desk.say(f"{verb} {_count(len(outcome.queued), noun)}.{before}")
    if not (outcome.queued or outcome.already or outcome.left_out):
        desk.hint(
            "Nobody is there to write to: copctl member add --status prospect, or name people by a query"
        )
    if outcome.queued and not dry_run:
        desk.hint("Next: copctl mail queue, then copctl mail deliver --to-folder DIR")


def _name(desk: Desk, outcome: Outcome) -> None:
    for person in outcome.queued[:_SHOWN]:
        desk.hint(f"  {person['name']} <{person['email']}>")
    if len(outcome.queued) > _SHOWN:
        desk.hint(f"  and {len(outcome.queued) - _SHOWN} more")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
