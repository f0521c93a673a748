"""The moderator's desk: console, clock, settings and store, built at the door and handed in.

Nothing below the doors reads globals, the wall clock or the environment. A test swaps the world by
giving `main` another desk.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from copctl.errors import CopctlError, Interrupted, WrongUsage
from copctl.settings import Settings, find_folder, load

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.cli.showing import Listing, Record, Style
    from copctl.store.engine import Database


class Desk:
    """What a command works with. `command` is the command's words, such as `member add`."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        environ: Mapping[str, str] | None = None,
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        self.clock = clock
        self.environ: Mapping[str, str] = os.environ if environ is None else environ
        self.stdin = stdin or sys.stdin
        self.stdout = stdout or sys.stdout
        self.stderr = stderr or sys.stderr
        self.named_folder: Path | None = None
        self.may_ask = True
        self.command = ""

    @classmethod
    def of(cls, ctx: typer.Context) -> Desk:
        """The desk that the door handed in, told which command is at it."""
        desk: Desk = ctx.obj
        desk.command = ctx.command_path.partition(" ")[2]
        return desk

    # The community ---------------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """The community's folder; NotFound when the working folder is in none."""
        return find_folder(self.named_folder, self.environ, Path.cwd())

    @cached_property
    def settings(self) -> Settings:
        """The community's settings; raises as `folder`, and Refused when they cannot be read."""
        return load(self.folder, self.environ)

    @cached_property
    def database(self) -> Database:
        """The community's store, brought up to date."""
        from copctl.store.engine import Database

        return Database.opened(self.settings.database)

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[Session]:
        """Change the store: everything is kept and journaled at the end, or nothing happened.

        Without `keep` it is only tried.
        """
        who = str(self.settings.moderator)
        with self.database.transaction(who=who, command=self.command, at=self.clock()) as db:
            yield db
            if not keep:
                db.flush()
                # What was read may still be shown.
                db.expunge_all()
                db.rollback()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Look at the store."""
        with self.database.reading() as db:
            yield db

    def now(self) -> datetime:
        """This moment, in UTC."""
        return self.clock()

    def today(self) -> date:
        """The day it is where the community plans."""
        return self.clock().astimezone(self.settings.zone).date()

    # Showing -----------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """A sentence that is a command's result."""
        print(text, file=self.stdout)

    def hint(self, text: str) -> None:
        """A sentence beside the result: progress, what to do next, warnings. Goes to stderr."""
        print(text, file=self.stderr)

    def complain(self, error: CopctlError) -> None:
        """The two lines of an error, and between them the text with a caret under the mistake."""
        # Two lines, whatever a path or a library's message holds.
        message, hint = " ".join(error.message.split()), " ".join(error.hint.split())
        shown = f"{error.excerpt}\n" if error.excerpt else ""
        print(f"Error: {message}\n{shown}Try: {hint}", file=self.stderr)

    def show(self, what: Listing | Record, style: Style) -> None:
        """Print a listing or a record the way the reader asked for."""
        what.write(self.stdout, style)

    # Asking ------------------------------------------------------------------------------------

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked: both ends are terminals and nobody said --no-input."""
        return self.may_ask and not self.environ.get("CI") and self.stdin.isatty() and self.stdout.isatty()

    def ask(
        self,
        value: str | None,
        option: str,
        question: str,
        *,
        default: str = "",
        check: Callable[[str], Any] | None = None,
    ) -> str:
        """The value that was given, or the answer to a question.

        `check` raises CopctlError for an answer that will not do; the person is told and asked again.
        Raises WrongUsage naming the option when nobody can be asked.
        """
        if value is not None:
            return value
        if not self.interactive:
            raise WrongUsage(f"{option} is missing.", hint=f"copctl {self.command} {option} ...")
        import questionary

        def verdict(answer: str) -> bool | str:
            if not (answer.strip() or default):
                return "Please write something."
            try:
                if check is not None:
                    check(answer if answer.strip() else default)
            except CopctlError as error:
                return error.message
            return True

        shown = f"{question} (Enter for {default})" if default else question
        return str(_answered(questionary.text(shown, validate=verdict))).strip() or default

    def ask_secret(self, question: str) -> str:
        """A password, which is not shown while it is typed; only where somebody can be asked."""
        import questionary

        def verdict(answer: str) -> bool | str:
            return bool(answer) or "Please type it."

        return str(_answered(questionary.password(question, validate=verdict)))

    def choose(self, question: str, options: Sequence[str]) -> str:
        """One of the options, picked with the arrow keys; Interrupted for Ctrl-C."""
        import questionary

        return str(_answered(questionary.select(question, choices=list(options))))

    def edit(self, text: str, option: str) -> str:
        """The text as the person leaves it in their editor; WrongUsage when nobody can be asked."""
        if not self.interactive:
            raise WrongUsage("There is nothing to change.", hint=f"copctl {self.command} {option} ...")
        changed = _edited(text, self.environ)
        if changed is None:
            raise Interrupted("Nothing was changed.", hint="save the file in the editor to change it")
        return changed

    def confirm(self, question: str, yes: bool) -> None:
        """Go on only after a yes; Interrupted for a no, WrongUsage when nobody can be asked."""
        if yes:
            return
        if not self.interactive:
            raise WrongUsage(f"{question} It needs a yes.", hint=f"copctl {self.command} ... --yes")
        import questionary

        if not _answered(questionary.confirm(question, default=False)):
            raise Interrupted("Nothing was changed.", hint="type the command again when you are ready")


def _edited(text: str, environ: Mapping[str, str]) -> str | None:
    """Open the person's editor on a text; None when they left it as it was."""
    import shlex
    import subprocess
    import tempfile

    editor = environ.get("VISUAL") or environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copctl.md"
        path.write_text(text, encoding="utf-8")
        try:
            subprocess.run([*shlex.split(editor), str(path)], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise WrongUsage(
                f"The editor {editor!r} did not work.", hint="set EDITOR, or give the options"
            ) from error
        changed = path.read_text(encoding="utf-8")
    return None if changed == text else changed


def _answered(prompt: Any) -> Any:
    """What the person answers; Interrupted when they press Ctrl-C."""
    try:
        return prompt.unsafe_ask()
    except KeyboardInterrupt as stop:
        hint = "type the command again when you are ready"
        raise Interrupted("Nothing was changed.", hint=hint) from stop
