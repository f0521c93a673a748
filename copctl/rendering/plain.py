"""Plain text out of Markdown tokens: what a reader without HTML sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_LISTS = {"bullet_list_open", "ordered_list_open"}
_LIST_ENDS = {"bullet_list_close", "ordered_list_close"}
_BREAKS = {
    # Where the writer's editor broke a line; the mail has its own width.
    "softbreak": " ",
    "hardbreak": "\n",
}


def from_tokens(blocks: Iterable[Token]) -> str:
    """Paragraphs, headings, lists, quotes, tables and code as lines; a blank line between blocks."""
    page = _Page()
    for block in blocks:
        page.take(block)
    return "\n".join(page.lines).strip("\n")


@dataclass
class _Page:
    """The lines so far, and where in the nest of lists and quotes we are."""

    lines: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    quotes: int = 0
    mark: str = ""
    row: list[str] | None = None

    def take(self, block: Token) -> None:
        """Take the next token in."""
        if block.type == "inline":
            self._write(words(block.children or []))
        elif block.type in _LISTS | _LIST_ENDS | {"list_item_open"}:
            self._list(block)
        elif block.type in {"blockquote_open", "blockquote_close"}:
            self.quotes += 1 if block.nesting == 1 else -1
        elif block.type in {"tr_open", "tr_close", "table_close"}:
            self._table(block)
        elif block.type in {"fence", "code_block"}:
            self._block(f"    {line}" for line in block.content.rstrip("\n").split("\n"))
        elif block.type == "hr":
            self._block(["-" * 20])

    def _block(self, lines: Iterable[str]) -> None:
        self.lines += [*("> " * self.quotes + line for line in lines), ""]

    def _write(self, text: str) -> None:
        if self.row is not None:
            self.row.append(text)
            return
        prefix = "> " * self.quotes + "  " * max(len(self.lists) - 1, 0)
        first, *rest = text.split("\n")
        self.lines.append(prefix + self.mark + first)
        hanging = " " * len(self.mark) if self.mark else "  " * bool(self.lists)
        self.lines += [prefix + hanging + line for line in rest]
        self.mark = ""
        if not self.lists:
            self.lines.append("")

    def _list(self, block: Token) -> None:
        if block.type in _LIST_ENDS:
            self.lists.pop()
            if not self.lists:
                self.lines.append("")
        elif block.type == "list_item_open":
            self.mark = f"{block.info}. " if self.lists[-1] is not None else "- "
        else:
            self.lists.append(1 if block.type == "ordered_list_open" else None)

    def _table(self, block: Token) -> None:
        if block.type == "tr_open":
            self.row = []
        elif block.type == "tr_close":
            cells, self.row = self.row or [], None
            self.lines.append("> " * self.quotes + " | ".join(cells))
        else:
            self.lines.append("")


def words(inline: Iterable[Token]) -> str:
    """One paragraph's words, with the addresses of links after them."""
    out: list[str] = []
    links: list[tuple[str, int]] = []
    for token in inline:
        if token.type == "link_open":
            links.append((str(token.attrGet("href") or ""), len(out)))
        elif token.type == "link_close":
            address, start = links.pop()
            out.append(_after("".join(out[start:]), address))
        elif token.type == "image":
            out.append(token.content + _after(token.content, str(token.attrGet("src") or "")))
        else:
            out.append(_BREAKS.get(token.type, token.content))
    return "".join(out)


def _after(said: str, address: str) -> str:
    """The address of a link, unless its words say it already; of a mail link, the address alone."""
    place = address.removeprefix("mailto:").partition("?")[0] if address.startswith("mailto:") else address
    return "" if place == said else f" ({place})"
