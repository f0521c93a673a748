"""`copctl mail show`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import local
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Record, Style


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("show")(show)


def show(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="N", help="The mail's number.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the HTML part there, to look at.")
    ] = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Show one mail as it will go out, and each attempt.

    In place of a personal code it has %CODE%, and %TOKEN% in place of what unsubscribes its reader: they are
    stored nowhere and put in at delivery.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.files import write_text
    from copctl.mail import outbox
    from copctl.mail.composing import as_read
    from copctl.mail.delivery import attempts

    with desk.reading() as db:
        message = outbox.find(db, number)
        subject, text, page = as_read(message)
        full = {**outbox.summary(message), "subject": subject, "text": text, "html": page}
        full["attempts"] = attempts(db, message)
    if html is not None:
        write_text(html, full["html"])
        desk.hint(f"Wrote {html}.")
    lines = _lines(desk, full)
    if style is Style.TABLE:
        desk.show(Record(full["subject"], lines, full), style)
        desk.say(f"\n{full['text'].rstrip()}")
    else:
        desk.show(Record(full["subject"], [*lines, ("Text", full["text"])], full), style)


def _lines(desk: Desk, full: dict[str, Any]) -> list[tuple[str, str]]:
    tried = [
        ("Attempt", f"{local(desk, one['at'])}, {one['outcome']}: {one['said']}") for one in full["attempts"]
    ]
    return [
        ("To", f"{full['name']} <{full['to']}>"),
        ("What", full["kind"]),
        ("Status", full["status"]),
        ("Queued", local(desk, full["queued_at"])),
        ("Next try", local(desk, full["due_at"])),
        ("Sent", local(desk, full["sent_at"])),
        ("Message-ID", full["message_id"]),
        *tried,
    ]
