"""`copctl session propose`: a calendar out of the backlog."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, Style, style_of
from copctl.errors import WrongUsage

if TYPE_CHECKING:
    from copctl.sessions.proposing import Calendar, Wish
    from copctl.sessions.rhythm import Rhythm
    from copctl.sessions.seating import Asker


def propose(
    ctx: typer.Context,
    sessions: Annotated[int, typer.Option(min=1, help="How many sessions.")] = 4,
    every: Annotated[
        str | None,
        typer.Option(metavar="RHYTHM", help="Such as '3 months', '6 weeks' or quarter (default: settings)."),
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Not before this day, such as 2027-03-01.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="HH:MM", help="A fixed hour, in the community's zone.")
    ] = None,
    minutes: Annotated[
        int | None, typer.Option(min=1, help="How long each takes (default: the topic's own length, or 90).")
    ] = None,
    weekday: Annotated[
        str | None, typer.Option(metavar="DAY", help="The usual weekday (default: that of the last session).")
    ] = None,
    speakers: Annotated[
        int, typer.Option(min=0, max=3, help="How many speakers to suggest for each, at most.")
    ] = 2,
    write: Annotated[bool, typer.Option("--write", help="Plan these sessions; undo takes it back.")] = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Propose a calendar out of the backlog; --write plans it.

    Topics come by demand and in fair turns, days keep clear of public holidays and other sessions, and
    hours are bearable for as many members as can be. Nothing is written without --write.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.cli import session_proposed
    from copctl.sessions import proposing

    wish = _wish(desk, sessions, every, from_, at, minutes, weekday, speakers)
    asker = _asker(desk)
    with desk.reading() as db:
        calendar = proposing.propose(db, wish, asker)
    written = _write(desk, calendar) if write else []
    if style is Style.JSON:
        session_proposed.say_json(desk, calendar, written=bool(written))
        return
    session_proposed.show(desk, calendar, style)
    if style is Style.TABLE:
        session_proposed.conclude(desk, calendar, written)


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("propose")(propose)


def _wish(
    desk: Desk,
    sessions: int,
    every: str | None,
    first: str | None,
    at: str | None,
    minutes: int | None,
    weekday: str | None,
    speakers: int,
) -> Wish:
    from copctl.sessions import proposing, rhythm
    from copctl.sessions.programme import read_minutes
    from copctl.when import parse_day

    return proposing.Wish(
        zone=desk.settings.timezone,
        rhythm=rhythm.read(every) if every is not None else _settled_rhythm(desk),
        sessions=sessions,
        first=parse_day(first) if first is not None else None,
        at=_clock(at) if at is not None else None,
        minutes=read_minutes(minutes) if minutes is not None else None,
        weekday=rhythm.read_weekday(weekday) if weekday is not None else None,
        speakers=speakers,
    )


def _settled_rhythm(desk: Desk) -> Rhythm:
    """The community's own rhythm, where its words can be read as one."""
    from copctl.sessions import rhythm

    try:
        return rhythm.read(desk.settings.cadence)
    except WrongUsage as error:
        raise WrongUsage(
            f"How often the community meets says {desk.settings.cadence!r}, which is no rhythm.",
            hint="copctl session propose --every '3 months'",
        ) from error


def _clock(text: str) -> time:
    hour, colon, minute = text.strip().partition(":")
    if colon and hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60:
        return time(int(hour), int(minute))
    raise WrongUsage(f"{text!r} is no time of day.", hint="--at 14:00")


def _asker(desk: Desk) -> Asker:
    """How speakers are looked for, out of an index that is up to date."""
    from copctl.cli import speakers_asking, speakers_meaning
    from copctl.sessions.seating import Asker
    from copctl.topics import waiting

    if speakers_asking.is_stale(desk):
        speakers_asking.refresh(desk)

    def texts() -> list[str]:
        with desk.reading() as db:
            return [topic.label for topic in waiting.waiting(db)]

    speakers_meaning.prepare(desk, None, texts)
    return Asker(desk.settings.database, desk.settings.speakers, desk.today(), desk.settings.language)


def _write(desk: Desk, calendar: Calendar) -> list[str]:
    from copctl.sessions import proposing

    with desk.transaction() as db:
        return [session.code for session in proposing.write(db, calendar, today=desk.today())]
