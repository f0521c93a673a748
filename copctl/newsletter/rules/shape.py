"""The shape of an issue: what stands beside its subject, the order of its headings, sections without news."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from copctl import names
from copctl.newsletter.draft_file import visible
from copctl.newsletter.rules.findings import Finding, Level, Place
from copctl.newsletter.rules.outline import SECTION, Heading, Outline

# What phones show beside a subject; the rest of a longer preheader is cut.
LONGEST_PREHEADER = 110
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def preheader(outline: Outline, file: str) -> Iterator[Finding]:
    """A finding for a preheader that is missing, too long, or says the title again."""
    front = outline.draft.front
    said, place = front.preheader.strip(), Place(file, outline.line_of("preheader"))
    what = ""
    if not said:
        what = "There is no preheader: mail programs show the first words of the mail beside the subject."
    elif len(said) > LONGEST_PREHEADER:
        what = f"The preheader has {len(said)} characters, and phones cut it after about {LONGEST_PREHEADER}."
    elif names.key(said) == names.key(front.title):
        what = "The preheader says the title again."
    if what:
        fix = "preheader: the one thing that readers should know, in a few words"
        yield Finding(Level.WARNING, "preheader", place, what, fix)


def headings(outline: Outline, file: str) -> Iterator[Finding]:
    """A finding for each heading that is out of order (WCAG 2.2, 1.3.1), or is one by accident."""
    last = 1
    for heading in outline.headings:
        what, fix = _out_of_order(heading, last)
        if what:
            yield Finding(Level.WARNING, "heading order", Place(file, heading.line), what, fix)
        last = heading.shown


def _out_of_order(heading: Heading, last: int) -> tuple[str, str]:
    if heading.mark in {"=", "-"}:
        signs = heading.mark * 3
        return (
            f"{heading.words!r} is a heading, because the line below it is {signs}.",
            f"put an empty line above {signs}; to mean a heading, begin the line with ###",
        )
    if heading.written == 1:
        return (
            f"{heading.words!r} is a heading of the first level, which only the issue's title is.",
            "begin the line with ### for a title, or ## for a section",
        )
    if heading.shown > last + 1:
        what = f"{heading.words!r} is a heading of level {heading.shown} after one of level {last}."
        above = "put the heading of a section above it, such as ## Notices"
        return what, above if last < SECTION else f"begin the line with {'#' * (last + 1)}"
    return "", ""


def page_headings(levels: list[tuple[int, int]], file: str) -> Iterator[Finding]:
    """A finding for the headings of a page, (line, level) each, when a template puts them out of order."""
    firsts = [line for line, level in levels if level == 1]
    if len(firsts) != 1:
        line = firsts[1] if firsts else 0
        yield Finding(
            Level.WARNING, "heading order", Place(file, line),
            f"The mail has {len(firsts) or 'no'} heading{'s' * (len(firsts) != 1)} of the first level.",
            "give the title alone <h1>, in templates/newsletter/",
        )  # fmt: skip
    last = 1
    for line, level in levels:
        if level > last + 1:
            yield Finding(
                Level.WARNING, "heading order", Place(file, line),
                f"<h{level}> comes after <h{last}>.", f"make it <h{last + 1}>, in templates/newsletter/",
            )  # fmt: skip
        last = level


def empty(outline: Outline, remedy: Callable[[str], str], file: str) -> Iterator[Finding]:
    """A note for each section with nothing to show; `remedy` says what to do for a heading."""
    for part in outline.parts:
        texts = (visible(located.entry.text) for located in part.entries)
        if part.line and not any(_COMMENT.sub("", text).strip() for text in texts):
            heading = part.section.heading or "A section"
            yield Finding(
                Level.NOTE, "empty section", Place(file, part.line),
                f"{heading} is left out: nothing stands there.", remedy(heading),
            )  # fmt: skip
