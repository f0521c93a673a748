"""Where the shipped folders (`templates/`, `data/`) are: inside a wheel, or beside the package."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def shipped(name: str) -> Path:
    """The folder `templates` or `data` as shipped with this program."""
    bundled = _HERE / "_bundled" / name
    return bundled if bundled.is_dir() else _HERE.parent / name
