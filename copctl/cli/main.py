"""The front door: `copctl`, its chapters, and the one place where errors become two lines."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

import copctl
from copctl.cli.desk import Desk
from copctl.cli.lazy import LazyCommand, RootGroup
from copctl.errors import CopctlError, ExitCode, Interrupted, StoreError, WrongUsage

CHAPTERS = [
    (
        "Begin",
        [
            LazyCommand("demo", "Make a demo community and run a real quarter in it.", "copctl.cli.demo:app"),
            LazyCommand(
                "init",
                "Make a folder for your community: its store, its settings, its charter.",
                "copctl.cli.init:app",
            ),
            LazyCommand("charter", "What the community is for and how it works.", "copctl.cli.charter:app"),
        ],
    ),
    (
        "People",
        [
            LazyCommand("member", "The people of the community.", "copctl.cli.member:app"),
            LazyCommand(
                "organisation", "The organisations that members work for.", "copctl.cli.organisation:app"
            ),
            LazyCommand("expertise", "Who knows what, and who says so.", "copctl.cli.expertise:app"),
        ],
    ),
    (
        "From a wish to a session",
        [
            LazyCommand("survey", "Ask, take answers in, count them.", "copctl.cli.survey:app"),
            LazyCommand("topic", "The backlog of topics that members asked for.", "copctl.cli.topic:app"),
            LazyCommand("session", "Plan and run learning sessions.", "copctl.cli.session:app"),
            LazyCommand("speakers", "Find who can speak about a topic.", "copctl.cli.speakers:app"),
            LazyCommand(
                "invitation", "Invitations to a session, with a calendar entry.", "copctl.cli.invitation:app"
            ),
        ],
    ),
    (
        "Keeping in touch",
        [
            LazyCommand("newsletter", "The quarterly newsletter.", "copctl.cli.newsletter:app"),
            LazyCommand("media", "Pictures for the newsletter.", "copctl.cli.media:app"),
            LazyCommand("mail", "Mails that wait, and delivering them.", "copctl.cli.mail:app"),
            LazyCommand("project", "Projects that members run.", "copctl.cli.contribution:projects"),
            LazyCommand(
                "resource", "Resources and research that members made.", "copctl.cli.contribution:resources"
            ),
            LazyCommand("story", "Stories of change.", "copctl.cli.contribution:stories"),
        ],
    ),
    (
        "A place for members",
        [
            LazyCommand("portal", "The members' portal: one closed place.", "copctl.cli.portal:app"),
            LazyCommand("inbox", "What members sent in, and what becomes of it.", "copctl.cli.inbox:app"),
        ],
    ),
    (
        "Safe hands",
        [
            LazyCommand(
                "doctor",
                "Check the community's folder: what is missing or out of order.",
                "copctl.cli.doctor:app",
            ),
            LazyCommand(
                "semantic",
                "The language model that compares meanings (optional, English).",
                "copctl.cli.semantic:app",
            ),
            LazyCommand(
                "log", "Show what was changed, when and by whom, newest first.", "copctl.cli.history:log_app"
            ),
            LazyCommand(
                "undo", "Take back the last change, or one by its number.", "copctl.cli.history:undo_app"
            ),
        ],
    ),
]


_DISK_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class CopctlGroup(RootGroup):
    """The root with its chapters."""

    chapters = CHAPTERS


app = typer.Typer(
    cls=CopctlGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"copctl {copctl.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    community: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="The community's folder (default: COPCTL_COMMUNITY, then upwards from here)."
        ),
    ] = None,
    no_input: Annotated[  # noqa: ARG001 - taken out in `invoke`, since it may stand anywhere
        bool, typer.Option("--no-input", help="Never ask; a missing value is an error.")
    ] = False,
    version: Annotated[  # noqa: ARG001 - eager
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """The moderator's toolkit for communities of practice.

    Alone, inside a community, it shows what needs you today.
    """
    desk: Desk = ctx.obj
    desk.named_folder = community
    if ctx.invoked_subcommand is None and not ctx.resilient_parsing:
        from copctl.cli.today import show_today

        show_today(desk)


def invoke(arguments: Sequence[str], desk: Desk) -> Any:
    """Run one command at this desk; errors are the caller's."""
    given, ending = _before_dashes(arguments)
    desk.may_ask = "--no-input" not in given
    try:
        return typer.main.get_command(app).main(
            args=[word for word in given if word != "--no-input"] + ending,
            prog_name="copctl",
            standalone_mode=False,
            obj=desk,
        )
    finally:
        if "database" in vars(desk):
            desk.database.close()


def _before_dashes(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words up to `--`, and those after it, which are never options."""
    words = list(arguments)
    end = words.index("--") if "--" in words else len(words)
    return words[:end], words[end:]


def main(arguments: Sequence[str], desk: Desk) -> int:
    """Run one command at this desk and give its exit code."""
    try:
        result = invoke(arguments, desk)
    except CopctlError as error:
        desk.complain(error)
        return int(error.exit_code)
    except TyperException as error:
        return _complain_of_usage(desk, error)
    except (typer.Abort, KeyboardInterrupt):
        desk.complain(
            Interrupted("Interrupted; nothing was changed.", hint="type the command again when you are ready")
        )
        return int(ExitCode.INTERRUPTED)
    return result if isinstance(result, int) else int(ExitCode.DONE)


def _complain_of_usage(desk: Desk, error: TyperException) -> int:
    ctx = getattr(error, "ctx", None)
    sentence = " ".join(error.format_message().split())
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.format_message(), file=desk.stderr)
        return int(ExitCode.USAGE)
    command = ctx.command_path if ctx is not None else "copctl"
    sentence = sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
    desk.complain(WrongUsage(sentence, hint=f"{command} --help"))
    return int(ExitCode.USAGE)


def entry() -> None:
    """The `copctl` command."""
    # A command makes many objects and soon ends: looking for cycles among them again and again is time lost.
    gc.set_threshold(100_000, 20, 100)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            # A console that cannot show Khmer must not stop the work.
            reconfigure(encoding="utf-8", errors="replace")
    desk = Desk()
    try:
        code = main(sys.argv[1:], desk)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`| head`) has seen enough.
        _drop_output()
        code = int(ExitCode.DONE)
    except OSError as error:
        if error.errno not in _DISK_FULL:
            raise
        _drop_output()
        desk.complain(
            StoreError("The output could not be written: the disk is full.", hint="free some space")
        )
        code = int(ExitCode.STORE)
    sys.exit(code)


def _drop_output() -> None:
    """Python must not try to write the rest once more on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
