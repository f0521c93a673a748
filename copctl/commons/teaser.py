"""The first words of a text, for a list."""

from __future__ import annotations

import unicodedata

from copctl.rendering.markdown import to_plain

MOST = 220


def teaser(markdown: str, most: int = MOST) -> str:
    """The first words of a Markdown text, plain and on one line, in at most so many characters.

    It ends at a blank where there is one near the end, never within a letter and its marks.
    """
    return cut(beginning(markdown, most), most)


def beginning(markdown: str, most: int) -> str:
    """What a Markdown text begins with, plain and on one line: more than so many characters, or all of it.

    Reading costs, so as much is read as prose takes, and more only where marks and links take the room.
    """
    plain = ""
    for times in (3, 20):
        part = markdown[: most * times]
        is_all = len(part) == len(markdown)
        # Cut at a blank, so that the address of a link stays whole or is left out.
        plain = " ".join(to_plain(part if is_all else part.rpartition(" ")[0] or part).split())
        if is_all or len(plain) >= 2 * most:
            break
    return plain


def cut(plain: str, most: int) -> str:
    """The first words of a plain text on one line, as `teaser` cuts them."""
    if len(plain) <= most:
        return plain
    end = most - 1
    while end and unicodedata.category(plain[end])[0] == "M":
        end -= 1
    blank = plain.rfind(" ", most // 2, end + 1)
    return f"{plain[: blank if blank > 0 else end].rstrip()}…"
