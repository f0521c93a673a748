"""What was meant to be replaced before anybody reads it: marks of templates, notes to oneself, comments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from copctl.newsletter.draft_file import COMMENT, MARKER, NAME
from copctl.newsletter.rules.findings import Finding, Level, Place
from copctl.newsletter.rules.outline import Outline, Passage

RULE = "placeholder"
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_MARKS = re.compile(
    r"""%[A-Z][A-Z_]{2,}%                       # ours, and those of some mail programs
      | \{\{[^{}\n]*\}\} | \{%[^{}\n]*%\}       # of templates
      | \*?\|[A-Z][A-Z0-9_:]+\|\*?              # of services for newsletters, *|NAME|* (emphasis in Markdown)
      """,
    re.VERBOSE,
)
_NOTES = re.compile(
    r"""\[(?:insert|add|your|name|date|link|title|place|time|tbc|tbd|todo|xxx|fixme)\b[^\]\n]*\](?!\()
      | \b(?-i:TODO|FIXME|TBD|TBC|XXX+)\b | \blorem\ ipsum\b""",
    re.VERBOSE | re.IGNORECASE,
)
_OURS = re.compile(r"<!--\s*copctl\b[^\n]*")


def unfilled(outline: Outline, file: str) -> Iterator[Finding]:
    """A finding for each mark that nothing takes the place of, and each note to oneself."""
    for passage in outline.passages:
        words = _ADDRESS.sub(lambda address: " " * len(address[0]), passage.words)
        for match in _MARKS.finditer(words):
            if match[0] != NAME or passage.part != "greeting":
                yield _unfilled(match[0], Place(file, passage.line_at(match.start())))
        for match in _NOTES.finditer(words):
            yield Finding(
                Level.WARNING, RULE, _place(passage, match, file),
                f"{match[0]!r} looks like a note to yourself.", "write what belongs there, or take it out",
            )  # fmt: skip


def _place(passage: Passage, match: re.Match[str], file: str) -> Place:
    return Place(file, passage.line_at(match.start()))


def _unfilled(mark: str, place: Place) -> Finding:
    if mark == NAME:
        what, fix = "%NAME% is filled in only in the greeting.", "take it out here"
    else:
        what, fix = (
            f"{mark} would go out as it stands.",
            "write what belongs there; known in greeting: %NAME%",
        )
    return Finding(Level.ERROR, RULE, place, what, fix)


# Comments and markers -----------------------------------------------------------------------------


def comments(outline: Outline, kinds: Collection[str], file: str) -> Iterator[Finding]:
    """A finding for each marker that is not understood, and each comment that readers would see.

    `kinds` are those of items that a marker can name.
    """
    first = outline.draft.lines
    body = "\n".join(outline.lines[first:])
    hidden = [(match.start(), match.end()) for match in COMMENT.finditer(body)]
    at = body.find("<!--")
    while at >= 0:
        place = Place(file, first + 1 + body.count("\n", 0, at))
        end = next((last for start, last in hidden if start == at), 0)
        yield from _comment(body, at, is_hidden=bool(end), kinds=kinds, place=place)
        at = body.find("<!--", max(end, at + 4))


def _comment(
    body: str, at: int, *, is_hidden: bool, kinds: Collection[str], place: Place
) -> Iterator[Finding]:
    line = body[at:].partition("\n")[0]
    is_first = at == 0 or body[at - 1] == "\n"
    if _OURS.match(line):
        yield from _marker(line, kinds, place, is_first=is_first)
    elif not is_hidden:
        why = "does not end" if "-->" not in body[at:] else "does not have its line for itself"
        yield Finding(
            Level.ERROR, RULE, place, f"Readers would see this comment: it {why}.",
            "begin its line with <!-- and end it with -->",
        )  # fmt: skip


def _marker(line: str, kinds: Collection[str], place: Place, *, is_first: bool) -> Iterator[Finding]:
    match = MARKER.fullmatch(line) if is_first else None
    if match is None:
        yield Finding(
            Level.ERROR, "marker", place,
            "This marker is not understood, so consent and dates are not watched here.",
            "write it at the beginning of a line of its own, such as: <!-- copctl story:3 -->",
        )  # fmt: skip
        return
    for key in match[1].split():
        kind = key.partition(":")[0]
        if kind not in kinds:
            yield Finding(
                Level.WARNING, "marker", place, f"Nothing is called {kind}, as this marker says.",
                f"known are: {', '.join(sorted(kinds))}",
            )  # fmt: skip
