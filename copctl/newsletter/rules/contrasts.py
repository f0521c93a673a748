"""Whether colours can be read on each other (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from copctl.newsletter.rules.findings import Finding, Level, Place
from copctl.newsletter.rules.page_read import Look, Run
from copctl.rendering.colours import AA, contrast, ink, readable

# Large text, and what counts as such: 18 points, or 14 in bold, in CSS pixels.
_LARGE, _LARGE_PIXELS, _LARGE_BOLD = 3.0, 24, 18.66


def accent(colour: str, file: str) -> Iterator[Finding]:
    """A finding for an accent on which neither black nor white reads well, as the words of a button must."""
    words = ink(colour)
    ratio = contrast(words, colour)
    if ratio < AA:
        better = readable(colour, words)
        yield Finding(
            Level.WARNING, "contrast", Place(file),
            f"Words on the accent {colour} are hard to read: {_short_of(ratio, AA)}.",
            f'accent = "{better}"',
        )  # fmt: skip


def page(runs: Iterable[Run], file: str) -> Iterator[Finding]:
    """A finding for each two colours of a page that are too alike, at the first words that have them."""
    told: set[tuple[str, str]] = set()
    for run in runs:
        look = run.look
        pair = (look.ink, look.paper)
        if not all(pair) or pair in told or contrast(*pair) >= _needed(look):
            continue
        told.add(pair)
        yield Finding(
            Level.WARNING, "contrast", Place(file, run.line),
            f"{look.ink} on {look.paper} is hard to read: {_short_of(contrast(*pair), _needed(look))}.",
            f"use {readable(look.ink, look.paper, _needed(look))}, in templates/newsletter/",
        )  # fmt: skip


def _short_of(ratio: float, needed: float) -> str:
    # Down, so that 4.46 does not read as the 4.5 that it is not.
    return f"{math.floor(10 * ratio) / 10} to 1, not {needed} to 1"


def _needed(look: Look) -> float:
    is_large = look.pixels >= _LARGE_PIXELS or (look.is_bold and look.pixels >= _LARGE_BOLD)
    return _LARGE if is_large else AA
