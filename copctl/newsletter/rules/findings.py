"""What a check finds: how bad it is, where it is, what it is and how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error must not go out, a warning should be looked at, a note is only worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_WORST_FIRST = list(Level)


@dataclass(frozen=True)
class Place:
    """A file and the line in it, counted from 1; 0 where it is about the whole file."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Finding:
    """One thing to mend: `what` is a sentence, `fix` what to do, a command where there is one.

    What is `kept_back` does not go out as it is: it is an error of the draft, and none of the issue.
    """

    level: Level
    rule: str
    place: Place
    what: str
    fix: str
    kept_back: bool = False


def in_order(findings: Iterable[Finding], first: str) -> list[Finding]:
    """By place, `first` being the file that comes before all others; the worst first at one place.

    What is said twice of one place is said once.
    """

    def rank(finding: Finding) -> tuple[bool, str, int, int, str]:
        place = finding.place
        is_other = place.file != first
        return is_other, place.file, place.line, _WORST_FIRST.index(finding.level), finding.what

    return sorted(dict.fromkeys(findings), key=rank)


def stopping(findings: Iterable[Finding]) -> list[Finding]:
    """Those with which an issue must not go out: errors of what does go out."""
    return [finding for finding in findings if finding.level is Level.ERROR and not finding.kept_back]


def counted(findings: Iterable[Finding]) -> Counter[Level]:
    """How many findings there are of each level."""
    return Counter(finding.level for finding in findings)
