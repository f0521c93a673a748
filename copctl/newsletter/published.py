"""A draft as it is published: the text of its file without what must not be, to be frozen and compared."""

from __future__ import annotations

import re
from collections.abc import Collection

from copctl.newsletter.draft_file import HEADING, read
from copctl.newsletter.rules.outline import parts_of
from copctl.newsletter.untold import Untold

_NOTHING = Untold()


def without(text: str, keys: Collection[str], untold: Untold = _NOTHING) -> str:
    """The draft's text without the entries that a marker with one of these keys begins, or that tell a story.

    An entry ends before the next one or a heading. Lines end as `\\n`; every other line stays as it is.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    draft = untold.found_in(read(text))
    begun = {located.line: located.entry for part in parts_of(draft, lines) for located in part.entries}
    kept, is_out = lines[: draft.lines], False
    for number, line in enumerate(lines[draft.lines :], draft.lines + 1):
        if number in begun:
            is_out = begun[number].is_kept_back(keys)
        elif HEADING.fullmatch(line):
            is_out = False
        if not is_out:
            kept.append(line)
    return "\n".join(kept)


def restores(text: str, redacted: str, gap: str) -> bool:
    """Whether a text is a redacted one with something in its gaps again, and no other change."""
    pieces = redacted.split(gap)
    return len(pieces) > 1 and re.fullmatch(".+?".join(map(re.escape, pieces)), text, re.DOTALL) is not None
