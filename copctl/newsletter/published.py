"""A draft as it is published: the text of its file without what must not be, to be frozen and compared."""

from __future__ import annotations

import re
from collections.abc import Collection

from copctl.newsletter.draft_file import HEADING, MARKER, read


def without(text: str, keys: Collection[str]) -> str:
    """The draft's text without the entries that a marker with one of these keys begins.

    An entry ends before the next marker or heading. Lines end as `\\n`; every other line stays as it is.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    first = read(text).lines
    kept, is_out = lines[:first], False
    for line in lines[first:]:
        marker = MARKER.fullmatch(line)
        if marker is not None:
            is_out = bool(set(marker[1].split()) & set(keys))
        elif HEADING.fullmatch(line):
            is_out = False
        if not is_out:
            kept.append(line)
    return "\n".join(kept)


def restores(text: str, redacted: str, gap: str) -> bool:
    """Whether a text is a redacted one with something in its gaps again, and no other change."""
    pieces = redacted.split(gap)
    return len(pieces) > 1 and re.fullmatch(".+?".join(map(re.escape, pieces)), text, re.DOTALL) is not None
