"""What was typed and taken for something that is known under another name, said at the desk."""

from __future__ import annotations

from collections.abc import Mapping

from copctl.cli.desk import Desk

# So many are printed one by one; --json has all of an import's.
_SHOWN = 20


def tell_taken(desk: Desk, taken: Mapping[str, str]) -> None:
    """Say which names were taken for a known organisation."""
    _tell(desk, [f"Note: '{said}' was taken for {known}." for said, known in taken.items()])


def tell_read_as(desk: Desk, topics: Mapping[str, str]) -> None:
    """Say which words were read as a topic that has another name."""
    _tell(desk, [f"Note: {said} was read as {topic}." for said, topic in topics.items()])


def _tell(desk: Desk, lines: list[str]) -> None:
    for line in lines[:_SHOWN]:
        desk.hint(line)
    if lines[_SHOWN:]:
        desk.hint(f"... and {len(lines) - _SHOWN} more of these; --json has them all.")
