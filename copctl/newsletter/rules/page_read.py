"""A page of HTML as somebody sees it: its words with their colours, its headings, its pictures' words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from copctl.newsletter.declarations import Declaration, declared

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_UNSEEN = frozenset({"head", "style", "script", "title", "template"})
_HEADING = re.compile(r"h[1-6]")
_HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b")
_RGB = re.compile(r"rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)")
_NAMED = {"white": "#ffffff", "black": "#000000", "red": "#ff0000", "gray": "#808080", "silver": "#c0c0c0"}
_PIXELS = re.compile(r"(\d+(?:\.\d+)?)px")
_HIDING = {("display", "none"), ("visibility", "hidden"), ("max-height", "0"), ("font-size", "0")}


@dataclass(frozen=True)
class Look:
    """How words look: colours as `#rrggbb` (empty where the page does not say), pixels, boldness."""

    ink: str = ""
    paper: str = ""
    pixels: float = 16
    is_bold: bool = False
    is_hidden: bool = False


@dataclass(frozen=True)
class Run:
    """Words of one look, and their line."""

    line: int
    words: str
    look: Look


@dataclass
class PageRead:
    """What a page shows. `headings` are lines with levels, `alternatives` the words of its pictures."""

    runs: list[Run] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)


def read(html: str) -> PageRead:
    """Read a page with inlined styles; HTML that is wrong is read as far as it goes."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = PageRead()
        self._open: list[tuple[str, Look]] = []

    @property
    def _look(self) -> Look:
        return self._open[-1][1] if self._open else Look()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        look = _looking(tag, said, self._look)
        if _HEADING.fullmatch(tag) and not look.is_hidden:
            self.page.headings.append((self.getpos()[0], int(tag[1])))
        if tag == "img" and not look.is_hidden and said.get("alt"):
            self.page.alternatives.append(said["alt"])
        if tag not in _VOID:
            self._open.append((tag, look))

    def handle_endtag(self, tag: str) -> None:
        at = next((n for n in range(len(self._open) - 1, -1, -1) if self._open[n][0] == tag), None)
        if at is not None:
            del self._open[at:]

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._look.is_hidden:
            self.page.runs.append(Run(self.getpos()[0], data, self._look))

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: ARG002
        # As in `page_uses`: `<![if mso]>` is a comment (HTML Living Standard, 13.2.5.42).
        return self.rawdata.find(">", i) + 1 or -1


def _looking(tag: str, said: dict[str, str], above: Look) -> Look:
    look = replace(above, is_hidden=True) if tag in _UNSEEN else above
    if tag == "a":
        # A link has the client's own colour where the page says none.
        look = replace(look, ink="")
    if tag in {"b", "strong", "th"} or _HEADING.fullmatch(tag):
        look = replace(look, is_bold=True)
    if said.get("bgcolor"):
        look = replace(look, paper=_colour(said["bgcolor"].lower()))
    for part in declared(said.get("style", "")):
        if isinstance(part, Declaration):
            look = _styled(look, part)
    return look


def _styled(look: Look, part: Declaration) -> Look:
    value = part.value.removesuffix("!important").strip()
    if part.name == "color":
        return replace(look, ink=_colour(value))
    if part.name in {"background-color", "background"}:
        return replace(look, paper=_colour(value))
    if (part.name, value.removesuffix("px")) in _HIDING:
        return replace(look, is_hidden=True)
    pixels = _PIXELS.fullmatch(value)
    if part.name == "font-size" and pixels:
        return replace(look, pixels=float(pixels[1]))
    if part.name == "font-weight":
        return replace(look, is_bold=value in {"bold", "bolder", "600", "700", "800", "900"})
    return look


def _colour(value: str) -> str:
    """`#rrggbb`, or nothing for what is no plain colour."""
    found, mixed = _HEX.search(value), _RGB.search(value)
    if found:
        digits = found[0][1:]
        return f"#{digits if len(digits) == 6 else ''.join(2 * digit for digit in digits)}"
    if mixed:
        return "#" + "".join(f"{min(int(channel), 255):02x}" for channel in mixed.groups())
    return _NAMED.get(value, "")
