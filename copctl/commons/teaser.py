"""The first words of a text, for a list."""

from __future__ import annotations

import unicodedata

from copctl.rendering.markdown import to_plain

MOST = 220


def teaser(markdown: str, most: int = MOST) -> str:
    """The first words of a Markdown text, plain and on one line, in at most so many characters.

    It ends at a blank where there is one near the end, never within a letter and its marks.
    """
    # A long text is not read to its end: marks and links take at most so much of its beginning.
    return cut(" ".join(to_plain(markdown[: most * 20]).split()), most)


def cut(plain: str, most: int) -> str:
    """The first words of a plain text on one line, as `teaser` cuts them."""
    if len(plain) <= most:
        return plain
    end = most - 1
    while end and unicodedata.category(plain[end])[0] == "M":
        end -= 1
    blank = plain.rfind(" ", most // 2, end + 1)
    return f"{plain[: blank if blank > 0 else end].rstrip()}…"
