"""`copctl newsletter send`: an issue is frozen and queued; `copctl mail deliver` delivers it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import local, tell_left_out
from copctl.cli.options import AsJson, DryRun, Yes
from copctl.cli.showing import to_json
from copctl.errors import WrongUsage

if TYPE_CHECKING:
    from copctl.newsletter.sending import Order, Outcome

DELIVER = "Next: copctl mail queue to look at them, then copctl mail deliver"


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("send")(send)


def send(
    ctx: typer.Context,
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="Such as 2026Q4.")],
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="QUERY", help="Whom (default: active members), such as 'country=KH'."),
    ] = None,
    look: Annotated[
        str | None,
        typer.Option(metavar="magazine|letter|light", help="How it looks (default: as community.toml says)."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="WHEN", help="Not before this time, such as '2026-12-01 08:00'."),
    ] = None,
    test: Annotated[
        str | None, typer.Option("--test", metavar="ADDRESS", help="Only one mail, to this address.")
    ] = None,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="MEMBER", help="With --test: as this member would see it.")
    ] = None,
    correction: Annotated[
        bool, typer.Option("--correction", help="A new edition, for those who got the one before.")
    ] = False,
    despite_errors: Annotated[
        bool, typer.Option("--despite-errors", help="Although the checks found errors.")
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """Freeze an issue and queue it for its readers.

    They are the active members who agreed to get the newsletter; each reads it once, with the fixed words in
    their language. Nothing leaves before `copctl mail deliver`.

    What is sent is frozen with its hash: `copctl newsletter show` has it. Sending again queues the same
    edition for those who have none yet. After a change of the draft, --correction freezes a new edition:
    mails that still wait get its words, and who got a wrong one gets it with "Correction" in the subject.
    """
    desk = Desk.of(ctx)
    from copctl.mail import aftermath
    from copctl.newsletter.sending import Order
    from copctl.when import parse_moment, parse_quarter

    _refuse_mixed(to, at, test, as_, correction=correction)
    order = Order(
        settings=desk.settings,
        quarter=parse_quarter(quarter),
        now=desk.now(),
        to=to,
        look=look or "",
        at=parse_moment(at, desk.settings.zone) if at is not None else None,
    )
    if test is not None:
        _try_out(desk, order, test, as_, dry_run=dry_run, json=json)
        return
    # What a killed delivery had in hand and never began waits again, before it is counted as received.
    if not dry_run:
        aftermath.recover(desk.database, desk.now())
    faults = [] if despite_errors else _faults(desk, order)
    _queue(desk, replace(order, faults=faults), correction, dry_run, yes, json)


def _refuse_mixed(
    to: str | None, at: str | None, test: str | None, as_: str | None, *, correction: bool
) -> None:
    if as_ is not None and test is None:
        raise WrongUsage("--as goes with --test.", hint="--test ADDRESS --as MEMBER")
    if test is not None and (to is not None or at is not None or correction):
        raise WrongUsage(
            "A test is one mail to one address, at once.", hint="leave out --to, --at, --correction"
        )
    if correction and to is not None:
        raise WrongUsage("A correction goes to those who got the edition before.", hint="leave out --to")


def _faults(desk: Desk, order: Order) -> list[str]:
    """What the checks of the newsletter call errors, a sentence each; what is left out anyway is none."""
    from functools import partial

    from copctl.newsletter import checking, issue, reaching
    from copctl.newsletter.rules.findings import Level, counted, stopping

    if not issue.has_draft(issue.path_of(desk.settings, order.quarter)):
        return []
    ask = partial(reaching.asked, own=desk.settings.url)
    with desk.reading() as db:
        found = checking.check(
            db, desk.settings, order.quarter, now=order.now, look=order.look, ask_links=ask
        )
    warnings = counted(found)[Level.WARNING]
    if warnings:
        said = "1 warning" if warnings == 1 else f"{warnings} warnings"
        desk.hint(f"The checks have {said}: copctl newsletter check {order.quarter}")
    return [f"{finding.place}: {finding.what}" for finding in stopping(found)]


# One mail to look at ---------------------------------------------------------------------------


def _try_out(desk: Desk, order: Order, address: str, as_: str | None, *, dry_run: bool, json: bool) -> None:
    from copctl.community import people
    from copctl.community.values import clean_email
    from copctl.newsletter import posting, sending

    with desk.transaction() as db:
        issue, _ = sending.opened(db, order)
        member = people.find(db, as_) if as_ is not None else None
        message = posting.try_out(db, issue, clean_email(address), member, now=order.now)
        number, subject, recipient = message.id, message.subject, message.recipient
        if dry_run:
            db.rollback()
    if json:
        said = {"dry_run": dry_run, "mail": None if dry_run else number, "subject": subject, "to": recipient}
        desk.say(to_json(said))
        return
    if dry_run:
        desk.say(f"Would queue {subject} for {recipient}.")
        return
    desk.say(f"Queued {subject} for {recipient}: mail {number}. No member gets it.")
    desk.hint(f"Next: copctl mail show {number} to look at it, then copctl mail deliver")


# Mails to the readers --------------------------------------------------------------------------


def _queue(desk: Desk, order: Order, correction: bool, dry_run: bool, yes: bool, json: bool) -> None:
    if not (dry_run or yes):
        tried = _run(desk, order, correction, keep=False)
        if tried.queued or tried.rewritten:
            if desk.interactive:
                _describe(desk, tried)
            desk.confirm(f"Queue {tried.subject!r} for {_readers(tried)}?", yes=False)
    outcome = _run(desk, order, correction, keep=not dry_run)
    if json:
        desk.say(to_json({"dry_run": dry_run, "quarter": str(order.quarter), **vars(outcome),
                          "languages": outcome.languages}))  # fmt: skip
        return
    for note in outcome.notes:
        desk.hint(note)
    tell_left_out(desk, outcome.left_out)
    if dry_run:
        _describe(desk, outcome)
    _tell(desk, order, outcome, dry_run=dry_run)


def _run(desk: Desk, order: Order, correction: bool, *, keep: bool) -> Outcome:
    from copctl.newsletter import sending

    with desk.transaction() as db:
        outcome = sending.correct(db, order) if correction else sending.send(db, order)
        if not keep:
            db.rollback()
    return outcome


def _tell(desk: Desk, order: Order, outcome: Outcome, *, dry_run: bool) -> None:
    already = f" {outcome.already} had theirs already." if outcome.already else ""
    if not (outcome.queued or outcome.rewritten):
        desk.say(f"{'Would queue' if dry_run else 'Queued'} no mail.{already}")
        return
    verb = "Would queue" if dry_run else "Queued"
    desk.say(f"{verb} edition {outcome.edition} of {order.quarter} for {_readers(outcome)}.{already}")
    desk.say(f"Subject: {outcome.subject}")
    if not outcome.is_new:
        desk.hint(f"They get edition {outcome.edition} as it was frozen on {local(desk, outcome.frozen_at)}.")
    if outcome.behind:
        have = "1 member has" if outcome.behind == 1 else f"{outcome.behind} members have"
        desk.hint(f"{have} no edition yet: copctl newsletter send {order.quarter}")
    if dry_run:
        return
    if outcome.due_at is not None:
        when = local(desk, outcome.due_at)
        desk.hint(f"They wait until {when}; run copctl mail deliver then, or from a scheduled task.")
    else:
        desk.hint(DELIVER)


def _readers(outcome: Outcome) -> str:
    """How many, and of whom: `12 readers`, or `9 readers of the edition before and 3 whose mail waits`."""
    parts = []
    wrong = sum(person["mail"] == "correction" for person in outcome.queued)
    if wrong:
        parts.append(f"{_count(wrong)} of an edition before")
    if len(outcome.queued) > wrong:
        parts.append(_count(len(outcome.queued) - wrong))
    if outcome.rewritten:
        parts.append(f"{_count(len(outcome.rewritten))} whose mail still waits")
    return " and ".join(parts)


def _count(number: int) -> str:
    return f"{number} reader{'s' * (number != 1)}"


def _describe(desk: Desk, outcome: Outcome) -> None:
    languages = ", ".join(f"{language} {count}" for language, count in outcome.languages.items())
    desk.hint(f"Languages of the fixed words: {languages}")
