"""`copctl speakers ask`: put members on a session's programme and queue a personal request."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli import speakers_steps
from copctl.cli.desk import Desk
from copctl.cli.options import DryRun
from copctl.cli.speakers_steps import Code, NoMail
from copctl.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.sessions.speaking import Request
    from copctl.speakers.candidate import Candidate


def ask(
    ctx: typer.Context,
    session: Code,
    member: Annotated[list[str], typer.Argument(metavar="MEMBER...", help="Emails, numbers or names.")],
    talk: Annotated[
        str | None, typer.Option(metavar="TITLE", help="What the talk would be called, for one member.")
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="DATE", help="Until when to answer.")] = None,
    no_mail: NoMail = False,
    dry_run: DryRun = False,
) -> None:
    """Ask members to speak at a session: a personal mail each.

    They are put on the programme if they are not on it. The mail says why them: what the ranking of
    `copctl speakers suggest` knows. Nobody is asked twice for one session.
    """
    desk = Desk.of(ctx)
    if talk is not None and len(member) > 1:
        raise WrongUsage("A title is for one member's talk.", hint="ask one after the other")
    ask_now(
        desk, session, _numbers(desk, member), talk=talk or "", by=_until(desk, by),
        with_mail=not no_mail, dry_run=dry_run,
    )  # fmt: skip


def ask_now(
    desk: Desk,
    session: str,
    numbers: list[int],
    *,
    talk: str = "",
    by: date | None = None,
    with_mail: bool = True,
    dry_run: bool = False,
) -> None:
    """Ask these people (by number), with warnings of what is in the way."""
    from copctl.sessions import planning, speaking

    with desk.reading() as db:
        code = planning.find(db, session).code
    known = speakers_steps.known(desk, code, numbers)
    if dry_run:
        _warn(desk, code, numbers, known)
        _preview(desk, code, numbers, known, talk, by)
        return
    when = speakers_steps.occasion(desk)
    with desk.transaction() as db:
        found = planning.find(db, code)
        requests = _requests(db, numbers, known, talk)
        steps = speaking.ask(db, when, found, requests, by=by, with_mail=with_mail)
        title, asked = found.title, ", ".join(step.member.name for step in steps)
    desk.say(f"Asked for session {code} ({title}): {asked}.")
    _warn(desk, code, numbers, known)
    speakers_steps.say_mail(desk, steps)
    desk.hint(f"When they answer: copctl speakers accept {code} {numbers[0]} (or decline)")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("ask")(ask)


def _until(desk: Desk, by: str | None) -> date | None:
    if by is None:
        return None
    from copctl.when import parse_day

    day = parse_day(by)
    if day < desk.today():
        raise Refused(f"{by} is over.", hint=f"--by {desk.today()}, or later")
    return day


def _numbers(desk: Desk, named: list[str]) -> list[int]:
    from copctl.community import people

    with desk.reading() as db:
        return list(dict.fromkeys(people.find(db, name).id for name in named))


def _requests(db: Session, numbers: list[int], known: dict[int, Candidate], talk: str) -> list[Request]:
    from copctl.community import people
    from copctl.sessions.speaking import Request
    from copctl.speakers.personal import why_you

    return [
        Request(people.find(db, str(number)), tuple(why_you(known[number])) if number in known else (), talk)
        for number in numbers
    ]


def _warn(desk: Desk, code: str, numbers: list[int], known: dict[int, Candidate]) -> None:
    """Say what is in the way of each; it is the moderator who decides."""
    from copctl.community import people
    from copctl.speakers import occasions, reasons

    url = desk.settings.database
    when = occasions.at_session(url, code, desk.today(), desk.settings.language).occasion
    with desk.reading() as db:
        strangers = {n: people.find(db, str(n)) for n in numbers if n not in known}
        told = {n: (m.name, [f"is no member ({m.status})"]) for n, m in strangers.items()}
    for number, person in known.items():
        minded = reasons.hindrances(person, when)
        if person.speaking is False:
            minded.append("said that they do not want to speak")
        if person.spoke_this_quarter:
            minded.append("is on another programme of that quarter")
        told[number] = (person.name, minded)
    for number in numbers:
        name, minded = told[number]
        if minded:
            desk.hint(f"Warning: {name}: {'; '.join(minded)}.")


def _preview(
    desk: Desk, code: str, numbers: list[int], known: dict[int, Candidate], talk: str, by: date | None
) -> None:
    """Show the mails as they would be queued."""
    from copctl.sessions import planning, speaker_letters, speaking

    when = speakers_steps.occasion(desk)
    with desk.reading() as db:
        found = planning.find(db, code)
        speaking.refuse_late(found, by)
        for one in _requests(db, numbers, known, talk):
            speaking.refuse_request(db, when, found, one.member)
            letter = speaker_letters.request(
                db, desk.settings, found, one.member, talk=one.talk, reasons=one.reasons, by=by
            )
            desk.say(f"Would ask {one.member.name} <{one.member.email or 'no address'}>: {letter.subject}\n")
            desk.say(letter.text)
