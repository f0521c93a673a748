"""`copctl session wrap`: what follows a session."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, DryRun, Yes
from copctl.cli.showing import to_json
from copctl.errors import WrongUsage

if TYPE_CHECKING:
    from copctl.followup.closing import Closed, Closing
    from copctl.followup.mailing import Group
    from copctl.followup.wrapping import Wishes, Wrapped

_SHOWN = 5
_WORDS = {
    "thanks": ("thank-you mail", "to those who spoke"),
    "missed": ("“we missed you” mail", "to those who were expected and not there"),
    "feedback": ("feedback survey", "to those who came"),
    "join": ("invitation", "to join, to guests who came"),
}


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("wrap")(wrap)


def wrap(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="The session's code, such as 2026-12.")],
    recording: Annotated[str | None, typer.Option(metavar="LINK", help="Where the recording is.")] = None,
    slides: Annotated[str | None, typer.Option(metavar="LINK", help="Where the slides are.")] = None,
    resource: Annotated[
        list[str] | None,
        typer.Option(metavar="'TITLE LINK'", help="Something that it leaves behind. Repeatable."),
    ] = None,
    notes: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your notes in Markdown; - for standard input.")
    ] = None,
    decided: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What was decided, in Markdown; it goes to people.")
    ] = None,
    covered: Annotated[
        bool, typer.Option("--covered/--no-covered", help="Count its topics as covered.")
    ] = True,
    evidence: Annotated[
        bool, typer.Option("--evidence/--no-evidence", help="Note its talks in the speakers' profiles.")
    ] = True,
    thanks: Annotated[bool, typer.Option("--thanks/--no-thanks", help="Thank those who spoke.")] = True,
    missed: Annotated[
        bool, typer.Option("--missed/--no-missed", help="Tell those who were expected what they missed.")
    ] = True,
    missed_by: Annotated[
        str,
        typer.Option(metavar="registered|invited", help="Who was expected: said yes or maybe, or was asked."),
    ] = "registered",
    feedback: Annotated[
        bool, typer.Option("--feedback/--no-feedback", help="Ask those who came how it was.")
    ] = True,
    feedback_survey: Annotated[
        str | None,
        typer.Option(metavar="SLUG", help="With this survey (default: one from the starter)."),
    ] = None,
    feedback_url: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Where it is answered; {code} stands for the personal code."),
    ] = None,
    join: Annotated[bool, typer.Option("--join/--no-join", help="Ask guests who came to join.")] = True,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """Wrap up a session that was held.

    It counts as held, its topics as covered, and its talks stand in the speakers' profiles. Then mails
    are queued: thanks to speakers, the recording to those who said they would come and did not, a few
    questions to those who came, an invitation to join to guests. Each can be switched off; nobody gets
    one twice. Nothing leaves before `copctl mail deliver`.
    """
    desk = Desk.of(ctx)
    said = replace(
        _closing(recording, slides, notes, decided, resource or []), covered=covered, evidence=evidence
    )
    if missed_by not in {"registered", "invited"}:
        raise WrongUsage(f"{missed_by!r} is not known of anybody.", hint="--missed-by registered or invited")
    from copctl.followup.feedback import Asking
    from copctl.followup.wrapping import Wishes

    asking = Asking(feedback_survey or "", feedback_url or "")
    wishes = Wishes(thanks, missed, missed_by, feedback, asking, join)
    if desk.interactive and not (dry_run or yes):
        tried, _ = _run(desk, code, said, wishes, keep=False)
        for line in [*_noted(tried.closed, "Would"), *_lines(tried.groups, "Would queue")]:
            desk.hint(line)
        desk.confirm(f"Wrap up session {code}{_mails(tried.groups)}?", yes=False)
    done, title = _run(desk, code, said, wishes, keep=not dry_run)
    if json:
        mails = [vars(group) for group in done.groups]
        desk.say(to_json({"dry_run": dry_run, "session": code, **vars(done.closed), "mails": mails}))
        return
    _tell(desk, code, title, done, dry_run)


def _closing(
    recording: str | None,
    slides: str | None,
    notes: Path | None,
    decided: str | None,
    resources: list[str],
) -> Closing:
    from copctl.files import read_text
    from copctl.followup.closing import Closing, read_resource

    text = read_text(notes) if notes is not None else None
    return Closing(recording, slides, text, decided, tuple(read_resource(each) for each in resources))


def _run(desk: Desk, code: str, said: Closing, wishes: Wishes, *, keep: bool) -> tuple[Wrapped, str]:
    from copctl.followup.wrapping import wrap
    from copctl.mail import link_key
    from copctl.sessions import planning
    from copctl.surveys.asking.inviting import Occasion

    def key() -> bytes:
        # What is only tried needs no key that lasts.
        return link_key.load_or_make(desk.settings.folder) if keep else b""

    with desk.transaction() as db:
        found = planning.find(db, code)
        title = found.title
        done = wrap(db, found, said, wishes, Occasion(desk.settings, key, desk.now(), desk.today()))
        if not keep:
            db.rollback()
    return done, title


def _tell(desk: Desk, code: str, title: str, done: Wrapped, dry_run: bool) -> None:
    groups = done.groups
    for line in _left_out(groups):
        desk.hint(line)
    desk.say(f"{'Would wrap' if dry_run else 'Wrapped'} up session {code}: {title}.")
    for line in _noted(done.closed, "Would" if dry_run else ""):
        desk.say(line)
    for line in _lines(groups, "Would queue" if dry_run else "Queued"):
        desk.say(line)
    if not dry_run and any(group.queued for group in groups):
        desk.hint("Next: copctl mail queue, then copctl mail deliver")
    if any(group.why_none == "nobody noted who came" for group in groups):
        desk.hint(f"Next: copctl session attendance {code} FILE, then wrap it up again")


def _noted(closed: Closed, would: str) -> list[str]:
    lines = []
    if closed.covered:
        lines.append(f"  {'Would count' if would else 'Counted'} as covered: {', '.join(closed.covered)}.")
    if closed.credited:
        whose = ", ".join(closed.credited)
        lines.append(
            f"  {'Would note' if would else 'Noted'} the talk as evidence in the profile of: {whose}."
        )
    return lines


def _lines(groups: list[Group], verb: str) -> list[str]:
    """What is queued for whom; the people are named while it is only tried."""
    lines = []
    for group in groups:
        noun, whom = _WORDS[group.what]
        if group.why_none:
            lines.append(f"  No {noun} {whom}: {group.why_none}.")
            continue
        had = f"; {group.already} had theirs already" if group.already else ""
        people = [person["name"] for person in group.queued] if verb.startswith("Would") else []
        named = f": {_named(people)}" if people else ""
        lines.append(f"  {verb} {_count(len(group.queued), noun)} {whom}{named}{had}.")
    return lines


def _left_out(groups: list[Group]) -> list[str]:
    found: dict[tuple[str, str], list[str]] = {}
    for group in groups:
        for person in group.left_out:
            found.setdefault((group.what, person["why"]), []).append(person["name"])
    lines = []
    for (what, why), people in found.items():
        lines.append(f"Gets no {_WORDS[what][0]}, {why}: {_named(people)}.")
    return lines


def _named(people: list[str]) -> str:
    more = f" and {len(people) - _SHOWN} more" if len(people) > _SHOWN else ""
    return f"{', '.join(people[:_SHOWN])}{more}"


def _mails(groups: list[Group]) -> str:
    count = sum(len(group.queued) for group in groups)
    return f" and queue {_count(count, 'mail')}" if count else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
