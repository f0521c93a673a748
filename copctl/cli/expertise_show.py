"""`copctl expertise show`: who knows a topic, or what a member knows."""

from __future__ import annotations

import shlex
from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style, in_markdown, to_json

_PEOPLE = [
    Column("shown_level", "Level", whole=True),
    Column("member", "Member", whole=True),
    Column("organisation", "Organisation", spare=True),
    Column("who", "Who says so"),
    Column("since", "Said on", whole=True, spare=True),
    Column("evidence", "Evidence", numeric=True),
    Column("speaks", "Speaks"),
]
_THROUGH = Column("through", "By way of", spare=True)
_TOPICS = [
    Column("shown_level", "Level", whole=True),
    Column("topic", "Topic"),
    Column("who", "Who says so"),
    Column("since", "Said on", whole=True),
    Column("pieces", "Evidence", numeric=True),
]
_EVIDENCE = [
    Column("date", "Date", whole=True),
    Column("kind", "Kind"),
    Column("title", "Title"),
    Column("topics", "About"),
]
_ENDORSEMENTS = [
    Column("on", "Date", whole=True),
    Column("who", "Who"),
    Column("topic", "Topic"),
    Column("level", "Level", numeric=True),
    Column("note", "Note"),
]
# Of a list without a row, so that a spreadsheet still has its headings.
_LEVEL_KEYS = "level word said_by said_on old vouched_by doubted_by"
_PEOPLE_KEYS = (
    f"number member email organisation country status {_LEVEL_KEYS} through evidence consent_to_speak"
)
_TOPIC_KEYS = f"topic slug {_LEVEL_KEYS} evidence"
_SPEAKS = {True: "yes", False: "no", None: "not said"}
_CONSENT = {True: "consents to speak", False: "does not want to speak", None: "has not said about speaking"}


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("show")(show)


def show(
    ctx: typer.Context,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="TOPIC|MEMBER", help="topic:NAME or member:NAME says which, where it could be both."
        ),
    ] = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Show who knows a topic, or what a member knows.

    Who says so is the voice whose level counts (self, peer or moderator), then who vouches for it. What
    nobody has renewed for a year is marked as old.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    what = desk.ask(what, "TOPIC|MEMBER", "Which topic, or which member?")
    from copctl.community.knowing import knowers
    from copctl.store.schema import Topic

    with desk.reading() as db:
        found = knowers.find(db, what)
        if isinstance(found, Topic):
            entry = knowers.of_topic(db, found, today=desk.today())
        else:
            entry = knowers.of_member(db, found, today=desk.today())
    if style is Style.JSON:
        desk.say(to_json(entry))
    elif "people" in entry:
        _show_topic(desk, entry, style)
    else:
        _show_member(desk, entry, style)


def _show_topic(desk: Desk, entry: dict[str, Any], style: Style) -> None:
    rows = [_row(row) for row in entry["people"]]
    if style is Style.CSV:
        desk.show(Listing(_named(_PEOPLE_KEYS), [_flat(row) for row in rows]), style)
        return
    _begin(desk, entry["topic"], style)
    through = [_THROUGH] if any(row["through"] for row in rows) else []
    nothing = "Nobody is known to know this yet."
    desk.show(Listing([*_PEOPLE[:2], *through, *_PEOPLE[2:]], rows, nothing), style)
    _show_around(desk, entry, style)
    if not rows and style is Style.TABLE:
        desk.hint(f"Next: copctl expertise endorse MEMBER {entry['slug']} --level 3, or ask: copctl survey")


def _named(keys: str) -> list[Column]:
    return [Column(key, key) for key in keys.split()]


def _show_around(desk: Desk, entry: dict[str, Any], style: Style) -> None:
    around = [(kind, entry[kind]) for kind in ("broader", "narrower", "related") if entry[kind]]
    if around and style is Style.MARKDOWN:
        desk.say("")
    for kind, labels in around:
        line = f"{kind.capitalize()}: {', '.join(labels)}"
        desk.say(f"- {in_markdown(line)}" if style is Style.MARKDOWN else line)


def _show_member(desk: Desk, entry: dict[str, Any], style: Style) -> None:
    rows = [{**_row(row), "pieces": len(row["evidence"])} for row in entry["topics"]]
    if style is Style.CSV:
        desk.show(Listing(_named(_TOPIC_KEYS), [_flat(row) for row in rows]), style)
        return
    _begin(desk, entry["member"], style)
    short = _in_short(entry)
    desk.say(f"{in_markdown(short)}\n" if style is Style.MARKDOWN else short)
    desk.show(Listing(_TOPICS, rows, nothing="No topic is known yet."), style)
    for title, columns, key in (
        ("Evidence", _EVIDENCE, "evidence"), ("Endorsements", _ENDORSEMENTS, "endorsements"),
    ):  # fmt: skip
        if entry[key]:
            desk.say(f"\n## {title}\n" if style is Style.MARKDOWN else title)
            desk.show(Listing(columns, entry[key]), style)
    bare = next((piece["title"] for piece in entry["evidence"] if not piece["topics"]), None)
    if bare is not None and style is Style.TABLE:
        desk.hint(
            f"Evidence without a topic counts by its words alone: copctl expertise about {entry['number']} "
            f"{shlex.quote(bare)} TOPIC"
        )
    if not rows and style is Style.TABLE:
        desk.hint(
            f"Next: copctl member edit {entry['number']} --expertise 'TOPIC:3', or copctl expertise ask"
        )


def _begin(desk: Desk, title: str, style: Style) -> None:
    if style is Style.MARKDOWN:
        desk.say(f"# {in_markdown(title)}\n")
    elif style is Style.TABLE:
        from rich.text import Text

        from copctl.cli.showing import console

        console(desk.stdout).print(Text(title, style="bold"), soft_wrap=True)


def _in_short(entry: dict[str, Any]) -> str:
    checked = entry["checked_on"] and f"profile checked on {entry['checked_on']}"
    consent = {
        True: "consents to speak",
        False: "does not want to speak",
        None: "has not said about speaking",
    }
    parts = [entry["organisation"], entry["status"], consent[entry["consent_to_speak"]], checked]
    return ", ".join(part for part in parts if part)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """A row with the words that tables show."""
    since = f"{row['said_on'] or 'unknown'}{', old' if row['old'] else ''}"
    return {
        **row,
        "shown_level": f"{row['level']} {row['word']}",
        "who": _who(row),
        "since": since,
        "speaks": _SPEAKS[row["consent_to_speak"]] if "consent_to_speak" in row else "",
    }


def _who(row: dict[str, Any]) -> str:
    """The voice that counts, who vouches for it, and who puts it lower."""
    counted = row["said_by"]
    vouched = [said["who"] for said in row["vouched_by"] if said["member"] or said["who"] != counted]
    if counted == "peer" and vouched:
        parts: list[str] = []
    else:
        parts = [counted]
    lower = [f"{said['who']} says {said['level']}" for said in row["doubted_by"]]
    return "; ".join([", ".join([*parts, *vouched]), *lower])


_SHOWN_ONLY = ("shown_level", "who", "since", "speaks", "pieces")


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row as CSV carries it: names of those who vouch, and no words made for tables."""
    flat = {key: value for key, value in row.items() if key not in _SHOWN_ONLY}
    for key in ("vouched_by", "doubted_by"):
        flat[key] = [said["who"] for said in row[key]]
    if isinstance(row["evidence"], list):
        flat["evidence"] = [piece["title"] for piece in row["evidence"]]
    return flat
