"""`copctl survey export`: a survey's questions for another tool, or its answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copctl.cli.desk import Desk

ANSWERS, XLSFORM = "answers", "xlsform"


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("export")(export)


def export(
    ctx: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The survey's short name.")],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="answers|xlsform",
            help="The answers, or the questions as KoboToolbox and ODK take them.",
        ),
    ] = ANSWERS,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Where to write it (default: standard output, or SLUG.xlsx)."
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option("--format", metavar="csv|xlsx|jsonl", help="The answers' format (default: by FILE)."),
    ] = None,
    layout: Annotated[
        str, typer.Option(metavar="respondents|answers", help="One row a respondent, or one an answer.")
    ] = "respondents",
    values: Annotated[
        str, typer.Option(metavar="labels|names", help="Choices by their labels or by their names.")
    ] = "labels",
) -> None:
    """Give a survey's answers back, or its questions.

    As CSV, XLSX or JSON Lines; `copctl survey import` reads the first two back without loss.
    """
    desk = Desk.of(ctx)
    from copctl.errors import WrongUsage

    if to == XLSFORM:
        _xlsform(desk, slug, out)
        return
    if to != ANSWERS:
        raise WrongUsage(
            f"A survey cannot be exported to {to!r}.",
            hint=f"copctl survey export {slug} for the answers, or --to xlsform for the questions",
        )
    from copctl.cli.survey_answers_export import export_answers

    export_answers(desk, slug, out, layout=layout, values=values, format=format)


def _xlsform(desk: Desk, slug: str, out: Path | None) -> None:
    import sys

    from copctl.files import STANDARD, write_bytes
    from copctl.surveys import definitions
    from copctl.surveys.forms import xlsform_xlsx

    with desk.reading() as db:
        survey = definitions.find(db, slug)
        name, definition = survey.slug, definitions.definition_of(survey)
    content = xlsform_xlsx.write(definition, name)
    if str(out) == STANDARD:
        getattr(desk.stdout, "buffer", sys.stdout.buffer).write(content)
        return
    path = write_bytes(out or Path(f"{name}.xlsx"), content)
    desk.say(f"Wrote the survey {name} as XLSForm to {path}.")
    desk.hint("Next: upload it to KoboToolbox or ODK, and bring the answers back with copctl survey import")
