"""`copctl member away`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, Style, style_of
from copctl.cli.showing import Column, Listing
from copctl.errors import WrongUsage

_COLUMNS = [
    Column("member", "Member"),
    Column("from", "From", whole=True),
    Column("to", "To", whole=True),
    Column("note", "Note"),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("away")(away)


def away(
    ctx: typer.Context,
    member: Annotated[
        str | None, typer.Argument(metavar="MEMBER", help="Email, number or unique name.")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day away, such as 2026-12-01.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The last day away (default: the first).")
    ] = None,
    note: Annotated[str, typer.Option(help="Why, for yourself; nobody else is shown it.")] = "",
    drop: Annotated[
        str | None, typer.Option(metavar="DATE", help="Take out the absence that covers this day.")
    ] = None,
    show: Annotated[
        bool, typer.Option("--list", help="List who is away from today on (one member, or everybody).")
    ] = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Note when a member cannot be asked to speak.

    `copctl speakers suggest` minds it. Without dates it lists who is away from today on.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.when import parse_day

    if drop is not None and first is None and last is None and not show:
        _drop(desk, desk.ask(member, "MEMBER", "Whose absence?"), parse_day(drop))
    elif first is not None and drop is None and not show:
        begins = parse_day(first)
        ends = parse_day(last) if last is not None else begins
        _note(desk, desk.ask(member, "MEMBER", "Who is away?"), begins, ends, note)
    elif first is None and last is None and drop is None and not note:
        _list(desk, member, style)
    else:
        raise WrongUsage(
            "--from DATE notes an absence, --drop DATE takes one out, --list shows them: one at a time.",
            hint="copctl member away MEMBER --from 2026-12-01 --to 2026-12-20",
        )


def _note(desk: Desk, member: str, first: date, last: date, words: str) -> None:
    from copctl.community import absences, people

    with desk.transaction() as db:
        found = people.find(db, member)
        absence = absences.note(found, first, last, words)
        db.flush()
        engaged = list(absences.sessions_in(db, absence))
        name = found.name
    desk.say(f"{name} is away {_span(first, last)}.")
    for code, day in engaged:
        desk.hint(f"Note: they are on the programme of session {code} on {day}: copctl session show {code}")


def _drop(desk: Desk, member: str, day: date) -> None:
    from copctl.community import absences, people

    with desk.transaction() as db:
        found = people.find(db, member)
        spans = [_span(held.first_day, held.last_day) for held in absences.drop(found, day)]
        name = found.name
    desk.say(f"{name} is no longer away {' and '.join(spans)}.")


def _list(desk: Desk, member: str | None, style: Style) -> None:
    from copctl.community import absences, people

    with desk.reading() as db:
        person = people.find(db, member) if member is not None else None
        rows = [
            {
                "member": held.member.name,
                "email": held.member.email,
                "from": held.first_day,
                "to": held.last_day,
                "note": held.note,
            }
            for held in absences.listed(db, since=desk.today(), member=person)
        ]
    desk.show(Listing(_COLUMNS, rows, nothing="Nobody is away, as far as is known."), style)


def _span(first: date, last: date) -> str:
    return f"on {first}" if first == last else f"from {first} to {last}"
