"""`copctl inbox`: what members sent in through the portal, and what becomes of it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copctl.cli.contribution import Body, Link, Title, lacking
from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.options import AsJson, DryRun, Format, style_of
from copctl.cli.showing import Column, Listing, Record, Style

app = plain_group("What members sent in, and what becomes of it.")

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number, as `list` shows it.")]

_COLUMNS = [
    Column("number", "No.", numeric=True),
    Column("on", "Sent in", whole=True),
    Column("kind", "Kind", whole=True),
    Column("title", "Title"),
    Column("member", "By"),
]
_VERDICT = Column("verdict", "", whole=True)


@app.command("list")
def list_(
    ctx: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what was accepted or declined already.")
    ] = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """List what waits for you, oldest first."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community import offers

    with desk.reading() as db:
        rows = [offers.entry(offer) for offer in offers.listed(db, everything=everything)]
    if style in {Style.TABLE, Style.MARKDOWN}:
        rows = [{**row, "on": _day(desk, row)} for row in rows]
    nothing = "Nothing was sent in yet." if everything else "Nothing waits for you."
    desk.show(Listing([*_COLUMNS, *([_VERDICT] if everything else [])], rows, nothing=nothing), style)


@app.command("show")
def show(ctx: typer.Context, number: Number, format: Format = None, json: AsJson = False) -> None:
    """Show everything that was sent in with it."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community import offers

    with desk.reading() as db:
        entry = offers.entry(offers.find(db, number))
    lines = [
        ("Number", entry["number"]),
        ("Kind", entry["kind"]),
        ("Sent in", _day(desk, entry)),
        ("By", f"{entry['member']} (member {entry['member_number']})"),
        ("Link", entry["link"]),
        ("Published", _agreement(entry)),
        ("Verdict", _verdict(entry)),
        ("Note", entry["note"]),
        ("Text", entry["body"]),
    ]
    desk.show(Record(entry["title"], lines, entry), style)


@app.command("accept")
def accept(
    ctx: typer.Context,
    number: Number,
    title: Title = None,
    body: Body = None,
    link: Link = None,
    edit: Annotated[bool, typer.Option("--edit", help="Change title and text in your editor first.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Take it in: the newsletter of its quarter will offer it.

    A story whose words you change needs a new consent: the member agreed to their own.
    """
    desk = Desk.of(ctx)
    from copctl.community import offers

    edits = {"title": title, "body": body, "link": link}
    if edit:
        edits |= _edited(desk, number, edits)
    with desk.transaction(keep=not dry_run) as db:
        offer = offers.find(db, number)
        piece = offers.accept(db, offer, today=desk.today(), zone=desk.settings.zone, edits=edits)
        told, hints = f"{piece.title} by {offer.member.name} as {piece.kind}", lacking(piece)
        made = piece.id
    if dry_run:
        desk.say(f"Would take in {told}.")
        return
    desk.say(f"Took in {told} {made}.")
    for hint in hints:
        desk.hint(hint)


@app.command("decline")
def decline(
    ctx: typer.Context,
    number: Number,
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why; who sent it in reads it.")] = "",
    dry_run: DryRun = False,
) -> None:
    """Leave it out; who sent it in sees that on their page."""
    desk = Desk.of(ctx)
    from copctl.community import offers

    with desk.transaction(keep=not dry_run) as db:
        offer = offers.find(db, number)
        told = f"{offer.title} by {offer.member.name}"
        offers.decline(db, offer, note=note, today=desk.today())
    desk.say(f"{'Would decline' if dry_run else 'Declined'} {told}.")


def _edited(desk: Desk, number: int, said: dict[str, str | None]) -> dict[str, str | None]:
    """Title and text as they are left in an editor: the title is the first line."""
    from copctl.community import offers

    with desk.reading() as db:
        offer = offers.find(db, number)
        offers.refuse_settled(offer)
        standing = f"{said['title'] or offer.title}\n\n{said['body'] or offer.body}\n"
    title, _, body = desk.edit(standing, "--title").partition("\n")
    return {"title": title, "body": body}


def _day(desk: Desk, entry: dict[str, Any]) -> str:
    return f"{entry['offered_at'].astimezone(desk.settings.zone):%Y-%m-%d}"


def _agreement(entry: dict[str, Any]) -> str:
    if entry["agreed"] is None:
        return ""
    return "agreed to these words" if entry["agreed"] else "not agreed: ask before you publish it"


def _verdict(entry: dict[str, Any]) -> str:
    if entry["settled_on"] is None:
        return str(entry["verdict"])
    became = f", as {entry['kind']} {entry['contribution']}" if entry["contribution"] else ""
    return f"{entry['verdict']} on {entry['settled_on']}{became}"
