"""Markdown as people write it, made into HTML that cannot do harm."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_TAGS = {
    "p", "br", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h2", "h3", "h4", "h5", "h6", "hr", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # CommonMark with tables; raw HTML is shown as text, so `<b>` in a title stays what was typed.
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").enable("strikethrough")


def to_html(text: str) -> str:
    """Markdown to sanitised HTML (an allow list of tags; links to http, https and mailto only)."""
    import nh3

    return nh3.clean(
        _parser().render(text),
        tags=_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def to_plain(text: str) -> str:
    """Markdown as a plain-text mail shows it: marks gone, links after their words."""
    from copctl.rendering.plain import from_tokens

    return from_tokens(_parser().parse(text))
