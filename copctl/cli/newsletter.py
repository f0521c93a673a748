"""`copctl newsletter`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copctl.cli import (
    newsletter_call,
    newsletter_check,
    newsletter_preview,
    newsletter_send,
    newsletter_show,
)
from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.newsletter_drafted import shown_path
from copctl.cli.options import AsJson, DryRun, Format, style_of
from copctl.cli.showing import Column, Listing

app = plain_group("The quarterly newsletter.")

newsletter_call.register(app)

QuarterName = Annotated[str, typer.Argument(metavar="QUARTER", help="Such as 2026Q4.")]

_COLUMNS = [
    Column("quarter", "Quarter"),
    Column("status", "Status"),
    Column("drafted_at", "Drafted", whole=True),
    Column("rendered_at", "Rendered", whole=True),
    Column("items", "Items", numeric=True, spare=True),
    Column("draft", "Draft", spare=True),
]
_SENT = [
    Column("frozen_at", "Frozen", whole=True),
    Column("readers", "Readers"),
    Column("editions", "Editions", numeric=True, spare=True),
]


@app.command("draft")
def draft(
    ctx: typer.Context,
    quarter: QuarterName,
    print_: Annotated[
        bool, typer.Option("--print", help="Print the draft; write and remember nothing.")
    ] = False,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Write the draft of an issue, or add what is new to it.

    What you wrote in it stays; what you left as it was follows the store. Then: which partners were not
    featured for longest, and whom to ask for what is missing.

    The draft is a Markdown file in issues/ for any editor. `copctl undo` forgets what was offered;
    the file stays as it is.
    """
    desk = Desk.of(ctx)
    from copctl.cli import newsletter_drafted
    from copctl.community import offers
    from copctl.newsletter import issue, looking_back
    from copctl.when import parse_quarter

    wanted = parse_quarter(quarter)
    make = issue.prepared if print_ or dry_run else issue.draft
    with desk.reading() if print_ or dry_run else desk.transaction() as db:
        drafted = make(db, desk.settings, wanted, now=desk.now())
        looked = looking_back.look(db, desk.settings, wanted, drafted.keys, now=desk.now())
        waits = offers.how_many_wait(db)
        if not (print_ or dry_run):
            drafted.save()
    if print_:
        print(drafted.text, end="", file=desk.stdout)
    elif json:
        desk.say(newsletter_drafted.as_json(str(wanted), drafted, looked))
    else:
        newsletter_drafted.tell(desk, drafted, would=dry_run)
        newsletter_drafted.hint(desk, str(wanted), looked)
        newsletter_drafted.tell_inbox(desk, waits)
        if not dry_run:
            desk.hint(f"Edit it in any editor, then: copctl newsletter render {wanted}")


@app.command("render")
def render(
    ctx: typer.Context,
    quarter: QuarterName,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder for the files (default: out/QUARTER).")
    ] = None,
    look: Annotated[
        str | None,
        typer.Option(metavar="magazine|letter|light", help="How it looks (default: as community.toml says)."),
    ] = None,
) -> None:
    """Make the issue out of its draft: mail, page, PDF.

    Writes email.html and email.txt, issue.eml (the mail as readers get it), web.html (a page that needs
    no other file), issue.pdf (with the extra pdf) and issue.md.
    """
    desk = Desk.of(ctx)
    from copctl.files import write_bytes
    from copctl.newsletter import rendering
    from copctl.when import parse_quarter

    wanted = parse_quarter(quarter)
    folder = out if out is not None else desk.settings.folder / "out" / str(wanted)
    with desk.transaction() as db:
        made = rendering.render(db, desk.settings, wanted, now=desk.now(), look=look or "")
        if made.drafted is not None:
            made.drafted.save()
        paths = [write_bytes(folder / name, content) for name, content in made.files.items()]
        rendering.clear_pictures(folder, made)
    if made.drafted is not None:
        desk.hint(f"There was no draft of {wanted}, so it was drafted first: {shown_path(made.drafted.path)}")
    for note in made.notes:
        desk.hint(note)
    for path in paths:
        desk.say(shown_path(path))


newsletter_preview.register(app)
newsletter_check.register(app)


newsletter_send.register(app)
newsletter_show.register(app)


@app.command("list")
def list_(ctx: typer.Context, format: Format = None, json: AsJson = False) -> None:
    """List the issues, newest first."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.cli.showing import Style
    from copctl.newsletter import archive

    with desk.reading() as db:
        rows = archive.listed(db, desk.settings)
    if style in {Style.TABLE, Style.MARKDOWN}:
        for row in rows:
            row["readers"] = newsletter_show.readers(row["readers"])
            for key in ("drafted_at", "rendered_at", "frozen_at"):
                row[key] = row[key] and f"{row[key].astimezone(desk.settings.zone):%Y-%m-%d %H:%M}"
    columns = [*_COLUMNS[:4], *(_SENT if any(row["editions"] for row in rows) else ()), *_COLUMNS[4:]]
    desk.show(Listing(columns, rows, nothing="No issues yet. Try: copctl newsletter draft 2026Q4"), style)
