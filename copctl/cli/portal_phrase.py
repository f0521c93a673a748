"""`copctl portal phrase` and `copctl portal phrases`: what members open the static site with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import mails, tell_left_out
from copctl.cli.options import AsJson, DryRun, Format, Yes, style_of
from copctl.cli.showing import Column, Listing, to_json

if TYPE_CHECKING:
    from copctl.commons.handing_out import Outcome

_COLUMNS = [
    Column("number", "Number", numeric=True),
    Column("name", "Name"),
    Column("email", "Email", whole=True, spare=True),
    Column("phrase", "Phrase"),
    Column("sent_at", "Sent", whole=True, spare=True),
]
_DELIVER = "Next: copctl mail queue, then copctl mail deliver --to-folder DIR"
_BUILD = "The phrase before opens no site that is built from now on: copctl portal build DIR"

Url = Annotated[
    str, typer.Option("--url", metavar="ADDRESS", help="Where the site is (default: url in community.toml).")
]


def register(app: typer.Typer) -> None:
    """Put both commands into the group."""
    app.command("phrase")(phrase)
    app.command("phrases")(phrases)


def phrase(
    ctx: typer.Context,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Email, number or unique name.")],
    new: Annotated[
        bool, typer.Option("--new", help="Give them another; the one before opens no later build.")
    ] = False,
    send: Annotated[bool, typer.Option("--send", help="Queue a mail with it, and do not show it.")] = False,
    url: Url = "",
    json: AsJson = False,
) -> None:
    """Show a member's pass phrase for the static site, or mail it.

    It is made from the community's key (links.key) and stands in no store. Nothing leaves before
    `copctl mail deliver`, which puts it into the mail.
    """
    desk = Desk.of(ctx)
    from copctl.commons import handing_out
    from copctl.community import people
    from copctl.mail import link_key

    key = link_key.load_or_make(desk.settings.folder)
    with desk.transaction(keep=new or send) as db:
        found = people.find(db, member)
        if new:
            handing_out.renew(db, found)
            db.flush()
        shown: dict[str, Any] = {"number": found.id, "member": found.name, "new": new}
        if send:
            queued = handing_out.send_one(db, desk.settings, found, url, now=desk.now())
            shown["queued"] = queued.id if queued is not None else None
        else:
            shown["phrase"] = handing_out.phrase_of(found, key)
    if json:
        desk.say(to_json(shown))
        return
    if send:
        _tell_sent(desk, shown)
    else:
        desk.say(shown["phrase"])
    if new:
        desk.hint(_BUILD)


def _tell_sent(desk: Desk, shown: dict[str, Any]) -> None:
    if shown["queued"] is None:
        desk.say(f"{shown['member']} has a mail with this phrase already, sent or waiting.")
        desk.hint("To send another: --new --send")
        return
    desk.say(f"Queued a mail with the phrase for {shown['member']}: mail {shown['queued']}.")
    desk.hint(_DELIVER)


def phrases(
    ctx: typer.Context,
    send: Annotated[bool, typer.Option("--send", help="Queue a mail for all who lack theirs.")] = False,
    url: Url = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """List who was sent a pass phrase, or send all that are missing.

    With --send every member who has an address gets one mail with their own. Nobody is sent the same
    phrase twice. Nothing leaves before `copctl mail deliver`.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.commons import handing_out

    if not send:
        with desk.reading() as db:
            rows = handing_out.handed_out(db)
        desk.show(Listing(_COLUMNS, rows, nothing="There are no members yet."), style)
        return
    if desk.interactive and not (dry_run or yes):
        tried = _send(desk, url, keep=False)
        if tried.queued:
            desk.confirm(f"Queue {mails(len(tried.queued))}?", yes=False)
    outcome = _send(desk, url, keep=not dry_run)
    if json:
        desk.say(to_json({"dry_run": dry_run, **vars(outcome)}))
    else:
        _tell_all(desk, outcome, dry_run)


def _send(desk: Desk, url: str, *, keep: bool) -> Outcome:
    from copctl.commons import handing_out

    with desk.transaction(keep=keep) as db:
        return handing_out.send_all(db, desk.settings, url, now=desk.now())


def _tell_all(desk: Desk, outcome: Outcome, dry_run: bool) -> None:
    tell_left_out(desk, outcome.left_out)
    verb = "Would queue" if dry_run else "Queued"
    before = f" {outcome.already} had theirs already." if outcome.already else ""
    desk.say(f"{verb} {mails(len(outcome.queued))} with a pass phrase.{before}")
    if outcome.queued and not dry_run:
        desk.hint(_DELIVER)
