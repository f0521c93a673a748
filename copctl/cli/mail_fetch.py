"""`copctl mail fetch`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, DryRun
from copctl.cli.showing import Column, Listing, Style, to_json
from copctl.errors import WrongUsage

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from copctl.mail.mailbox import Cursor
    from copctl.mail.sorting import Arrived
    from copctl.sessions.incoming import Intake

_COLUMNS = [Column("from", "From", whole=True), Column("note", "What it is"), Column("state", "")]
_KINDS = {"reply": "answer", "bounce": "bounce", "unsubscribe": "unsubscription", "other": "other mail"}


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("fetch")(fetch)


def fetch(
    ctx: typer.Context,
    source: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER|FILE]", help="Saved mails: .eml files, an mbox or a Maildir."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Read the mailbox again from this day on.")
    ] = None,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Read what came back: answers, bounces, unsubscriptions.

    Without a name it reads the mailbox that [mailbox] in community.toml names, with the password in
    COPCTL_IMAP_PASSWORD or the system keyring. Mails there are only looked at. Nothing is acted on twice,
    and what is not certain waits for you: copctl mail review.
    """
    desk = Desk.of(ctx)
    if source is not None and since is not None:
        raise WrongUsage("--since is for the mailbox.", hint=f"copctl mail fetch {source}")
    from copctl.sessions import incoming

    strange: list[str] = []
    mails, cursor = _read(desk, source, since, strange)
    with desk.transaction() as db:
        intake = incoming.take_in(db, mails, now=desk.now(), today=desk.today(), link_key=_link_key(desk))
        if cursor is not None:
            _keep(desk, db, cursor)
        if dry_run:
            db.rollback()
    if json:
        desk.say(to_json(_full(intake, strange, dry_run)))
        return
    _tell(desk, intake, strange, dry_run)


def _read(
    desk: Desk, source: Path | None, since: str | None, strange: list[str]
) -> tuple[list[Arrived], Cursor | None]:
    """The mails, and how far the mailbox was read. Outside of any transaction: a network takes its time."""
    from copctl.mail.sorting import arrived

    if source is not None:
        from copctl.mail.mail_files import contents

        return [arrived(content) for content in contents(source, strange)], None
    from copctl.mail import mailbox, reading_on
    from copctl.mail.secrets import imap_password

    server = desk.settings.mailbox
    first = _day(since)
    with desk.reading() as db:
        after = reading_on.cursor(db, server) if first is None else None
        first = first or reading_on.first_day(db, today=desk.today())
    password = imap_password(desk.settings, desk.environ) if server.host else ""
    with mailbox.opened(server, password) as opened:
        return [arrived(content) for content in opened.mails(after, first)], opened.cursor


def _day(text: str | None) -> date | None:
    from copctl.when import parse_day

    return parse_day(text) if text is not None else None


def _keep(desk: Desk, db: Session, cursor: Cursor) -> None:
    from copctl.mail import reading_on

    reading_on.keep(db, desk.settings.mailbox, cursor, now=desk.now())


def _link_key(desk: Desk) -> bytes | None:
    """The key of links, where there is one: without it no token can be ours."""
    from copctl.mail import link_key

    folder = desk.settings.folder
    return link_key.load_or_make(folder) if (folder / link_key.FILE).exists() else None


def _full(intake: Intake, strange: list[str], dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "mails": [
            {
                "number": None if dry_run else mail.number,
                "kind": mail.kind,
                "from": mail.sender,
                "subject": mail.subject,
                "note": mail.note,
                "settled": mail.settled,
            }
            for mail in intake.placed
        ],
        "known": intake.known,
        "other_business": intake.passed,
        "no_mails": strange,
    }


def _tell(desk: Desk, intake: Intake, strange: list[str], dry_run: bool) -> None:
    rows = [
        {"from": mail.sender, "note": mail.note, "state": "" if mail.settled else "to review"}
        for mail in intake.placed
    ]
    if rows:
        desk.show(Listing(_COLUMNS, rows), Style.TABLE)
    desk.say(_sentence(intake, dry_run))
    for name in strange:
        desk.hint(f"Note: {name} holds no mail.")
    if intake.needs_extra:
        desk.hint("Note: a bounce follows no standard. To read it: pip install 'copctl[bounces]'")
    if any(not mail.settled for mail in intake.placed) and not dry_run:
        desk.hint("Next: copctl mail review")


def _sentence(intake: Intake, dry_run: bool) -> str:
    if not intake.placed:
        return "Nothing new came back."
    found = Counter(_KINDS[mail.kind] for mail in intake.placed)
    parts = [f"{count} {kind}{'s' * (count != 1)}" for kind, count in found.items()]
    review = sum(not mail.settled for mail in intake.placed)
    which = (
        "It is" if review == len(intake.placed) == 1 else f"{review} of them {'is' if review == 1 else 'are'}"
    )
    waits = f" {which} for you to look at." if review else ""
    return f"{'Would take in' if dry_run else 'Took in'} {', '.join(parts)}.{waits}"
