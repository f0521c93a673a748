"""What the commands that take speakers from asked to confirmed share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.sessions.speaking import Occasion, Step
    from copctl.speakers.candidate import Candidate

Code = Annotated[str, typer.Argument(metavar="SESSION", help="The session's code, such as 2026-12.")]
Who = Annotated[str, typer.Argument(metavar="MEMBER", help="Email, number or unique name.")]
NoMail = Annotated[bool, typer.Option("--no-mail", help="Note it only; queue no mail.")]


def occasion(desk: Desk) -> Occasion:
    """By whom and when something is noted."""
    from copctl.sessions.speaking import Occasion

    return Occasion(desk.settings, desk.now(), desk.today())


def say_mail(desk: Desk, steps: list[Step], tried: Sequence[str] = ()) -> None:
    """Say which mails wait, whom none could be queued for, and what to do next; or what was only `tried`."""
    for step in steps:
        if step.no_mail:
            desk.hint(f"Warning: no mail is queued for {step.member.name}, who {step.no_mail}.")
    for text in tried:
        desk.say(text)
    if tried:
        return
    queued = [step.mail for step in steps if step.mail is not None]
    if len(queued) == 1:
        desk.hint(
            f"Mail {queued[0]} is queued. Look: copctl mail show {queued[0]}. Send: copctl mail deliver"
        )
    elif queued:
        numbers = ", ".join(map(str, queued))
        desk.hint(f"Mails {numbers} are queued. Send: copctl mail deliver")


def mails_tried(db: Session, steps: list[Step]) -> list[str]:
    """The mails of steps that are only tried, as they would be queued."""
    from copctl.store.schema import Message

    mails = [db.get_one(Message, step.mail) for step in steps if step.mail is not None]
    return [f"Would write to {m.name} <{m.recipient}>: {m.subject}\n\n{m.text}" for m in mails]


def make_index(desk: Desk) -> None:
    """Bring what the ranking reads up to date."""
    from copctl.cli import speakers_asking

    if speakers_asking.is_stale(desk):
        speakers_asking.refresh(desk)


def known(desk: Desk, code: str, numbers: list[int]) -> dict[int, Candidate]:
    """What the ranking knows of these people for a session."""
    from copctl.speakers import known, occasions

    make_index(desk)
    url = desk.settings.database
    where = occasions.at_session(url, code, desk.today(), desk.settings.language)
    return known.known(url, where, numbers)
