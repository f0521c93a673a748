"""Plain text out of Markdown tokens: what a reader without HTML sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


def from_tokens(blocks: Iterable[Token]) -> str:
    """Paragraphs, headings, lists, quotes and code as lines; a blank line between blocks."""
    out: list[str] = []
    lists: list[int | None] = []
    quote = 0
    mark = ""
    tight = False
    for block in blocks:
        if block.type == "ordered_list_open":
            lists.append(int(block.attrGet("start") or 1))
        elif block.type == "bullet_list_open":
            lists.append(None)
        elif block.type in {"ordered_list_close", "bullet_list_close"}:
            lists.pop()
            if not lists:
                out.append("")
        elif block.type == "list_item_open":
            mark = _next_mark(lists)
        elif block.type == "blockquote_open":
            quote += 1
        elif block.type == "blockquote_close":
            quote -= 1
        elif block.type == "paragraph_open":
            tight = block.hidden
        elif block.type in {"fence", "code_block"}:
            out += [*(f"    {line}" for line in block.content.rstrip("\n").split("\n")), ""]
        elif block.type == "hr":
            out += ["-" * 20, ""]
        elif block.type == "inline":
            prefix = "> " * quote + "  " * max(len(lists) - 1, 0)
            lines = _words(block.children or []).split("\n")
            out.append(prefix + mark + lines[0])
            out += [prefix + " " * len(mark) + line for line in lines[1:]]
            mark = ""
            if not (lists or tight):
                out.append("")
    return "\n".join(out).strip()


def _next_mark(lists: list[int | None]) -> str:
    number = lists[-1]
    if number is None:
        return "- "
    lists[-1] = number + 1
    return f"{number}. "


def _words(inline: Iterable[Token]) -> str:
    out: list[str] = []
    links: list[tuple[str, int]] = []
    for token in inline:
        if token.type in {"text", "code_inline"}:
            out.append(token.content)
        elif token.type == "softbreak":
            # Where the writer's editor broke a line; the mail has its own width.
            out.append(" ")
        elif token.type == "hardbreak":
            out.append("\n")
        elif token.type == "image":
            out.append(f"{token.content} ({token.attrGet('src')})".lstrip())
        elif token.type == "link_open":
            links.append((str(token.attrGet("href") or ""), len(out)))
        elif token.type == "link_close":
            address, start = links.pop()
            if address not in ("".join(out[start:]), "mailto:" + "".join(out[start:])):
                out.append(f" ({address})")
    return "".join(out)
