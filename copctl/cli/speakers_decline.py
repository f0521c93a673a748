"""`copctl speakers decline`: note a no, and offer the next in the ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from copctl.cli import speakers_asking, speakers_steps
from copctl.cli.desk import Desk
from copctl.cli.options import DryRun
from copctl.cli.speakers_asking import Asked
from copctl.cli.speakers_candidates import tell
from copctl.cli.speakers_steps import Code, NoMail, Who

if TYPE_CHECKING:
    from copctl.speakers.matching import Suggestion

_ASK, _LATER = "Yes, queue the request", "Not now"
# How far down the ranking somebody is looked for who is free that day.
_LOOKED_AT = 10


def decline(
    ctx: typer.Context, session: Code, member: Who, no_mail: NoMail = False, dry_run: DryRun = False
) -> None:
    """Note that somebody does not speak; offers the next.

    That is the first of the ranking who is free that day; in a terminal they can be asked at once, with
    --no-mail without a mail. A no after a yes is noted as withdrew.
    """
    desk = Desk.of(ctx)
    from copctl.community import people
    from copctl.sessions import planning, speaking

    with desk.transaction(keep=not dry_run) as db:
        found = planning.find(db, session)
        step = speaking.decline(db, found, people.find(db, member), occasion=speakers_steps.occasion(desk))
        name, status, code = step.member.name, step.status, found.code
    did = "has withdrawn from" if status == "withdrew" else "declined"
    desk.say(f"{'Would note: ' * dry_run}{name} {did} session {code}.")
    if not dry_run:
        _offer(desk, code, no_mail=no_mail)


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("decline")(decline)


def _offer(desk: Desk, code: str, *, no_mail: bool) -> None:
    """Say who is next, with the reason and the command; in a terminal, ask whether to ask them."""
    following = _next(desk, code)
    if following is None:
        desk.hint(
            "Nobody else who is known to speak of it is free. "
            f"Try: copctl speakers suggest --session {code} --all"
        )
        return
    person = following.candidate
    whom = person.email or str(person.number)
    tell(desk, f"Next in the ranking: {person.name} ({following.score:.2f}): {'; '.join(following.reasons)}.")
    desk.hint(f"To ask them: copctl speakers ask {code} {whom}")
    if desk.interactive and desk.choose(f"Ask {person.name} now?", [_ASK, _LATER]) == _ASK:
        _ask(desk, code, person.number, no_mail=no_mail)


def _next(desk: Desk, code: str) -> Suggestion | None:
    """The first of the ranking who is free that day; nobody who was on the programme already."""
    found = speakers_asking.ranking(desk, Asked(session=code, most=_LOOKED_AT)).suggestions
    return next((line for line in found if line.candidate.free_at_that_time), None)


def _ask(desk: Desk, code: str, number: int, *, no_mail: bool) -> None:
    from copctl.cli import speakers_ask

    speakers_ask.ask_now(desk, code, [number], with_mail=not no_mail)
