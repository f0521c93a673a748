"""An issue as a PDF for paper and for readers without mail: what its template is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from copctl.newsletter.pieces import Piece, Story
from copctl.rendering import tree
from copctl.rendering.languages import language_of
from copctl.rendering.typeset import FONTS, Typeset, tongue, typeset

TEMPLATE = "newsletter/issue.typ"
# Sections whose lines are read as a list: what stands in italics in them is said beside the rest.
_LISTED = {"topic", "survey", "member"}
# How files begin that hold a picture: PNG, JPEG, GIF; WebP says so further on.
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")


def made(folder: Path, values: Mapping[str, Any], gettext: Callable[[str], str] = str) -> Typeset:
    """The issue as a PDF for A4, tagged for screen readers, in letters that ship with this program.

    `folder` is the community's: of its own template, and of pictures. `values` are those of the mails'
    templates; `gettext` translates the fixed words. Raises as `rendering.typeset.typeset`.
    """
    return typeset(folder, TEMPLATE, issue=given(folder, values, gettext))


def given(folder: Path, values: Mapping[str, Any], _: Callable[[str], str] = str) -> dict[str, Any]:
    """What the template is given: plain values, with texts as `rendering.tree` makes them."""
    front, moderator, colours = values["front"], values["moderator"], values["colours"]
    return {
        "title": tree.said(values["title"]),
        "community": tree.said(values["community"]),
        "words": {
            "newsletter": _("Newsletter"),
            "page": _("Page %(page)s of %(pages)s"),
            "contents": _("Contents"),
        },
        "quarter": str(values["quarter"]),
        "greeting": tree.blocks(front.greeting),
        "sections": [_section(folder, section) for section in values["sections"]],
        "footer": tree.said(values["footer"]),
        "moderator": {"name": tree.said(moderator.name), "email": moderator.email},
        "url": values["url"],
        "colours": {name: getattr(colours, name) for name in ("accent", "button", "button_ink", "tint")},
        "language": tongue(values["language"]),
        "fonts": FONTS,
    }


def _section(folder: Path, section: Any) -> dict[str, Any]:
    # A title below no heading stands at the level of headings.
    level = 3 if section.heading else 2
    return {
        "heading": tree.said(section.heading),
        "is_next": section.kind == "session",
        "is_list": section.kind in _LISTED,
        "level": level,
        "stories": [_story(folder, story, level) for story in section.stories],
    }


def _story(folder: Path, story: Story, level: int) -> dict[str, Any]:
    title = tree.line(story.title)
    under = level if title else level - 1
    return {
        "title": title,
        "language": language_of(story.title),
        "pieces": [_piece(folder, piece, under) for piece in story.pieces],
    }


def _piece(folder: Path, piece: Piece, under: int) -> dict[str, Any]:
    if piece.kind == "action":
        return {"kind": piece.kind, "body": tree.said(piece.text), "address": piece.address}
    if piece.kind == "picture":
        return {"kind": piece.kind, "body": tree.said(piece.text), "path": _picture(folder, piece.address)}
    return {"kind": piece.kind, "body": tree.blocks(piece.text, under)}


def _picture(folder: Path, address: str) -> str:
    """A picture as the template finds it, from the community's folder; "" for one that is not there."""
    path = (folder / address).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return ""
    with path.open("rb") as stream:
        begins = stream.read(12)
    is_picture = begins.startswith(_PICTURES) or (begins[:4], begins[8:]) == (b"RIFF", b"WEBP")
    return f"/{path.relative_to(folder.resolve()).as_posix()}" if is_picture else ""
