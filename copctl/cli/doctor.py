"""`copctl doctor`."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, TextIO

import typer

from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_command
from copctl.cli.options import AsJson, Format, Style, style_of
from copctl.cli.showing import Column, Listing, print_record
from copctl.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copctl.health.checkup import Finding

app = plain_command()

_COLUMNS = [
    Column("check", "Check"),
    Column("status", "Status"),
    Column("what", "What"),
    Column("fix", "To mend it"),
]


@app.command("doctor")
def doctor(ctx: typer.Context, format: Format = None, json: AsJson = False) -> None:
    """Check the community's folder: what is missing or out of order.

    It changes nothing. A note is good to know, a warning is to be mended; where something is broken (error)
    it ends with 1.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.health import checkup

    found = checkup.examine(desk.folder, desk.environ)
    if style is Style.TABLE:
        _print(desk.stdout, found)
    else:
        desk.show(Listing(_COLUMNS, [vars(finding) for finding in found]), style)
    desk.hint(_verdict(found))
    if any(finding.status is checkup.Status.ERROR for finding in found):
        raise typer.Exit(int(ExitCode.REFUSED))


def _print(out: TextIO, found: Sequence[Finding]) -> None:
    """Each check under its name; what is to be done stands under what was found, where no table breaks it."""
    for check, findings in groupby(found, key=lambda finding: finding.check):
        print_record(out, check.capitalize(), [(f"{f.status:<7}", _said(f)) for f in findings])


def _said(finding: Finding) -> str:
    return f"{finding.what}\nTry: {finding.fix}" if finding.fix else finding.what


def _verdict(found: Sequence[Finding]) -> str:
    counts = {kind: sum(f.status == kind for f in found) for kind in ("error", "warning")}
    said = [f"{n} {kind}{'s' * (n != 1)}" for kind, n in counts.items() if n]
    return f"{' and '.join(said)}." if said else "Nothing is out of order."
