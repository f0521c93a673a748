"""`copctl survey check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style, to_json

if TYPE_CHECKING:
    from copctl.surveys.forms.checking import Finding
    from copctl.surveys.questionnaire import Definition

_COLUMNS = [
    Column("weight", "", whole=True),
    Column("line", "Line", numeric=True),
    Column("finding", "Finding"),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("check")(check)


def check(
    ctx: typer.Context,
    slug: Annotated[str | None, typer.Argument(metavar="[SLUG]", help="The survey's short name.")] = None,
    file: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Check a file before it is taken in.")
    ] = None,
    starter: Annotated[
        str | None, typer.Option("--starter", metavar="NAME", help="Check a survey that comes with copctl.")
    ] = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Say what is wrong with a survey, and what could be better.

    Mistakes end with exit code 1; advice alone with 0. With the extra `xlsform` installed, the checker of
    KoboToolbox and ODK is asked too.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.errors import Refused
    from copctl.surveys.forms import checking, pyxform_verdict

    name, definition, notes = _wanted(desk, slug, file, starter)
    findings = checking.check(definition)
    findings += [checking.Finding(checking.Weight.ADVICE, 0, note) for note in notes]
    mistakes = checking.counted(findings)[checking.Weight.MISTAKE]
    verdict = None if mistakes else pyxform_verdict.of(definition, name)
    findings += [checking.Finding(checking.Weight.ADVICE, 0, said) for said in verdict or ()]
    _show(desk, name, definition, findings, style)
    if mistakes:
        raise Refused(
            f"{name} has {mistakes} mistake{'s' * (mistakes != 1)}.",
            hint="mend the file, and check it with copctl survey check --from FILE",
        )
    if style is Style.TABLE:
        desk.hint(_about_pyxform(verdict))


def _wanted(
    desk: Desk, slug: str | None, file: str | None, starter: str | None
) -> tuple[str, Definition, tuple[str, ...]]:
    """What is to be checked: its name, its definition, and what was left out of the file."""
    from pathlib import Path

    from copctl.errors import WrongUsage
    from copctl.surveys import definitions
    from copctl.surveys.forms import form_files, starters

    if sum(given is not None for given in (slug, file, starter)) > 1:
        raise WrongUsage(
            "Only one survey is checked at a time.", hint="give SLUG, --from FILE or --starter NAME"
        )
    if file is not None:
        form = form_files.read(Path(file))
        return file, form.definition, form.notes
    if starter is not None:
        return starter, starters.find(starter).definition, ()
    slug = desk.ask(slug, "SLUG", "Which survey?")
    with desk.reading() as db:
        survey = definitions.find(db, slug)
        return survey.slug, definitions.definition_of(survey), ()


def _show(desk: Desk, name: str, definition: Definition, findings: list[Finding], style: Style) -> None:
    from copctl.surveys.forms import checking

    rows = [{"weight": f.weight.value, "line": f.line or None, "finding": f.sentence} for f in findings]
    if style is Style.JSON:
        counts = checking.counted(findings)
        full = {
            "survey": name,
            "questions": sum(item.type != "note" for item in definition.questions),
            "minutes": checking.minutes(definition),
            "mistakes": counts[checking.Weight.MISTAKE],
            "advice": counts[checking.Weight.ADVICE],
            "findings": rows,
        }
        desk.say(to_json(full))
        return
    nothing = f"{name}: nothing to mend, {checking.duration(definition)} to answer."
    desk.show(Listing(_COLUMNS, rows, nothing=nothing), style)


def _about_pyxform(verdict: list[str] | None) -> str:
    if verdict is None:
        return "Not asked: pyxform, the checker of KoboToolbox and ODK (pip install 'copctl[xlsform]')."
    return "pyxform has read it too; what it says is above." if verdict else "pyxform takes it as it is."
