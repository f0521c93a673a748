"""What an entry of the draft is made of: titles, bylines, pictures and links that stand alone, and text.

The templates lay these out; a moderator only has to write plain Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from copctl.newsletter.draft_file import COMMENT
from copctl.rendering.markdown import parsed

if TYPE_CHECKING:
    from markdown_it.token import Token

_OWN_PICTURE = re.compile(r"media:[0-9]{1,9}")
_WEB_OR_MAIL = re.compile(r"(https?|mailto):", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """`kind` is byline, text (both Markdown), action (a link with its words) or picture (`media:3`)."""

    kind: str
    text: str
    address: str = ""


@dataclass(frozen=True)
class Story:
    """A title (one line of Markdown; none for text that stands alone) and the pieces under it."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class _Block:
    """Lines `start` to `end` of a text that are more than text."""

    start: int
    end: int
    piece: Piece


def stories(text: str) -> list[Story]:
    """The text cut at its titles: lines that begin with `### `."""
    found: list[Story] = []
    title, pieces = "", list[Piece]()
    for piece in _pieces(text):
        if piece.kind == "title":
            found.append(Story(title, tuple(pieces)))
            title, pieces = piece.text, []
        else:
            # Emphasis is a byline only right under a title; elsewhere it is somebody's emphasis.
            is_under_title = bool(title) and not pieces
            is_text = piece.kind == "byline" and not is_under_title
            pieces.append(Piece("text", piece.text) if is_text else piece)
    return [story for story in [*found, Story(title, tuple(pieces))] if story.title or story.pieces]


def titled(text: str) -> list[str]:
    """The text cut before each of its titles, as it is written; comments that begin a line hold no title."""
    lines = text.split("\n")
    blanked = COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text).replace("\r", " ").split("\n")
    found = [
        block.start for block in _blocks(blanked, parsed("\n".join(blanked))) if block.piece.kind == "title"
    ]
    cuts = [0, *(start for start in found if start), len(lines)]
    parts = ("\n".join(lines[start:end]).rstrip("\n") for start, end in pairwise(cuts))
    return [part for n, part in enumerate(parts) if part or not n]


def _pieces(text: str) -> Iterator[Piece]:
    lines = text.replace("\r\n", "\n").split("\n")
    at = 0
    for block in _blocks(lines, parsed("\n".join(lines))):
        yield from _text(lines[at : block.start])
        yield block.piece
        at = block.end
    yield from _text(lines[at:])


def _text(lines: Iterable[str]) -> Iterator[Piece]:
    text = "\n".join(lines).strip("\n")
    if text.strip():
        yield Piece("text", text)


def _blocks(lines: Sequence[str], tokens: Sequence[Token]) -> Iterator[_Block]:
    for opening, inline in pairwise(tokens):
        if opening.level or opening.map is None or inline.type != "inline":
            continue
        start, end = opening.map
        piece = _piece(lines[start], opening, inline)
        if piece is not None:
            yield _Block(start, end, piece)


def _piece(line: str, opening: Token, inline: Token) -> Piece | None:
    children = inline.children or []
    if opening.tag == "h3" and line.startswith("###"):
        return Piece("title", inline.content)
    if opening.type == "paragraph_open" and len(children) == 1 and is_picture(children[0]):
        return Piece("picture", children[0].content, str(children[0].attrGet("src")))
    if opening.type != "paragraph_open" or len(children) < 3:
        return None
    if _wraps(children, "em"):
        return Piece("byline", inline.content)
    address = str(children[0].attrGet("href") or "")
    if _wraps(children, "link") and _WEB_OR_MAIL.match(address):
        return Piece("action", "".join(child.content for child in children), address)
    return None


def is_picture(token: Token) -> bool:
    """Whether this is a picture of the community's own, `![words](media:3)`."""
    return token.type == "image" and _OWN_PICTURE.fullmatch(str(token.attrGet("src") or "")) is not None


def _wraps(children: Sequence[Token], mark: str) -> bool:
    """Whether one pair of marks spans the whole line."""
    first, last = children[0], children[-1]
    openings = sum(child.type == f"{mark}_open" for child in children)
    return first.type == f"{mark}_open" and last.type == f"{mark}_close" and openings == 1
