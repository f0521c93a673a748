"""`copctl survey report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copctl.cli.desk import Desk


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("report")(report)


def report(
    ctx: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The survey's short name.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where to write it (default: out/SLUG/report.html)."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="organisation|country|status|role|...", help="Also what each group said."),
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="As a PDF (also when FILE ends in .pdf); needs the extra pdf.")
    ] = False,
) -> None:
    """Make a report of a survey's results to forward.

    One HTML page that needs nothing else, or a PDF: charts, tables under them, and how many answered.
    """
    desk = Desk.of(ctx)
    from copctl.files import write_bytes
    from copctl.topics import report as reports
    from copctl.topics import report_page

    as_pdf = pdf or (out is not None and out.suffix.lower() == ".pdf")
    with desk.reading() as db:
        made = reports.build(db, desk.settings, slug, today=desk.today(), by=by)
    page = report_page.pdf(made, desk.settings) if as_pdf else report_page.html(made, desk.settings).encode()
    name = "report.pdf" if as_pdf else "report.html"
    if str(out) == "-" and not as_pdf:
        print(page.decode(), end="", file=desk.stdout)
        return
    path = write_bytes(out or desk.settings.folder / "out" / made.slug / name, page)
    desk.say(_shown(path))


def _shown(path: Path) -> str:
    """A path as short as it can be typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_absolute() and path.is_relative_to(here) else str(path)
