"""`copctl survey import`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, DryRun, InputFile
from copctl.cli.showing import to_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.store.schema import Survey
    from copctl.surveys.intake.export import Sheet
    from copctl.surveys.responses import Outcome


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("import")(import_)


def import_(
    ctx: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The survey's short name.")],
    file: InputFile,
    infer: Annotated[
        bool, typer.Option("--infer", help="Make the survey from the file when there is none of that name.")
    ] = False,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="The file's encoding, when it is not UTF-8.")
    ] = None,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Take answers in from a survey tool's export (CSV or XLSX).

    Respondents are known by their address, so importing a newer export brings answers up to date,
    and the same file again changes nothing.
    """
    desk = Desk.of(ctx)
    from copctl.cli.progress import counting
    from copctl.surveys import responses
    from copctl.surveys.intake.export import read_export

    sheet = read_export(file, encoding)
    with desk.transaction() as db, counting(desk, "responses") as seen:
        survey, taken = _survey(desk, db, slug, sheet, infer=infer)
        outcome = responses.take_in(db, survey, sheet, zone=desk.settings.zone, now=desk.now(), seen=seen)
        found, status = survey.slug, survey.status
        if dry_run:
            db.rollback()
    if json:
        desk.say(to_json(_full(found, sheet, outcome)))
        return
    _tell_columns(desk, sheet, taken or _answering(outcome))
    _tell(desk, found, status, outcome, dry_run=dry_run)


def _survey(
    desk: Desk, db: Session, slug: str, sheet: Sheet, *, infer: bool
) -> tuple[Survey, Mapping[int, str]]:
    """The survey to import into, made from the file when that was asked for and there is none."""
    from copctl.errors import NotFound
    from copctl.surveys import definitions
    from copctl.surveys.discovery import discover

    if infer and definitions.lookup(db, slug) is None:
        return discover(db, slug, sheet, zone=desk.settings.zone, today=desk.today())
    try:
        return definitions.find(db, slug), {}
    except NotFound as error:
        if error.hint.startswith("did you mean"):
            raise
        hint = f"copctl survey import {slug} {sheet.file} --infer makes one from the file"
        raise NotFound(error.message, hint=hint) from error


def _full(slug: str, sheet: Sheet, outcome: Outcome) -> dict[str, Any]:
    return {
        "survey": slug,
        "file": sheet.file,
        "tool": sheet.export.tool,
        "rule": sheet.export.rule,
        "rows": outcome.rows,
        "new": outcome.new,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "skipped": outcome.skipped,
        "questions": outcome.questions,
        "warnings": outcome.warnings,
    }


def _answering(outcome: Outcome) -> Mapping[int, str]:
    return {position: f"{name} ({kind})" for position, (name, kind) in outcome.columns.items()}


def _tell_columns(desk: Desk, sheet: Sheet, taken: Mapping[int, str]) -> None:
    """Say which rule matched, and what each column was taken for."""
    desk.hint(f"Read as {sheet.export.tool}: {sheet.export.rule}.")
    for column in sheet.export.columns:
        what = taken.get(column.position) or (str(column.role) if column.role != "question" else "left out")
        desk.hint(f"Column {column.position + 1}, {column.header!r}: {what}.")


def _tell(desk: Desk, slug: str, status: str, outcome: Outcome, *, dry_run: bool) -> None:
    for warning in outcome.warnings:
        desk.hint(f"Note: {warning}.")
    if status == "draft":
        desk.hint(f"Note: the survey {slug} is still a draft; copctl survey open {slug} opens it.")
    elif status == "closed":
        desk.hint(f"Note: the survey {slug} is closed; these count as late answers.")
    verb = "Would import" if dry_run else "Imported"
    counts = f"{outcome.new} new, {outcome.updated} updated, {outcome.unchanged} unchanged"
    rows = f"{outcome.rows} {'row' if outcome.rows == 1 else 'rows'}"
    desk.say(f"{verb} {rows} into {slug}: {counts}, {outcome.skipped} skipped.")
    if not dry_run:
        desk.hint(f"Next: copctl survey tally {slug}")
