"""Noting a mail server or a mailbox in community.toml, once it let us in. Passwords never come there."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from copctl.errors import Refused
from copctl.files import read_text, write_text
from copctl.mail import smtp
from copctl.settings import FILE, MailServer

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def try_server(server: MailServer, password: str) -> None:
    """Log in, say NOOP, and leave; nothing is sent. Undelivered says what the server said."""
    line = smtp.connect(server, password)
    try:
        line.smtp.noop()
    finally:
        line.close()


def note(folder: Path, section: str, values: Mapping[str, str | int]) -> None:
    """Put values into a section of community.toml; whatever else people wrote there stays as it is.

    An entry of 0 or "" is left out, and removed where it stands. Refused where the section is none.
    """
    path = folder / FILE
    document = _changed(read_text(path), section, values)
    text = document.as_string()
    tomllib.loads(text)
    write_text(path, text)


def _changed(text: str, section: str, values: Mapping[str, str | int]) -> TOMLDocument:
    import tomlkit
    from tomlkit.items import Table

    document = tomlkit.parse(text)
    if section not in document:
        document[section] = tomlkit.table()
    table = document[section]
    if not isinstance(table, Table):
        raise Refused(f"{section} in {FILE} must be a section.", hint=f"write [{section}] on its own line")
    for name, value in values.items():
        if value:
            table[name] = value
        else:
            table.pop(name, None)
    return document
