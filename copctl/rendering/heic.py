"""Photos of iPhones (HEIC), read in a process of their own.

Their reader, pi-heif, falls over some damaged files and takes its process along. Pictures come by mail, from
anybody: what falls over must not be the moderator's command.
"""

from __future__ import annotations

import io
import subprocess
import sys
from importlib.util import find_spec

_LONGEST = 120  # seconds
_PACKAGE = "pi_heif"


def can_read() -> bool:
    """Whether the reader is installed."""
    return find_spec(_PACKAGE) is not None


def as_png(content: bytes) -> bytes:
    """The photo as a PNG, with its notes and its colour profile; ValueError for one that cannot be read."""
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_LONGEST, check=False)
    except subprocess.TimeoutExpired as error:
        raise ValueError("it takes too long") from error
    if done.returncode:
        raise ValueError("its reader gave up")
    return done.stdout


def _convert() -> None:
    """From standard input to standard output."""
    from pi_heif import register_heif_opener
    from PIL import Image

    register_heif_opener()
    image = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=["HEIF"])
    # Quick rather than small: it lives for a moment.
    image.save(sys.stdout.buffer, "PNG", compress_level=1, exif=image.info.get("exif") or b"")


if __name__ == "__main__":
    _convert()
