"""How a tally's numbers and sentences are put for a person."""

from __future__ import annotations

from collections.abc import Iterable

from copctl.cli.desk import Desk
from copctl.cli.showing import Style, in_markdown, width_of

# What stands between columns, what a last column needs, and a width for readers without a terminal.
GAP, ROOM_FOR_TOPIC, WIDE = 3, 28, 10_000


def open_section(desk: Desk, title: str, style: Style) -> None:
    """What parts a table from the one before it; Markdown tables have no titles of their own."""
    desk.say(f"\n## {in_markdown(title)}\n" if style is Style.MARKDOWN else "")


def say(desk: Desk, sentences: Iterable[str]) -> None:
    """Print sentences, each broken between words where it is wider than the terminal."""
    from textwrap import fill

    for sentence in sentences:
        desk.say(fill(sentence, width_of(desk.stdout), break_long_words=False, break_on_hyphens=False))


def ordinal(number: int) -> str:
    """A number's place as it is said: 1st, 2nd, 3rd, 11th."""
    last = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


def percent(share: float | None) -> str:
    """A share in whole per cent; what is nearly all or nearly none is not rounded to all or none."""
    if share is None:
        return ""
    if 0.995 <= share < 1:
        return ">99%"
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def short_number(number: float | None) -> str:
    """A number with two decimals at most; large ones in full."""
    if number is None:
        return ""
    return f"{round(number, 2):g}" if abs(number) < 100_000 else f"{number:.0f}"
