"""`copctl media edit`."""

from __future__ import annotations

import typer

from copctl.cli import media_words
from copctl.cli.desk import Desk
from copctl.cli.media_options import Alt, Consent, ConsentDate, Credit, Number, People
from copctl.errors import WrongUsage


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("edit")(edit)


def edit(
    ctx: typer.Context,
    number: Number,
    alt: Alt = None,
    credit: Credit = None,
    consent: Consent = None,
    consent_date: ConsentDate = None,
    people: People = None,
) -> None:
    """Change what is said of a picture; only what you name changes."""
    desk = Desk.of(ctx)
    said = {
        "alt": alt, "credit": credit, "consent": consent, "consent_date": consent_date, "people": people,
    }  # fmt: skip
    if all(value is None for value in said.values()):
        raise WrongUsage("Nothing to change was named.", hint="copctl media edit --help")
    from copctl.community import pictures
    from copctl.store import journal

    with desk.transaction() as db:
        picture = pictures.find(db, number)
        pictures.change(db, picture, said, today=desk.today())
        changed = journal.is_changed(db)
    same = f"Nothing changed: picture {number} is stored so already."
    desk.say(f"Changed picture {number}." if changed else same)
    if not pictures.may_be_published(picture):
        desk.hint(media_words.without_consent(number))
