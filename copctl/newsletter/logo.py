"""A logo's size out of the first bytes of its file, so that reading it needs no library for pictures."""

from __future__ import annotations

import struct
from pathlib import Path

from copctl.errors import Refused
from copctl.files import read_bytes

_MOST_WIDE, _MOST_HIGH = 200, 96
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
# Start of frame: what says a JPEG's size (ITU-T T.81, table B.1), without those that say something else.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def measured(file: Path) -> tuple[str, int, int]:
    """Media type, width and height to show it in (pixels); Refused for what is no PNG or JPEG."""
    content = read_bytes(file)
    size = _size(content)
    if size is None:
        raise Refused(
            f"{file} is no picture that every mail program shows.",
            hint="save the logo as PNG or JPEG, and name it under [look] in community.toml",
        )
    kind, width, height = size
    scale = min(1.0, _MOST_WIDE / width, _MOST_HIGH / height)
    return kind, max(round(width * scale), 1), max(round(height * scale), 1)


def _size(content: bytes) -> tuple[str, int, int] | None:
    if content.startswith(_PNG) and len(content) >= 24:
        # The first chunk is IHDR, always (PNG, third edition, 11.2.1).
        width, height = struct.unpack(">II", content[16:24])
        return ("image/png", width, height) if width and height else None
    return _jpeg(content) if content.startswith(_JPEG) else None


def _jpeg(content: bytes) -> tuple[str, int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        if content[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return ("image/jpeg", width, height) if width and height else None
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None
