"""`copctl mail`: what waits in the outbox, and delivering it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from copctl.cli import mail_fetch, mail_review
from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.options import AsJson, DryRun, Format, Yes, style_of
from copctl.cli.showing import Column, Listing, Record, Style, to_json
from copctl.errors import Refused, WrongUsage

app = plain_group("Mails that wait, and delivering them.")

_COLUMNS = [
    Column("number", "No.", numeric=True),
    Column("name", "To"),
    Column("to", "Address", whole=True),
    Column("subject", "Subject"),
]
_STATUS = Column("status", "Status")


@app.command("queue")
def queue(
    ctx: typer.Context,
    all_: Annotated[bool, typer.Option("--all", help="Also those that were sent or cancelled.")] = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """List the mails that wait to be delivered."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.mail import outbox

    with desk.reading() as db:
        rows = outbox.listed(db, everything=all_)
    desk.show(Listing([*_COLUMNS, _STATUS] if all_ else _COLUMNS, rows, nothing="No mail waits."), style)
    if style is Style.TABLE and any(row["status"] == "queued" for row in rows):
        desk.hint("Next: copctl mail deliver --to-folder DIR")


@app.command("show")
def show(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="N", help="The mail's number.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the HTML part there, to look at.")
    ] = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Show one mail as it will go out.

    In place of a personal code it has %CODE%: codes are stored nowhere and put in at delivery.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.files import write_text
    from copctl.mail import outbox

    with desk.reading() as db:
        message = outbox.find(db, number)
        full = {**outbox.summary(message), "text": message.text, "html": message.html}
    if html is not None:
        write_text(html, full["html"])
        desk.hint(f"Wrote {html}.")
    lines = [
        ("To", f"{full['name']} <{full['to']}>"),
        ("What", full["kind"]),
        ("Status", full["status"]),
        ("Queued", _local(desk, full["queued_at"])),
        ("Sent", _local(desk, full["sent_at"])),
        ("Message-ID", full["message_id"]),
        ("Text", full["text"]),
    ]
    if style is Style.TABLE:
        desk.show(Record(full["subject"], lines[:-1], full), style)
        desk.say(f"\n{full['text'].rstrip()}")
    else:
        desk.show(Record(full["subject"], lines, full), style)


def _local(desk: Desk, moment: datetime | None) -> str:
    return f"{moment.astimezone(desk.settings.zone):%Y-%m-%d %H:%M}" if moment else ""


@app.command("cancel")
def cancel(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="The mail's number.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every mail that waits.")] = False,
    yes: Yes = False,
) -> None:
    """Take mails out of the queue; `copctl undo` puts them back."""
    desk = Desk.of(ctx)
    if (number is None) is not all_:
        raise WrongUsage("Name one mail, or say --all.", hint="copctl mail queue lists their numbers")
    from copctl.mail import outbox

    with desk.reading() as db:
        waiting = len(outbox.waiting(db))
    if all_ and desk.interactive:
        desk.confirm(f"Take {waiting} mails out of the queue?", yes)
    with desk.transaction() as db:
        chosen = outbox.waiting(db) if number is None else [outbox.find(db, number)]
        for message in chosen:
            outbox.cancel(message)
    desk.say(f"Cancelled {_mails(len(chosen))}.")


@app.command("deliver")
def deliver(
    ctx: typer.Context,
    to_folder: Annotated[
        Path | None, typer.Option("--to-folder", metavar="DIR", help="Write them there as .eml files.")
    ] = None,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Deliver the mails that wait, so far into a folder.

    copctl cannot send by SMTP yet. --to-folder writes one .eml file a mail, which any mail program
    opens and sends, and marks the mails as sent. They hold people's addresses, and those of surveys
    personal links: delete them afterwards.

    Who may be written to is checked now: who left, or has answered since, gets nothing.
    """
    desk = Desk.of(ctx)
    if to_folder is None:
        raise Refused(
            "copctl cannot send mail by SMTP yet.",
            hint="copctl mail deliver --to-folder out/mail writes .eml files that a mail program can send",
        )
    if dry_run:
        _preview(desk, to_folder, json)
        return
    from copctl.cli.mail_origins import going_out
    from copctl.mail import delivery, link_key
    from copctl.mail.sender import sender_of

    with desk.transaction() as db:
        said = going_out(db, link_key.load_or_make(desk.settings.folder))
        done = delivery.to_folder(db, to_folder, sender_of(desk.settings), said.origins, now=desk.now())
    if json:
        desk.say(to_json(_full(done.written, done.withheld, done.kept)))
        return
    _tell_withheld(desk, [(*entry, "cancelled") for entry in done.withheld])
    _tell_withheld(desk, [(*entry, "still queued") for entry in done.kept])
    if said.renewed:
        desk.hint(
            f"Note: the key of personal links was replaced, so {said.renewed} older links no longer count."
        )
    desk.say(f"Wrote {_mails(len(done.written))} to {to_folder}." if done.written else "No mail waits.")
    if done.written:
        desk.hint(
            "They count as sent. Delete the files when they are on their way: they hold addresses and links."
        )


def _preview(desk: Desk, folder: Path, json: bool) -> None:
    from copctl.cli.mail_origins import going_out
    from copctl.mail import delivery

    with desk.reading() as db:
        going, staying = delivery.preview(db, going_out(db, b"").origins)
        count = len(going)
    if json:
        desk.say(to_json({"dry_run": True, "mails": count, "withheld": _people(staying)}))
        return
    _tell_withheld(desk, [(*entry, "not delivered") for entry in staying])
    desk.say(f"Would write {_mails(count)} to {folder}.")


def _full(written: list[Path], withheld: Any, kept: Any) -> dict[str, Any]:
    return {
        "dry_run": False,
        "mails": len(written),
        "files": [str(path) for path in written],
        "withheld": _people(withheld),
        "kept": _people(kept),
    }


def _people(entries: Any) -> list[dict[str, Any]]:
    return [{"number": number, "name": name, "why": why} for number, name, why in entries]


def _tell_withheld(desk: Desk, entries: list[tuple[int, str, str, str]]) -> None:
    for number, name, why, state in entries:
        desk.hint(f"Mail {number} to {name}, {state}: {why}.")


def _mails(count: int) -> str:
    return f"{count} mail{'s' * (count != 1)}"


mail_fetch.register(app)
mail_review.register(app)
