"""`copctl project`, `copctl resource` and `copctl story`: one set of commands, built for three nouns."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli import media_words, read_as
from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Record, Style
from copctl.errors import WrongUsage

if TYPE_CHECKING:
    from copctl.store.schema import Contribution

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number, as `list` shows it.")]
Title = Annotated[str | None, typer.Option(help="Its title.")]
Body = Annotated[str | None, typer.Option(metavar="TEXT", help="What to say about it, in Markdown.")]
BodyFile = Annotated[
    Path | None, typer.Option("--body-file", metavar="FILE", help="The same, from a Markdown file.")
]
Link = Annotated[str | None, typer.Option(metavar="ADDRESS", help="https, http or mailto.")]
By = Annotated[str | None, typer.Option("--by", metavar="MEMBER", help="Email, number or unique name.")]
OrganisationName = Annotated[str | None, typer.Option("--organisation", help="Organisation's name.")]
Dated = Annotated[
    str | None, typer.Option("--date", metavar="DATE", help="The day that puts it into a quarter.")
]
Consent = Annotated[
    str | None,
    typer.Option(
        metavar="'NAME, HOW'", help="Who agreed that it is published, and how. Empty takes it back."
    ),
]
ConsentDate = Annotated[
    str | None, typer.Option("--consent-date", metavar="DATE", help="When they agreed (default: today).")
]
PictureNumber = Annotated[
    str | None,
    typer.Option("--picture", metavar="NUMBER", help="A picture of `copctl media list`. Empty takes it out."),
]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Only from this day on.")]

_COLUMNS = [
    Column("number", "No.", numeric=True),
    Column("dated", "Date", whole=True),
    Column("title", "Title"),
    Column("member", "By"),
    Column("organisation", "Organisation"),
]
_CONSENT = [Column("consent", "Consent"), Column("consent_on", "Given on", whole=True)]


def _at(ctx: typer.Context) -> tuple[Desk, str]:
    """The desk, and the noun that was typed: project, resource or story."""
    desk = Desk.of(ctx)
    return desk, desk.command.partition(" ")[0]


def add(
    ctx: typer.Context,
    title: Title = None,
    body: Body = None,
    body_file: BodyFile = None,
    link: Link = None,
    by: By = None,
    organisation: OrganisationName = None,
    dated: Dated = None,
    picture: PictureNumber = None,
    consent: Consent = None,
    consent_date: ConsentDate = None,
) -> None:
    """Add one; the newsletter of its quarter will offer it."""
    desk, kind = _at(ctx)
    from copctl.community import contributions, organisations

    title = desk.ask(title, "--title", "Title", check=contributions.clean_title)
    said = {
        "title": title, "body": _body(body, body_file), "link": link, "member": by,
        "organisation": organisation, "dated": dated, "picture": picture, "consent": consent,
        "consent_date": consent_date,
    }  # fmt: skip
    with desk.transaction() as db:
        piece = contributions.add(db, kind, said, today=desk.today())
        hints = lacking(piece)
        taken = organisations.taken_for(piece.organisation, organisation)
    desk.say(f"Added {piece.title} as {kind} {piece.id}.")
    read_as.tell_taken(desk, taken)
    for hint in hints:
        desk.hint(hint)


def edit(
    ctx: typer.Context,
    number: Number,
    title: Title = None,
    body: Body = None,
    body_file: BodyFile = None,
    link: Link = None,
    by: By = None,
    organisation: OrganisationName = None,
    dated: Dated = None,
    picture: PictureNumber = None,
    consent: Consent = None,
    consent_date: ConsentDate = None,
) -> None:
    """Change one; only what you name changes."""
    desk, kind = _at(ctx)
    from copctl.community import contributions, organisations
    from copctl.store import journal

    said = {
        "title": title, "body": _body(body, body_file), "link": link, "member": by,
        "organisation": organisation, "dated": dated, "picture": picture, "consent": consent,
        "consent_date": consent_date,
    }  # fmt: skip
    if all(value is None for value in said.values()):
        raise WrongUsage("Nothing to change was named.", hint=f"copctl {kind} edit --help")
    with desk.transaction() as db:
        piece = contributions.find(db, kind, number)
        contributions.write(db, piece, said, today=desk.today())
        taken = organisations.taken_for(piece.organisation, organisation)
        changed = journal.is_changed(db)
        hints = lacking(piece)
    same = f"Nothing changed: {piece.title} is stored so already."
    desk.say(f"Changed {piece.title}." if changed else same)
    read_as.tell_taken(desk, taken)
    for hint in hints:
        desk.hint(hint)


def show(ctx: typer.Context, number: Number, format: Format = None, json: AsJson = False) -> None:
    """Show everything that is stored about one."""
    desk, kind = _at(ctx)
    style = style_of(format, json)
    from copctl.community import contributions

    with desk.reading() as db:
        piece = contributions.find(db, kind, number)
        entry = contributions.entry(piece)
        lines = _lines(entry, piece)
    desk.show(Record(entry["title"], lines, entry), style)


def list_(ctx: typer.Context, since: Since = None, format: Format = None, json: AsJson = False) -> None:
    """List them, oldest first."""
    desk, kind = _at(ctx)
    style = style_of(format, json)
    from copctl.community import contributions
    from copctl.when import parse_day

    first = parse_day(since) if since else None
    with desk.reading() as db:
        rows = [contributions.entry(piece) for piece in contributions.listed(db, kind, since=first)]
    columns = [*_COLUMNS, *_CONSENT] if kind == "story" else _COLUMNS
    if kind == "story" and style in {Style.TABLE, Style.MARKDOWN}:
        rows = [{**row, "consent": _consent(row)} for row in rows]
    nothing = f"No {contributions.plural(kind)} yet. Try: copctl {kind} add"
    desk.show(Listing(columns, rows, nothing=nothing), style)


def _consent(row: dict[str, Any]) -> str:
    if not row["consent_by"]:
        return "none"
    return str(row["consent_by"]) if row["agreed"] else f"{row['consent_by']}; the text changed since"


def _group(kind: str, help_text: str) -> typer.Typer:
    """The commands for one noun; consent is a matter of stories alone."""
    app = plain_group(help_text)
    fitted = (lambda command: command) if kind == "story" else _without_consent
    plural = "stories" if kind == "story" else f"{kind}s"
    app.command("add", help=f"Add a {kind}; the newsletter of its quarter will offer it.")(fitted(add))
    app.command("list", help=f"List {plural}, oldest first.")(list_)
    app.command("show", help=f"Show everything that is stored about a {kind}.")(show)
    app.command("edit", help=f"Change a {kind}; only what you name changes.")(fitted(edit))
    return app


def _without_consent(command: Callable[..., None]) -> Callable[..., None]:
    """The same command without the options about consent: Typer reads them from the signature."""

    @functools.wraps(command)
    def shorter(*given: Any, **named: Any) -> None:
        command(*given, **named)

    whole = inspect.signature(command, eval_str=True)
    kept = [p for name, p in whole.parameters.items() if not name.startswith("consent")]
    shorter.__signature__ = whole.replace(parameters=kept)  # type: ignore[attr-defined]
    return shorter


def _body(text: str | None, file: Path | None) -> str | None:
    if file is None:
        return text
    if text is not None:
        raise WrongUsage("The text was given twice.", hint="choose --body or --body-file")
    from copctl.files import read_text

    return read_text(file)


def _lines(entry: dict[str, Any], piece: Contribution) -> list[tuple[str, Any]]:
    consent = f"{entry['consent_by']} ({entry['consent_on']})" if entry["consent_by"] else ""
    is_stale = bool(consent) and entry["agreed"] is False
    if entry["kind"] == "story" and not consent:
        consent = "none: it is not published"
    picture = piece.picture
    return [
        ("Number", entry["number"]),
        ("Date", entry["dated"]),
        ("By", entry["member"]),
        ("Organisation", entry["organisation"]),
        ("Link", entry["link"]),
        ("Picture", f"{picture.id}: {picture.alt}" if picture is not None else ""),
        ("Consent", consent),
        ("Not published", _why_stale(piece) if is_stale else ""),
        ("Agreed words", piece.agreed if is_stale else ""),
        ("Text", entry["body"]),
    ]


def _why_stale(piece: Contribution) -> str:
    from copctl.community import publishing

    name = publishing.giver(piece)
    again = f'copctl story edit {piece.id} --consent "{name}, and how"'
    return f"the text changed since {name} agreed on {piece.consent_on}: ask again, then {again}"


def lacking(piece: Contribution) -> list[str]:
    """What keeps it, or its picture, out of the newsletter."""
    from copctl.community import contributions, pictures

    hints = []
    if not contributions.may_be_published(piece):
        hints.append(
            f"It stays out of the newsletter: {_why_stale(piece)}"
            if piece.consent_by
            else "Without consent it stays out of the newsletter: "
            f'copctl story edit {piece.id} --consent "Who agreed, and how"'
        )
    if piece.picture is not None and not pictures.may_be_published(piece.picture):
        hints.append(media_words.without_consent(piece.picture.id))
    return hints


projects = _group("project", "Projects that members run.")
resources = _group("resource", "Resources and research that members made.")
stories = _group("story", "Stories of change.")
