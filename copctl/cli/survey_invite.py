"""`copctl survey invite` and `copctl survey remind`: what is queued here, `copctl mail deliver` delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import tell_left_out
from copctl.cli.options import AsJson, DryRun, Yes
from copctl.cli.showing import to_json

if TYPE_CHECKING:
    from copctl.surveys.asking.inviting import Occasion, Outcome


Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The survey's short name.")]


def register(app: typer.Typer) -> None:
    """Put both commands into the group."""
    app.command("invite")(invite)
    app.command("remind")(remind)


def invite(
    ctx: typer.Context,
    slug: Slug,
    status: Annotated[
        str | None,
        typer.Option(metavar="STATUS,...", help="Whom to ask (default: active), such as active,prospect."),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Where it is answered; {code} stands for the personal code. Remembered."
        ),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """Queue a mail with a personal link for everybody.

    Each person has one code, which nobody can guess; the store keeps its hash. Asked twice, nobody is
    invited twice. Nothing leaves before `copctl mail deliver`.

    The address is that of your form. Many tools can fill a question in by the address, which then ends
    in something like ?entry.1={code}: that question brings the code back with the answers. Without an
    address of its own, the survey is answered on the community's site (url in community.toml).
    """
    desk = Desk.of(ctx)
    from copctl.surveys import definitions
    from copctl.surveys.asking import address, inviting

    statuses = _statuses(status)

    def work(db: Any, occasion: Occasion) -> Outcome:
        survey = definitions.find(db, slug)
        if url is not None:
            inviting.keep_address(survey, url)
        outcome = inviting.invite(db, survey, occasion, statuses)
        notes[:] = _notes(survey, address.template_of(survey, desk.settings.url))
        return outcome

    notes: list[str] = []
    queued = _queue(desk, work, "invitation", dry_run, yes, json)
    for note in notes if queued else []:
        desk.hint(f"Note: {note}")


def remind(
    ctx: typer.Context, slug: Slug, dry_run: DryRun = False, yes: Yes = False, json: AsJson = False
) -> None:
    """Queue a reminder for those who have not answered.

    It holds the same link as the invitation. Whose invitation or last reminder is still queued gets
    none. Nothing leaves before `copctl mail deliver`.
    """
    desk = Desk.of(ctx)
    from copctl.surveys import definitions
    from copctl.surveys.asking import address, inviting

    def work(db: Any, occasion: Occasion) -> Outcome:
        survey = definitions.find(db, slug)
        outcome = inviting.remind(db, survey, occasion)
        link = address.template_of(survey, desk.settings.url)
        unknown.append(definitions.is_anonymous(survey) and not address.is_personal(link))
        return outcome

    unknown: list[bool] = []
    queued = _queue(desk, work, "reminder", dry_run, yes, json)
    if queued and any(unknown):
        desk.hint(
            "Note: the links have no {code}, so nobody knows who answered: all who were invited are reminded."
        )


def _statuses(written: str | None) -> list[str]:
    from copctl.community.values import clean_status
    from copctl.errors import Refused
    from copctl.surveys.asking.inviting import ACTIVE

    if written is None:
        return list(ACTIVE)
    found = [clean_status(word) for word in written.split(",") if word.strip()]
    if "left" in found or not found:
        raise Refused(
            "People who left are not written to." if found else "No status was named.",
            hint="--status active,invited,prospect,dormant, or some of them",
        )
    return found


def _queue(desk: Desk, work: Any, noun: str, dry_run: bool, yes: bool, json: bool) -> int:
    """Do the work, or try it and take it back; say what came of it, and give the number of mails."""
    if desk.interactive and not (dry_run or yes):
        tried = _run(desk, work, keep=False)
        if tried.queued:
            desk.confirm(f"Queue {_count(len(tried.queued), noun)}?", yes=False)
    outcome = _run(desk, work, keep=not dry_run)
    if json:
        desk.say(to_json({"dry_run": dry_run, **vars(outcome)}))
    else:
        _tell(desk, outcome, noun, dry_run)
    return len(outcome.queued)


def _run(desk: Desk, work: Any, *, keep: bool) -> Any:
    from copctl.mail import link_key
    from copctl.surveys.asking.inviting import Occasion

    def key() -> bytes:
        # What is only tried needs no key that lasts.
        return link_key.load_or_make(desk.settings.folder) if keep else b""

    with desk.transaction() as db:
        outcome = work(db, Occasion(desk.settings, key, desk.now(), desk.today()))
        if not keep:
            db.rollback()
    return outcome


def _tell(desk: Desk, outcome: Any, noun: str, dry_run: bool) -> None:
    tell_left_out(desk, outcome.left_out)
    verb = "Would queue" if dry_run else "Queued"
    before = f" {outcome.already} had theirs already." if outcome.already else ""
    desk.say(f"{verb} {_count(len(outcome.queued), noun)}.{before}")
    if outcome.queued and not dry_run:
        desk.hint("Next: copctl mail queue, then copctl mail deliver --to-folder DIR")


def _notes(survey: Any, link: str) -> list[str]:
    """What a moderator should know about the link that goes out."""
    from copctl.surveys.asking.address import is_personal
    from copctl.surveys.definitions import is_anonymous

    if not is_personal(link):
        why = (
            "who answered is known by address only"
            if not is_anonymous(survey)
            else "nobody sees who answered"
        )
        return [f"the address has no {{code}}: everybody gets the same link, and {why}."]
    if is_anonymous(survey):
        return [
            "your form keeps the code beside the answers until you delete them there; copctl does not. "
            "Delete the export and the form's answers after the import."
        ]
    return []


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
