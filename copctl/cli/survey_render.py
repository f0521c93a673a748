"""`copctl survey render`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copctl.cli.desk import Desk


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("render")(render)


def render(
    ctx: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The survey's short name.")],
    language: Annotated[
        str | None,
        typer.Option(metavar="LANGUAGE", help="Such as km; what has no translation stays as it is."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR|FILE", help="Where to write (default: out/SLUG/paper.html)."),
    ] = None,
) -> None:
    """Write a survey as a form to print.

    One HTML page for A4; print it from a browser.
    """
    desk = Desk.of(ctx)
    from copctl.files import write_text
    from copctl.surveys import definitions
    from copctl.surveys.forms import paper_page, translating

    with desk.reading() as db:
        survey = definitions.find(db, slug)
        name, definition = survey.slug, definitions.definition_of(survey)
        anonymous = definitions.is_anonymous(survey)
    chosen = translating.find_language(definition, language) if language else ""
    page = paper_page.draw(definition, desk.settings, slug=name, language=chosen, anonymous=anonymous)
    code = translating.code_of(chosen)
    file = f"paper-{code}.html" if code else "paper.html"
    path = out or desk.settings.folder / "out" / name
    desk.say(str(write_text(path if path.suffix.lower() in (".html", ".htm") else path / file, page)))
    if chosen:
        missing, texts = translating.untranslated(definition, chosen)
        if missing:
            desk.hint(f"Note: {missing} of {texts} texts have no {chosen} and stand as they are.")
