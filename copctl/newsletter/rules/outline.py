"""A draft with the line of everything in it: words, links, pictures, headings and marked entries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from copctl.newsletter.draft_file import COMMENT, HEADING, MARKER, DraftFile, Entry, Section
from copctl.rendering.markdown import parsed

if TYPE_CHECKING:
    from markdown_it.token import Token

# The levels that headings get in the mail: a section's, a title's, and at least this one in a text.
SECTION, TITLE, _IN_TEXT = 2, 3, 4


@dataclass(frozen=True)
class Passage:
    """Words as readers see them from `line` on, `\\n` where the file breaks the line.

    `part` is title, preheader, greeting, heading, picture (its words) or text.
    """

    line: int
    words: str
    part: str = "text"

    def line_at(self, position: int) -> int:
        """The line of the file in which this position of the words is."""
        return self.line + self.words.count("\n", 0, position)


@dataclass(frozen=True)
class Link:
    """A link or, with `is_picture`, a picture; links with the same `story` stand under one title."""

    line: int
    words: str
    address: str
    story: int
    is_picture: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading in a text: the level it is `written` with, and the one it is `shown` with.

    `mark` is what makes it one: `###`, or `=` and `-` on the line below.
    """

    line: int
    words: str
    written: int
    shown: int
    mark: str


@dataclass(frozen=True)
class Located:
    """An entry, its first line (the marker's, where it has one), and the line where its text begins."""

    entry: Entry
    line: int
    begins: int


@dataclass(frozen=True)
class Part:
    """A section and its entries; `line` is its heading's, 0 for what stands above the first one."""

    section: Section
    line: int
    entries: tuple[Located, ...]


@dataclass
class Outline:
    """What a draft says and where. Entries that must not be published are in `parts` alone."""

    draft: DraftFile
    lines: Sequence[str]
    parts: Sequence[Part]
    passages: list[Passage] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    stories: int = 0

    def line_of(self, name: str) -> int:
        """The line of this entry of the front matter; 1 where it has none."""
        front = self.lines[: self.draft.lines]
        begins = (f"{name}:", f"{name} :", f"{name}\t")
        return next((n for n, line in enumerate(front, 1) if line.lower().startswith(begins)), 1)


def outlined(text: str, draft: DraftFile, withheld: Collection[str] = ()) -> Outline:
    """The outline of a draft's text that was read as `draft`."""
    lines = text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    outline = Outline(draft, lines, tuple(parts_of(draft, lines)))
    _take_front(outline)
    for part in outline.parts:
        if part.section.heading:
            outline.passages.append(Passage(part.line, part.section.heading, "heading"))
            outline.headings.append(Heading(part.line, part.section.heading, SECTION, SECTION, "##"))
        for located in part.entries:
            if not located.entry.is_kept_back(withheld):
                outline.stories += 1
                _Reading(outline, located.begins, _IN_TEXT).take(_blanked(located.entry.text))
    return outline


def _take_front(outline: Outline) -> None:
    front = outline.draft.front
    for name in ("title", "preheader"):
        if words := getattr(front, name):
            outline.passages.append(Passage(outline.line_of(name), words, name))
    if front.greeting:
        begins = outline.line_of("greeting")
        first = front.greeting.split("\n")[0].strip()
        below = (n for n in range(begins, outline.draft.lines) if outline.lines[n].strip() == first)
        is_beside = first in outline.lines[begins - 1].partition(":")[2]
        line = begins if is_beside else next(below, begins - 1) + 1
        _Reading(outline, line, SECTION, "greeting").take(front.greeting)


def parts_of(draft: DraftFile, lines: Sequence[str]) -> Iterator[Part]:
    """Where sections and entries are: they are looked for in their order, so that nothing else can match."""
    at = draft.lines
    for section in draft.sections:
        line = 0
        if section.heading is not None:
            at = next(n for n in range(at, len(lines)) if HEADING.fullmatch(lines[n])) + 1
            line = at
        entries = []
        for entry in section.entries:
            located, at = _located(entry, lines, at)
            entries.append(located)
        yield Part(section, line, tuple(entries))


def _located(entry: Entry, lines: Sequence[str], at: int) -> tuple[Located, int]:
    marker = 0
    if entry.keys:
        at = next(n for n in range(at, len(lines)) if MARKER.fullmatch(lines[n])) + 1
        marker = at
    if not entry.text:
        return Located(entry, marker, marker), at
    held = entry.text.split("\n")
    at = next(n for n in range(at, len(lines)) if list(lines[n : n + len(held)]) == held)
    return Located(entry, marker or at + 1, at + 1), at + len(held)


def _blanked(text: str) -> str:
    """The text with as many lines, comments being empty ones."""
    return COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)


@dataclass
class _Reading:
    """Takes one Markdown text into an outline; `begins` is its first line in the file."""

    outline: Outline
    begins: int
    top: int
    part: str = "text"
    line: int = 0

    def take(self, text: str) -> None:
        # Markdown takes a lone carriage return for the end of a line, which no editor counts.
        text = text.replace("\r", " ")
        tokens = parsed(text)
        lines = text.split("\n")
        opening: Token | None = None
        for token in tokens:
            if token.map is not None:
                self.line = self.begins + token.map[0]
            if token.type == "inline":
                self._inline(token, opening, lines)
            elif token.type in {"fence", "code_block"}:
                # What is fenced begins below its fence, unless the text ends there.
                is_below = token.type == "fence" and bool(token.content)
                self.outline.passages.append(Passage(self.line + is_below, token.content, self.part))
            opening = token

    def _inline(self, token: Token, opening: Token | None, lines: Sequence[str]) -> None:
        if opening is not None and opening.type == "heading_open":
            self._heading(opening, token, lines[self.line - self.begins])
        words = "".join(self._words(token.children or []))
        self.outline.passages.append(Passage(self.line, words, self.part))

    def _heading(self, opening: Token, inline: Token, line: str) -> None:
        written = int(opening.tag[1:])
        is_title = self.part == "text" and not opening.level and written == TITLE and line.startswith("###")
        if is_title:
            self.outline.stories += 1
        words = "".join(child.content for child in inline.children or ())
        shown = TITLE if is_title else max(self.top, written)
        self.outline.headings.append(Heading(self.line, words, written, shown, opening.markup))

    def _words(self, children: Iterable[Token]) -> Iterator[str]:
        """The words, while links and pictures among them go into the outline."""
        said: list[str] = []
        opened: list[tuple[str, int, int]] = []
        line = self.line
        for child in children:
            if child.type in {"softbreak", "hardbreak"}:
                line += 1
                said.append("\n")
            elif child.type == "link_open":
                opened.append((str(child.attrGet("href") or ""), len(said), line))
            elif child.type == "link_close":
                address, start, at = opened.pop()
                self._link(at, " ".join("".join(said[start:]).split()), address)
            elif child.type == "image":
                self._picture(line, child)
            else:
                said.append(child.content)
        yield from said

    def _link(self, line: int, words: str, address: str) -> None:
        self.outline.links.append(Link(line, words, address, self.outline.stories))

    def _picture(self, line: int, image: Token) -> None:
        address = str(image.attrGet("src") or "")
        self.outline.links.append(Link(line, image.content, address, self.outline.stories, is_picture=True))
        if image.content:
            self.outline.passages.append(Passage(line, image.content, "picture"))
