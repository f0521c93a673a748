"""`copctl mail status`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import local
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style, to_json
from copctl.errors import WrongUsage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.mail.missed import About

_COLUMNS = [
    Column("number", "No.", numeric=True),
    Column("name", "To"),
    Column("state", "Status"),
    Column("why", "Why"),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("status")(status)


def status(
    ctx: typer.Context,
    session: Annotated[
        str | None, typer.Option("--session", metavar="CODE", help="Only mails about this session.")
    ] = None,
    survey: Annotated[
        str | None, typer.Option("--survey", metavar="SLUG", help="Only mails about this survey.")
    ] = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Show how many mails went, and who missed theirs and why."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    if session is not None and survey is not None:
        raise WrongUsage("Choose --session or --survey.", hint="copctl mail status --session CODE")
    from copctl.mail import missed

    with desk.reading() as db:
        about = _about(db, session, survey)
        counted, rows = missed.counts(db, about), missed.listed(db, about)
    if style is Style.JSON:
        desk.say(to_json({"counts": counted, "missed": rows}))
        return
    if style is Style.TABLE:
        words = ", ".join(f"{count} {name}" for name, count in counted.items())
        desk.say(f"Mails: {words}." if words else "No mail yet.")
    shown = [{**row, "state": _state(desk, row)} for row in rows]
    if rows or style is not Style.TABLE:
        desk.show(Listing(_COLUMNS, shown if style is not Style.CSV else rows), style)
    if style is Style.TABLE:
        _hint(desk, counted)


def _about(db: Session, session: str | None, survey: str | None) -> About:
    from copctl.mail.missed import About

    if session is not None:
        from copctl.sessions import planning

        return About(session_id=planning.find(db, session).id)
    if survey is not None:
        from copctl.surveys import definitions

        return About(survey_id=definitions.find(db, survey).id)
    return About()


def _state(desk: Desk, row: dict[str, Any]) -> str:
    if row["status"] != "queued":
        return str(row["status"])
    return f"next try {local(desk, row['due_at'])}" if row["due_at"] else "queued again"


def _hint(desk: Desk, counted: dict[str, int]) -> None:
    if counted.get("unknown"):
        desk.hint(
            "Unknown mails may have arrived: copctl mail retry N sends one again, "
            "copctl mail retry N --arrived counts it as sent."
        )
    if counted.get("failed"):
        desk.hint("To try those again that failed: copctl mail retry --failed")
