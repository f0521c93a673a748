"""`copctl expertise ask` and `checked`: profiles are looked over by the people they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import some, tell_left_out
from copctl.cli.options import AsJson, DryRun, Yes
from copctl.cli.showing import to_json

if TYPE_CHECKING:
    from copctl.onboarding.profile_checks import Outcome


def register(app: typer.Typer) -> None:
    """Put both commands into the group."""
    app.command("ask")(ask)
    app.command("checked")(checked)


def ask(
    ctx: typer.Context,
    query: Annotated[
        str | None,
        typer.Argument(metavar="[QUERY]", help="Whom: a condition, or one member (default: all active)."),
    ] = None,
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="TIME", help="Whose last check is older: 90d, 6m, 1y.")
    ] = "6m",
    dry_run: DryRun = False,
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """Queue a mail that asks members to check their profile.

    It shows what the community holds about them, and they answer it. Whoever looked over their profile
    (or said what they know) within that time, or was asked within it, gets nothing. Nothing leaves
    before `copctl mail deliver`; note an answer with `copctl expertise checked MEMBER`.
    """
    desk = Desk.of(ctx)
    if desk.interactive and not (dry_run or yes):
        tried = _run(desk, query, older_than, keep=False)
        if tried.queued:
            desk.confirm(f"Queue {_mails(len(tried.queued))}?", yes=False)
    outcome = _run(desk, query, older_than, keep=not dry_run)
    if json:
        desk.say(to_json({"dry_run": dry_run, **vars(outcome)}))
        return
    _tell(desk, outcome, dry_run)
    if outcome.queued and not dry_run:
        desk.hint("Next: copctl mail queue, then copctl mail deliver --to-folder DIR")
        _point_to_survey(desk)


def _run(desk: Desk, query: str | None, older_than: str, *, keep: bool) -> Outcome:
    from copctl.cli.progress import counting
    from copctl.community.conditions import filtering
    from copctl.community.periods import before
    from copctl.onboarding import profile_checks

    occasion = profile_checks.Occasion(
        desk.settings, desk.now(), desk.today(), before(desk.today(), older_than)
    )
    with desk.transaction() as db, counting(desk, "mails written") as tell:
        chosen = filtering.chosen(db, query) if query is not None else None
        outcome = profile_checks.ask(db, chosen, occasion, tell)
        if not keep:
            db.rollback()
    return outcome


def _tell(desk: Desk, outcome: Outcome, dry_run: bool) -> None:
    tell_left_out(desk, outcome.left_out)
    if dry_run and outcome.queued:
        desk.hint(f"To: {some([person['name'] for person in outcome.queued])}.")
    notes = [
        f" {outcome.up_to_date} checked theirs since." if outcome.up_to_date else "",
        f" {outcome.already} were asked since." if outcome.already else "",
    ]
    desk.say(f"{'Would queue' if dry_run else 'Queued'} {_mails(len(outcome.queued))}.{''.join(notes)}")


def _point_to_survey(desk: Desk) -> None:
    from copctl.onboarding import profile_checks

    with desk.reading() as db:
        slug = profile_checks.open_survey(db)
    if slug is not None:
        desk.hint(
            f"The survey {slug} is open: copctl survey invite {slug} sends everybody a link of their own."
        )


def _mails(count: int) -> str:
    return f"{count} mail{'s' * (count != 1)} about profiles" if count != 1 else "1 mail about a profile"


def checked(
    ctx: typer.Context,
    member: Annotated[
        str | None, typer.Argument(metavar="MEMBER", help="Email, number or unique name.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day they did (default: today).")
    ] = None,
) -> None:
    """Note that a member has looked over their profile."""
    desk = Desk.of(ctx)
    member = desk.ask(member, "MEMBER", "Who? Email, number or name")
    from copctl.community import people
    from copctl.onboarding import profile_checks
    from copctl.when import parse_day

    day = parse_day(on) if on else desk.today()
    with desk.transaction() as db:
        found = people.find(db, member)
        profile_checks.mark_checked(found, day, today=desk.today())
    desk.say(f"Noted: {found.name} checked their profile on {day}.")
