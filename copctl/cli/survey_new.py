"""`copctl survey new`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk

if TYPE_CHECKING:
    from copctl.surveys.forms.xlsform_rows import Form


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("new")(new)


def new(
    ctx: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The survey's short name.")],
    file: Annotated[
        str | None,
        typer.Option("--from", metavar="FILE", help="The questions; - for standard input."),
    ] = None,
    starter: Annotated[
        str | None,
        typer.Option("--starter", metavar="NAME", help="Begin from one of copctl survey starters."),
    ] = None,
) -> None:
    """Make a survey from a file or a starter.

    The file is an XLSForm (.xlsx, .xls, or its tables as Markdown) or a LimeSurvey structure (.txt);
    what is in it decides, not its name.
    """
    desk = Desk.of(ctx)
    form = _form(desk, file, starter)
    from copctl.surveys import definitions

    with desk.transaction() as db:
        survey = definitions.create(db, slug, form.definition)
        made, questions = survey.slug, sum(question.type != "note" for question in survey.questions)
    for note in form.notes:
        desk.hint(f"Note: {note}.")
    desk.say(f"Made the survey {made} with {questions} {'question' if questions == 1 else 'questions'}.")
    if starter is not None:
        desk.hint(
            f"To change it: copctl survey show {made} --format markdown > {made}.md, "
            f"and then copctl survey new NEW-NAME --from {made}.md"
        )
    desk.hint(
        f"Next: copctl survey check {made}, copctl survey open {made}, or copctl survey import {made} FILE"
    )


def _form(desk: Desk, file: str | None, starter: str | None) -> Form:
    """What is to be asked, and what of the file could not be taken."""
    from copctl.errors import WrongUsage
    from copctl.surveys.forms import form_files, starters
    from copctl.surveys.forms.xlsform_rows import Form

    if starter is None:
        return form_files.read(
            Path(
                desk.ask(file, "--from", "Which file holds the questions? (--starter NAME begins from ours)")
            )
        )
    if file is not None:
        raise WrongUsage("A survey begins from one thing.", hint="give --from FILE or --starter NAME")
    return Form(starters.find(starter).definition)
