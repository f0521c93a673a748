"""`copctl expertise taxonomy` and `copctl expertise taxonomy load`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.fitting import shortened
from copctl.cli.options import AsJson, DryRun, Format, style_of
from copctl.cli.showing import Column, Listing, Style, to_json, width_of

if TYPE_CHECKING:
    from copctl.community.knowing.taxonomy_loading import Loaded

_COLUMNS = [
    Column("label", "Topic", whole=True),
    Column("members", "Members", numeric=True),
    Column("aliases", "Also called", spare=True),
]
_NOTHING = "There is no taxonomy yet. Try: copctl expertise taxonomy load mel"
_INDENT = "  "
_SHOWN = 5
# What a line holds beside topic and aliases, and the fewest letters of aliases that are worth a column.
_BESIDE, _LEAST = 16, 12


def register(app: typer.Typer) -> None:
    """Put both commands into the group."""
    group = typer.Typer(rich_markup_mode=None, add_completion=False)
    group.callback(invoke_without_command=True)(taxonomy)
    group.command("load")(load)
    app.add_typer(group, name="taxonomy")


def taxonomy(ctx: typer.Context, format: Format = None, json: AsJson = False) -> None:
    """Show the taxonomy as a tree; `load` brings one in.

    Members counts who claims the topic itself. JSON and CSV give each term once, with its slug, broader,
    narrower and related terms, aliases and definition; the CSV can be
    changed and loaded again.
    """
    if ctx.invoked_subcommand is not None:
        return
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community.knowing import taxonomy as terms

    found = terms.listed(desk.settings.database)
    rows: list[Any] = found
    if style in (Style.TABLE, Style.MARKDOWN):
        indent = _INDENT if style is Style.TABLE else "\u2003"
        rows = [
            {**term, "label": indent * depth + term["label"], "members": term["members"] or None}
            for depth, term in terms.tree(found)
        ]
    if style is Style.TABLE:
        rows = _fitting(rows, width_of(desk.stdout))
    desk.show(Listing(_COLUMNS, rows, nothing=_NOTHING), style)


def _fitting(rows: list[Any], width: int) -> list[Any]:
    """Aliases cut to what the line has left beside the topics, so that each term keeps one line."""
    from rich.cells import cell_len

    left = width - max((cell_len(row["label"]) for row in rows), default=0) - _BESIDE
    return [{**row, "aliases": shortened(", ".join(row["aliases"]), max(left, _LEAST))} for row in rows]


def load(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="[FILE|mel]", help="A table of terms, or one that ships with copctl.")
    ] = "mel",
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="The file's encoding, when it is not UTF-8.")
    ] = None,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Load a taxonomy, or bring the loaded one up to date.

    FILE is CSV or XLSX with the columns slug, label, broader, related, aliases and definition; lists have
    ; between. A topic that has a term's name or alias becomes the term; loading twice changes nothing.
    """
    desk = Desk.of(ctx)
    from copctl.community.knowing import concept_file, taxonomy_loading

    path = concept_file.find_file(file)
    scheme = concept_file.scheme_of(path)
    concepts, unknown = concept_file.read(path, encoding)
    with desk.transaction() as db:
        outcome = taxonomy_loading.load(db, concepts, scheme=scheme)
        if dry_run:
            db.rollback()
    for heading in unknown:
        desk.hint(f"Left out: the column {heading!r} is none of a taxonomy.")
    if json:
        desk.say(to_json({"file": file, "dry_run": dry_run, **vars(outcome)}))
        return
    _tell(desk, outcome, dry_run)


def _tell(desk: Desk, outcome: Loaded, dry_run: bool) -> None:
    for old, term in outcome.joined:
        desk.hint(f"Joined: {old} is {term} now." if old != term else f"Joined: {term}.")
    for alias, owner, way in outcome.held_back[:_SHOWN]:
        stays = f"{alias} is a topic of its own" if alias == owner else f"{alias} is {owner} here"
        desk.hint(f"Note: {stays}. To change that: copctl expertise tags --place {way}")
    if len(outcome.held_back) > _SHOWN:
        desk.hint(f"Note: {len(outcome.held_back) - _SHOWN} more are topics of their own, or another's.")
    if outcome.left:
        shown = ", ".join(outcome.left[:_SHOWN]) + (" and others" if len(outcome.left) > _SHOWN else "")
        desk.hint(f"Note: not in this file, and left as they are: {shown}.")
    if not outcome.changes:
        desk.say(f"The taxonomy {outcome.scheme} is up to date: {_terms(outcome)}.")
        return
    counts = (
        (outcome.new, "new", "new"),
        (len(outcome.joined), "joined", "joined"),
        (outcome.aliases, "alias", "aliases"),
        (outcome.relations, "relation", "relations"),
        (outcome.dropped, "relation dropped", "relations dropped"),
    )
    said = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts if count)
    verb = "Would load" if dry_run else "Loaded"
    desk.say(f"{verb} the taxonomy {outcome.scheme}, {_terms(outcome)}: {said}.")
    if not dry_run:
        desk.hint("Next: copctl expertise tags")


def _terms(outcome: Loaded) -> str:
    return "1 term" if outcome.terms == 1 else f"{outcome.terms} terms"
