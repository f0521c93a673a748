"""`copctl media add`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli import media_words
from copctl.cli.desk import Desk
from copctl.cli.media_options import Alt, Consent, ConsentDate, Credit, People
from copctl.cli.options import DryRun, InputFile

if TYPE_CHECKING:
    from copctl.rendering.pictures import Reduced


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("add")(add)


def add(
    ctx: typer.Context,
    file: InputFile,
    alt: Alt = None,
    credit: Credit = None,
    consent: Consent = None,
    consent_date: ConsentDate = None,
    people: People = None,
    max_kb: Annotated[int, typer.Option("--max-kb", min=1, metavar="KB", help="How large at most.")] = 100,
    dry_run: DryRun = False,
) -> None:
    """Add a picture, made small, without place and camera.

    JPEG, PNG, GIF, WebP, TIFF or BMP, and HEIC with copctl[heic]. It is turned upright, at most 1,200
    pixels wide and as large as --max-kb says, and what a phone notes in it (where, when, by whom) is
    gone. The same picture again keeps its number.

    A picture of people is published only with their consent; say --no-people where nobody can be
    recognised.
    """
    desk = Desk.of(ctx)
    from copctl.community import pictures
    from copctl.files import read_bytes
    from copctl.rendering.pictures import reduced

    name = "" if str(file) == "-" else file.name
    content = read_bytes(file)
    made = reduced(content, most_bytes=1_000 * max_kb, name=name or "The picture")
    alt = desk.ask(alt, "--alt", "What does it show?", check=lambda text: pictures.clean_alt(text, name))
    said = {
        "alt": pictures.clean_alt(alt, name), "credit": credit, "consent": consent,
        "consent_date": consent_date, "people": people,
    }  # fmt: skip
    with desk.transaction() as db:
        added = pictures.add(db, desk.settings, made, said, today=desk.today())
        number, known_as = added.picture.id, added.picture.alt
        is_free = pictures.may_be_published(added.picture)
        if dry_run:
            db.rollback()
        else:
            added.save()
    if not added.is_new:
        desk.say(f"{name or 'It'} is picture {number} already: {known_as}")
        desk.hint(f"What is said of it stays. To change that: copctl media edit {number} --alt TEXT")
        return
    _tell(desk, name or "the picture", len(content), made, 0 if dry_run else number)
    if not dry_run and not is_free:
        desk.hint(media_words.without_consent(number))
    if not dry_run:
        desk.hint(f"In a draft write ![](media:{number}), or: copctl story edit N --picture {number}")


def _tell(desk: Desk, called: str, was: int, made: Reduced, number: int) -> None:
    """Say what was made of it; `number` is 0 where it was only tried."""
    shape = f"{made.width} x {made.height}, {media_words.size(len(made.content))}"
    verb, place = ("Added", f" as picture {number}") if number else ("Would add", "")
    desk.say(f"{verb} {called}{place}: {shape} (was {media_words.size(was)}).")
    if made.had_location:
        desk.hint("The place where it was taken stood in the file, and is gone.")
    if made.had_more:
        desk.hint("It held several pictures: the first of them is kept.")
