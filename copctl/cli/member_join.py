"""`copctl member join`: who said yes is a member."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import tell_left_out
from copctl.cli.member_options import Consents
from copctl.cli.options import AsJson, DryRun
from copctl.cli.showing import to_json
from copctl.errors import WrongUsage

if TYPE_CHECKING:
    from copctl.onboarding.joining import Joined


# So many of those whom nobody knows are named.
_NAMED = 5


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("join")(join)


def join(
    ctx: typer.Context,
    member: Annotated[
        str | None, typer.Argument(metavar="[MEMBER]", help="Email, number or unique name.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Since when (default: today).")
    ] = None,
    consent: Consents = None,
    from_survey: Annotated[
        str | None, typer.Option("--from-survey", metavar="SLUG", help="Everybody who said yes in it.")
    ] = None,
    question: Annotated[
        str | None, typer.Option("--question", metavar="NAME", help="The question they said yes to.")
    ] = None,
    answer: Annotated[
        str | None, typer.Option("--answer", metavar="CHOICE", help="The answer that means yes.")
    ] = None,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Note who joined: somebody, or all who said yes in a survey.

    They are active from that day, and mails that still ask them to join go out of the queue. A survey
    answer counts where it is known whose it is; `copctl survey import SLUG FILE --review` asks.
    """
    desk = Desk.of(ctx)
    if (member is None) is (from_survey is None) or (from_survey is None) is not (question is None):
        raise WrongUsage(
            "Name one member, or a survey and its question.",
            hint="copctl member join MEMBER, or copctl member join --from-survey SLUG --question NAME",
        )
    if from_survey is not None and question is not None:
        _join_many(desk, from_survey, question, answer, consent or [], dry_run, json)
        return
    from copctl.community import people
    from copctl.onboarding import joining
    from copctl.store.schema.member import MemberStatus
    from copctl.when import parse_day

    today = desk.today()
    with desk.transaction() as db:
        found = people.find(db, member or "")
        day = parse_day(on) if on else today
        left_on = found.status_since if found.status == MemberStatus.LEFT else None
        had_left = found.status == MemberStatus.LEFT
        joining.join(db, found, on=day, today=today, consents=consent or [])
        person = {"number": found.id, "name": found.name, "email": found.email, "since": day.isoformat()}
        if dry_run:
            db.rollback()
    if json:
        desk.say(to_json({"dry_run": dry_run, "joined": [person]}))
        return
    if had_left:
        desk.hint(f"Note: {person['name']} had left{f' on {left_on}' if left_on else ''}.")
    would = "would be" if dry_run else "is"
    desk.say(f"{person['name']} {would} a member since {day}.")
    if not dry_run:
        desk.hint(f"Next: copctl member welcome {person['number']}")


def _join_many(
    desk: Desk,
    slug: str,
    question: str,
    answer: str | None,
    consents: list[str],
    dry_run: bool,
    json: bool,
) -> None:
    from copctl.onboarding import joining

    with desk.transaction() as db:
        outcome = joining.join_from_survey(
            db, slug, question, answer=answer, today=desk.today(), zone=desk.settings.zone, consents=consents
        )
        if dry_run:
            db.rollback()
    if json:
        desk.say(to_json({"dry_run": dry_run, **vars(outcome)}))
        return
    _tell(desk, outcome, slug, dry_run)


def _tell(desk: Desk, outcome: Joined, slug: str, dry_run: bool) -> None:
    tell_left_out(desk, outcome.left_out)
    if outcome.strangers:
        named = ", ".join(outcome.strangers[:_NAMED]) + (" ..." if outcome.strangers[_NAMED:] else "")
        desk.hint(
            f"{len(outcome.strangers)} more said yes whom nobody knows ({named}): copctl member add takes an "
            f"address in, and copctl survey import {slug} FILE --review asks whose a name is"
        )
    nameless = outcome.unknown - len(outcome.strangers)
    if nameless:
        desk.hint(f"{nameless} more said yes and left neither an address nor a name.")
    for person in outcome.joined:
        desk.hint(f"  {person['name']} <{person['email']}>")
    verb = "Would join" if dry_run else "Joined"
    before = f" {outcome.already} were members already." if outcome.already else ""
    desk.say(f"{verb}: {len(outcome.joined)}.{before}")
