"""What can go wrong that a moderator can do something about, and the exit code of each."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the program; scripts rely on them."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    NOT_FOUND = 3
    STORE = 4
    DELIVERY = 5
    INTERRUPTED = 130


class CopctlError(Exception):
    """One sentence that says what is wrong, and a hint that says what to do.

    The hint is a command to type where there is one; `excerpt` are lines that show the place of the
    mistake, if there is a text to show. Raised by the rooms, printed by the door.
    """

    exit_code = ExitCode.REFUSED

    def __init__(self, message: str, *, hint: str, excerpt: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.excerpt = excerpt


class Refused(CopctlError):  # noqa: N818 - reads as the sentence it is
    """A rule of the community or of the data says no."""


class WrongUsage(CopctlError):  # noqa: N818
    """The command was not called in a way it understands."""

    exit_code = ExitCode.USAGE


class NotFound(CopctlError):  # noqa: N818
    """Something was named that is not there."""

    exit_code = ExitCode.NOT_FOUND


class StoreError(CopctlError):
    """The store, or a file, could not be read or written."""

    exit_code = ExitCode.STORE


class Undelivered(CopctlError):  # noqa: N818
    """A mail server could not be reached, or turned everything away."""

    exit_code = ExitCode.DELIVERY


class Interrupted(CopctlError):  # noqa: N818
    """The moderator pressed Ctrl-C; nothing was changed."""

    exit_code = ExitCode.INTERRUPTED
