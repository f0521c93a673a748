"""How the fixed words of a draft are said: in English, or by whoever translates them. Pure."""

from __future__ import annotations

from typing import Protocol

from copctl.rendering.catalogues import Words


class Say(Protocol):
    """Gives a fixed sentence in the community's language; blanks such as `%(count)s` stay for the caller.

    Where a number decides, `one` is the words for one, `many` those for any other `count`.
    """

    def __call__(self, one: str, many: str = "", count: int = 1) -> str:
        """The words to write."""
        ...


def plainly(one: str, many: str = "", count: int = 1) -> str:
    """The English words as they are."""
    return many if many and count != 1 else one


def said_in(words: Words) -> Say:
    """The words as a catalogue has them, in English where it has none."""

    def say(one: str, many: str = "", count: int = 1) -> str:
        return words.counted(one, many, count) if many else words.said(one)

    return say
