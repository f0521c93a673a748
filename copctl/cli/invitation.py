"""`copctl invitation`: what people get before a session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group

if TYPE_CHECKING:
    from copctl.store.schema import LearningSession

app = plain_group("Invitations to a session, with a calendar entry.")


@app.callback()
def group() -> None:
    """Invitations to a session, with a calendar entry."""


@app.command("render")
def render(
    ctx: typer.Context,
    session: Annotated[str, typer.Argument(metavar="SESSION", help="The session's code, such as 2026-12.")],
    reader: Annotated[
        str | None, typer.Option("--for", metavar="MEMBER", help="For one reader, in their own time zone.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="members|prospects", help="Whose words (default: members).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where to write (default: out/SESSION).")
    ] = None,
) -> None:
    """Write an invitation as HTML, plain text and a calendar file."""
    desk = Desk.of(ctx)
    from copctl.community import people
    from copctl.sessions import audience, invitation, letter, planning

    with desk.reading() as db:
        found = planning.find(db, session)
        member = people.find(db, reader) if reader else None
        whose = audience.read_audience(to, member, found)
        language = letter.language_of(desk.settings, whose, member) if member else ""
        said = invitation.gather(db, found, desk.settings, audience.whom(member, desk.settings, language))
        written = letter.write(said, whose, found, desk.settings)
        notes = _notes(found)
    for path in letter.save(written, said, out or desk.settings.folder / "out" / found.code, now=desk.now()):
        desk.say(str(path))
    for note in notes:
        desk.hint(note)


def _notes(session: LearningSession) -> list[str]:
    """What a moderator may want to know before this goes out."""
    from copctl.sessions.programme import AGREED, SPEAKING

    notes = []
    if session.status == "held":
        notes.append(f"Note: session {session.code} was held already.")
    unsure = [s.member.name for s in session.speakers if s.status in SPEAKING and s.status not in AGREED]
    if unsure and session.status == "planned":
        notes.append(f"Note: named, but has not accepted yet: {', '.join(unsure)}.")
    return notes
