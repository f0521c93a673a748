"""Markdown as a tree of plain values, for what lays out content and not characters.

A block is a dict with its `kind`: paragraph, heading (`level`), list (`is_ordered`, `start`, `is_tight` and
`items`, each a list of blocks), quote, code, table (`align` and `rows`, the first one its head) or rule. What
it says is its `body`: blocks for a quote, text for code, else parts of a line: text with its `language` (as
`languages.runs` cuts it), code, break, strong, emph, strike, or link (`address`). So nothing that people
wrote can be taken for marks of another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from copctl.rendering.languages import language_of, runs
from copctl.rendering.markdown import parsed, parsed_line

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

Node = dict[str, Any]

_BLANKS = re.compile(r"[ \t\n]+")
# Controls, and the mark that begins a file: nobody sees them and no font has them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb]")
_ALIGN = re.compile(r"text-align:(\w+)")
_ADDRESS = re.compile(r"(https?|mailto):\S{1,2000}", re.IGNORECASE)
_WRAPS = {"strong": "strong", "em": "emph", "s": "strike"}


def blocks(text: str, under: int = 1) -> list[Node]:
    """The blocks of a Markdown text; its headings come below level `under` and skip no level."""
    return _Reader(under).blocks(_tree(text))


def line(text: str) -> list[Node]:
    """One line of Markdown, such as a title, as parts."""
    from markdown_it.tree import SyntaxTreeNode

    return _parts(SyntaxTreeNode(parsed_line(text)).children[0])


def said(text: str) -> list[Node]:
    """Text that is no Markdown, as parts: exactly these characters, blanks as one."""
    cut = runs(_BLANKS.sub(" ", seen(text)))
    return [{"kind": "text", "text": part, "language": language} for language, part in cut]


def seen(text: str) -> str:
    """The text without controls."""
    return _UNSEEN.sub("", text)


def _tree(text: str) -> SyntaxTreeNode:
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(parsed(text))


class _Reader:
    """Makes blocks, and knows at what level the last heading was."""

    def __init__(self, under: int) -> None:
        self._under = self._last = under

    def blocks(self, parent: SyntaxTreeNode) -> list[Node]:
        return [block for node in parent.children for block in self._block(node)]

    def _block(self, node: SyntaxTreeNode) -> Iterable[Node]:
        if node.type in {"paragraph", "heading"}:
            yield from self._words(node)
        elif node.type in {"bullet_list", "ordered_list"}:
            yield self._list(node)
        elif node.type == "blockquote":
            yield {"kind": "quote", "body": self.blocks(node)}
        elif node.type == "table":
            yield _table(node)
        elif node.type in {"fence", "code_block"}:
            yield {"kind": "code", "body": seen(node.content.rstrip("\n"))}
        elif node.type == "hr":
            yield {"kind": "rule"}

    def _words(self, node: SyntaxTreeNode) -> Iterable[Node]:
        inline = node.children[0]
        parts = _parts(inline)
        if not parts:
            return
        block: Node = {"kind": node.type, "body": parts, "language": language_of(inline.content)}
        if node.type == "heading":
            self._last = min(max(self._under + 1, int(node.tag[1:])), self._last + 1)
            block["level"] = self._last
        yield block

    def _list(self, node: SyntaxTreeNode) -> Node:
        return {
            "kind": "list",
            "is_ordered": node.type == "ordered_list",
            "start": int(node.attrs.get("start", 1)),
            "is_tight": all(child.hidden for item in node.children for child in item.children[:1]),
            "items": [self.blocks(item) for item in node.children],
        }


def _table(node: SyntaxTreeNode) -> Node:
    rows = [row.children for group in node.children for row in group.children]
    aligns = [_ALIGN.match(str(cell.attrs.get("style", ""))) for cell in rows[0]]
    return {
        "kind": "table",
        "align": [found[1] if found else "left" for found in aligns],
        "rows": [[_parts(cell.children[0]) for cell in row] for row in rows],
    }


def _parts(inline: SyntaxTreeNode) -> list[Node]:
    return [part for node in inline.children for part in _part(node)]


def _part(node: SyntaxTreeNode) -> list[Node]:
    if node.type in {"text", "softbreak"}:  # where the writer's editor broke a line is a blank
        return said(node.content if node.type == "text" else " ")
    if node.type == "hardbreak":
        return [{"kind": "break"}]
    if node.type == "code_inline":
        return [{"kind": "code", "text": seen(node.content)}]
    if node.type in _WRAPS:
        return [{"kind": _WRAPS[node.type], "body": _parts(node)}]
    if node.type == "image":  # as in mails: its description, and where it is
        address = str(node.attrs.get("src", ""))
        return _linked(address, _parts(node) or said(address))
    return _linked(str(node.attrs.get("href", "")), _parts(node))


def _linked(address: str, body: list[Node]) -> list[Node]:
    """The words as a link, or as words alone where the address leads nowhere a reader can go."""
    return [{"kind": "link", "address": address, "body": body}] if _ADDRESS.fullmatch(address) else body
