"""Coding a plain file, one answer a line, with no survey behind it."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TYPE_CHECKING

from copctl.cli.desk import Desk
from copctl.cli.showing import Style
from copctl.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Callable

    from copctl.topics.coding.proposal import Proposal


def suggest_for_file(
    desk: Desk, path: Path, encoding: str | None, propose: Callable[[list[str]], Proposal], style: Style
) -> None:
    """Show a codebook for the lines of a file; blank ones are passed over and keep their numbers."""
    from copctl.cli import survey_code_shown as shown

    text = _text(path, encoding).replace("\r\n", "\n").replace("\r", "\n")
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        desk.hint(f"Note: {path} holds blank lines only.")
    proposal = propose([line for _, line in lines])
    numbers = [number for number, _ in lines]
    if style is Style.JSON:
        desk.say(shown.to_json(shown.full_proposal(proposal, numbers)))
        return
    shown.show_proposal(desk, proposal, [line for _, line in lines], style)


def _text(path: Path, encoding: str | None) -> str:
    """The file as text; Refused names the option for one that is not UTF-8."""
    from copctl.files import beginning, decode, read_bytes

    if path.is_file() and not beginning(path):
        raise Refused(f"{path} is empty.", hint="write one answer a line into it")
    content = read_bytes(path)
    if encoding is not None:
        return _decoded(content, str(path), encoding)
    try:
        return decode(content, str(path))
    except Refused as error:
        if b"\0" in content:
            raise
        hint = "save it as UTF-8, or name its encoding, such as --encoding cp1252"
        raise Refused(error.message, hint=hint) from error


def _decoded(content: bytes, name: str, encoding: str) -> str:
    from copctl.tables import ENCODINGS

    try:
        codecs.lookup(encoding)
        text = content.decode(encoding)
        # Half a surrogate pair is no character, though some of Python's encodings make it.
        text.encode("utf-8")
    except LookupError as error:
        hint = f"such as --encoding {', '.join(ENCODINGS)}"
        raise WrongUsage(f"There is no text encoding {encoding!r}.", hint=hint) from error
    except ValueError as error:
        hint = "name another one, such as --encoding cp1252, or save the file as UTF-8"
        raise Refused(f"{name} is not {encoding} text.", hint=hint) from error
    return text
