"""The pictures of an issue, and where their files are for each way of showing them."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from copctl.files import read_bytes
from copctl.settings import Settings

FOLDER = "media"


@dataclass(frozen=True)
class Shown:
    """A picture as templates show it; `src` is `cid:` and its Content-ID until `placed` says otherwise."""

    src: str
    alt: str
    width: int
    height: int
    credit: str
    file: Path
    kind: str

    @property
    def cid(self) -> str:
        """What the parts of one mail know it by (RFC 2392)."""
        return self.src.removeprefix("cid:")


def logo_of(settings: Settings) -> Shown | None:
    """The community's logo, at most 200 pixels wide and 96 high; None where there is none.

    Refused when `[look] logo` names no picture that mail programs show.
    """
    if not settings.look.logo:
        return None
    from copctl.newsletter.logo import measured

    file = settings.folder / settings.look.logo
    kind, width, height = measured(file)
    return Shown(f"cid:logo@{FOLDER}.invalid", settings.name, width, height, "", file, kind)


def beside(html: str, pictures: Iterable[Shown], folder: str) -> str:
    """The page with its pictures in a folder beside it."""
    return _placed(html, {picture.src: f"{folder}/{picture.file.name}" for picture in pictures})


def linked(html: str, pictures: Iterable[Shown], url: str) -> str:
    """The page with its pictures somewhere on the web."""
    return _placed(html, {picture.src: f"{url.rstrip('/')}/{picture.file.name}" for picture in pictures})


def within(html: str, pictures: Iterable[Shown]) -> str:
    """The page with its pictures in it (RFC 2397), so that it needs no other file."""
    return _placed(html, {picture.src: _in_page(picture) for picture in pictures})


def _in_page(picture: Shown) -> str:
    return f"data:{picture.kind};base64,{base64.b64encode(read_bytes(picture.file)).decode('ascii')}"


def _placed(html: str, places: Mapping[str, str]) -> str:
    for src, place in places.items():
        html = html.replace(f'src="{src}"', f'src="{place}"')
    return html
