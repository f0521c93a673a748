"""`copctl invitation send` and `remind`: personal invitations, queued; `copctl mail deliver` delivers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import tell_left_out
from copctl.cli.options import AsJson, DryRun, Yes
from copctl.cli.showing import to_json

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.sessions.inviting import Outcome
    from copctl.sessions.posting import Sending
    from copctl.store.schema import LearningSession

    Work = Callable[[Session, LearningSession, Sending], Outcome]

_SHOWN = 10
DELIVER = "Next: copctl mail queue to look at them, then copctl mail deliver"

Code = Annotated[str, typer.Argument(metavar="SESSION", help="The session's code, such as 2026-12.")]
To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="members|prospects|speakers|QUERY",
        help="Whom (default: active members), or a condition such as 'country=KH'.",
    ),
]


def register(app: typer.Typer) -> None:
    """Put the commands into the group."""
    app.command("send")(send)
    app.command("remind")(remind)


def send(
    ctx: typer.Context,
    session: Code,
    to: To = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """Queue personal invitations to a session.

    Without --to for all active members. Who agreed to speak gets the words for speakers, prospects those
    for guests; each in their language where the community has templates in it, with their own local time.

    Nobody gets the same version twice. Who was invited to an earlier version gets an update. Nothing
    leaves before `copctl mail deliver`.
    """
    from copctl.sessions import telling

    desk = Desk.of(ctx)
    _queue(desk, session, lambda db, found, sending: telling.send(db, found, sending, to), dry_run, yes, json)


def remind(
    ctx: typer.Context, session: Code, dry_run: DryRun = False, yes: Yes = False, json: AsJson = False
) -> None:
    """Queue a reminder for who was invited and has not answered.

    Each is reminded once, and speakers are not. Nothing leaves before `copctl mail deliver`.
    """
    from copctl.sessions import inviting

    _queue(Desk.of(ctx), session, inviting.remind, dry_run, yes, json)


def _queue(desk: Desk, code: str, work: Work, dry_run: bool, yes: bool, json: bool) -> None:
    if desk.interactive and not (dry_run or yes):
        tried, _ = _run(desk, code, work, keep=False)
        if tried.queued:
            name_readers(desk, tried.queued)
            desk.confirm(f"Queue {counted(tried.queued)}?", yes=False)
    outcome, notes = _run(desk, code, work, keep=not dry_run)
    if json:
        desk.say(to_json({"dry_run": dry_run, "session": code, **vars(outcome)}))
        return
    tell_left_out(desk, outcome.left_out)
    if dry_run:
        name_readers(desk, outcome.queued)
    already = f" {outcome.already} had theirs already." if outcome.already else ""
    desk.say(f"{'Would queue' if dry_run else 'Queued'} {counted(outcome.queued)}.{already}")
    for note in notes:
        desk.hint(note)
    if outcome.queued and not dry_run:
        desk.hint(DELIVER)


def _run(desk: Desk, code: str, work: Work, *, keep: bool) -> tuple[Outcome, list[str]]:
    from copctl.cli.invitation import notes_on
    from copctl.sessions import planning
    from copctl.sessions.posting import Sending

    with desk.transaction() as db:
        found = planning.find(db, code)
        outcome = work(db, found, Sending(desk.settings, desk.now()))
        notes = notes_on(found)
        if not keep:
            db.rollback()
    return outcome, notes


def counted(queued: list[dict[str, Any]]) -> str:
    """How many mails of which kind: `12 invitations and 3 updates`."""
    counts: dict[str, int] = {}
    for person in queued:
        noun = str(person["mail"]).removeprefix("session ").removeprefix("speaker ")
        counts[noun] = counts.get(noun, 0) + 1
    parts = [f"{number} {noun}{'s' * (number != 1)}" for noun, number in counts.items()]
    return " and ".join(parts) if parts else "no mail"


def name_readers(desk: Desk, queued: list[dict[str, Any]]) -> None:
    """Say who would get which mail, the first of them by name."""
    for person in queued[:_SHOWN]:
        desk.hint(f"  {person['name']} <{person['email']}>, {person['mail']} in the words for {person['as']}")
    if len(queued) > _SHOWN:
        desk.hint(f"  and {len(queued) - _SHOWN} more")
