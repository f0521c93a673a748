"""What a check of a community's folder looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from copctl.settings import Settings


class Status(StrEnum):
    """How bad it is: in order, nothing to do but good to know, to be mended, broken."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One line of a checkup: what was found, and how to mend it (a command or a place; empty if in order)."""

    check: str
    status: Status
    what: str
    fix: str = ""


@dataclass(frozen=True)
class Premises:
    """A community's settings, and how many active members read each language (BCP 47)."""

    settings: Settings
    readers: Mapping[str, int] = field(default_factory=dict)

    @property
    def templates(self) -> Path:
        """The community's own templates and catalogues."""
        return self.settings.folder / "templates"
