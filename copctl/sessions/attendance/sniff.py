"""Which tool wrote a report of attendance: the first rule that fits, most particular first."""

from __future__ import annotations

from types import ModuleType

from copctl import names
from copctl.errors import Refused, WrongUsage
from copctl.sessions.attendance import eventbrite, meet, plain, table, teams, teams_actions, zoom
from copctl.sessions.attendance.shape import Opening, Report

READERS: tuple[ModuleType, ...] = (zoom, eventbrite, teams_actions, teams, meet, table, plain)
TOOLS = tuple(reader.TOOL for reader in READERS)
_KNOWN = (
    "reports of Zoom, Microsoft Teams and Google Meet, attendee lists of Eventbrite, tables of who joined "
    "when, lists of names or addresses; --tool NAME where a file is misread"
)


def recognise(opening: Opening, tool: str | None = None) -> Report:
    """The report with its tool and the rule that matched.

    A `tool` that is named is believed where its reader finds anything. WrongUsage for an unknown one; Refused
    where nothing fits, for a file without people, and for dates that could be two days.
    """
    for reader in READERS if tool is None else [_named(tool)]:
        rule = reader.rule_of(opening)
        if not rule and tool is not None and reader is plain:
            rule = plain.rule_as_said(opening)
        if rule:
            report: Report = reader.report_of(opening, rule)
            _refuse_unclear(opening, report)
            return report
    odd = plain.odd_line(opening)
    if odd and tool is None:
        raise Refused(
            f"{opening.file} looks like a list of names, but {odd!r} is none.",
            hint="take that line out, or --tool list takes every line for a name",
        )
    if opening.broken:
        raise Refused(opening.broken, hint="export it again as CSV or XLSX")
    what = f"a file of {_named(tool).TOOL}" if tool else "nothing that says who came"
    raise Refused(f"{opening.file} is {what if not tool else 'not ' + what}.", hint=f"known are {_KNOWN}")


def _named(tool: str) -> ModuleType:
    key = names.slug(tool)
    for reader in READERS:
        if key == reader.TOOL:
            return reader
    hint = names.did_you_mean(tool, TOOLS, f"the tools are {', '.join(TOOLS)}")
    raise WrongUsage(f"There is no reader for {tool!r}.", hint=hint)


def _refuse_unclear(opening: Opening, report: Report) -> None:
    if report.contested:
        shown = " and ".join(repr(text) for text in report.contested)
        raise Refused(
            f"{opening.file} has dates that could be two days: {shown}.",
            hint="--date-order dmy (day first) or --date-order mdy (month first)",
        )
    if not report.entries and not report.left_out:
        raise Refused(f"{opening.file} names nobody.", hint="look at it before you read it again")
