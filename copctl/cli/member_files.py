"""`copctl member import` and `copctl member export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, DryRun, InputFile
from copctl.cli.showing import Column, Listing, Style, to_json
from copctl.errors import WrongUsage

_DIFFERENCES = [
    Column("member", "Member"),
    Column("field", "Field"),
    Column("before", "Before"),
    Column("after", "After"),
]


def register(app: typer.Typer) -> None:
    """Put both commands into the group."""
    app.command("import")(import_)
    app.command("export")(export)


def import_(
    ctx: typer.Context,
    file: InputFile,
    consent: Annotated[
        list[str] | None,
        typer.Option(
            "--consent", metavar="PURPOSE", help="A consent that all people in this file gave. Repeatable."
        ),
    ] = None,
    source: Annotated[str, typer.Option(help="Where these people came from.")] = "import",
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave bad rows out and take the rest.")
    ] = False,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="The file's encoding, when it is not UTF-8.")
    ] = None,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Take members in from a CSV, XLSX or JSON Lines file.

    People are known by their address. A blank cell leaves what is stored; a consent that was
    withdrawn stays withdrawn, and who has left stays so. Importing a file again changes nothing.

    JSON Lines also carry evidence, [{"kind": "talk", "title": "...", "date": "2026-03-01"}], and
    consents, [{"purpose": "newsletter", "given_on": "2026-03-01"}]; see `copctl member export`.
    """
    desk = Desk.of(ctx)
    from copctl.cli.progress import counting
    from copctl.community import intake
    from copctl.community.directory import Terms
    from copctl.community.values import clean_purpose

    terms = Terms(
        today=desk.today(),
        consents=tuple(clean_purpose(purpose) for purpose in consent or []),
        source=source,
        skip_bad=skip_bad,
        encoding=encoding,
    )
    with desk.transaction() as db, counting(desk, "members") as seen:
        outcome = intake.take_in(db, file, terms, seen=seen)
        if dry_run:
            db.rollback()
    if json:
        desk.say(to_json({"file": str(file), "dry_run": dry_run, **vars(outcome)}))
        return
    _tell(desk, outcome, dry_run)


def _tell(desk: Desk, outcome: Any, dry_run: bool) -> None:
    for column in outcome.unknown_columns:
        desk.hint(f"Left out: the column {column!r} is none that copctl knows.")
    for line, reason in outcome.bad:
        desk.hint(f"Left out: line {line}: {reason}.")
    for warning in outcome.warnings:
        desk.hint(f"Note: {warning}.")
    if outcome.differences:
        desk.show(Listing(_DIFFERENCES, outcome.differences), Style.TABLE)
    verb = "Would import" if dry_run else "Imported"
    came = f"{outcome.new} new, {outcome.updated} updated"
    stayed = f"{outcome.unchanged} unchanged, {outcome.skipped} skipped"
    rows = "row" if outcome.rows == 1 else "rows"
    desk.say(f"{verb} {outcome.rows} {rows}: {came}, {stayed}.")


def export(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="[FILE]", help="Where to write, or - for standard output.")
    ] = Path("-"),
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="The same, as an option.")
    ] = None,
    format: Annotated[
        str | None,
        typer.Option("--format", metavar="csv|jsonl", help="csv (no evidence, no consents) or jsonl (all)."),
    ] = None,
) -> None:
    """Write all members as `member import` reads them."""
    desk = Desk.of(ctx)
    from copctl.community import exchange
    from copctl.files import write_text

    out = out or file
    chosen = format or out.suffix.lstrip(".").lower() or "csv"
    if chosen not in {"csv", "jsonl"}:
        raise WrongUsage(f"Members cannot be written as {chosen!r}.", hint="--format csv or --format jsonl")
    with desk.reading() as db:
        people = exchange.everyone(db)
        text = exchange.as_csv(people) if chosen == "csv" else exchange.as_jsonl(people)
    if str(out) == "-":
        print(text, end="", file=desk.stdout)
        return
    write_text(out, text)
    desk.hint(f"Wrote {out}.")
