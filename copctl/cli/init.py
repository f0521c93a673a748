"""`copctl init`: make the community's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_command

app = plain_command()


@app.command("init")
def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The folder to make.")] = Path(),
    name: Annotated[str | None, typer.Option(help="What the community is called.")] = None,
    purpose: Annotated[str | None, typer.Option(help="What it is for, in a sentence.")] = None,
    moderator: Annotated[
        str | None, typer.Option(metavar="'NAME <EMAIL>'", help="Who looks after it.")
    ] = None,
    timezone: Annotated[str | None, typer.Option(metavar="ZONE", help="Such as Asia/Phnom_Penh.")] = None,
    cadence: Annotated[str | None, typer.Option(help="How often it meets.")] = None,
) -> None:
    """Make a folder for your community: its store, its settings, its charter."""
    desk = Desk.of(ctx)
    from copctl.community import founding

    founding.refuse_existing(folder)
    charter = founding.Founding(
        name=desk.ask(name, "--name", "What is the community called?"),
        purpose=desk.ask(purpose, "--purpose", "What is it for, in a sentence?"),
        moderator=str(
            founding.read_moderator(
                desk.ask(
                    moderator,
                    "--moderator",
                    "Who moderates it? (Name <email>)",
                    check=founding.read_moderator,
                )
            )
        ),
        timezone=desk.ask(
            timezone,
            "--timezone",
            "Which time zone do you plan in?",
            default="Asia/Phnom_Penh",
            check=founding.zone,
        ),
        cadence=desk.ask(cadence, "--cadence", "How often does it meet?", default="every three months"),
    )
    founding.found(folder, charter, now=desk.now(), database_url=desk.environ.get("COPCTL_DATABASE_URL", ""))
    desk.say(f"Made the community {charter.name.strip()} in {folder.resolve()}.")
    into = "" if folder == Path() else f"cd {folder}, then "
    desk.hint(f"Next: {into}copctl member import FILE, or copctl member add")
    desk.hint("A small taxonomy for what people know is there to load: copctl expertise taxonomy load mel")
