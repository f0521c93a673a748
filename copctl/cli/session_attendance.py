"""`copctl session attendance`: who was there, out of a tool's report or a list of names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, DryRun, Format, Style, style_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.sessions.attendance.figures import Results
    from copctl.sessions.attendance.matching import Proposal
    from copctl.sessions.attendance.moments import Frame
    from copctl.sessions.attendance.recording import Outcome, Wish
    from copctl.sessions.attendance.shape import Report
    from copctl.store.schema import LearningSession, Member


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("attendance")(attendance)


def attendance(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="The session's code, such as 2026-12.")],
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="A report or a list; - for standard input.", show_default=False
        ),
    ] = None,
    tool: Annotated[
        str | None, typer.Option(metavar="NAME", help="The tool that wrote the file, where it is misread.")
    ] = None,
    match: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=MEMBER", help="Whom a name means; nobody after = for a guest. Repeatable."
        ),
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Ask who is meant where a name looks like a member's.")
    ] = False,
    same_names: Annotated[
        bool, typer.Option("--same-names", help="Take a name that one member has exactly for that member.")
    ] = False,
    least: Annotated[
        int, typer.Option(min=0, metavar="MINUTES", help="Who stayed for less only looked in.")
    ] = 5,
    guests: Annotated[
        bool, typer.Option("--guests/--no-guests", help="Make prospects of guests who are no members.")
    ] = True,
    add: Annotated[
        bool, typer.Option("--add", help="Add to what another file said instead of replacing it.")
    ] = False,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="The file's encoding, when it is not UTF-8.")
    ] = None,
    date_order: Annotated[str | None, typer.Option(metavar="dmy|mdy", help="How 3/4/2026 is meant.")] = None,
    timezone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Of the file's times (default: the session's zone)."),
    ] = None,
    dry_run: DryRun = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Say who was there; without a FILE, show what is stored.

    Reads reports of Zoom, Microsoft Teams and Google Meet, attendee lists of Eventbrite, and lists of names
    or addresses. People are known by their address; a name alone is a proposal. The same file again changes
    nothing, a corrected one replaces what it said before, `copctl undo` takes all of it back.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    _refuse_review(desk, code, review=review)
    if file is None:
        _stored(desk, code, match or [], style, review=review, dry_run=dry_run)
        return
    from copctl.cli import attendance_shown
    from copctl.sessions import planning
    from copctl.sessions.attendance import recording, sniff
    from copctl.sessions.attendance.reading import opened

    with desk.reading() as db:
        session = planning.find(db, code)
        code, status, frame = session.code, session.status, _frame(session, date_order, timezone)
        said = _said(db, match or [])
    report = sniff.recognise(opened(file, frame, encoding), tool)
    wish = recording.Wish(least=least, guests=guests, add=add, take_same=same_names, said=said)
    outcome, results = _kept(desk, code, report, frame, wish, review=review, dry_run=dry_run)
    if style is Style.JSON:
        told = attendance_shown.taken_in(report, outcome, least=least, dry_run=dry_run)
        attendance_shown.show(desk, code, results, style, told)
        return
    attendance_shown.tell(desk, code, report, outcome, least=least, dry_run=dry_run)
    attendance_shown.show(desk, code, results, style)
    if status == "planned" and frame.starts < desk.now() and not dry_run:
        desk.hint(f"Next: copctl session wrap {code}")


def _kept(
    desk: Desk, code: str, report: Report, frame: Frame, wish: Wish, *, review: bool, dry_run: bool
) -> tuple[Outcome, Results]:
    """What taking a report in did, and the results it left."""
    from copctl.sessions import planning
    from copctl.sessions.attendance import doubts, figures, recording

    with desk.transaction() as db:
        session = planning.find(db, code)
        outcome = recording.record(
            db, session, report, wish, moderator=desk.settings.moderator, now=desk.now(), today=desk.today()
        )
        outcome.warnings += doubts.doubts_about(report, frame, session.minutes, desk.now())
        if review:
            outcome.proposals = _asked(desk, db, session, outcome.proposals)
        results = figures.results_of(db, session)
        if dry_run:
            db.rollback()
    return outcome, results


def _frame(session: LearningSession, date_order: str | None, timezone: str | None) -> Frame:
    from copctl.errors import WrongUsage
    from copctl.sessions.attendance.moments import Frame
    from copctl.when import parse_zone

    zone = ZoneInfo(parse_zone(timezone) if timezone else session.timezone)
    if date_order is None:
        return Frame(session.starts_at, zone)
    key = date_order.strip().lower().replace("/", "").replace("-", "")
    if key not in ("dmy", "mdy"):
        raise WrongUsage(
            f"There is no date order {date_order!r}.", hint="--date-order dmy or --date-order mdy"
        )
    return Frame(session.starts_at, zone, key == "dmy")


# Names ------------------------------------------------------------------------------------------


def _refuse_review(desk: Desk, code: str, *, review: bool) -> None:
    from copctl.errors import WrongUsage

    if review and not desk.interactive:
        hint = f"copctl session attendance {code} --match 'NAME=MEMBER'"
        raise WrongUsage("--review asks, and nobody can be asked here.", hint=hint)


def _said(db: Session, match: list[str]) -> dict[str, int]:
    """What was said of names: key -> number of the member, 0 for nobody."""
    from copctl import names

    return {names.key(name): member.id if member else 0 for name, member in _pairs(db, match)}


def _pairs(db: Session, match: list[str]) -> list[tuple[str, Member | None]]:
    from copctl.community import people
    from copctl.errors import WrongUsage

    pairs = []
    for text in match:
        name, equals, who = text.rpartition("=")
        if not equals or not name.strip():
            raise WrongUsage(f"{text!r} matches nobody.", hint="write --match 'NAME=MEMBER'")
        pairs.append((name, people.find(db, who.strip()) if who.strip() else None))
    return pairs


def _asked(desk: Desk, db: Session, session: LearningSession, proposals: list[Proposal]) -> list[Proposal]:
    """Ask about each name, and keep what is said; gives those to be asked another time."""
    from copctl.community import people
    from copctl.sessions.attendance import deciding

    nobody, later = "Nobody of these: a guest", "Ask me another time"
    left = []
    for proposal in proposals:
        options = {f"{name} (alike: {score} of 100)": number for number, name, score in proposal.candidates}
        chosen = desk.choose(f"Who is {proposal.name!r}?", [*options, nobody, later])
        if chosen == later:
            left.append(proposal)
            continue
        member = people.find(db, str(options[chosen])) if chosen in options else None
        deciding.decide(db, session, proposal.name, member, today=desk.today())
    return left


def _stored(desk: Desk, code: str, match: list[str], style: Style, *, review: bool, dry_run: bool) -> None:
    """Show what is stored, after keeping what was said of names in it."""
    from copctl.cli import attendance_shown
    from copctl.sessions import planning
    from copctl.sessions.attendance import deciding, figures

    if not match and not review:
        with desk.reading() as db:
            session = planning.find(db, code)
            results, proposals = figures.results_of(db, session), deciding.proposals(db, session)
    else:
        with desk.transaction() as db:
            session = planning.find(db, code)
            for name, member in _pairs(db, match):
                deciding.decide(db, session, name, member, today=desk.today())
            proposals = deciding.proposals(db, session)
            if review:
                proposals = _asked(desk, db, session, proposals)
            results = figures.results_of(db, session)
            if dry_run:
                db.rollback()
    attendance_shown.show(desk, session.code, results, style, attendance_shown.open_names(proposals))
    if style is not Style.JSON:
        attendance_shown.tell_names(desk, session.code, proposals)
