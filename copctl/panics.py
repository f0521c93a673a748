"""A damaged workbook can end the library that reads it, and this program with it: here it becomes a sentence.

What Rust calls a panic comes back as an exception of its own kind. A damaged .xls can also ask for more
memory than there is, which ends the process at once; so another process tries those files first. Of an
.xlsx it is enough to see how far it reaches.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from copctl import extent
from copctl.errors import Refused

_STDERR = 2
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_TRY = (
    # Better this process than another that the system picks when memory is short.
    "try: import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 33, -1))\n"
    "except (ImportError, OSError, ValueError): pass\n"
    "import io, sys; from python_calamine import CalamineWorkbook, CalamineError\n"
    "try:\n"
    "    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))\n"
    "    pages = [book.get_sheet_by_name(name) for name in book.sheet_names]\n"
    "except CalamineError: pass"
)
_PATIENCE = 120


def refuse_deadly(content: bytes, name: str) -> None:
    """Raise Refused for a workbook that ends the process that reads it; files of text are not tried."""
    if content[:4] not in (_OLE, _ZIP):
        return
    if content[:4] == _ZIP and not extent.is_untold(content):
        _refuse_far(content, name)
        return
    command = [sys.executable, "-P", "-c", _TRY]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise _damaged(name) from error
    if done.returncode:
        raise _damaged(name)


def _refuse_far(content: bytes, name: str) -> None:
    far = extent.too_far(content)
    if far:
        raise Refused(
            f"{name} has a cell at {far}, so far from the others that nothing can hold what lies between.",
            hint="delete what stands there, or save the sheet as CSV",
        )


@contextmanager
def refused(name: str) -> Iterator[None]:
    """Raise Refused for a file whose reader panics, and keep the panic's own report off the terminal."""
    try:
        with _quiet():
            yield
    except BaseException as error:
        # PyO3 derives it from BaseException and gives no module to import it from.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(name) from error


def _damaged(name: str) -> Refused:
    return Refused(
        f"{name} is not a spreadsheet that can be read: it is damaged.",
        hint="open it and save it as .xlsx or CSV",
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Send what is written to the process's standard error nowhere; Rust writes there past Python."""
    try:
        kept = os.dup(_STDERR)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(nowhere)
        os.close(kept)
