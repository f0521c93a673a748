"""Mails that were saved: one `.eml`, a folder of them, an mbox or a Maildir. They are read, never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from copctl.errors import NotFound, Refused, StoreError
from copctl.files import beginning, read_bytes, refuse_unreadable
from copctl.mail.reading import LIMIT

# A header field (RFC 5322, section 2.2), after what some programs put before it.
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s*\d{1,10}\s*\r?\n)?[!-9;-~]{1,100}[ \t]*:")
_FROM = b"From "
# The line above a mail in an mbox ends with a time; a sentence that begins with "From" seldom does.
_BEGINS = re.compile(rb"From \S.*\d\d:\d\d")
_OUTLOOK = b"\xd0\xcf\x11\xe0"
_MAILDIR = ("new", "cur")


def contents(path: Path, strange: list[str]) -> Iterator[bytes]:
    """Every mail in a file or folder, one after the other; at most `LIMIT` bytes of each.

    Names of files in a folder that are no mails are added to `strange`. Raises NotFound for a missing path,
    Refused for a file that holds no mail, StoreError where the system says no.
    """
    if not path.is_dir():
        if str(path) != "-" and not path.exists():
            raise NotFound(f"There is no file or folder {path}.", hint="check the path")
        refuse_unreadable(path)
        yield from _of_file(path)
        return
    for file in _files(path):
        try:
            yield from _of_file(file)
        except Refused:
            strange.append(file.name)


def _files(folder: Path) -> list[Path]:
    """The files of a folder, or of both halves of a Maildir, by name; hidden ones are left out."""
    try:
        inner = [folder / name for name in _MAILDIR if (folder / name).is_dir()]
        files = [file for each in inner or [folder] for file in each.iterdir() if file.is_file()]
    except OSError as error:
        raise StoreError(
            f"{folder} could not be read: {(error.strerror or str(error)).lower()}.",
            hint="check who may read it",
        ) from error
    return sorted((file for file in files if not file.name.startswith(".")), key=lambda file: file.name)


def _of_file(path: Path) -> Iterator[bytes]:
    head = beginning(path)
    if head.startswith(_FROM):
        with path.open("rb") as stream:
            yield from _of_mbox(stream)
        return
    content = read_bytes(path) if not head else _limited(path)
    if content.startswith(_FROM):
        yield from _of_mbox(iter(content.splitlines(keepends=True)))
        return
    if not _HEADER.match(content):
        raise Refused(f"{path} holds no mail.", hint=_advice(content))
    yield _without_count(content)


def _limited(path: Path) -> bytes:
    if str(path) == "-":
        return read_bytes(path)
    refuse_unreadable(path)
    with path.open("rb") as stream:
        return stream.read(LIMIT)


def _advice(content: bytes) -> str:
    if content.startswith(_OUTLOOK):
        return "Outlook's own .msg is not read: drag the mail out of Outlook on the web, or save it as .eml"
    return "save the mail as .eml ('Save as', 'Download message'), or give a folder, an mbox or a Maildir"


def _without_count(content: bytes) -> bytes:
    """A mail without the count of its bytes that Apple Mail (.emlx) writes above it."""
    first, line_end, rest = content.partition(b"\n")
    return rest if line_end and first.strip().isdigit() else content


def _of_mbox(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The mails of an mbox (RFC 4155, appendix A): a line `From ` after an empty one begins the next."""
    mail, size, after_blank = list[bytes](), 0, True
    for line in lines:
        if after_blank and (_BEGINS.match(line) or (not mail and line.startswith(_FROM))):
            if mail:
                yield b"".join(mail)
            mail, size = [], 0
        elif size < LIMIT:
            mail.append(line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(_FROM) else line)
            size += len(line)
        after_blank = not line.strip()
    if mail:
        yield b"".join(mail)
