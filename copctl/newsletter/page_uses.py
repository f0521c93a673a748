"""Which features of HTML and CSS a page uses, and where; what it says is never looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlsplit

from copctl.newsletter.declarations import AtRule, Declaration, Part, Selector, declared

_DATA = re.compile(r"data:image/([a-z0-9]+)")
# Where a style may show a picture; elsewhere an address is a font or the like.
_PICTURED = ("background", "list-style", "border-image", "content")


class Use(NamedTuple):
    """One place of a page and all that it uses: `element:video`, `property:display`, `property:display=flex`.

    It is graceful where a client that does not know it is none the worse.
    """

    triggers: tuple[str, ...]
    line: int
    is_graceful: bool = False


def uses(html: str) -> list[Use]:
    """What the elements, attributes, style attributes and style sheets of a page use.

    Comments are left out, and with them what only Outlook sees. HTML that is wrong is read as far as it goes.
    """
    page = _Page()
    page.feed(html)
    page.close()
    return page.uses


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.uses: list[Use] = []
        self._sheet: list[str] | None = None
        self._sheet_line = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        self.uses.append(Use((f"element:{tag}", *(f"attribute:{name}" for name, _ in attrs)), line))
        for name, value in attrs:
            self._attribute(name, value or "", line)
        if tag == "style":
            self._sheet = []

    def _attribute(self, name: str, value: str, line: int) -> None:
        if name == "style":
            # The line of a declaration in an attribute is its element's.
            self.uses += [use._replace(line=line) for part in declared(value) for use in _of_part(part)]
        elif name in {"src", "background"}:
            self.uses.append(Use(_of_address(value), line))
        elif name == "href" and value.startswith("#") and len(value) > 1:
            self.uses.append(Use(("link:#",), line))

    def handle_data(self, data: str) -> None:
        if self._sheet is not None:
            if not self._sheet:
                self._sheet_line = self.getpos()[0]
            self._sheet.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._read_sheet()

    def close(self) -> None:
        super().close()
        self._read_sheet()

    def _read_sheet(self) -> None:
        if self._sheet:
            parts = declared("".join(self._sheet), line=self._sheet_line)
            self.uses += [use for part in parts for use in _of_part(part)]
        self._sheet = None

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: ARG002
        # `<![if mso]>` is a comment up to its `>` (HTML Living Standard, 13.2.5.42); Python's own way raises
        # at words that it does not know.
        return self.rawdata.find(">", i) + 1 or -1


def _of_part(part: Part) -> Iterator[Use]:
    if isinstance(part, AtRule):
        yield Use((f"at-rule:{part.name}",), part.line, part.is_graceful)
    elif isinstance(part, Selector):
        nested = ("nesting",) if part.is_nested else ()
        yield Use((*(f"pseudo:{name}" for name in part.pseudo), *nested), part.line, part.is_graceful)
    else:
        yield Use(_of_declaration(part), part.line, part.is_graceful)


def _of_declaration(said: Declaration) -> tuple[str, ...]:
    words = sorted(said.words)
    keys = [f"property:{said.name}"]
    keys += [f"property:{said.name}={word}" for word in words]
    keys += [f"function:{name}" for name in sorted(said.functions)]
    keys += [f"unit:{unit}" for unit in sorted(said.units)]
    keys += [f"keyword:{word}" for word in words]
    if said.name.startswith(_PICTURED):
        keys += [key for address in said.quoted for key in _of_address(address)]
    return tuple(keys)


def _of_address(address: str) -> tuple[str, ...]:
    """What kind of picture an address is: by its ending or, where it holds the picture, by what it says."""
    inside = _DATA.match(address.strip().lower())
    if inside is not None:
        return "image:data", f"image:{inside[1]}"
    try:
        path = urlsplit(address).path
    except ValueError:
        return ()
    _, dot, ending = path.rpartition(".")
    return (f"image:{ending.lower()}",) if dot else ()
