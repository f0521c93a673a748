"""`copctl survey status`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style, to_json

_WAITING = [
    Column("number", "No.", numeric=True),
    Column("name", "Not answered", whole=True),
    Column("organisation", "Organisation"),
    Column("invitation", "Invitation"),
    Column("reminders", "Reminders", numeric=True, spare=True),
    Column("began", "Began"),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("status")(status)


def status(
    ctx: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The survey's short name.")],
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Show who has not answered, never what anyone said."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.surveys import definitions
    from copctl.surveys.asking import participation

    with desk.reading() as db:
        survey = definitions.find(db, slug)
        found = participation.status(db, survey)
        full = _full(survey, found)
    if style is Style.JSON:
        desk.say(to_json(full))
        return
    nothing = "Nobody was invited yet." if not found.invited else "Everybody who was invited has answered."
    desk.show(Listing(_WAITING, found.waiting, nothing=nothing), style)
    if style is not Style.TABLE:
        return
    desk.say(_sentence(full))
    if not found.invited:
        desk.hint(f"Next: copctl survey invite {full['survey']}")
    elif found.waiting and full["status"] == "open":
        desk.hint(f"Next: copctl survey remind {full['survey']}")


def _full(survey: Any, found: Any) -> dict[str, Any]:
    from copctl.surveys.definitions import is_anonymous

    queued = sum(mails.invitation == "queued" for mails in found.invited.values())
    return {
        "survey": survey.slug,
        "title": survey.title,
        "status": survey.status,
        "anonymous": is_anonymous(survey),
        "invited": len(found.invited),
        "queued": queued,
        "answered": len(found.answered & found.invited.keys()),
        "partial": len(found.partial & found.invited.keys()),
        "bounced": 0,
        "uninvited": found.uninvited,
        "response_rate": found.rate,
        "not_answered": found.waiting,
    }


def _sentence(full: dict[str, Any]) -> str:
    if not full["invited"]:
        return f"{full['uninvited']} members answered without an invitation." if full["uninvited"] else ""
    rate = f" ({full['response_rate']:.0%})"
    parts = [f"{full['answered']} of {full['invited']} invited answered{rate}"]
    if full["partial"]:
        parts.append(f"{full['partial']} began and did not finish")
    if full["queued"]:
        parts.append(f"{full['queued']} invitations are still queued")
    if full["uninvited"]:
        parts.append(f"{full['uninvited']} more answered without an invitation")
    known = " Who answered is known, what was said is not tied to it." if full["anonymous"] else ""
    return f"{'; '.join(parts)}.{known}"
