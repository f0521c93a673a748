"""`copctl survey import`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.fitting import shortened
from copctl.cli.options import AsJson, DryRun, InputFile
from copctl.cli.showing import to_json, width_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.store.schema import Survey
    from copctl.surveys.intake.export import Sheet
    from copctl.surveys.recognition import Proposal
    from copctl.surveys.responses import Outcome

_SHOWN = 5
# So many letters of a column's heading are shown, half of them at the least.
_HEADING = 60


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
    tool: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The tool that wrote the file, where it is misread."),
    ] = None,
    map: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=QUESTION",
            help="What a column answers, or @email, @name, @time, @key, @code, -. Remembered.",
        ),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="The file's encoding, when it is not UTF-8.")
    ] = None,
    date_order: Annotated[
        str | None, typer.Option(metavar="dmy|mdy", help="How 3/4/2026 is meant. Remembered.")
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Ask who is meant where a name looks like a member's.")
    ] = False,
    match: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=MEMBER", help="Whom a respondent's name means; nobody after = for nobody."
        ),
    ] = None,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Take answers in from a survey tool's export (CSV, XLSX, zip).

    Respondents are known by their address or personal link, so importing a newer export brings answers
    up to date, and the same file again changes nothing.
    """
    desk = Desk.of(ctx)
    from copctl.cli.progress import counting
    from copctl.surveys import responses
    from copctl.surveys.intake.export import read_export

    day_first = _day_first(date_order)
    if review and not desk.interactive:
        _refuse_review(slug)
    sheet = read_export(file, encoding, tool=tool, day_first=day_first)
    with desk.transaction() as db:
        survey, taken = _survey(desk, db, slug, sheet, infer=infer)
        with counting(desk, "responses") as seen:
            outcome = responses.take_in(
                db, survey, sheet, zone=desk.settings.zone, now=desk.now(), said=map or (), seen=seen
            )
        _matched(desk, db, survey, outcome, match or (), review=review)
        found, status = survey.slug, survey.status
        if dry_run:
            db.rollback()
    if json:
        desk.say(to_json(_full(found, sheet, outcome)))
        return
    _tell_columns(desk, sheet, outcome, taken or _answering(outcome))
    headings = _long_headings(sheet)
    _tell(desk, found, status, outcome, headings, dry_run=dry_run)


def _day_first(order: str | None) -> bool | None:
    from copctl.errors import WrongUsage

    if order is None:
        return None
    key = order.strip().lower().replace("/", "").replace("-", "")
    if key not in ("dmy", "mdy"):
        raise WrongUsage(f"There is no date order {order!r}.", hint="--date-order dmy or --date-order mdy")
    return key == "dmy"


def _refuse_review(slug: str) -> None:
    from copctl.errors import WrongUsage

    hint = f"copctl survey import {slug} FILE --match 'NAME=MEMBER'"
    raise WrongUsage("--review asks, and nobody can be asked here.", hint=hint)


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


# Names that look like members' ---------------------------------------------------------------------


def _matched(
    desk: Desk, db: Session, survey: Survey, outcome: Outcome, said: list[str] | tuple[()], *, review: bool
) -> None:
    """Keep what was said of names, ask about the others when that was wanted, and count again."""
    from copctl.community import people
    from copctl.errors import WrongUsage
    from copctl.surveys import recognition

    decided: set[str] = set()
    for text in said:
        name, equals, who = text.rpartition("=")
        if not equals or not name.strip():
            raise WrongUsage(f"{text!r} matches nobody.", hint="write --match 'NAME=MEMBER'")
        member = people.find(db, who.strip()) if who.strip() else None
        _add(outcome, recognition.decide(db, survey, name, member))
        decided.add(name.strip())
    for proposal in outcome.proposals if review else ():
        if proposal.name in decided:
            continue
        number = _asked(desk, proposal)
        if number is not None:
            member = people.find(db, str(number)) if number else None
            _add(outcome, recognition.decide(db, survey, proposal.name, member))
            decided.add(proposal.name)
    outcome.proposals = [p for p in outcome.proposals if p.name not in decided]


def _add(outcome: Outcome, count: int) -> None:
    outcome.matched += count
    outcome.unmatched -= count


def _asked(desk: Desk, proposal: Proposal) -> int | None:
    """The number of the member that is meant, 0 for nobody, None to ask another time."""
    nobody, later = "Nobody of these", "Ask me another time"
    options = {f"{name} (alike: {score} of 100)": number for number, name, score in proposal.candidates}
    chosen = desk.choose(f"Who is {proposal.name!r}?", [*options, nobody, later])
    return None if chosen == later else options.get(chosen, 0)


# Telling --------------------------------------------------------------------------------------------


def _full(slug: str, sheet: Sheet, outcome: Outcome) -> dict[str, Any]:
    full = {
        "survey": slug,
        "file": sheet.file,
        "tool": sheet.export.tool,
        "rule": sheet.export.rule,
        "rows": outcome.rows,
        "new": outcome.new,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "partial": outcome.partial,
        "skipped": outcome.skipped,
        "matched_members": outcome.matched,
        "unmatched": outcome.unmatched,
        "questions": outcome.questions,
        "warnings": outcome.warnings,
    }
    if outcome.proposals:
        full["proposals"] = [asdict(proposal) for proposal in outcome.proposals]
    return full


def _answering(outcome: Outcome) -> Mapping[int, str]:
    return {position: f"{name} ({kind})" for position, (name, kind) in outcome.columns.items()}


def _tell_columns(desk: Desk, sheet: Sheet, outcome: Outcome, taken: Mapping[int, str]) -> None:
    """Say which rule matched, and what each column was taken for."""
    from rich.cells import cell_len

    desk.hint(f"Read as {sheet.export.tool}: {sheet.export.rule}.")
    told = []
    for column in sheet.export.columns:
        role = outcome.roles.get(column.position, column.role)
        what = taken.get(column.position) or (str(role) if role != "question" else "left out")
        told.append((str(column.position + 1), column.header, what))
    most = _heading_room(width_of(desk.stderr), [what for _, _, what in told])
    short = [(number, shortened(header, most), what) for number, header, what in told]
    widest = max((cell_len(header) for _, header, _ in short), default=0)
    for number, header, what in short:
        desk.hint(f"{number:>5}  {header}{' ' * (widest - cell_len(header))}  {what}")
    asked = sum(column.position in outcome.columns for column in sheet.export.columns)
    left = sum(what == "left out" for _, _, what in told)
    count = f"{len(told)} {'column' if len(told) == 1 else 'columns'}"
    desk.hint(f"{count}: {asked} for questions, {len(told) - asked - left} of other use, {left} left out.")


def _heading_room(width: int, whats: Sequence[str]) -> int:
    """How many letters of a heading are shown: what it was taken for beside it should fit the line."""
    beside = max((len(what) for what in whats), default=0)
    return max(_HEADING // 2, min(_HEADING, width - beside - 9))


def _tell(desk: Desk, slug: str, status: str, outcome: Outcome, headings: Sequence[str], *,
          dry_run: bool) -> None:  # fmt: skip
    for warning in outcome.warnings:
        desk.hint(f"Note: {_with_short_headings(warning, headings)}.")
    _tell_names(desk, slug, outcome)
    if status == "draft":
        desk.hint(f"Note: the survey {slug} is still a draft; copctl survey open {slug} opens it.")
    elif status == "closed":
        desk.hint(f"Note: the survey {slug} is closed; these count as late answers.")
    verb = "Would import" if dry_run else "Imported"
    counts = f"{outcome.new} new, {outcome.updated} updated, {outcome.unchanged} unchanged"
    rows = f"{outcome.rows} {'row' if outcome.rows == 1 else 'rows'}"
    partial = f" {outcome.partial} of them partial." if outcome.partial else ""
    desk.say(f"{verb} {rows} into {slug}: {counts}, {outcome.skipped} skipped.{partial}")
    if not dry_run:
        desk.hint(f"Next: copctl survey tally {slug}")


def _long_headings(sheet: Sheet) -> list[str]:
    """Headings that are too long for a sentence, as sentences quote them, the longest first."""
    quoted = {repr(column.header)[1:-1] for column in sheet.export.columns}
    return sorted((text for text in quoted if len(text) > _HEADING), key=len, reverse=True)


def _with_short_headings(warning: str, headings: Sequence[str]) -> str:
    """A warning in which long headings of columns are cut; JSON has them in full."""
    for heading in headings:
        warning = warning.replace(heading, shortened(heading, _HEADING))
    return warning


def _tell_names(desk: Desk, slug: str, outcome: Outcome) -> None:
    if not outcome.proposals:
        return
    for proposal in outcome.proposals[:_SHOWN]:
        likely = ", ".join(f"{name} ({score})" for _, name, score in proposal.candidates)
        desk.hint(f"Note: {proposal.name!r} may be {likely}.")
    more = len(outcome.proposals) - _SHOWN
    rest = f" {more} more names look like members' too;" if more > 0 else ""
    desk.hint(f"Note:{rest} copctl survey import {slug} FILE --review asks who is meant.")
