"""Reading and writing whole files, with sentences in place of tracebacks."""

from __future__ import annotations

import errno
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from copctl.errors import NotFound, Refused, StoreError

STANDARD = "-"


def read_bytes(path: Path) -> bytes:
    """The whole file, or standard input for `-`.

    Raises NotFound for a missing file, Refused for a folder or an empty file, StoreError when the
    system says no.
    """
    refuse_unreadable(path)
    if str(path) != STANDARD:
        with _readable(path):
            return path.read_bytes()
    content = sys.stdin.buffer.read()
    if not content:
        raise Refused("Standard input is empty.", hint="pipe a file into it, or name a file")
    return content


def refuse_unreadable(path: Path) -> None:
    """Raise for a file that cannot be read or holds nothing; `-` and pipes are left for later."""
    if str(path) == STANDARD:
        return
    with _readable(path):
        if not path.exists():
            raise NotFound(f"There is no file {path}.", hint="check the path; names with blanks need quotes")
        if path.is_dir():
            raise Refused(f"{path} is a folder, not a file.", hint="name a file in it")
        if not beginning(path) and path.is_file():
            raise Refused(f"{path} is empty.", hint="export it again and look at it before importing")


def beginning(path: Path, size: int = 1_024) -> bytes:
    """The first bytes of a file or of standard input, which can still be read whole afterwards.

    Nothing for a pipe with a name (`<(...)`): what is read of it is gone.
    """
    if str(path) == STANDARD:
        return sys.stdin.buffer.peek(size)[:size] if isinstance(sys.stdin.buffer, io.BufferedReader) else b""
    with _readable(path):
        if not path.is_file():
            return b""
        with path.open("rb") as stream:
            return stream.read(size)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{path} could not be read: {_reason(error)}.", hint="check the name, and who may read it"
        ) from error


def read_text(path: Path) -> str:
    """A UTF-8 text file, with or without a byte order mark.

    Raises as `read_bytes`, and Refused when the bytes are no UTF-8 text.
    """
    return decode(read_bytes(path), str(path))


def decode(content: bytes, name: str) -> str:
    """UTF-8 or UTF-16 (by its byte order mark) bytes as text; Refused for anything else."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(
            f"{name} is not UTF-8 text (byte {error.start + 1} does not fit).",
            hint="save it as UTF-8 ('CSV UTF-8' in Excel), or give the .xlsx file itself",
        ) from error
    if "\0" in text:
        raise Refused(f"{name} is a binary file, not text.", hint="give a CSV, XLSX, JSON Lines or text file")
    return text


def write_text(path: Path, text: str) -> Path:
    """Write a UTF-8 file in one step: whoever opens it sees the old or the new, never a half."""
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file in one step, making its folder; raises StoreError when the system says no."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            # A device or a pipe (/dev/stdout, a FIFO) cannot be replaced by a rename.
            path.write_bytes(content)
        else:
            _replace(path, content)
    except OSError as error:
        raise StoreError(f"{path} could not be written: {_reason(error)}.", hint=_remedy(error)) from error
    return path


def delete(path: Path) -> bool:
    """Delete a file and say whether it was there; raises StoreError when the system says no."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(
            f"{path} could not be deleted: {_reason(error)}.", hint="delete it in your file manager"
        ) from error
    return True


def _remedy(error: OSError) -> str:
    """What to do about a file that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room on the disk, or name another place"
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return "you may not write there: name another place"
    if isinstance(error, NotADirectoryError | FileExistsError | IsADirectoryError):
        return "name a file in a folder"
    return "name another place"


def refuse_no_folder(path: Path) -> None:
    """Raise NotFound for a file that is to be written into a folder that is not there: a slip, most often."""
    if str(path) != STANDARD and not path.parent.exists():
        raise NotFound(
            f"There is no folder {path.parent}.",
            hint=f"check the path, or make it first: mkdir -p {path.parent}",
        )


def _replace(path: Path, content: bytes) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
        os.chmod(draft, mode)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def make_folder(path: Path) -> Path:
    """Make a folder and those above it; raises StoreError when the system says no."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {path} could not be made: {_reason(error)}.",
            hint="check the path and who may write there",
        ) from error
    return path


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
