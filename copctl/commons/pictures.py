"""Pictures in the members' pages: which may be shown there, and how small they are sent."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import or_, select

from copctl.commons import asked
from copctl.commons.contributed import Given
from copctl.commons.view import View
from copctl.community import contributions, pictures
from copctl.errors import CopctlError, NotFound
from copctl.files import read_bytes
from copctl.newsletter import editions
from copctl.store.schema import Contribution, Edition, Issue, Picture

# As wide as the page is, and small enough for a thin line.
WIDEST, MOST_BYTES = 736, 60_000
_PREFIX = "media:"


@dataclass(frozen=True)
class Framed:
    """A picture as a template shows it; `width` and `height` in pixels."""

    src: str
    alt: str
    credit: str
    width: int
    height: int


def framed(view: View, wanted: Iterable[int]) -> dict[str, Framed]:
    """Address (`media:3`) -> the picture, of those that may be shown and whose file is there.

    Where no server gives them, they are in the page itself (RFC 2397).
    """
    numbers, found = set(wanted), {}
    rows = view.db.execute(select(Picture).where(Picture.id.in_(numbers))).scalars() if numbers else ()
    for row in rows:
        if pictures.may_be_published(row) and pictures.path_of(view.settings, row).is_file():
            found[f"{_PREFIX}{row.id}"] = _framed(view, row)
    return found


def of_piece(view: View, piece: Given) -> dict[str, Framed]:
    """The pictures of a contribution: its own, and those in its text."""
    return framed(view, pictures.named_in(piece.body) | ({piece.picture} if piece.picture else set()))


def _framed(view: View, row: Picture) -> Framed:
    width = min(row.width, WIDEST)
    return Framed(
        _source(view, row), row.alt, row.credit, width, max(1, round(row.height * width / row.width))
    )


def _source(view: View, row: Picture) -> str:
    if view.is_served:
        return view.to(f"/pictures/{row.id}")
    content, kind = _small(pictures.path_of(view.settings, row), row.kind)
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def small(view: View, number: int) -> tuple[bytes, str]:
    """The small version of a picture, and its media type.

    NotFound, in the same words, for one that does not exist, whose consent is missing, or that stands in
    nothing that members may read.
    """
    row = view.db.get(Picture, number) if asked.is_number(number) else None
    if row is None or not pictures.may_be_published(row) or not _is_in_use(view, number):
        raise _missing()
    file = pictures.path_of(view.settings, row)
    if not file.is_file():
        raise _missing()
    return _small(file, row.kind)


def _missing() -> NotFound:
    return NotFound("There is no such picture.", hint="look at the page that showed it")


def _is_in_use(view: View, number: int) -> bool:
    """Whether something that members may read shows it."""
    mark = f"({_PREFIX}{number}"
    in_text = Contribution.body.contains(mark, autoescape=True)
    pieces = select(Contribution).where(or_(Contribution.picture_id == number, in_text))
    for piece in view.db.execute(pieces).scalars():
        is_shown = piece.picture_id == number or number in pictures.named_in(piece.body)
        if is_shown and contributions.may_be_published(piece):
            return True
    out = editions.is_out(), Edition.markdown.contains(mark, autoescape=True)
    sent = select(Edition.markdown).join(Issue).where(*out)
    return any(number in pictures.named_in(text) for text in view.db.execute(sent).scalars())


@lru_cache(maxsize=64)
def _small(file: Path, kind: str) -> tuple[bytes, str]:
    """A file is named after what it holds, so one that was made small stays right."""
    from copctl.rendering.pictures import reduced

    content = read_bytes(file)
    try:
        made = reduced(content, most_bytes=MOST_BYTES, most_width=WIDEST)
    except CopctlError:
        # It was made fit for a mail when it was added.
        return content, kind
    return made.content, made.kind
