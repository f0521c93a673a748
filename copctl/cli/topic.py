"""`copctl topic`."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.options import AsJson, DryRun, Format, style_of
from copctl.cli.showing import Column, Listing, Style

app = plain_group("The backlog of topics that members asked for.")

TopicName = Annotated[str, typer.Argument(metavar="TOPIC", help="A topic's slug, name, alias or number.")]
Aliases = Annotated[list[str] | None, typer.Option("--alias", help="Another way to write it. Repeatable.")]
Minutes = Annotated[int | None, typer.Option(min=1, help="How long a session on it takes.")]
_STATUSES = "emerging, backlog, scheduled, covered or parked"

_COLUMNS = [
    Column("topic", "Topic"),
    Column("status", "Status"),
    Column("votes", "Votes", numeric=True),
    Column("from", "Where it came from"),
    Column("aliases", "Also called", spare=True),
]
_ADOPTED = [
    Column("rank", "Rank", numeric=True),
    Column("topic", "Topic"),
    Column("votes", "Votes", numeric=True),
    Column("status", "Status"),
    Column("was", ""),
]


@app.command("list")
def list_(
    ctx: typer.Context,
    status: Annotated[str | None, typer.Option(help=f"Only {_STATUSES}.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also topics that nobody asked for yet.")] = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """List topics by status and demand, with where each came from."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.topics import backlog

    with desk.reading() as db:
        rows = backlog.listed(db, status=status, every=every)
        more = 0 if every or status else len(backlog.listed(db, every=True)) - len(rows)
    desk.show(Listing(_COLUMNS, rows, nothing="No topics yet. Try: copctl topic adopt SURVEY"), style)
    if more and style is Style.TABLE:
        desk.hint(f"{more} more, which nobody asked for yet: copctl topic list --all")


@app.command("add")
def add(
    ctx: typer.Context,
    topic: Annotated[str | None, typer.Argument(help="The topic, in words.", show_default=False)] = None,
    status: Annotated[str, typer.Option(help=f"{_STATUSES}.")] = "backlog",
    about: Annotated[str, typer.Option(help="What it is about.")] = "",
    alias: Aliases = None,
    note: Annotated[str, typer.Option(help="Who asked for it, and where.")] = "",
    minutes: Minutes = None,
) -> None:
    """Put a topic on the list by hand.

    One that was covered goes back to the backlog: it is wanted again. One that waits on the list keeps its
    status, and --note counts as another time that it was asked for.
    """
    desk = Desk.of(ctx)
    label = desk.ask(topic, "TOPIC", "Which topic?")
    from copctl.community import vocabulary
    from copctl.topics import backlog

    with desk.transaction() as db:
        known = vocabulary.lookup(db, label)
        was = known.status if known is not None else None
        made = backlog.add(
            db,
            label=label,
            status=status,
            about=about,
            aliases=alias or [],
            note=note,
            minutes=minutes,
            today=desk.today(),
        )
    again = {None: "Added", "covered": "Wanted again, put back:"}.get(was, "Noted, asked for once more:")
    desk.say(f"{again} {made.label} ({made.slug}) as {made.status}.")


@app.command("edit")
def edit(
    ctx: typer.Context,
    topic: TopicName,
    label: Annotated[str | None, typer.Option(help="A new name; the old one stays as an alias.")] = None,
    status: Annotated[str | None, typer.Option(help=f"{_STATUSES}.")] = None,
    about: Annotated[str | None, typer.Option(help="What it is about.")] = None,
    alias: Aliases = None,
    minutes: Minutes = None,
) -> None:
    """Change a topic's name, status, description, length or aliases."""
    desk = Desk.of(ctx)
    from copctl.community import vocabulary
    from copctl.errors import WrongUsage
    from copctl.topics import backlog

    if all(value is None for value in (label, status, about, minutes)) and not alias:
        raise WrongUsage("Nothing to change was named.", hint="copctl topic edit --help")
    with desk.transaction() as db:
        found = vocabulary.find(db, topic)
        backlog.edit(db, found, label=label, status=status, about=about, aliases=alias or [], minutes=minutes)
        db.flush()
        words = f"Changed {found.label} ({found.status or 'asked for by nobody yet'})."
    desk.say(words)


@app.command("merge")
def merge(
    ctx: typer.Context,
    topic: TopicName,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The topic that stays.")],
) -> None:
    """Make one topic of two; the first one's name stays as an alias."""
    desk = Desk.of(ctx)
    from copctl.community import vocabulary
    from copctl.topics import backlog

    with desk.transaction() as db:
        source, target = vocabulary.find(db, topic), vocabulary.find(db, into)
        words = f"Merged {source.label} into {target.label}."
        backlog.merge(db, source, target)
    desk.say(words)


@app.command("adopt")
def adopt(
    ctx: typer.Context,
    survey: Annotated[str, typer.Argument(metavar="SURVEY", help="The survey's slug.")],
    top: Annotated[int, typer.Option(min=1, help="How many topics to take.")] = 8,
    seats: Annotated[
        int | None, typer.Option(min=1, help="Take those chosen for so many sessions instead.")
    ] = None,
    question: Annotated[str | None, typer.Option(help="The question: name, label or number.")] = None,
    rule: Annotated[
        str | None,
        typer.Option(help="A voting rule, such as approval or schulze (default: by the question's type)."),
    ] = None,
    dry_run: DryRun = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Take the most wanted topics of a survey into the backlog.

    With --seats, those that `survey tally --seats` chooses, so that no group is left out.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.surveys import definitions
    from copctl.topics import backlog, counting
    from copctl.topics.counted import Manner

    with desk.transaction() as db:
        result = counting.count(
            db,
            survey,
            question=question,
            rule=rule,
            most=top if seats is None else None,
            manner=Manner(seats=seats),
        )
        lines = result.lines if seats is None else result.seated
        adopted = backlog.adopt(
            db,
            definitions.find(db, survey),
            lines,
            question=result.name,
            rule=result.rule,
            respondents=result.respondents,
            today=desk.today(),
        )
        rows = [
            {
                "rank": line.rank,
                "topic": t.label,
                "slug": t.slug,
                "votes": line.votes,
                "status": t.status,
                "was": was,
            }
            for line, (t, was) in zip(lines, adopted, strict=True)
        ]
        if dry_run:
            db.rollback()
    desk.show(Listing(_ADOPTED, rows, nothing="The survey has no answers to this question yet."), style)
    for warning in result.warnings:
        desk.hint(f"Note: {warning}")
    if style is Style.TABLE and rows:
        desk.hint("Nothing was written." if dry_run else f"Next: copctl speakers suggest {rows[0]['slug']}")
