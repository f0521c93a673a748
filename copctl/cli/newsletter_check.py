"""`copctl newsletter check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style, to_json

if TYPE_CHECKING:
    from collections import Counter

    from copctl.newsletter.rules.findings import Finding, Level
    from copctl.when import Quarter

_COLUMNS = [
    Column("place", "Place", whole=True),
    Column("level", "", whole=True),
    Column("what", "What"),
    Column("fix", "How to mend it"),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("check")(check)


def check(
    ctx: typer.Context,
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="Such as 2026Q4.")],
    look: Annotated[
        str | None,
        typer.Option(metavar="magazine|letter|light", help="The look to check (default: as settings say)."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail, too.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask whether pages are there.")] = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Say what to mend in an issue before it is sent.

    Each thing stands with its place in the draft, and how to mend it.
    Errors end with exit code 1; with --strict, warnings too. Nothing is changed. Every page that the draft
    links to is asked for, unless you say --offline.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from functools import partial

    from copctl.newsletter import checking, reaching
    from copctl.newsletter.rules.findings import Level, counted
    from copctl.when import parse_quarter

    wanted = parse_quarter(quarter)
    ask = None if offline else partial(reaching.asked, own=desk.settings.url)
    with desk.reading() as db:
        found = checking.check(db, desk.settings, wanted, now=desk.now(), look=look or "", ask_links=ask)
    counts = counted(found)
    _show(desk, wanted, found, counts, style)
    if counts[Level.ERROR] or (strict and counts[Level.WARNING]):
        from copctl.errors import Refused

        raise Refused(
            f"{wanted} is not ready: {_said(counts)}.", hint=f"mend {_what(counts)}, and check again"
        )
    if style is Style.TABLE and found:
        desk.hint(f"{wanted} has no errors: {_said(counts)}.")


def _said(counts: Counter[Level]) -> str:
    """How many of each there are: `1 error, 2 warnings`."""
    from copctl.newsletter.rules.findings import Level

    found = ((level, counts[level]) for level in Level if counts[level])
    return ", ".join(f"{count} {level}{'s' * (count != 1)}" for level, count in found)


def _what(counts: Counter[Level]) -> str:
    from copctl.newsletter.rules.findings import Level

    return "the errors" if counts[Level.ERROR] else "the warnings"


def _show(desk: Desk, quarter: Quarter, found: list[Finding], counts: Counter[Level], style: Style) -> None:
    rows = [_row(finding) for finding in found]
    if style is Style.JSON:
        from copctl.newsletter.rules.findings import Level

        summary = {f"{level}s": counts[level] for level in Level}
        desk.say(to_json({"quarter": str(quarter), **summary, "findings": rows}))
    elif style is Style.TABLE:
        _show_lines(desk, found)
    else:
        shown = [{"place": str(f.place), **row} for f, row in zip(found, rows, strict=True)]
        desk.show(Listing(_COLUMNS, shown if style is Style.MARKDOWN else rows), style)


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "level": finding.level.value,
        "rule": finding.rule,
        "file": finding.place.file,
        "line": finding.place.line or None,
        "what": finding.what,
        "fix": finding.fix,
    }


def _show_lines(desk: Desk, found: list[Finding]) -> None:
    """Each finding under its place, which editors open when it is clicked."""
    from copctl.cli.showing import width_of
    from copctl.cli.wrapping import wrapped

    if not found:
        desk.say("Nothing to mend.")
    width = width_of(desk.stdout)
    for finding in found:
        desk.say(f"{finding.place}  {finding.level}")
        for line in (*wrapped(finding.what, width, "  "), *wrapped(f"-> {finding.fix}", width, "  ")):
            desk.say(line)
