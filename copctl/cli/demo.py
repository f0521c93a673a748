"""`copctl demo`: a made-up community, and a real quarter run through a moderator's own commands."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_command
from copctl.errors import Refused

app = plain_command()

_NAME = "Mekong MEL community (demo)"


@app.command("demo")
def demo(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The folder to make.")] = Path(
        "copctl-demo"
    ),
) -> None:
    """Make a demo community and run a real quarter in it.

    Every command it runs is printed as you would type it. All people in it are invented.
    """
    desk = Desk.of(ctx)
    from copctl.cli.demo_script import Script, copy_files, read_script

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is there already.", hint="copctl demo another-folder")
    script = Script(folder.resolve(), desk)
    script.run(
        [
            "init", str(folder), "--name", _NAME,
            "--purpose", "To get better, together, at finding out what our work changes, and at telling it.",
            "--moderator", "Dara Nimol <moderator@mekong-mel.example>",
            "--timezone", "Asia/Phnom_Penh", "--cadence", "every three months",
        ],
        inside=False,
    )  # fmt: skip
    copy_files(folder, script.dates)
    desk.say(f"$ cd {shlex.quote(str(folder))}")
    for line in read_script():
        script.take(line)
    desk.say("")
    desk.say("Open these:")
    for path in script.outcomes():
        desk.say(f"  {path}")
    desk.hint(f"Now: cd {shlex.quote(str(folder))} and type copctl")
