"""`copctl expertise tags`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, DryRun, Format, style_of
from copctl.cli.showing import Column, Listing, Style
from copctl.errors import WrongUsage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.community.knowing.tags import Encode

_COLUMNS = [
    Column("tag", "Tag"),
    Column("members", "Members", numeric=True),
    Column("proposed", "Perhaps"),
    Column("why", "Why", spare=True),
]
_OTHER, _OWN, _LATER, _STOP = "Another topic…", "Keep it as our own", "Later", "Stop here"


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("tags")(tags)


def tags(
    ctx: typer.Context,
    place: Annotated[
        list[str] | None,
        typer.Option("--place", metavar="TAG=TOPIC", help="This tag means that topic. Repeatable."),
    ] = None,
    own: Annotated[
        list[str] | None, typer.Option("--own", metavar="TAG", help="Keep it as our own. Repeatable.")
    ] = None,
    below: Annotated[
        str | None, typer.Option("--below", metavar="TERM", help="With --own: as a part of this term.")
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Go through them one by one, at a terminal.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Also topics only asked for, and those kept as our own.")
    ] = False,
    meaning: Annotated[
        bool, typer.Option("--by-meaning", help="Compare by meaning too (English; needs copctl[semantic]).")
    ] = False,
    dry_run: DryRun = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Show topics that have no place in the taxonomy yet.

    Each comes with the term that it may mean, and why; nothing is placed by itself.

    Placing a tag makes one topic of both: what members claim moves (the higher level stays), and the
    tag's name becomes an alias, so that the next import finds it. `copctl undo` takes it back.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    if below is not None and not own:
        raise WrongUsage(
            "--below says where a tag of our own belongs.",
            hint="copctl expertise tags --own TAG --below TERM",
        )
    if place or own:
        _decide(desk, place or [], own or [], below, dry_run)
        return
    from copctl.community.knowing import tags as free

    encode = _encoder() if meaning else None
    if review:
        _review(desk, every, encode)
        return
    with desk.reading() as db:
        known = free.terms(db)
        rows = free.waiting(db, wished=every, own=every, encode=encode)
    desk.show(Listing(_COLUMNS, _shown(rows, style), nothing="Every topic has its place."), style)
    if not known:
        desk.hint("There is no taxonomy yet: copctl expertise taxonomy load mel")
    elif rows and style is Style.TABLE:
        desk.hint(_next(rows))


def _shown(rows: list[dict[str, Any]], style: Style) -> list[dict[str, Any]]:
    """Rows with the likeliest proposal in columns of its own; JSON has all of them."""
    if style is Style.JSON:
        return rows
    nothing = {"topic": "", "slug": "", "why": "", "score": None}
    shown = []
    for row in rows:
        first = next(iter(row["proposals"]), nothing)
        line = {key: row[key] for key in ("tag", "slug", "members", "status")}
        line |= {"proposed": first["topic"], "topic": first["slug"], "score": first["score"]}
        shown.append({**line, "why": "kept as our own" if row["kept"] else first["why"]})
    return shown


def _next(rows: list[dict[str, Any]]) -> str:
    placed = next((row for row in rows if row["proposals"] and not row["kept"]), None)
    if placed is None:
        return f"Keep one as your own: copctl expertise tags --own {rows[0]['slug']}"
    way = f"--place {placed['slug']}={placed['proposals'][0]['slug']}"
    return f"Nothing is placed by itself. To place one: copctl expertise tags {way}, or --review"


def _encoder() -> Encode:
    from copctl.semantic import model

    return model.load()


def remind(desk: Desk) -> None:
    """Say how many free tags wait for a place, to whoever has just brought expertise in."""
    from copctl.community.knowing import taxonomy

    waiting = taxonomy.reminder(desk.settings.database)
    if waiting:
        desk.hint(waiting)


def _decide(desk: Desk, placed: list[str], own: list[str], below: str | None, dry_run: bool) -> None:
    done = []
    with desk.transaction() as db:
        for said in placed:
            tag, equals, topic = said.rpartition("=")
            if not equals or not tag.strip() or not topic.strip():
                raise WrongUsage(
                    f"{said!r} is not TAG=TOPIC.", hint="copctl expertise tags --place 'tag=topic-slug'"
                )
            done.append(_place(db, tag, topic))
        done += [_keep(db, tag, below) for tag in own]
        if dry_run:
            db.rollback()
    for sentence in done:
        desk.say(f"Would do: {sentence}" if dry_run else sentence)


def _place(db: Session, tag: str, topic: str) -> str:
    from copctl.community.knowing import tags as free

    found, term = free.find_tag(db, tag), free.find_term(db, topic)
    label = found.label
    free.place(db, found, term)
    return f"{label} is {term.label} now."


def _keep(db: Session, tag: str, below: str | None = None) -> str:
    from copctl.community.knowing import tags as free

    found = free.find_tag(db, tag)
    free.keep(found)
    if below is None:
        return f"{found.label} stays the community's own."
    term = free.find_term(db, below)
    free.put_below(found, term)
    return f"{found.label} stays the community's own, as a part of {term.label}."


def _review(desk: Desk, every: bool, encode: Encode | None) -> None:
    """Ask about one tag after the other; each answer is kept at once."""
    from copctl.community.knowing import tags as free

    if not desk.interactive:
        raise WrongUsage("A review needs a terminal.", hint="copctl expertise tags --place TAG=TOPIC")
    with desk.reading() as db:
        rows = free.waiting(db, wished=every, encode=encode)
    if not rows:
        desk.say("Every topic has its place.")
    for row in rows:
        ways = {f"{p['topic']} ({p['why']})": p["slug"] for p in row["proposals"]}
        people = "nobody yet" if not row["members"] else f"{row['members']} members"
        answer = desk.choose(f"{row['tag']} ({people})", [*ways, _OTHER, _OWN, _LATER, _STOP])
        if answer == _STOP:
            return
        if answer == _LATER:
            continue
        topic = ways.get(answer) or (_asked(desk) if answer == _OTHER else "")
        with desk.transaction() as db:
            desk.say(_place(db, row["slug"], topic) if topic else _keep(db, row["slug"]))


def _asked(desk: Desk) -> str:
    """The slug of the topic that a person names, asked again until there is one in the taxonomy."""
    from copctl.community.knowing import tags as free

    def check(text: str) -> None:
        with desk.reading() as db:
            free.find_term(db, text)

    return desk.ask(None, "--place", "Which topic of the taxonomy?", check=check)
