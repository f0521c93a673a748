"""`copctl mail deliver`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import mails, note_doubt, nothing, tell_planned
from copctl.cli.options import AsJson, DryRun
from copctl.cli.showing import to_json
from copctl.errors import Refused


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("deliver")(deliver)


def deliver(
    ctx: typer.Context,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="So many mails at most.")
    ] = None,
    to_folder: Annotated[
        Path | None, typer.Option("--to-folder", metavar="DIR", help="Write .eml files there; send nothing.")
    ] = None,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Send the mails that wait.

    They go by the mail server that `copctl mail setup` noted, within its limits. What the server puts off
    is tried again by a later `deliver`; what it refuses is failed, with its words in `copctl mail status`.
    Who may be written to is checked now: who left, unsubscribed or has answered since gets nothing.

    Ctrl-C stops after the mail in hand. Two deliveries at once share the work.

    With --to-folder each mail becomes an .eml file, which any mail program opens and sends, and counts as
    sent. The files hold people's addresses, and those of surveys personal links: delete them afterwards.

    Ends with 5 when a mail failed, is unknown, or still waits.
    """
    desk = Desk.of(ctx)
    if to_folder is None and not desk.settings.mail.host:
        raise Refused(
            "This community has no mail server yet.",
            hint="copctl mail setup, or copctl mail deliver --to-folder out/mail for .eml files "
            "that a mail program can send",
        )
    note_doubt(desk)
    if dry_run:
        _preview(desk, to_folder, limit, json)
    elif to_folder is not None:
        _write(desk, to_folder, limit, json)
    else:
        from copctl.cli.mail_sending import send

        send(desk, limit, json)


def _preview(desk: Desk, folder: Path | None, limit: int | None, json: bool) -> None:
    from copctl.cli.mail_origins import going_out
    from copctl.mail import claims, delivery

    with desk.reading() as db:
        origins = going_out(db, b"", desk.now(), desk.today()).origins
        going, staying = delivery.preview(db, origins, desk.now())
        planned = claims.planned(db.connection(), desk.now())
        count = min(len(going), limit or len(going))
    if json:
        desk.say(to_json({"dry_run": True, "mails": count, "withheld": _people(staying)}))
        return
    _tell_withheld(desk, [(*entry, "not delivered") for entry in staying])
    desk.say(f"Would send {mails(count)}." if folder is None else f"Would write {mails(count)} to {folder}.")
    tell_planned(desk, *planned)


def _write(desk: Desk, folder: Path, limit: int | None, json: bool) -> None:
    from copctl.cli.mail_origins import composer, going_out
    from copctl.mail import delivery, link_key

    key = link_key.load_or_make(desk.settings.folder)
    with desk.transaction() as db:
        said = going_out(db, key, desk.now(), desk.today())
        done = delivery.to_folder(db, folder, composer(desk, key), said.origins, now=desk.now(), most=limit)
    if json:
        desk.say(
            to_json(
                {
                    "dry_run": False,
                    "mails": len(done.written),
                    "files": [str(path) for path in done.written],
                    "withheld": _people(done.withheld),
                    "kept": _people(done.kept),
                }
            )
        )
        return
    _tell_withheld(desk, [(*entry, "held back") for entry in done.withheld])
    _tell_withheld(desk, [(*entry, "still queued") for entry in done.kept])
    if said.renewed:
        desk.hint(
            f"Note: the key of personal links was replaced, so {said.renewed} older links no longer count."
        )
    desk.say(f"Wrote {mails(len(done.written))} to {folder}." if done.written else nothing(done.planned[0]))
    tell_planned(desk, *done.planned)
    if done.written:
        desk.hint(
            "They count as sent. Delete the files when they are on their way: they hold addresses and links."
        )


def _people(entries: Any) -> list[dict[str, Any]]:
    return [{"number": number, "name": name, "why": why} for number, name, why in entries]


def _tell_withheld(desk: Desk, entries: list[tuple[int, str, str, str]]) -> None:
    for number, name, why, state in entries:
        desk.hint(f"Mail {number} to {name}, {state}: {why}.")
