"""The issue as a PDF, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from copctl.newsletter import page, pdf
from copctl.newsletter.page import Issue, Reader, Shown
from copctl.newsletter.pieces import Piece
from copctl.rendering import catalogues


def on_paper(issue: Issue, reader: Reader) -> tuple[bytes, list[str]]:
    """The PDF, empty without the extra that makes it, and sentences about what to look at.

    Raises Refused for a template that does not work.
    """
    if find_spec("typst") is None:
        return b"", ["issue.pdf was not made, which needs the extra pdf: pip install 'copctl[pdf]'"]
    folder = issue.settings.folder
    said = page.values(issue, reader)
    said["sections"] = [_placed(section, issue, folder) for section in said["sections"]]
    words = catalogues.words(folder / "templates", said["written_in"])
    made = pdf.made(folder, said, words.said)
    if made.boxes:
        return made.content, [f"issue.pdf shows boxes for letters that no font here has: {made.boxes}"]
    return made.content, []


def _placed(section: Shown, issue: Issue, folder: Path) -> Shown:
    stories = tuple(
        replace(story, pieces=tuple(_pieces(story.pieces, issue, folder))) for story in section.stories
    )
    return replace(section, stories=stories)


def _pieces(pieces: tuple[Piece, ...], issue: Issue, folder: Path) -> Iterator[Piece]:
    for piece in pieces:
        picture = issue.pictures.get(piece.address) if piece.kind == "picture" else None
        if picture is not None:
            address = picture.file.relative_to(folder).as_posix()
            yield replace(piece, text=piece.text or picture.alt, address=address)
        elif piece.kind != "picture":
            yield piece
