"""`copctl member welcome` and `copctl member catchup`: what a newcomer needs, as a mail or as a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli import speakers_asking
from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, DryRun
from copctl.cli.showing import to_json

if TYPE_CHECKING:
    from copctl.onboarding.catching_up import Pack

Who = Annotated[str, typer.Argument(metavar="MEMBER", help="Email, number or unique name.")]


def register(app: typer.Typer) -> None:
    """Put both commands into the group."""
    app.command("welcome")(welcome)
    app.command("catchup")(catchup)


def welcome(ctx: typer.Context, member: Who, dry_run: DryRun = False, json: AsJson = False) -> None:
    """Queue the welcome mail with all that a newcomer needs.

    It holds the charter, the next session, the three recordings nearest to their interests, five
    people to know (of those who agreed to the directory) and the last newsletter. Nobody is welcomed
    twice. Nothing leaves before `copctl mail deliver`.
    """
    desk = Desk.of(ctx)
    from copctl.community import people
    from copctl.onboarding import catching_up, welcoming

    _bring_up_to_date(desk)
    with desk.transaction() as db:
        found = people.find(db, member)
        welcoming.refuse_unwelcomable(found)
        before = welcoming.was_welcomed(db, found)
        made = catching_up.pack(db, desk.settings, found, now=desk.now())
        shown = {"member": found.name, "email": found.email, **_summary(made)}
        if before is not None:
            shown["queued"] = None
            told = f"{found.name} has the welcome already: mail {before.id}, {before.status}."
        elif dry_run:
            shown["queued"] = None
            told = welcoming.draft(db, made, desk.settings).text
        else:
            message = welcoming.welcome(db, made, desk.settings, now=desk.now())
            shown["queued"] = message.id
            told = f"Queued the welcome for {found.name}: mail {message.id}."
    if json:
        desk.say(to_json({"dry_run": dry_run, **shown}))
        return
    desk.say(told)
    _tell(desk, shown)
    if shown["queued"]:
        desk.hint(f"Next: copctl mail show {shown['queued']}, then copctl mail deliver --to-folder DIR")


def catchup(
    ctx: typer.Context,
    member: Who,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Default: out/catchup-NUMBER."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Write what a newcomer needs as a folder.

    The pages open in any browser without the internet; begin with index.html. They name people who
    agreed to the directory, so give the folder to nobody else.
    """
    desk = Desk.of(ctx)
    from copctl.commons import folder, site_folder
    from copctl.community import people
    from copctl.onboarding import catching_up

    if out is not None:
        site_folder.refuse_foreign(out, site_folder.PACK)
    _bring_up_to_date(desk)
    with desk.reading() as db:
        found = people.find(db, member)
        made = catching_up.pack(db, desk.settings, found, now=desk.now())
        pages = folder.pages(db, desk.settings, made, now=desk.now())
        place = out if out is not None else desk.settings.folder / "out" / f"catchup-{found.id}"
        shown = {"member": found.name, "folder": str(place), "files": list(pages), **_summary(made)}
    with site_folder.drafting(place, site_folder.PACK) as draft:
        for name, page in pages.items():
            draft.write(name, page.encode())
    if json:
        desk.say(to_json(shown))
        return
    desk.say(f"Wrote {len(pages) - 1} pages for {shown['member']}: {place / 'index.html'}")
    _tell(desk, shown)


def _bring_up_to_date(desk: Desk) -> None:
    if speakers_asking.is_stale(desk):
        speakers_asking.refresh(desk)


def _summary(made: Pack) -> dict[str, Any]:
    from copctl.newsletter.rendering import title_of

    return {
        "charter": any(made.charter.values()),
        "session": made.session.code if made.session else None,
        "recordings": [pick.recorded.code for pick, _ in made.recordings],
        "people": [known.colleague.name for known, _ in made.people],
        "issue": title_of(made.issues[0]) if made.issues else None,
    }


def _tell(desk: Desk, shown: dict[str, Any]) -> None:
    """What is in the pack and what is missing, with the command that would mend it."""
    if shown["people"]:
        desk.hint(f"People to know: {', '.join(shown['people'])}.")
    missing = {
        "charter": "no charter (copctl charter edit)",
        "session": "no session that comes (copctl session plan)",
        "recordings": "no recording (copctl session edit CODE --recording ADDRESS)",
        "people": "nobody near who agreed to the directory (copctl member edit MEMBER --consent directory)",
        "issue": "no newsletter that was rendered (copctl newsletter render QUARTER)",
    }
    lacking = [words for part, words in missing.items() if not shown[part]]
    if lacking:
        desk.hint(f"Not in it: {'; '.join(lacking)}.")
