"""Pictures made fit for a mail: upright, small, and without what a camera or a phone notes in them."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from copctl.errors import Refused
from copctl.rendering import heic, pixels
from copctl.rendering.picture_files import is_bare, kind_of

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES, MOST_WIDTH = 100_000, 1_200
# Only what is plain to read, each by its own reader: Pillow would also hand EPS to Ghostscript.
_READERS = {
    "jpeg": "Jpeg", "png": "Png", "gif": "Gif", "bmp": "Bmp", "tiff": "Tiff", "webp": "WebP", "avif": "Avif",
}  # fmt: skip
_PHOTOGRAPHED = frozenset({"jpeg", "heic"})
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_QUALITIES = (84, 76, 68, 60)
_LAST_QUALITIES = (50, 40, 30)
_SHRINKING, _SIZES = 0.85, 8
_LOCATION = 0x8825  # the tag under which EXIF keeps GPS (EXIF 3.0, section 4.6.3)
# What Pillow raises for a file that is not as its format says.
_DAMAGE = (
    OSError, SyntaxError, ValueError, TypeError, EOFError, LookupError, AttributeError, ArithmeticError,
    RuntimeError,
    struct.error, zlib.error,
)  # fmt: skip


@dataclass(frozen=True)
class Reduced:
    """A picture as it is kept: its file, media type, and size in pixels.

    `had_location` and `had_more` say what is gone: the place where it was taken, all frames or pages but the
    first.
    """

    content: bytes
    kind: str
    width: int
    height: int
    had_location: bool = False
    had_more: bool = False


def reduced(
    content: bytes, *, most_bytes: int = MOST_BYTES, most_width: int = MOST_WIDTH, name: str = "The picture"
) -> Reduced:
    """The picture in at most so many bytes, no wider than so many pixels, in sRGB, carrying nothing else.

    A photo becomes a JPEG. What PNG stores as well or better (a chart, a logo), and what is see-through,
    stays a PNG where it fits. A file that fits already and carries nothing but a picture stays as it is.

    Raises Refused, with `name` in its sentence, for what is no picture or no whole one, for more pixels than
    are safe to open, and where the picture cannot be made so small.
    """
    kind = kind_of(content)
    _refuse_unreadable(kind, name)
    with _reading(name):
        image = _opened(content, kind)
        had_location = _has_location(image)
        had_more = kind not in _PHOTOGRAPHED and getattr(image, "n_frames", 1) > 1
        if image.width > 2 * most_width:
            # A JPEG can be read at a half, a quarter or an eighth of its size, which takes less memory.
            image.draft(image.mode, (2 * most_width, 2 * most_width))
        image.load()
    is_small = len(content) <= most_bytes and pixels.is_within(image, most_width)
    if is_small and image.mode != "CMYK" and is_bare(content):
        return Reduced(content, f"image/{kind}", image.width, image.height)
    ways = _ways(pixels.looked_at(image, most_width), kind in _PHOTOGRAPHED)
    made = next((way for way in ways if len(way.content) <= most_bytes), None)
    if made is None:
        raise Refused(
            f"{name} cannot be made as small as {most_bytes / 1000:g} KB.",
            hint="allow it more with --max-kb, or cut out the part that matters",
        )
    return replace(made, had_location=had_location, had_more=had_more)


def _refuse_unreadable(kind: str, name: str) -> None:
    if kind == "svg":
        raise Refused(
            f"{name} is an SVG drawing, which mail programs do not show.",
            hint="export it as a PNG of about 1,200 pixels in width, and add that",
        )
    if kind == "heic" and not heic.can_read():
        raise Refused(
            f"{name} is a HEIC photo, and nothing that reads those is installed.",
            hint="pip install 'copctl[heic]', or save it as JPEG: phones do when they share a photo",
        )
    if kind not in {*_READERS, "heic"}:
        what = {"pdf": "a PDF", "film": "a film"}.get(kind, "no picture that can be read")
        raise Refused(f"{name} is {what}.", hint="give a JPEG, PNG, GIF, WebP, TIFF or BMP file")


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Whatever is wrong with the file becomes one sentence."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # More pixels than anybody photographs: such a file is made to fill the memory.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise Refused(
                f"{name} has more pixels than are safe to open.",
                hint="save it smaller (2,000 pixels in width are plenty), and add that",
            ) from error
        except _DAMAGE as error:
            raise Refused(
                f"{name} is damaged or cut off before its end.",
                hint="copy or download it again, and look at it",
            ) from error


def _opened(content: bytes, kind: str) -> Image:
    """The picture's first frame, its pixels not read yet."""
    from PIL import Image

    if kind == "heic":
        content, kind = heic.as_png(content), "png"
    reader = _READERS[kind]
    import_module(f"PIL.{reader}ImagePlugin")
    return Image.open(io.BytesIO(content), formats=[reader.upper()])


def _has_location(image: Image) -> bool:
    try:
        return bool(image.getexif().get_ifd(_LOCATION))
    except _DAMAGE:
        return False  # notes that cannot be read go like all others


def _ways(image: Image, is_photographed: bool) -> Iterator[Reduced]:
    """How it can be stored, best first."""
    best = _jpeg(image, _QUALITIES[0])
    if not is_photographed:
        png = _png(image)
        if image.mode == "RGBA" or len(png.content) <= len(best.content):
            yield png
            yield _png(pixels.in_few_colours(image))
    yield best
    for step in range(_SIZES):
        smaller = pixels.scaled(image, _SHRINKING**step)
        last = _LAST_QUALITIES if step == _SIZES - 1 else ()
        yield from (_jpeg(smaller, quality) for quality in (*_QUALITIES, *last))


def _jpeg(image: Image, quality: int) -> Reduced:
    return _saved(pixels.on_paper(image), "JPEG", quality=quality, optimize=True, progressive=True)


def _png(image: Image) -> Reduced:
    few = pixels.has_few_colours(image)
    return _saved(pixels.in_few_colours(image) if few else image, "PNG")


def _saved(image: Image, kind: str, **how: Any) -> Reduced:
    # What Pillow remembers of the file (comments, profiles, resolution) would go into the new one.
    image.info = {}
    stream = io.BytesIO()
    image.save(stream, kind, **how)
    return Reduced(stream.getvalue(), _TYPES[kind], image.width, image.height)
