"""`copctl invitation`: what people get before a session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli import invitation_send
from copctl.cli.desk import Desk
from copctl.cli.invitation_send import Code
from copctl.cli.lazy import plain_group
from copctl.errors import WrongUsage

if TYPE_CHECKING:
    from copctl.store.schema import LearningSession

app = plain_group("Invitations to a session, with a calendar entry.")


@app.callback()
def group() -> None:
    """Invitations to a session, with a calendar entry."""


@app.command("render")
def render(
    ctx: typer.Context,
    session: Code,
    reader: Annotated[
        str | None, typer.Option("--for", metavar="MEMBER", help="For one reader, in their own time zone.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="members|prospects|speakers|QUERY",
            help="Whose words (default: members), or a condition such as 'country=KH'.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where to write (default: out/SESSION).")
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="Write one .eml a reader instead.")] = False,
) -> None:
    """Write an invitation as HTML, plain text and a calendar file.

    With --each, the whole mail for each reader as an .eml file, named by their number. Nothing is queued.
    """
    desk = Desk.of(ctx)
    if each:
        if reader is not None:
            raise WrongUsage(
                "--each is for many, --for for one.", hint=f"copctl invitation render {session} --for MEMBER"
            )
        _render_each(desk, session, to, out)
        return
    from copctl.community import people
    from copctl.sessions import audience, invitation, inviting, letter, planning

    with desk.reading() as db:
        found = planning.find(db, session)
        member = people.find(db, reader) if reader else None
        whose = inviting.words_for(db, found, to, member)
        language = letter.language_of(desk.settings, whose, member) if member else ""
        said = invitation.gather(db, found, desk.settings, audience.whom(member, desk.settings, language))
        written = letter.write(said, whose, found, desk.settings)
        notes = notes_on(found)
    for path in letter.save(written, said, _folder(desk, found, out), now=desk.now()):
        desk.say(str(path))
    for note in notes:
        desk.hint(note)


def _folder(desk: Desk, session: LearningSession, out: Path | None) -> Path:
    return out or desk.settings.folder / "out" / session.code


def _render_each(desk: Desk, code: str, to: str | None, out: Path | None) -> None:
    from copctl.files import write_bytes
    from copctl.mail import link_key
    from copctl.sessions import inviting, planning, posting
    from copctl.sessions.posting import Sending

    key = link_key.load_or_make(desk.settings.folder)
    with desk.reading() as db:
        found = planning.find(db, code)
        errands = inviting.everyone(db, found, to)
        folder = _folder(desk, found, out)
        count = 0
        for member, content in posting.copies(db, found, errands, Sending(desk.settings, desk.now()), key):
            # By number: no name can break a path, and no two people share one.
            write_bytes(folder / f"{member.id:06}.eml", content)
            count += 1
        notes = notes_on(found)
    desk.say(f"Wrote {count} mail{'s' * (count != 1)} to {folder}." if count else "Nobody fits.")
    for note in notes:
        desk.hint(note)


def notes_on(session: LearningSession) -> list[str]:
    """What a moderator may want to know before this goes out."""
    from copctl.sessions.programme import AGREED, SPEAKING

    notes = []
    if session.status == "held":
        notes.append(f"Note: session {session.code} was held already.")
    unsure = [s.member.name for s in session.speakers if s.status in SPEAKING and s.status not in AGREED]
    if unsure and session.status == "planned":
        notes.append(f"Note: not named, since they have not accepted yet: {', '.join(unsure)}.")
    return notes


invitation_send.register(app)
