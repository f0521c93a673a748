"""What stands in an address, read without trust: numbers, and short texts."""

from __future__ import annotations

from collections.abc import Mapping

_LARGEST = 2**31 - 1


def number(text: str) -> int:
    """A number that may be one of the store's; 0, which none has, for anything else."""
    found = int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else 0
    return found if found <= _LARGEST else 0


def is_number(value: int) -> bool:
    """Whether the store can have a row of this number; a bigger one overflows the key of either database."""
    return 0 < value <= _LARGEST


def text(said: Mapping[str, object], name: str) -> str:
    """What was posted under a name; empty for a file, or where nothing was."""
    value = said.get(name, "")
    return value if isinstance(value, str) else ""
