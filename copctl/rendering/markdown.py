"""Markdown as people write it, made into HTML that cannot do harm."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_INLINE_TAGS = {"br", "em", "strong", "del", "code", "a"}
_TAGS = _INLINE_TAGS | {
    "p", "pre", "blockquote", "ul", "ol", "li",
    "h2", "h3", "h4", "h5", "h6", "hr", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
_SPECIAL = re.compile(r"[\\`*\[\]<~|]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|#(?=#*$)|^[#>+=-]|(?<=^\d)[.)]")
_BREAKS_ADDRESS = re.compile(r"[\s<>()\\]")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # CommonMark with tables; raw HTML is shown as text, so `<b>` in a title stays what was typed.
    made = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").enable("strikethrough")
    made.add_render_rule("image", _image_as_link)
    return made


def _image_as_link(_renderer: Any, tokens: Sequence[Token], at: int, _options: Any, _env: Any) -> str:
    """A picture as a link with its description: mail programs hide pictures, and fetching them tells."""
    from markupsafe import escape

    token = tokens[at]
    address = escape(str(token.attrGet("src") or ""))
    return f'<a href="{address}">{escape(token.content or address)}</a>'


def to_html(text: str, top: int = 2) -> str:
    """Markdown to sanitised HTML (an allow list of tags; links to http, https and mailto only).

    Headings start at level `top`, so that what people wrote fits under the page's own headings.
    """
    parser = _parser()
    env: MutableMapping[str, Any] = {}
    tokens = parser.parse(text, env)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{max(top, int(token.tag[1:]))}"
    return _clean(parser.renderer.render(tokens, parser.options, env), _TAGS)


def to_inline_html(text: str) -> str:
    """One line of Markdown, such as a title, to sanitised HTML without a paragraph around it."""
    return _clean(_parser().renderInline(text), _INLINE_TAGS)


def _clean(html: str, tags: set[str]) -> str:
    import nh3

    return nh3.clean(
        html, tags=tags, attributes={"a": {"href", "title"}}, url_schemes=_SCHEMES, link_rel=None
    )


def to_plain(text: str) -> str:
    """Markdown as a plain-text mail shows it: marks gone, links after their words."""
    from copctl.rendering.plain import from_tokens

    return from_tokens(_parser().parse(text))


def parsed(text: str) -> list[Token]:
    """The tokens that `to_html` and `to_plain` work from, for who needs to know the blocks of a text."""
    return _parser().parse(text)


def parsed_line(text: str) -> list[Token]:
    """The one token that `to_inline_html` works from; its children are the parts of the line."""
    return _parser().parseInline(text)


def literal(text: str) -> str:
    """One line of text as Markdown that shows exactly these characters.

    Only what Markdown would take for a mark gets a backslash, so that names stay readable.
    """
    return _SPECIAL.sub(lambda mark: f"\\{mark[0]}", " ".join(text.split()))


def link(words: str, address: str) -> str:
    """A Markdown link with these words, which are shown as they are."""
    safe = _BREAKS_ADDRESS.sub(lambda c: "".join(f"%{byte:02X}" for byte in c[0].encode()), address)
    return f"[{literal(words)}]({safe})"
