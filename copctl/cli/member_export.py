"""`copctl member export`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.errors import WrongUsage
from copctl.files import STANDARD
from copctl.names import did_you_mean

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.store.schema import Member

FORMATS = ("csv", "xlsx", "jsonl", "vcard")
_ENDINGS = {"vcf": "vcard", "ndjson": "jsonl"}
VERSIONS = ("4.0", "3.0")


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("export")(export)


def export(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="[FILE]", help="Where to write, or - for standard output.")
    ] = Path(STANDARD),
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="The same, as an option.")
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            help="csv and xlsx (no evidence, no consents), jsonl (all), or vcard for an address book.",
        ),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(
            metavar="CONDITION", help="Only people who fit, such as 'country=KH and status=active'."
        ),
    ] = None,
    consent: Annotated[
        str | None,
        typer.Option(
            metavar="PURPOSE", help="Only people whose consent for this stands, such as newsletter."
        ),
    ] = None,
    vcard_version: Annotated[
        str, typer.Option(metavar="4.0|3.0", help="3.0 is for older address books.")
    ] = VERSIONS[0],
) -> None:
    """Write members to a file that `member import` reads back."""
    desk = Desk.of(ctx)
    out = out or file
    kind = _kind(format, out)
    if vcard_version not in VERSIONS:
        raise WrongUsage(
            f"vCards cannot be written in version {vcard_version!r}.",
            hint=f"choose one of: {', '.join(VERSIONS)}",
        )
    from copctl.community.values import clean_purpose
    from copctl.files import refuse_no_folder, write_bytes

    purpose = clean_purpose(consent) if consent else None
    refuse_no_folder(out)
    with desk.reading() as db:
        people = _Counted(_people(db, where, purpose, full=kind == "jsonl"))
        content = _written(people, kind, vcard_version)
    if str(out) == STANDARD:
        print(content.decode(), end="", file=desk.stdout)
    else:
        write_bytes(out, content)
        desk.hint(f"Wrote {people.count} {'member' if people.count == 1 else 'members'} to {out}.")
    if people.withdrawn and kind != "jsonl":
        desk.hint(
            f"Note: {people.withdrawn} of them took a consent back, which {kind} does not carry;"
            " --format jsonl does."
        )


class _Counted:
    """People as they pass, how many they were, and how many of them took a consent back."""

    def __init__(self, people: Iterable[Member]) -> None:
        self.people = people
        self.count = self.withdrawn = 0

    def __iter__(self) -> Iterator[Member]:
        for member in self.people:
            self.count += 1
            self.withdrawn += any(consent.withdrawn_on is not None for consent in member.consents)
            yield member


def _kind(format: str | None, out: Path) -> str:
    """The format that was asked for, or the file's ending, or CSV; a workbook needs a file."""
    ending = out.suffix.lstrip(".").lower()
    kind = format or _ENDINGS.get(ending, ending) or "csv"
    if kind not in FORMATS:
        hint = did_you_mean(kind, FORMATS, f"--format {', '.join(FORMATS)}")
        raise WrongUsage(f"Members cannot be written as {kind!r}.", hint=hint)
    if kind == "xlsx" and str(out) == STANDARD:
        raise WrongUsage("A workbook needs a file.", hint="add --out FILE.xlsx")
    return kind


def _people(db: Session, where: str | None, purpose: str | None, *, full: bool) -> Iterator[Member]:
    """Whom to write, by number."""
    from copctl.community import consent, exchange
    from copctl.community.conditions import filtering

    fits = None if where is None else {member.id for member in filtering.members(db, where)}
    for member in exchange.everyone(db, full=full):
        if (fits is None or member.id in fits) and (purpose is None or consent.stands(member, purpose)):
            yield member


def _written(people: Iterable[Member], kind: str, version: str) -> bytes:
    from copctl.community import exchange

    if kind == "xlsx":
        from copctl.community.workbook import as_xlsx

        return as_xlsx(people)
    if kind == "vcard":
        return exchange.as_vcards(people, version).encode()
    return (exchange.as_csv if kind == "csv" else exchange.as_jsonl)(people).encode()
