"""`copctl expertise matrix`."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.member_options import Where
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Style
from copctl.errors import WrongUsage

if TYPE_CHECKING:
    from copctl.community.knowing.matrix import Matrix

_SUFFIXES = {".csv": Style.CSV, ".md": Style.MARKDOWN, ".json": Style.JSON}


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("matrix")(matrix)


def matrix(
    ctx: typer.Context,
    by: Annotated[
        str, typer.Option(metavar="organisation|country", help="What people are grouped by.")
    ] = "organisation",
    topics: Annotated[
        list[str] | None,
        typer.Option(metavar="'TOPIC; ...'", help="Only these topics (default: all that somebody knows)."),
    ] = None,
    level: Annotated[int, typer.Option(min=1, max=4, help="Count from this level on.")] = 2,
    narrower: Annotated[
        bool, typer.Option("--narrower", help="Who knows a narrower topic counts for the broader one too.")
    ] = False,
    where: Where = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write .html, .csv, .md or .json.")
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="Name people on the page, where they agreed to the directory.")
    ] = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Show who knows what: organisations or countries by topics.

    A cell counts the members at level 2 (practising) or more, and says the highest level among them: in
    the topic itself, unless --narrower.
    The page of --out FILE.html has counts only, unless --names.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community.knowing import matrix_facts

    _refuse_mixture(out, names)
    found = matrix_facts.gather(
        desk.settings.database,
        by=by.strip().lower(),
        level=level,
        topics=[part for text in topics or [] for part in re.split(r"[;\n]", text) if part.strip()],
        where=where,
        narrower=narrower,
    )
    if out is not None:
        _write(desk, found, by.strip().lower(), out, names)
        return
    from copctl.cli import matrix_table

    matrix_table.write(found, by.strip().lower(), desk.stdout, style)
    more = matrix_table.left_out(found, by, desk.stdout) if style is Style.TABLE else 0
    if more:
        desk.hint(f"No room for {more} more topics here: copctl expertise matrix --out matrix.html")
    if style is Style.TABLE and not narrower and matrix_facts.has_narrower(desk.settings.database, found):
        desk.hint(
            "Note: who knows only a narrower topic is not counted for the broader: --narrower does that."
        )


def _refuse_mixture(out: Path | None, names: bool) -> None:
    suffix = out.suffix.lower() if out is not None else ""
    if out is not None and suffix not in {".html", *_SUFFIXES}:
        hint = "end the file's name in .html, .csv, .md or .json"
        raise WrongUsage(f"A matrix cannot be written as {out.name!r}.", hint=hint)
    if names and suffix != ".html":
        hint = "copctl expertise matrix --names --out FILE.html"
        raise WrongUsage("Only the page can name people.", hint=hint)


def _write(desk: Desk, found: Matrix, by: str, out: Path, names: bool) -> None:
    from copctl.files import write_text

    if out.suffix.lower() == ".html":
        from copctl.community.knowing import matrix_page

        page = matrix_page.html(found, desk.settings, by=by, on=desk.today(), names=names)
    else:
        from copctl.cli import matrix_table

        held = io.StringIO()
        matrix_table.write(found, by, held, _SUFFIXES[out.suffix.lower()])
        page = held.getvalue()
    write_text(out, page)
    desk.say(f"Wrote {out}.")
