"""`copctl session show`: when, where, who, and the run of show."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copctl.sessions.running import Line

_SAID = {"yes": "yes", "maybe": "maybe", "no": "no", "silent": "silent"}


def show(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="The session's code, such as 2026-12.")],
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Show one session: when, where, who and its run of show."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.sessions import planning
    from copctl.sessions.entry import run_of_show, when_words
    from copctl.sessions.whole import whole

    with desk.reading() as db:
        found = planning.find(db, code)
        entry, run, when = whole(db, found), run_of_show(found), when_words(found)
    lines = [
        ("When", f"{when}, {entry['minutes']} minutes"),
        ("Status", entry["status"]),
        ("Topics", [topic["label"] for topic in entry["topics"]]),
        ("Place", entry["place"]),
        ("Link", entry["link"]),
        ("Speakers", "\n".join(_speaker(speaker) for speaker in entry["speakers"])),
        ("Run of show", "\n".join(_run(run))),
        ("Answers", _answers(entry["answers"])),
        ("Attendance", _attendance(entry["attendance"])),
        ("About", entry["about"]),
        ("Recording", entry["recording"]),
        ("Slides", entry["slides"]),
        ("Decided", entry["decided"]),
        ("Notes", entry["notes"]),
        ("Wrapped up", entry["wrapped_on"]),
    ]
    desk.show(Record(f"{entry['code']}  {entry['title']}", lines, entry), style)


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("show")(show)


def _run(run: Sequence[Line]) -> list[str]:
    if not run:
        return []
    lines = [_item(line) for line in run]
    return [*lines, f"{run[-1].ends:%H:%M}  end"]


def _item(line: Line) -> str:
    who = f", {', '.join(line.speakers)}" if line.speakers else ""
    return f"{line.starts:%H:%M}  {line.item or 'open'} ({line.minutes} min{who})"


def _speaker(speaker: dict[str, Any]) -> str:
    """Name, status and talk, and under them the days on which it came so far."""
    talk = f": {speaker['talk']}" if speaker["talk"] else ""
    by_day: dict[date, list[str]] = {}
    for step in speaker["steps"]:
        by_day.setdefault(step["on"], []).append(step["status"])
    steps = "; ".join(f"{', '.join(said)} {_day(day)}" for day, said in by_day.items())
    return f"{speaker['member']} ({speaker['status']}){talk}" + (f"\n  {steps}" if steps else "")


def _day(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def _answers(counts: dict[str, int]) -> str:
    """What people said; nothing while nobody has said anything."""
    if not any(counts[word] for word in ("yes", "maybe", "no")):
        return ""
    return ", ".join(f"{counts[key]} {word}" for key, word in _SAID.items() if counts[key])


def _attendance(figures: dict[str, Any] | None) -> str:
    if figures is None:
        return ""
    said = [f"{figures['attended']} came"]
    if figures["registered"]:
        said.append(f"{figures['registered_and_came']} of {figures['registered']} who had said yes or maybe")
    said += [
        f"{figures[key]} {word}"
        for key, word in (("unannounced", "unannounced"), ("guests", "as a guest"), ("unknown", "unknown"))
        if figures[key]
    ]
    if figures["median_minutes"] is not None:
        said.append(f"{figures['median_minutes']:g} minutes in the middle")
    return ", ".join(said)
