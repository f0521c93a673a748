"""`copctl member import`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli import expertise_tags, member_export, read_as
from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, DryRun, InputFile
from copctl.cli.showing import Column, Listing, Style, to_json

if TYPE_CHECKING:
    from copctl.community.arrivals import Outcome
    from copctl.community.contacts.shape import Contacts

_DIFFERENCES = [
    Column("member", "Member", whole=True),
    Column("field", "Field"),
    Column("before", "Before"),
    Column("after", "After"),
]
# So many notes of one kind are printed; JSON has them all.
_SHOWN = 20
# From so many people on, the order of names is worth a word.
_MANY = 3
# So many of them are named.
_NAMED = 3


def register(app: typer.Typer) -> None:
    """Put both commands into the group."""
    app.command("import")(import_)
    member_export.register(app)


def import_(
    ctx: typer.Context,
    file: InputFile,
    consent: Annotated[
        list[str] | None,
        typer.Option(
            "--consent",
            metavar="PURPOSE",
            help="A consent that all people in this file gave: newsletter, directory, recording or "
            "speaking. Repeatable.",
        ),
    ] = None,
    source: Annotated[str, typer.Option(help="Where these people came from (default: the tool).")] = "",
    status: Annotated[
        str | None,
        typer.Option(help="What people who are new come in as, where the file does not say."),
    ] = None,
    tool: Annotated[
        str | None, typer.Option(metavar="NAME", help="The tool that wrote the file, where it is misread.")
    ] = None,
    map: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=FIELD",
            help="What a column holds, such as 'Org=organisation'; - leaves it out. Repeatable.",
        ),
    ] = None,
    name_order: Annotated[
        str | None,
        typer.Option(
            "--name-order",
            metavar="given-first|family-first",
            help="How first and last names are joined (default: as the columns stand).",
        ),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite",
            help="Let a list of contacts change what is stored, not only add to it, and any file move "
            "people back in their status.",
        ),
    ] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave bad rows out and take the rest.")
    ] = False,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="The file's encoding, when it is not UTF-8.")
    ] = None,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Take people in from a file: copctl's own, or another tool's.

    CSV, XLSX and JSON Lines, Mailchimp, Google Contacts, vCard and Eventbrite are told apart by what is in
    the file. People are known by their address. A blank cell leaves what is stored; a consent that was
    withdrawn stays withdrawn, and who has left stays so. Importing a file again changes nothing.

    A contact is no member yet: lists of contacts bring prospects, unless --status active says otherwise,
    and only fill in what is not stored. Who unsubscribed in Mailchimp stays so.
    """
    desk = Desk.of(ctx)
    from copctl.cli.progress import counting
    from copctl.community import intake
    from copctl.community.contacts.shape import read_mapping, read_order
    from copctl.community.directory import Terms
    from copctl.community.values import clean_purpose, clean_status

    terms = Terms(
        today=desk.today(),
        consents=tuple(clean_purpose(purpose) for purpose in consent or []),
        source=source,
        skip_bad=skip_bad,
        encoding=encoding,
        tool=tool,
        said=read_mapping(map or []),
        status=clean_status(status) if status else None,
        overwrite=overwrite,
        name_order=read_order(name_order) if name_order else None,
    )
    with desk.transaction() as db, counting(desk, "people") as seen:
        contacts, outcome = intake.take_in(db, file, terms, seen=seen)
        if dry_run:
            db.rollback()
    if json:
        desk.say(to_json(_full(file, contacts, outcome, dry_run)))
        return
    _tell_columns(desk, contacts)
    _tell(desk, contacts, outcome)
    _tell_differences(desk, outcome, dry_run)
    _tell_counts(desk, outcome, dry_run)
    if not dry_run and (outcome.new or outcome.updated):
        expertise_tags.remind(desk)


def _full(file: Path, contacts: Contacts, outcome: Outcome, dry_run: bool) -> dict[str, Any]:
    columns = [
        {"column": c.position + 1, "heading": c.heading, "taken_for": c.field or None}
        for c in contacts.columns
    ]
    return {
        "file": str(file),
        "tool": contacts.tool,
        "rule": contacts.rule,
        "dry_run": dry_run,
        **vars(outcome),
        "columns": columns,
    }


def _tell_columns(desk: Desk, contacts: Contacts) -> None:
    """Say which rule matched, and what each column was taken for."""
    from rich.cells import cell_len

    desk.hint(f"Read as {contacts.tool}: {contacts.rule}.")
    if contacts.is_own:
        return
    taken = [column for column in contacts.columns if column.field]
    widest = max((cell_len(column.heading) for column in taken), default=0)
    for column in taken:
        blanks = " " * (widest - cell_len(column.heading))
        desk.hint(f"{column.position + 1:>5}  {column.heading}{blanks}  {column.what}")
    tools = sum(column.is_tools and not column.field for column in contacts.columns)
    if tools:
        desk.hint(f"{tools} of its own columns hold nothing that copctl keeps.")


def _tell(desk: Desk, contacts: Contacts, outcome: Outcome) -> None:
    _tell_unknown(desk, contacts, outcome.unknown_columns)
    _few(desk, [f"Left out: line {line}: {reason}." for line, reason in outcome.bad])
    for why, count in outcome.left_out.items():
        desk.hint(f"Left out: {count} {'entry' if count == 1 else 'entries'}: {why}.")
    if outcome.merged:
        rows = "row is" if outcome.merged == 1 else "rows are"
        desk.hint(f"{outcome.merged} {rows} about people of earlier rows.")
    if outcome.nameless:
        who = "person has" if outcome.nameless == 1 else "people have"
        desk.hint(f"Note: {outcome.nameless} {who} no name, and the address stands for it.")
    if outcome.family_first >= _MANY:
        desk.hint(
            f"Note: {outcome.family_first} people seem to write the family name first, and the file has the"
            " given name first. --name-order family-first turns the names round, given-first says it is so."
        )
    _few(desk, [f"Note: {warning}." for warning in outcome.warnings])
    read_as.tell_taken(desk, outcome.organisations)
    read_as.tell_read_as(desk, outcome.topics)
    _tell_kept(desk, outcome)


def _tell_kept(desk: Desk, outcome: Outcome) -> None:
    """Say where the store keeps what it has; names that are only turned round take one line together."""
    turned = outcome.turned()
    if len(turned) < _MANY:
        turned = []
    others = [kept for kept in outcome.kept if kept not in turned]
    _few(
        desk,
        [f"Kept: {k['member']}: {k['field']} {_word(k['stored'])}; the file says {_word(k['file'])}."
         for k in others],
    )  # fmt: skip
    if turned:
        such = ", ".join(f"{_word(k['stored'])} ({_word(k['file'])})" for k in turned[:_NAMED])
        more = f" and {len(turned) - _NAMED} more" if turned[_NAMED:] else ""
        desk.hint(f"Kept: {len(turned)} names that the file has in another order of words: {such}{more}.")
    if outcome.kept:
        desk.hint("--overwrite takes what the file says.")


def _tell_unknown(desk: Desk, contacts: Contacts, unknown: Sequence[str]) -> None:
    if contacts.is_list and unknown:
        what = "properties" if not contacts.columns else "column" if len(unknown) == 1 else "columns"
        more = "; --map 'COLUMN=FIELD' takes a column in" if contacts.columns else ""
        desk.hint(f"Left out: the {what} {', '.join(unknown)}{more}.")
        return
    consents = [column for column in unknown if column.strip().lower() in ("consent", "consents")]
    for column in consents:
        desk.hint(
            f"Left out: {column!r}. A consent has its day, so it comes as JSON Lines (docs/contacts.md), "
            "or for everybody in the file by --consent PURPOSE."
        )
    others = [column for column in unknown if column not in consents]
    _few(desk, [f"Left out: the column {c!r} is none that copctl knows." for c in others])


def _few(desk: Desk, lines: Sequence[str]) -> None:
    for line in lines[:_SHOWN]:
        desk.hint(line)
    if len(lines) > _SHOWN:
        desk.hint(f"... and {len(lines) - _SHOWN} more of these; --json has them all.")


def _tell_differences(desk: Desk, outcome: Outcome, dry_run: bool) -> None:
    """Show what changes: all of it before it is done, the first of it afterwards."""
    most = len(outcome.differences) if dry_run else _SHOWN
    if outcome.differences:
        rows = [_in_words(row) for row in outcome.differences[:most]]
        desk.show(Listing(_DIFFERENCES, rows), Style.TABLE)
    if outcome.differences[most:]:
        more = len(outcome.differences) - most
        desk.hint(f"... and {more} more of these; --dry-run shows all of them first, --json always.")


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    """A difference for a person: what is a record in the store is said as it is shown elsewhere."""
    say = {"consents": _consents, "expertise": _claims}.get(row["field"])
    return row if say is None else {**row, "before": say(row["before"]), "after": say(row["after"])}


def _consents(held: Any) -> str:
    """Such as `newsletter: withdrawn 2025-06-01`, a line for each consent."""
    return "\n".join(
        f"{c['purpose']}: withdrawn {c['withdrawn_on']}"
        if c["withdrawn_on"]
        else f"{c['purpose']}: since {c['given_on']}"
        for c in held or ()
    )


def _claims(held: Any) -> str:
    """Such as `storytelling 3`, a line for each topic."""
    return "\n".join(f"{claim['topic']} {claim['level']}" for claim in held or ())


def _word(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else repr(str(value))


def _rows(count: int) -> str:
    return "row" if count == 1 else "rows"


def _tell_counts(desk: Desk, outcome: Outcome, dry_run: bool) -> None:
    verb = "Would import" if dry_run else "Imported"
    came = f"{outcome.new} new, {outcome.updated} updated"
    stayed = f"{outcome.unchanged} unchanged, {outcome.skipped} skipped"
    more = f", {outcome.merged} merged" if outcome.merged else ""
    left = sum(outcome.left_out.values())
    more += f", {left} left out" if left else ""
    desk.say(f"{verb} {outcome.rows} {_rows(outcome.rows)}: {came}, {stayed}{more}.")
