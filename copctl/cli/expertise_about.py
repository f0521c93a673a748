"""`copctl expertise about`: what a piece of somebody's evidence is about."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("about")(about)


def about(
    ctx: typer.Context,
    member: Annotated[
        str | None, typer.Argument(metavar="MEMBER", help="Whose: email, number or unique name.")
    ] = None,
    title: Annotated[
        str | None, typer.Argument(metavar="'TITLE'", help="The evidence, by its title.")
    ] = None,
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="TOPIC...", help="The topics that it shows.")
    ] = None,
) -> None:
    """Say which topics a piece of evidence is about.

    Evidence without a topic counts by its words alone; with one it also shows what the member knows.
    """
    desk = Desk.of(ctx)
    member = desk.ask(member, "MEMBER", "Whose evidence? Email, number or name")
    title = desk.ask(title, "'TITLE'", "Which piece, by its title?")
    topics = topic or [desk.ask(None, "TOPIC", "Which topic is it about?")]
    from copctl.community import people, vocabulary
    from copctl.community.knowing import crediting

    with desk.transaction() as db:
        found = people.find(db, member)
        wanted = [vocabulary.find(db, text) for text in topics]
        changed = crediting.tell_topics(found, title, wanted)
        said = f"{found.name}'s {title.strip()!r} is about {', '.join(topic.label for topic in wanted)}"
    desk.say(f"{said} now." if changed else f"Nothing changed: {said} already.")
