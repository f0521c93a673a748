"""`copctl member list`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.member_options import Where
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing

_COLUMNS = [
    Column("number", "No.", numeric=True),
    Column("name", "Name", whole=True),
    Column("email", "Email", cards=True),
    Column("organisation", "Organisation"),
    Column("country", "Country", spare=True),
    Column("status", "Status"),
    Column("topics", "Expertise"),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("list")(list_)


def list_(
    ctx: typer.Context,
    status: Annotated[str, typer.Option(help="Only this status.")] = "",
    country: Annotated[str, typer.Option(help="Only this country.")] = "",
    organisation: Annotated[str, typer.Option(help="Only this organisation.")] = "",
    topic: Annotated[str, typer.Option(help="Only people who know this topic.")] = "",
    where: Where = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """List members by name.

    A condition compares fields by = != >= <= > < or ~ (contains), or asks for one of several: country
    in (KH, LA). It joins them by and, or, not and parentheses; "" is what nobody knows. Fields: name,
    email, organisation, country, role, status, language, timezone, source, joined, since, hours,
    consent, duty, topic (topic>=budgets:3), number, referred-by, next-step, next-step-on.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl import names
    from copctl.community import roster

    if status or country:
        from copctl.community.profile import check_value

        status = status and check_value("status")(status)
        country = country and check_value("country")(country)
    rows = roster.listed(
        desk.settings.database,
        status=status,
        country=country,
        organisation=names.key(organisation),
        topic=names.slug(topic),
        where=where,
    )
    shown = [{**row, "topics": _best_of(row["expertise"])} for row in rows]
    nothing = "No members yet. Try: copctl member add"
    if status or country or organisation or topic or where:
        nothing = "Nobody fits."
    desk.show(Listing(_COLUMNS, shown, nothing=nothing), style)


def _best_of(claims: list[dict[str, Any]]) -> str:
    """The first topic with its level, and how many more there are: a line a person, where it fits."""
    if not claims:
        return ""
    more = f" +{len(claims) - 1}" if len(claims) > 1 else ""
    return f"{claims[0]['topic']} {claims[0]['level']}{more}"
