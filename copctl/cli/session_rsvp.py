"""`copctl session rsvp` and `copctl session rsvps`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, DryRun, Format, style_of
from copctl.cli.showing import Column, Listing, Style, to_json
from copctl.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from datetime import datetime

Code = Annotated[str, typer.Argument(metavar="CODE", help="The session's code, such as 2026-12.")]

_COLUMNS = [
    Column("name", "Name"),
    Column("answer", "Comes"),
    Column("said", "Said on", whole=True),
    Column("source", "By"),
    Column("role", "", spare=True),
    Column("comment", "Comment", spare=True),
]


def register(app: typer.Typer) -> None:
    """Put the commands into the group."""
    app.command("rsvp")(rsvp)
    app.command("rsvps")(list_)


def rsvp(
    ctx: typer.Context,
    code: Code,
    words: Annotated[
        list[str], typer.Argument(metavar="MEMBER... yes|no|maybe", help="Who, and what they said.")
    ],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="When they said so (default: now).")
    ] = None,
    comment: Annotated[str, typer.Option(help="What they said beside it.")] = "",
    source: Annotated[
        str, typer.Option(help="How it came: moderator, registration or portal.")
    ] = "moderator",
    dry_run: DryRun = False,
) -> None:
    """Note that members come to a session, or do not.

    An answer that was given later stays: say --on when this one was.
    """
    desk = Desk.of(ctx)
    if len(words) < 2:
        raise WrongUsage(
            "Say who, and then yes, no or maybe.", hint=f"copctl session rsvp {code} ana@example.org yes"
        )
    from copctl.community import people
    from copctl.sessions import planning, rsvps

    coming = rsvps.read_coming(words[-1])
    said_at = _moment(desk, on)
    with desk.transaction(keep=not dry_run) as db:
        session = planning.find(db, code)
        members = [people.find(db, word) for word in words[:-1]]
        noted = [
            (
                member.name,
                rsvps.answer(
                    db, session, member, coming, said_at=said_at, source=rsvps.read_source(source),
                    comment=comment,
                ),
            )
            for member in members
        ]  # fmt: skip
        found = session.code
    for name, changed in noted:
        said = f"{'Would note: ' * dry_run}{name} says {coming.value} to session {found}."
        desk.say(said if changed else f"{name}: nothing changed; a later answer stands, or the same.")


def _moment(desk: Desk, on: str | None) -> datetime:
    """The moment of an answer: now, or the noon of a day, where the community plans."""
    from datetime import datetime, time

    from copctl.when import parse_day

    if on is None:
        return desk.now()
    day = parse_day(on)
    if day > desk.today():
        raise Refused(
            f"{day} is still to come: nobody has said anything then.", hint=f"--on {desk.today()}, or earlier"
        )
    return min(datetime.combine(day, time(12), desk.settings.zone), desk.now())


def list_(ctx: typer.Context, code: Code, format: Format = None, json: AsJson = False) -> None:
    """Show who comes to a session, and who has not answered."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.sessions import planning, rsvps

    with desk.reading() as db:
        session = planning.find(db, code)
        said = rsvps.listed(db, session)
        found = session.code
    rows: list[dict[str, Any]] = [
        {
            "member": one.member_id,
            "name": one.name,
            "email": one.email,
            "answer": one.answer or None,
            "said_at": one.said_at,
            "source": one.source,
            "speaks": one.speaks,
            "to_old_time": one.to_old_time,
            "comment": one.comment,
        }
        for one in said
    ]
    counts = rsvps.counts(said)
    if style is Style.JSON:
        desk.say(to_json({"session": found, **counts, "answers": rows}))
        return
    if style is Style.TABLE:
        rows = [
            {
                **row,
                "answer": f"{row['answer'] or 'no answer'}{' (to the old time)' * one.to_old_time}",
                "said": one.said_at.astimezone(desk.settings.zone).date() if one.said_at else "",
                "role": "speaks" if one.speaks else "",
            }
            for row, one in zip(rows, said, strict=True)
        ]
    columns = _COLUMNS if style is Style.TABLE else [Column(key, key) for key in (rows[0] if rows else ())]
    desk.show(Listing(columns, rows, nothing="Nobody was asked yet, and nobody answered."), style)
    if style is Style.TABLE and rows:
        desk.say(
            f"{counts['yes']} yes, {counts['maybe']} maybe, {counts['no']} no, "
            f"{counts['silent']} without an answer."
        )
